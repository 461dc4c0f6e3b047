import type { Route } from './gate.ts';
import { limits } from './limits.ts';
import { draw } from './markdown.ts';
import { judge, picture } from './messages.ts';
import { missing, refuse } from './refusal.ts';
import { isJson, type Json, objectAt, textAt, textsAt } from './shape.ts';
import { deliver, modelsIn } from './spaces.ts';
import { problemsOf, type Values } from './template.ts';
import { accountOf, audienceOf, type Card, noteForm, viewFor, type World } from './world.ts';

/** Card instances: made of the template and data, delivered to spaces, changed for all or for one person. */
export function cardRoutes(world: World): Route[] {
  const route = (method: 'POST' | 'PUT', path: string, handle: (body: Json) => Json): Route => ({
    host: 'api',
    method,
    path: `/v1.0/card/instances${path}`,
    permission: 'Card.Instance.Write',
    handle: ({ body }) => handle(isJson(body) ? body : {}),
  });
  return [
    route('POST', '/createAndDeliver', (body) => {
      if (textAt(body, 'openSpaceId') === '') throw missing('openSpaceId');
      const card = create(world, body);
      const deliverResults = deliver(world, card, body);
      for (const account of audienceOf(world, card)) lookAt(world, card, account);
      world.cards.set(card.outTrackId, card);
      return { success: true, result: { outTrackId: card.outTrackId, deliverResults } };
    }),
    route('POST', '', (body) => {
      const card = create(world, body);
      world.cards.set(card.outTrackId, card);
      return { success: true, result: card.outTrackId };
    }),
    route('POST', '/deliver', (body) => {
      const card = known(world, body);
      const result = deliver(world, card, body);
      for (const account of audienceOf(world, card)) lookAt(world, card, account);
      return { success: true, result };
    }),
    route('PUT', '', (body) => {
      update(world, known(world, body), body);
      return { success: true, result: true };
    }),
  ];
}

function known(world: World, body: Json): Card {
  const outTrackId = textAt(body, 'outTrackId');
  if (outTrackId === '') throw missing('outTrackId');
  const card = world.cards.get(outTrackId);
  if (!card) throw refuse('param.cardNotExist');
  return card;
}

function create(world: World, body: Json): Card {
  for (const name of ['cardTemplateId', 'outTrackId']) if (textAt(body, name) === '') throw missing(name);
  const outTrackId = textAt(body, 'outTrackId');
  if (outTrackId.length > limits.outTrackId) {
    world.offences.push(`an outTrackId of ${outTrackId.length} characters`);
    throw refuse('param.invalid');
  }
  if (textAt(body, 'cardTemplateId') !== world.app.template) throw refuse('param.templateNotExist');
  // Clicks over HTTP need a route key registered before, and there is none.
  if (body.callbackType !== undefined && body.callbackType !== 'STREAM') throw refuse('param.invalid');
  if (world.cards.has(outTrackId)) throw refuse('param.cardAlreadyExist');
  const data = objectAt(body, 'cardData');
  if (!data) throw refuse('param.cardPublicDataEmpty');
  const card: Card = {
    outTrackId,
    callback: body.callbackType === 'STREAM',
    shared: values(world, data),
    own: new Map(),
    mayMention: textsAt(body, 'cardAtUserIds') ?? [],
    userIdType: userIdType(body),
    models: modelsIn(body),
    edited: new Set(),
    forms: new Map(),
  };
  for (const [account, own] of ownIn(world, body, card.userIdType, true)) card.own.set(account, own);
  return card;
}

function userIdType({ userIdType: type = 1 }: Json): number {
  if (type !== 1 && type !== 2) throw refuse('param.invalid');
  return type;
}

/** A checked cardParamMap; what is wrong with one is an offence as well as refused. */
function values(world: World, data: Json): Values {
  const problems = problemsOf(data.cardParamMap);
  world.offences.push(...problems.map((problem) => `card: ${problem}`));
  if (problems.length > 0) throw refuse('param.invalid', problems[0]);
  return { ...(data.cardParamMap as Values) };
}

/** Private data by account. On creation nobody may be a stranger; later, those who left are passed over. */
function ownIn(world: World, body: Json, type: number, strict: boolean): Map<string, Values> {
  const all = new Map<string, Values>();
  if (body.privateData === undefined) return all;
  if (!isJson(body.privateData)) throw refuse('param.invalid');
  for (const [id, data] of Object.entries(body.privateData)) {
    const account = accountOf(world, id, type);
    if (account === undefined && strict) throw refuse('param.userIdNotExist');
    if (!isJson(data)) throw refuse('param.invalid');
    const own = values(world, data);
    if (account !== undefined) all.set(account, own);
  }
  return all;
}

/** Looks at what someone sees now: whether anything is missing, and what must not be alive in it. */
function lookAt(world: World, card: Card, account: string): void {
  const view = viewFor(card, account);
  const what = `card ${card.outTrackId}`;
  if (view.title === '') world.offences.push(`${what}: no title`);
  if (view.fields.length > 0 && view.formSubmit === '')
    world.offences.push(`${what}: no word on the button that submits`);
  const drawn = draw(view.body);
  judge(world, what, drawn, card.mayMention);
  for (const url of drawn.images) picture(world, url);
}

function update(world: World, card: Card, body: Json): void {
  const data = objectAt(body, 'cardData');
  const shared = data && values(world, data);
  const own = ownIn(world, body, userIdType(body), false);
  if (!shared && body.privateData === undefined) throw refuse('param.cardDataAndPrivateDataBothEmpty');
  change(world, card, shared, own, objectAt(body, 'cardUpdateOptions') ?? {});
}

/** New values, added by key or, without the flags, in place of all there were. */
function change(world: World, card: Card, shared: Values | null, own: Map<string, Values>, options: Json): void {
  const audience = audienceOf(world, card);
  const before = new Map(audience.map((account) => [account, JSON.stringify(viewFor(card, account))]));
  if (shared) card.shared = options.updateCardDataByKey === true ? { ...card.shared, ...shared } : shared;
  for (const [account, more] of own)
    card.own.set(account, options.updatePrivateDataByKey === true ? { ...card.own.get(account), ...more } : more);
  for (const account of audience) {
    if (JSON.stringify(viewFor(card, account)) === before.get(account)) continue;
    card.edited.add(account);
    lookAt(world, card, account);
    noteForm(world, card, account);
  }
}

/**
 * The app's answer to a click, applied to the card: `userPrivateData` is that of the person who clicked. Returns false when
 * it cannot be applied: the person sees an error.
 */
export function applyAnswer(world: World, card: Card, account: string, response: Json): boolean {
  const allowed = ['cardUpdateOptions', 'cardData', 'userPrivateData'];
  for (const key of Object.keys(response))
    if (!allowed.includes(key)) world.offences.push(`the answer to a click has ${key}`);
  try {
    const data = objectAt(response, 'cardData');
    const own = objectAt(response, 'userPrivateData');
    const shared = data && values(world, data);
    const mine = own ? new Map([[account, values(world, own)]]) : new Map<string, Values>();
    change(world, card, shared, mine, objectAt(response, 'cardUpdateOptions') ?? {});
    return true;
  } catch {
    return false;
  }
}
