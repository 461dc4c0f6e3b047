import type { Appointment } from './calendar.ts';
import { Typed } from './markdown.ts';
import type { Json } from './shape.ts';
import { type Values, type View, viewOf } from './template.ts';

/** Everything the emulated company has, in memory. */
export interface World {
  readonly app: App;
  readonly now: () => Date;
  /** Milliseconds the app has for a frame, and for a click. */
  readonly patience: { frameMs: number; cardMs: number };
  readonly people: Map<string, Person>;
  readonly departments: Map<number, Department>;
  /** By openConversationId. */
  readonly groups: Map<string, Group>;
  /** What each person has in their chats, oldest first. */
  readonly screens: Map<string, Item[]>;
  /** By outTrackId. */
  readonly cards: Map<string, Card>;
  /** Files people sent, by downloadCode. */
  readonly sent: Map<string, Stored>;
  /** Files the bot uploaded, by media id. */
  readonly media: Map<string, Stored>;
  /** Events in people's calendars, by id; what was made under a token, and how many somebody made on a day. */
  readonly calendar: Map<string, Appointment>;
  readonly calendarTokens: Map<string, { at: number; answer: Json }>;
  readonly madeOn: Map<string, number>;
  /** What else stands in calendars, by unionId. */
  readonly busy: Map<string, { from: Date; to: Date }[]>;
  readonly offences: string[];
  readonly typed: Typed;
  /** People the robot writes to too fast for, and those no card reaches. */
  readonly flowControlled: Set<string>;
  readonly unreachable: Set<string>;
  /** Rights the app was granted; calls that need another are refused. */
  readonly permissions: Set<string>;
  /** Grows with everything that happens. */
  next(): number;
}

export interface App {
  clientId: string;
  clientSecret: string;
  robotCode: string;
  corpId: string;
  /** The unified app id of frames. */
  appId: string;
  /** Null: the company has no published card template. */
  template: string | null;
}

export interface Person {
  account: string;
  unionId: string;
  name: string;
  email: string | null;
  title: string;
  departments: number[];
}

export interface Department {
  id: number;
  name: string;
  parent: number;
  managers: string[];
}

export interface Group {
  /** openConversationId. */
  id: string;
  title: string;
  members: Set<string>;
  /** The robot is in it. */
  robot: boolean;
}

export interface Stored {
  name: string;
  type: string;
  bytes: Uint8Array;
}

export type Item =
  | { kind: 'message'; id: string; chat: Chat; message: Message; recalled: boolean }
  | { kind: 'card'; id: string; chat: Chat; card: Card };

/** Where an item stands: the two alone, or a group. */
export type Chat = { group: string | null };

export interface Message {
  text: string;
  buttons: { label: string; says: string }[];
  links: string[];
  files: string[];
}

export interface Card {
  outTrackId: string;
  /** Without it nobody hears of clicks. */
  callback: boolean;
  shared: Values;
  own: Map<string, Values>;
  mayMention: readonly string[];
  /** 2: ids in callbacks are union ids. */
  userIdType: number;
  /** Space types the card was made for. */
  models: Set<string>;
  edited: Set<string>;
  /** When the form this person sees came up. */
  forms: Map<string, { key: string; at: number }>;
}

/** Rights of the endpoints the emulator has, as the console names them. */
const allPermissions = [
  'qyapi_robot_sendmsg',
  'Card.Instance.Write',
  'qyapi_get_department_list',
  'qyapi_get_department_member',
  'qyapi_get_member',
  'qyapi_addresslist_search',
  'fieldEmail',
  'Calendar.Event.Write',
  'Calendar.Event.Read',
  'Calendar.EventSchedule.Read',
];

export function newWorld(app: App, now: () => Date, patience: World['patience']): World {
  let count = 0;
  return {
    app,
    now,
    patience,
    people: new Map(),
    departments: new Map([[1, { id: 1, name: '公司', parent: 0, managers: [] }]]),
    groups: new Map(),
    screens: new Map(),
    cards: new Map(),
    sent: new Map(),
    media: new Map(),
    calendar: new Map(),
    calendarTokens: new Map(),
    madeOn: new Map(),
    busy: new Map(),
    offences: [],
    typed: new Typed(),
    flowControlled: new Set(),
    unreachable: new Set(),
    permissions: new Set(allPermissions),
    next: () => ++count,
  };
}

export function screenOf(world: World, account: string): Item[] {
  const screen = world.screens.get(account) ?? [];
  world.screens.set(account, screen);
  return screen;
}

/** The account behind an id of either type; undefined for a stranger. */
export function accountOf(world: World, id: string, userIdType: number): string | undefined {
  if (userIdType !== 2) return world.people.has(id) ? id : undefined;
  return [...world.people.values()].find((person) => person.unionId === id)?.account;
}

export function viewFor(card: Card, account: string): View {
  return viewOf(card.shared, card.own.get(account));
}

/** Who has this card in a chat. */
export function audienceOf(world: World, card: Card): string[] {
  return [...world.screens]
    .filter(([, items]) => items.some((item) => item.kind === 'card' && item.card === card))
    .map(([account]) => account);
}

/** When the form someone sees came up: the latest is the one they fill in. */
export function noteForm(world: World, card: Card, account: string): void {
  const { fields, formId } = viewFor(card, account);
  const key = fields.length === 0 ? '' : `${formId}\n${JSON.stringify(fields)}`;
  if (card.forms.get(account)?.key !== key) card.forms.set(account, { key, at: world.next() });
}
