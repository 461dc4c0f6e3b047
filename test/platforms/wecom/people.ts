import type { Hired, SentFile, Shown } from '../hands.ts';
import type { Callbacks, Event } from './callbacks.ts';
import { remember } from './markup.ts';
import { keep } from './media.ts';
import { menuOf } from './menu.ts';
import { type Press, type Question, read, shownOf } from './reading.ts';
import { newCode } from './send.ts';
import { type Copy, folded, isVisible, type Member, type Message, memberOf, opaque, type State } from './state.ts';
import { departmentId } from './tree.ts';
import { type Element, textIn } from './xml.ts';

type Person = { account: string; state: State; callbacks: Callbacks };

/** Adds or changes a member; an app that hears callbacks is told, and nobody minds when it does not answer. */
export async function hire(state: State, callbacks: Callbacks, person: Hired): Promise<void> {
  const before = state.members.get(folded(person.account));
  const departments = (person.departments ?? []).map((id) => departmentId(state, id));
  for (const words of [person.name, person.title ?? '']) remember(state, words);
  state.members.set(folded(person.account), {
    userid: before?.userid ?? person.account,
    name: person.name,
    email: person.email ?? before?.email ?? null,
    title: person.title ?? before?.title ?? '',
    departments: departments.length > 0 ? departments : (before?.departments ?? [1]),
    leads: before?.leads ?? [],
  });
  if (state.appUrl === null) return;
  const { userid } = memberOf(state, person.account);
  if (!before && isVisible(state, userid))
    await told(callbacks, fromMember(state, userid, 'subscribe', [['EventKey', '']]));
  await told(callbacks, contactChange(state, before ? 'update_user' : 'create_user', userid));
}

/** Removes a member: no message, no sign-in, no group any more. */
export async function dismiss(state: State, callbacks: Callbacks, account: string): Promise<void> {
  const { userid } = memberOf(state, account);
  const visible = isVisible(state, userid);
  state.members.delete(folded(userid));
  for (const chat of state.chats.values()) chat.members = chat.members.filter((one) => one !== folded(userid));
  if (state.appUrl === null) return;
  if (visible) await told(callbacks, fromMember(state, userid, 'unsubscribe', [['EventKey', '']]));
  await told(callbacks, contactChange(state, 'delete_user', userid));
}

/** Callbacks get lost, and the company goes on. */
const told = (callbacks: Callbacks, event: Event) => callbacks.send(event).catch(() => {});

const common = (state: State, from: string, type: string): Element[] => [
  ['ToUserName', state.keys.corpId],
  ['FromUserName', from],
  ['CreateTime', Math.floor(state.now() / 1000)],
  ['MsgType', type],
];

const agent = (state: State): Element => ['AgentID', state.keys.agentId];

export function fromMember(state: State, userid: string, name: string, more: readonly Element[]): Event {
  return { name, elements: [...common(state, userid, 'event'), ['Event', name], ...more, agent(state)] };
}

/** Since 2022 such events carry ids and nothing else. */
function contactChange(state: State, change: string, userid: string): Event {
  const departments = state.members.get(folded(userid))?.departments ?? [];
  const listed: Element[] = change === 'delete_user' ? [] : [['Department', departments.join(',')]];
  const own: Element[] = [['Event', 'change_contact'], ['ChangeType', change], ['UserID', userid], ...listed];
  return { name: 'change_contact', elements: [...common(state, 'sys', 'event'), ...own] };
}

let messageIds = 7_421_330_000_000_000_000n;

function message(state: State, userid: string, type: string, more: readonly Element[]): Event {
  messageIds += 100_003n;
  const id: Element = ['MsgId', String(messageIds)];
  return { name: type, elements: [...common(state, userid, type), ...more, id, agent(state)] };
}

/** Someone who can see the app: everyone else has nothing to press or to write to. */
export function seeing(state: State, account: string): Member {
  const member = memberOf(state, account);
  if (!isVisible(state, account)) throw new Error(`${account} does not see the app`);
  return member;
}

/** Words first, then each file as a message of its own. */
export async function says({ account, state, callbacks }: Person, text: string, files: readonly SentFile[]) {
  const { userid } = seeing(state, account);
  remember(state, text);
  if (text !== '') {
    const event = message(state, userid, 'text', [['Content', text]]);
    await callbacks.send({ ...event, answered: (inner) => answersWithText(state, userid, inner) });
  }
  for (const file of files) await callbacks.send(fileMessage(state, userid, file));
}

function fileMessage(state: State, userid: string, file: SentFile): Event {
  const id: Element = ['MediaId', keep(state, file)];
  if (file.type.startsWith('image/'))
    return message(state, userid, 'image', [['PicUrl', `${state.url}/pic/${id[1]}`], id]);
  if (file.type === 'audio/amr') return message(state, userid, 'voice', [id, ['Format', 'amr']]);
  if (file.type === 'video/mp4') return message(state, userid, 'video', [id, ['ThumbMediaId', keep(state, file)]]);
  return message(state, userid, 'file', [['FileName', file.name], id]);
}

