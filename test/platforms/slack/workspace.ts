import { randomBytes } from 'node:crypto';
import type { Obj } from './json.ts';

export const team = { id: 'T0TEAM0001', domain: 'emulated', name: 'Emulated' } as const;
export const app = { id: 'A0APP00001', bot: 'B0BOT00001', user: 'U0BOTUSER1', name: 'xiayou' } as const;

export interface User {
  id: string;
  name: string;
  realName: string;
  email: string | null;
  zone: string | null;
  locale: string;
  title: string;
  bot: boolean;
  deleted: boolean;
  /** Unix seconds. */
  updated: number;
}

export interface Channel {
  id: string;
  name: string;
  kind: 'im' | 'mpim' | 'public' | 'private';
  members: Set<string>;
  archived: boolean;
}

export interface Message {
  ts: string;
  channel: string;
  /** Who wrote it. */
  user: string;
  text: string;
  blocks: Obj[];
  attachments: Obj[];
  files: string[];
  threadTs: string | null;
  metadata: Obj | null;
  /** Who alone sees it; null: everyone in the channel. */
  onlyFor: string | null;
  changed: boolean;
  /** The mark Slack shows, for changes without blocks. */
  edited: boolean;
  /** What each person has chosen in it and not sent: block, action, value. */
  choices: Map<string, Values>;
}

export type Values = Record<string, Record<string, Obj>>;

export interface View {
  id: string;
  account: string;
  kind: 'modal' | 'home';
  content: Obj;
  hash: string;
  root: string;
  previous: string | null;
  values: Values;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  type: string;
  alt: string;
  length: number;
  bytes: Uint8Array | null;
  /** Of the address its bytes go to. */
  ticket: string;
  completed: boolean;
  /** From then on, by `performance.now()`, it has been worked through. */
  readyAt: number;
  channels: string[];
}

interface Trigger {
  account: string;
  issued: number;
  used: boolean;
  /** The view whose part was used, for pushes. */
  view: string | null;
}

export interface ResponseUrl {
  account: string;
  channel: string;
  /** The message it belongs to, to be replaced or deleted. */
  message: { ts: string; onlyFor: string | null } | null;
  issued: number;
  uses: number;
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: Set<string>;
}

/** Everything the emulated Slack remembers. */
export interface Workspace {
  now(): Date;
  users: Map<string, User>;
  channels: Map<string, Channel>;
  groups: Map<string, UserGroup>;
  messages: Message[];
  /** Open modals by account, the root first. */
  stacks: Map<string, View[]>;
  homes: Map<string, View>;
  files: Map<string, StoredFile>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  /** Cursors of an earlier number are stale. */
  cursors: number;
  lastTs: number;
  ids: number;
}

export function workspace(now: () => Date): Workspace {
  const space: Workspace = {
    now,
    users: new Map(),
    channels: new Map(),
    groups: new Map(),
    messages: [],
    stacks: new Map(),
    homes: new Map(),
    files: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    cursors: 0,
    lastTs: 0,
    ids: 0,
  };
  const bot = {
    email: null,
    zone: null,
    locale: 'en-US',
    title: '',
    bot: true,
    deleted: false,
    updated: seconds(space),
  };
  space.users.set(app.user, { ...bot, id: app.user, name: app.name, realName: app.name });
  // Slackbot says of itself that it is no bot.
  space.users.set('USLACKBOT', { ...bot, id: 'USLACKBOT', name: 'slackbot', realName: 'Slackbot', bot: false });
  return space;
}

export const seconds = (space: Workspace): number => Math.floor(space.now().getTime() / 1000);

/** The time of a message: unique and strictly growing, even while the clock stands. */
export function nextTs(space: Workspace): string {
  space.lastTs = Math.max(space.now().getTime() * 1000, space.lastTs + 1);
  return `${Math.floor(space.lastTs / 1_000_000)}.${String(space.lastTs % 1_000_000).padStart(6, '0')}`;
}

/** A new id of Slack's form: `V0000000001`. */
export function nextId(space: Workspace, letter: string): string {
  space.ids += 1;
  return `${letter}${String(space.ids).padStart(10, '0')}`;
}

export const secret = (bytes = 12): string => randomBytes(bytes).toString('hex');

/** The conversation of the bot and this person, opened on demand. Its id stays. */
export function directMessage(space: Workspace, account: string): Channel {
  const id = `D${account.slice(1)}`;
  const known = space.channels.get(id);
  if (known) return known;
  const made: Channel = {
    id,
    name: 'directmessage',
    kind: 'im',
    members: new Set([account, app.user]),
    archived: false,
  };
  space.channels.set(id, made);
  return made;
}

/** The conversation of several people and the bot: the same for the same people. */
export function groupMessage(space: Workspace, accounts: readonly string[]): Channel {
  const members = [...new Set([...accounts, app.user])];
  const same = ({ kind, members: known }: Channel) =>
    kind === 'mpim' && known.size === members.length && members.every((member) => known.has(member));
  const there = [...space.channels.values()].find(same);
  if (there) return there;
  const id = nextId(space, 'G');
  const made: Channel = { id, name: `mpdm-${id}`, kind: 'mpim', members: new Set(members), archived: false };
  space.channels.set(id, made);
  return made;
}

export function personIn(channel: Channel): string {
  return [...channel.members].find((member) => member !== app.user) ?? '';
}

export function findMessage(space: Workspace, channel: string, ts: string): Message | undefined {
  return space.messages.find((message) => message.channel === channel && message.ts === ts);
}

/** A trigger for whoever just did something. */
export function newTrigger(space: Workspace, account: string, view: string | null = null): string {
  const id = `${Math.floor(1e12 + Math.random() * 1e12)}.${Math.floor(1e11 + Math.random() * 1e11)}.${secret(16)}`;
  space.triggers.set(id, { account, issued: space.now().getTime(), used: false, view });
  return id;
}

export function newResponseUrl(
  space: Workspace,
  kind: string,
  about: Pick<ResponseUrl, 'account' | 'channel' | 'message'>,
): string {
  const path = `/${kind}/${team.id}/${nextId(space, '')}/${secret()}`;
  space.responseUrls.set(path, { ...about, issued: space.now().getTime(), uses: 0 });
  return path;
}
