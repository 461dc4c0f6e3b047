import { randomBytes } from 'node:crypto';
import type { EmulatorOptions } from '../hands.ts';
import { documentedRates, type Rates } from './limits.ts';
import type { Schedule } from './schedules.ts';

export interface WecomOptions extends EmulatorOptions {
  /** Host, with the port where there is one, that signing in may lead back to. Default: that of `pointTo`. */
  trustedDomain?: string;
  /** Addresses the app may call from; null: any. */
  trustedIps?: Iterable<string> | null;
  /** Who sees the app: everyone, or these accounts. */
  tags?: 'root' | Iterable<string>;
  /** How long a token lives, in seconds. 7200 unless told. */
  tokenSeconds?: number;
  /** Whether asking for a token while one is valid gives the same one; both were seen. True unless told. */
  sameToken?: boolean;
  /** How long the app has for a callback, and for the check of its address, in milliseconds. */
  answerMs?: number;
  verifyMs?: number;
  /** Further tries of a callback, and how long after each other. The real spacing is unknown. */
  retries?: number;
  retryAfterMs?: number;
  /** Whether a status other than 200 is tried again: WeCom's pages contradict each other. True unless told. */
  retriesOtherStatus?: boolean;
  /** Whether a further try is encrypted afresh, or repeats the very bytes. True unless told. */
  reencrypts?: boolean;
  /** Whether the code of a press changes the cards of others too, as page 94888 lets one think. True unless told. */
  pressReachesOthers?: boolean;
  /** Whether the admin lets the app call the calendar. True unless told. */
  calendars?: boolean;
  /** Lower frequencies for tests; nothing is counted without `limits`. */
  rates?: Partial<Rates>;
}

export interface Settings {
  limits: boolean;
  trustedDomain: string | null;
  trustedIps: ReadonlySet<string> | null;
  tags: 'root' | ReadonlySet<string>;
  tokenSeconds: number;
  sameToken: boolean;
  answerMs: number;
  verifyMs: number;
  retries: number;
  retryAfterMs: number;
  retriesOtherStatus: boolean;
  reencrypts: boolean;
  pressReachesOthers: boolean;
  calendars: boolean;
  rates: Rates;
}

export interface Member {
  /** As the company wrote it; compared without regard to case. */
  userid: string;
  name: string;
  email: string | null;
  title: string;
  departments: number[];
  leads: number[];
}

export interface Department {
  id: number;
  name: string;
  parent: number;
  leaders: string[];
}

/** What one person got, as it reads now. */
export interface Copy {
  msgtype: string;
  body: Record<string, unknown>;
  edited: boolean;
  /** Instead of the buttons: the card's are grey and say this. */
  replaced: string | null;
}

export interface Message {
  id: string;
  at: number;
  recalled: boolean;
  taskId: string | null;
  /** By member, folded. */
  copies: Map<string, Copy>;
}

export interface ResponseCode {
  message: Message;
  at: number;
  used: boolean;
  /** Who pressed; null for the code of the send's answer. */
  presser: string | null;
}

export interface Media {
  name: string;
  type: string;
  bytes: Uint8Array;
  /** Milliseconds; null stays for good. */
  at: number | null;
}

export interface Chat {
  id: string;
  name: string;
  owner: string;
  members: string[];
  messages: { id: string; msgtype: string; body: Record<string, unknown> }[];
}

export interface Keys {
  corpId: string;
  agentId: number;
  secret: string;
  /** Of the contact assistant, the only one that may ask for all ids. */
  contactSecret: string;
  token: string;
  aesKey: string;
}

