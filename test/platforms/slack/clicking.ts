import { isObj, type Obj, objOf, objsOf, textOf } from './json.ts';
import { initialValues } from './modals.ts';
import { blocksIn, choosable, messagesFor, optionLabel, optionsIn, pressable, withElements } from './reading.ts';
import { answered, interact, interaction, person, type Stage } from './stage.ts';
import { messageOut, viewOut } from './wire.ts';
import { type Message, newResponseUrl, newTrigger, nextTs, type User, type Values, type View } from './workspace.ts';

/** Where a part stands. */
export type Place = { message: Message } | { view: View };

export interface Part {
  place: Place;
  block: Obj;
  element: Obj;
}

/** Parts of a place a person can use, in order. */
export function partsIn(place: Place): Part[] {
  const blocks = 'view' in place ? objsOf(place.view.content.blocks) : blocksIn(place.message);
  return blocks.flatMap((block) => withElements(block).map((element) => ({ place, block, element })));
}

/** The newest message with such a part, and after all messages the home. */
function newestWith(stage: Stage, account: string, wanted: (part: Part) => boolean): Part | undefined {
  const { space } = stage.bench;
  const home = space.homes.get(account);
  const places: Place[] = messagesFor(space, account)
    .reverse()
    .map((message) => ({ message }));
  if (home) places.push({ view: home });
  for (const place of places) {
    const part = partsIn(place).find(wanted);
    if (part) return part;
  }
  return undefined;
}

const labelled =
  (label: string) =>
  ({ element }: Part) =>
    pressable(element).includes(label);

export async function presses(stage: Stage, account: string, label: string, within?: Place): Promise<void> {
  const user = person(stage, account);
  const part = within ? partsIn(within).find(labelled(label)) : newestWith(stage, account, labelled(label));
  if (!part) throw new Error(`${account} sees no button "${label}"`);
  await uses(stage, user, part, pressed(part.element, label));
}

function pressed(element: Obj, label: string): Obj {
  if (element.type === 'overflow') {
    return { selected_option: objsOf(element.options).find((option) => optionLabel(option) === label) };
  }
  const { text, value, url } = element;
  return { text, ...(value === undefined ? {} : { value }), ...(url === undefined ? {} : { url }) };
}

/** A message of the bot by its id, for this person; any text that has the id in it is good. */
export function messageNamed(stage: Stage, account: string, id: string): Message {
  const found = messagesFor(stage.bench.space, account).find(({ ts }) => id.includes(ts));
  if (!found) throw new Error(`${account} has no message ${id}`);
  return found;
}

/** One use of one part: what was done goes to the app as `block_actions`. */
export async function uses(stage: Stage, user: User, { place, block, element }: Part, what: Obj): Promise<void> {
  const { space } = stage.bench;
  const { type, action_id } = element;
  const view = 'view' in place ? place.view.id : null;
  const action = { type, block_id: block.block_id, action_id, action_ts: nextTs(space), ...what };
  await interact(stage, {
    ...interaction(user),
    type: 'block_actions',
    trigger_id: newTrigger(space, user.id, view),
    ...around(stage, user, place),
    actions: [action],
  });
}

/** Container, message or view, and the state of all parts that have one. */
function around(stage: Stage, user: User, place: Place): Obj {
  const { space, base } = stage.bench;
  if ('view' in place) {
    const view = viewOut(place.view);
    return { container: { type: 'view', view_id: place.view.id }, view, state: view.state };
  }
  const { message } = place;
  const channel = space.channels.get(message.channel);
  const passing = message.onlyFor !== null;
  const about = { account: user.id, channel: message.channel, message: { ts: message.ts, onlyFor: message.onlyFor } };
  const attached = message.blocks.length === 0;
  const container = { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: passing };
  return {
    container: attached
      ? { ...container, type: 'message_attachment', attachment_id: 1, is_app_unfurl: false }
      : container,
    channel: { id: message.channel, name: channel?.name ?? '' },
    // A message one person alone sees is not stored, and does not come back.
    ...(passing ? {} : { message: messageOut(space, message, base) }),
    state: { values: choicesOf(message, user.id) },
    response_url: `${base}${newResponseUrl(space, 'actions', about)}`,
  };
}

function choicesOf(message: Message, account: string): Values {
  const known = message.choices.get(account) ?? initialValues(blocksIn(message));
  message.choices.set(account, known);
  return known;
}

/** Chooses by labels in the newest message with a menu, and presses what sends it. */
export async function chooses(stage: Stage, account: string, labels: readonly string[]): Promise<void> {
  const user = person(stage, account);
  const part = newestWith(stage, account, ({ element }) => choosable(element));
  if (!part) throw new Error(`${account} sees nothing to choose from`);
  const options = await offered(stage, user, part, labels);
  const what = textOf(part.element.type).match(/^multi_|^checkboxes$/)
    ? { selected_options: options }
    : { selected_option: options[0] };
  const state = 'view' in part.place ? part.place.view.values : choicesOf(part.place.message, account);
  const [block, action] = [textOf(part.block.block_id), textOf(part.element.action_id)];
  state[block] = { ...state[block], [action]: { type: part.element.type, ...what } };
  const sends = sender(part);
  await uses(stage, user, part, what);
  if (sends) await uses(stage, user, sends, pressed(sends.element, pressable(sends.element)[0] ?? ''));
}

async function offered(stage: Stage, user: User, part: Part, labels: readonly string[]): Promise<Obj[]> {
  const found: Obj[] = [];
  for (const label of labels) {
    const options = await search(stage, user, part, label);
    const option = options.find((one) => optionLabel(one) === label);
    if (!option) throw new Error(`${user.id} is not offered "${label}"`);
    found.push(option);
  }
  return found;
}

/** The button that sends a choice: after the menu in its own block, and for several choices in a later one too. */
function sender(part: Part): Part | undefined {
  const all = partsIn(part.place);
  const after = all
    .slice(all.findIndex(({ element }) => element === part.element) + 1)
    .filter(({ element }) => element.type === 'button');
  const several = /^multi_|^checkboxes$/.test(textOf(part.element.type));
  return after.find(({ block }) => block === part.block) ?? (several ? after[0] : undefined);
}

/** The options of a part that fit what is typed; those of external menus are asked for. */
export async function search(stage: Stage, user: User, part: Part, typed: string): Promise<Obj[]> {
  const { element, block, place } = part;
  if (!textOf(element.type).endsWith('external_select')) {
    return optionsIn(element).filter((option) => optionLabel(option).toLowerCase().includes(typed.toLowerCase()));
  }
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
  if (typed.length < least) return [];
  const { response_url: _, state: __, ...where } = around(stage, user, place);
  const { block_id } = block;
  const asked = {
    ...interaction(user),
    ...where,
    type: 'block_suggestion',
    block_id,
    action_id: element.action_id,
    value: typed,
  };
  return suggested(stage, answered(await interact(stage, asked)));
}

function suggested(stage: Stage, answer: Obj | null): Obj[] {
  const groups = objsOf(answer?.option_groups);
  const options = optionsIn(objOf(answer));
  const lists = [objsOf(answer?.options), groups, ...groups.map((group) => objsOf(group.options))];
  const shaped = options.every(
    ({ text, value }) =>
      isObj(text) && text.type === 'plain_text' && textOf(text.text).length <= 75 && textOf(value).length <= 75,
  );
  if (!answer || !shaped || lists.some(({ length }) => length > 100)) {
    stage.bench.offend('the answer to a search: no list of at most 100 options');
    return [];
  }
  return options;
}
