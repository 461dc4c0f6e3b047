import { refuse } from './refusal.ts';
import { isJson, type Json, objectAt, textAt, textsAt } from './shape.ts';
import { accountOf, type Card, noteForm, screenOf, type World } from './world.ts';

interface Space {
  type: 'IM_ROBOT' | 'IM_GROUP';
  id: string;
}

const prefix = 'dtv1.card//';
const spaceModels = { IM_ROBOT: 'imRobotOpenSpaceModel', IM_GROUP: 'imGroupOpenSpaceModel' } as const;
const deliverModels = { IM_ROBOT: 'imRobotOpenDeliverModel', IM_GROUP: 'imGroupOpenDeliverModel' } as const;

/** Kinds of spaces a card is made for: the model of each says at least whether it may be forwarded. */
export function modelsIn(body: Json): Set<string> {
  const models = Object.entries(spaceModels).filter(([, name]) => body[name] !== undefined);
  for (const [, name] of models)
    if (typeof objectAt(body, name)?.supportForward !== 'boolean') throw refuse('param.openSpaceModelInvalid');
  return new Set(models.map(([type]) => type));
}

/** Puts the card into each space; each has a result of its own. Throws a Refusal when the request itself is wrong. */
export function deliver(world: World, card: Card, body: Json): Json[] {
  const spaces = spacesIn(textAt(body, 'openSpaceId'));
  for (const { type } of spaces) checkModels(world, card, body, type);
  return spaces.map((space) => {
    const errorMsg = put(world, card, body, space);
    const carrierId = errorMsg ? '' : `${crypto.randomUUID()}=`;
    return { spaceType: space.type, spaceId: space.id, success: errorMsg === null, carrierId, errorMsg };
  });
}

/** `dtv1.card//IM_ROBOT.u1;IM_GROUP.cid…==`. */
function spacesIn(openSpaceId: string): Space[] {
  if (openSpaceId === '') throw refuse('param.openSpaceIdEmpty');
  if (!openSpaceId.startsWith(prefix)) throw refuse('param.openSpaceIdInvalid');
  return openSpaceId
    .slice(prefix.length)
    .split(';')
    .map((space) => {
      const match = /^(im_robot|im_group)\.([^.;\s].*)$/i.exec(space);
      if (!match?.[1] || !match[2]) throw refuse('param.openSpaceIdInvalid');
      return { type: match[1].toUpperCase() as Space['type'], id: match[2] };
    });
}

function checkModels(world: World, card: Card, body: Json, type: Space['type']): void {
  if (!card.models.has(type)) throw refuse('param.openSpaceModelInvalid');
  const model = body[deliverModels[type]];
  if (model === undefined) throw refuse('param.openDeliverModelEmpty');
  if (!isJson(model)) throw refuse('param.openDeliverModelError');
  if (type === 'IM_ROBOT' && model.spaceType !== 'IM_ROBOT') throw refuse('param.openDeliverModelError');
  const robotCode = model.robotCode ?? (type === 'IM_ROBOT' ? world.app.robotCode : '');
  if (robotCode !== world.app.robotCode) throw refuse('param.openDeliverModelError');
}

/** What keeps the card from this space, or null: it is there. */
function put(world: World, card: Card, body: Json, { type, id }: Space): string | null {
  if (type === 'IM_ROBOT') {
    const account = accountOf(world, id, card.userIdType);
    if (account === undefined) return 'userId not exist';
    if (world.unreachable.has(account)) return 'SYSTEM_ERROR';
    place(world, card, account, null);
    return null;
  }
  const group = world.groups.get(id);
  if (!group?.robot) return 'conversation not exist';
  const recipients = textsAt(objectAt(body, deliverModels.IM_GROUP) ?? {}, 'recipients');
  for (const account of group.members)
    if (!recipients || recipients.length === 0 || recipients.includes(account)) place(world, card, account, group.id);
  return null;
}

function place(world: World, card: Card, account: string, group: string | null): void {
  const screen = screenOf(world, account);
  const before = screen.filter((item) => item.kind === 'card' && item.card === card).length;
  const id = before === 0 ? card.outTrackId : `${card.outTrackId}#${before + 1}`;
  screen.push({ kind: 'card', id, chat: { group }, card });
  noteForm(world, card, account);
}