/** Everything the emulated company and its platform know. */
export interface State {
  keys: Keys;
  settings: Settings;
  /** Milliseconds of the test's clock. */
  now(): number;
  /** By folded userid. */
  members: Map<string, Member>;
  departments: Map<number, Department>;
  tokens: Map<string, { of: 'app' | 'contacts'; until: number; expired: boolean }>;
  messages: Message[];
  /** Every task_id the app ever used. */
  taskIds: Map<string, Message>;
  codes: Map<string, ResponseCode>;
  /** Bodies sent with a duplicate check: until when, and how they were answered. */
  sent: Map<string, { until: number; answer: Record<string, unknown> }>;
  media: Map<string, Media>;
  chats: Map<string, Chat>;
  /** Ids of calendars the app made. */
  calendars: Set<string>;
  schedules: Map<string, Schedule>;
  menu: unknown[] | null;
  /** Cookie of the messenger's own browser → userid. */
  sessions: Map<string, string>;
  oauthCodes: Map<string, { userid: string; at: number }>;
  /** Calls that count towards a frequency: instants by key, on the machine's clock. */
  counted: Map<string, number[]>;
  blocked: Map<string, number>;
  /** Markup people typed: none of it may come back as markup. */
  canaries: Set<string>;
  offences: string[];
  /** Texts longer than what clients show. */
  clipped: string[];
  /** Messages nobody got, although they were answered with 0. */
  dropped: { account: string; id: string }[];
  /** Where the app is, and with that whether it hears callbacks. */
  appUrl: string | null;
  /** The emulator's own address. */
  url: string;
}

export function newState(options: WecomOptions): State {
  const now = options.now ?? (() => new Date());
  return {
    keys: newKeys(),
    settings: settingsOf(options),
    now: () => now().getTime(),
    members: new Map(),
    departments: new Map([[1, { id: 1, name: '公司', parent: 0, leaders: [] }]]),
    tokens: new Map(),
    messages: [],
    taskIds: new Map(),
    codes: new Map(),
    sent: new Map(),
    media: new Map(),
    chats: new Map(),
    calendars: new Set(),
    schedules: new Map(),
    menu: null,
    sessions: new Map(),
    oauthCodes: new Map(),
    counted: new Map(),
    blocked: new Map(),
    canaries: new Set(),
    offences: [],
    clipped: [],
    dropped: [],
    appUrl: null,
    url: '',
  };
}

function newKeys(): Keys {
  return {
    corpId: `ww${randomBytes(8).toString('hex')}`,
    agentId: 1_000_002,
    secret: opaque(43),
    contactSecret: opaque(43),
    token: alphanumeric(24),
    aesKey: alphanumeric(43),
  };
}

function settingsOf(options: WecomOptions): Settings {
  const tags = options.tags ?? 'root';
  return {
    limits: options.limits ?? false,
    trustedDomain: options.trustedDomain ?? null,
    trustedIps: options.trustedIps ? new Set(options.trustedIps) : null,
    tags: tags === 'root' ? 'root' : new Set(tags),
    tokenSeconds: options.tokenSeconds ?? 7200,
    sameToken: options.sameToken ?? true,
    answerMs: options.answerMs ?? 5000,
    verifyMs: options.verifyMs ?? 1000,
    retries: options.retries ?? 3,
    retryAfterMs: options.retryAfterMs ?? 20,
    retriesOtherStatus: options.retriesOtherStatus ?? true,
    reencrypts: options.reencrypts ?? true,
    pressReachesOthers: options.pressReachesOthers ?? true,
    calendars: options.calendars ?? true,
    rates: { ...documentedRates, ...options.rates },
  };
}

/** Random characters as in tokens and codes. */
export function opaque(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}

/** Letters and digits; the last one leaves no stray bits, so that 43 of them are base64 of whole bytes. */
function alphanumeric(length: number): string {
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const body = [...randomBytes(length - 1)].map((byte) => signs[byte % signs.length]).join('');
  return `${body}${signs[((randomBytes(1)[0] ?? 0) % 15) << 2]}`;
}

/** Ids of members are compared without regard to case. */
export const folded = (userid: string): string => userid.toLowerCase();

export function isVisible(state: State, userid: string): boolean {
  const { tags } = state.settings;
  if (!state.members.has(folded(userid))) return false;
  return tags === 'root' || [...tags].some((account) => folded(account) === folded(userid));
}

export function memberOf(state: State, account: string): Member {
  const member = state.members.get(folded(account));
  if (!member) throw new Error(`nobody is called ${account} here`);
  return member;
}

export const bytesOf = (text: string): number => Buffer.byteLength(text);