/** The text an app gives back in its answer to the callback. */
function answersWithText(state: State, userid: string, inner: string): boolean {
  if (textIn(inner, 'MsgType') !== 'text') return false;
  const copy: Copy = {
    msgtype: 'text',
    body: { content: textIn(inner, 'Content') ?? '' },
    edited: false,
    replaced: null,
  };
  const copies = new Map([[folded(userid), copy]]);
  state.messages.push({ id: opaque(40), at: state.now(), recalled: false, taskId: null, copies });
  return true;
}

interface Held {
  message: Message;
  copy: Copy;
}

/** Messages of one person, oldest first. */
function heldBy(state: State, account: string): Held[] {
  return state.messages.flatMap((one) => {
    const copy = one.recalled ? undefined : one.copies.get(folded(account));
    return copy ? [{ message: one, copy }] : [];
  });
}

export function shown(state: State, account: string): Shown[] {
  return heldBy(state, account).map(({ message: one, copy }) => shownOf(state, one, copy));
}

/** Presses the newest button of this label, or the one of a certain message. */
export async function presses(person: Person, label: string, id: string | null): Promise<void> {
  const { account, state } = person;
  const { userid } = seeing(state, account);
  const held = heldBy(state, account).filter(({ message: one }) => id === null || one.id === id);
  const pressOf = ({ copy }: Held) => read(state, copy).presses.find((press) => press.label === label);
  const newest = held.findLast((one) => pressOf(one) !== undefined);
  const press = newest && pressOf(newest);
  if (!newest || !press) throw new Error(`${account} has no button "${label}"`);
  const answers = read(state, newest.copy).questions.map(({ key, chosen }) => ({ key, chosen }));
  await person.callbacks.send(pressed(person, newest, press, userid, answers));
}

/** Chooses on the newest card with options, and sends it. */
export async function chooses(person: Person, labels: readonly string[]): Promise<void> {
  const { account, state } = person;
  const { userid } = seeing(state, account);
  const newest = heldBy(state, account).findLast(({ copy }) => read(state, copy).questions.length > 0);
  if (!newest) throw new Error(`${account} has nothing to choose from`);
  const { questions, presses: all } = read(state, newest.copy);
  const [submit] = all;
  if (!submit) throw new Error('nothing sends the choice');
  const known = questions.flatMap(({ options }) => options.map(({ label }) => label));
  const unknown = labels.filter((label) => !known.includes(label));
  if (unknown.length > 0) throw new Error(`no option is called ${unknown.join(', ')}`);
  const answers = questions.map((question) => ({ key: question.key, chosen: chosenIn(question, labels) }));
  await person.callbacks.send(pressed(person, newest, submit, userid, answers));
}

function chosenIn({ options, multiple, chosen }: Question, labels: readonly string[]): string[] {
  const wanted = options.filter(({ label }) => labels.includes(label)).map(({ id }) => id);
  if (!multiple && wanted.length > 1) throw new Error('only one of these options can be chosen');
  return wanted.length > 0 || multiple ? wanted : chosen;
}

type Answers = readonly { key: string; chosen: readonly string[] }[];

function pressed(
  { state, account }: Person,
  { message: one, copy }: Held,
  press: Press,
  userid: string,
  answers: Answers,
): Event {
  const item = ({ key, chosen }: Answers[number]): Element => [
    'SelectedItem',
    [
      ['QuestionKey', key],
      ['OptionIds', chosen.map((id): Element => ['OptionId', id])],
    ],
  ];
  const selected: Element = ['SelectedItems', answers.map(item)];
  // Where nothing was chosen the element is empty or not there at all.
  const some = answers.length > 0 || state.codes.size % 2 === 0;
  const withItems = press.event === 'template_card_event' && some;
  const own: Element[] = [
    ['EventKey', press.key],
    ['TaskId', String(copy.body.task_id ?? '')],
    ['CardType', String(copy.body.card_type)],
    ['ResponseCode', newCode(state, one, folded(account))],
    ...(withItems ? [selected] : []),
  ];
  const event = fromMember(state, userid, press.event, own);
  return { ...event, answered: (inner) => greys(copy, inner) || answersWithText(state, userid, inner) };
}

/** The one change an app can make in its answer that is emulated: grey buttons, for who pressed. */
function greys(copy: Copy, inner: string): boolean {
  if (textIn(inner, 'MsgType') !== 'update_button') return false;
  Object.assign(copy, { edited: true, replaced: textIn(inner, 'ReplaceName') ?? '' });
  return true;
}

/** Presses an entry of the app's menu that tells the app. */
export async function clicksMenu({ account, state, callbacks }: Person, key: string): Promise<void> {
  const { userid } = seeing(state, account);
  const keys = menuOf(state).flatMap((entry) => (entry.below.length > 0 ? entry.below : [entry]).map((one) => one.key));
  if (!keys.includes(key)) throw new Error(`the menu has no entry with the key ${key}`);
  await callbacks.send(fromMember(state, userid, 'click', [['EventKey', key]]));
}
