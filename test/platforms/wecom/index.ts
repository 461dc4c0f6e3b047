import type { Call, Emulator, Shown } from '../hands.ts';
import { type Browser, newBrowser } from './browser.ts';
import { type Attempt, type Callbacks, newCallbacks, type Overrides, type Packet, type UrlCheck } from './callbacks.ts';
import { type ArmedFaults, newFaults } from './faults.ts';
import { type MenuEntry, menuOf } from './menu.ts';
import { chooses, clicksMenu, dismiss, fromMember, hire, presses, says, seeing, shown } from './people.ts';
import { read } from './reading.ts';
import { calendarOf, respond, type SeenSchedule } from './schedules.ts';
import { serve } from './server.ts';
import { folded, memberOf, newState, type State, type WecomOptions } from './state.ts';
import { invalidate } from './tokens.ts';
import { departmentId, openUserid } from './tree.ts';
import type { Element } from './xml.ts';

/** A group the app made, as its members see it: it appears with its first message. */
export interface Group {
  id: string;
  name: string;
  owner: string;
  members: string[];
  messages: { id: string; text: string; links: string[]; files: string[] }[];
}

/** WeCom with one self-built app, on a port of this machine. */
export interface WecomEmulator extends Emulator {
  /** Opens the conversation with the app. */
  enters(account: string): Promise<void>;
  /** Presses the entry of the app's menu with this key. */
  clicksMenu(account: string, key: string): Promise<void>;
  menu(): MenuEntry[];
  groups(): Group[];
  /** Any other event of a member; `sys` for WeCom itself. */
  happens(account: string, event: string, more?: readonly Element[]): Promise<void>;
  /** The member leads the department from now on. */
  promotes(account: string, department: string): void;
  /** The number WeCom has for a department. */
  department(id: string): number;
  openUserid(account: string): string;
  /** The browser inside this person's messenger. Someone not hired is a stranger from WeChat. */
  browser(account: string): Browser;
  /** A browser outside WeCom: signing in ends at an error page. */
  stranger(): Browser;
  /** A callback's address query and body, for sending it by hand. */
  encrypted(inner: string, overrides?: Overrides): Packet;
  /** Posts to the app's callback address; rejects when there is no answer in time. */
  deliver: Callbacks['deliver'];
  /** The check WeCom makes when the address is saved. */
  verifyUrl(overrides?: Overrides & { rawPlus?: boolean }): Promise<UrlCheck>;
  /** Every try of every callback. */
  readonly attempts: readonly Attempt[];
  /** Tokens are unknown, or expired, before their time. */
  invalidateTokens(how: 'expired' | 'unknown'): void;
  /** What stands in somebody's calendar, the soonest first. */
  calendar(account: string): SeenSchedule[];
  /** Somebody answers the schedule with this in its title. */
  responds(account: string, title: string, answer: 'accepts' | 'declines' | 'maybe'): Promise<void>;
  /** Whether the admin lets the app call the calendar. */
  calendars: boolean;
  /** Who sees the app: everyone, or these accounts. */
  tags: 'root' | ReadonlySet<string>;
  /** Addresses the app may call from; null: any. */
  trustedIps: ReadonlySet<string> | null;
  /** Host, with its port, that signing in may lead back to; null: that of `pointTo`. */
  trustedDomain: string | null;
  /** Secret of the contact assistant, for `user/list_id`. */
  readonly contactSecret: string;
  /** Texts longer than what WeCom's clients show; they are shown cut, which is no offence. */
  readonly clipped: string[];
  /** Messages that were answered with 0 and reached nobody. */
  readonly dropped: readonly { account: string; id: string }[];
}

/** Starts WeCom. `limits` counts frequencies; `rates` in the options lowers them. */
export async function startWecom(options: WecomOptions = {}): Promise<WecomEmulator> {
  const state = newState(options);
  const callbacks = newCallbacks(state);
  const faults = newFaults(state, callbacks);
  const calls: Call[] = [];
  const server = await serve(state, faults, calls);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const { tags, trustedIps, trustedDomain, calendars } = state.settings;
  const emulator: WecomEmulator = {
    ...hands(state, callbacks, faults, calls),
    ...only(state, callbacks),
    tags,
    trustedIps,
    trustedDomain,
    calendars,
    close,
  };
  return Object.defineProperties(emulator, switches(state));
}

/** What every emulated messenger offers. */
function hands(state: State, callbacks: Callbacks, faults: ArmedFaults, calls: Call[]): Omit<Emulator, 'close'> {
  const { corpId, agentId, secret, token, aesKey } = state.keys;
  const person = (account: string) => ({ account, state, callbacks });
  return {
    platform: 'wecom',
    env: {
      WECOM_CORP_ID: corpId,
      WECOM_AGENT_ID: String(agentId),
      WECOM_SECRET: secret,
      WECOM_TOKEN: token,
      WECOM_ENCODING_AES_KEY: aesKey,
      WECOM_API_URL: state.url,
      WECOM_OAUTH_URL: `${state.url}/connect/oauth2/authorize`,
    },
    hire: (one) => hire(state, callbacks, one),
    dismiss: (account) => dismiss(state, callbacks, account),
    says: (account, text, files = []) => says(person(account), text, files),
    shown: (account): Shown[] => shown(state, account),
    presses: (account, label) => presses(person(account), label, null),
    pressesOn: (account, message, label) => presses(person(account), label, message),
    chooses: (account, labels) => chooses(person(account), labels),
    // Cards have no fields to type into: forms are pages behind links.
    sheet: () => null,
    faults,
    calls,
    offences: state.offences,
    pointTo(appUrl) {
      state.appUrl = appUrl.replace(/\/$/, '');
    },
  };
}

/** What only WeCom has. */
function only(state: State, callbacks: Callbacks) {
  const person = (account: string) => ({ account, state, callbacks });
  return {
    async enters(account: string) {
      const { userid } = seeing(state, account);
      await callbacks.send(fromMember(state, userid, 'enter_agent', [['EventKey', '']]));
    },
    clicksMenu: (account: string, key: string) => clicksMenu(person(account), key),
    menu: () => menuOf(state),
    calendar: (account: string) => calendarOf(state, account),
    responds: (account: string, title: string, answer: 'accepts' | 'declines' | 'maybe') =>
      respond(state, callbacks, account, title, answer),
    groups: () => groupsOf(state),
    async happens(account: string, event: string, more: readonly Element[] = []) {
      const userid = account === 'sys' ? 'sys' : seeing(state, account).userid;
      await callbacks.send(fromMember(state, userid, event, more));
    },
    promotes(account: string, department: string) {
      const [member, id] = [memberOf(state, account), departmentId(state, department)];
      if (!member.departments.includes(id)) member.departments.push(id);
      member.leads.push(id);
      state.departments.get(id)?.leaders.push(member.userid);
    },
    department: (id: string) => departmentId(state, id),
    openUserid: (account: string) => openUserid(state, memberOf(state, account).userid),
    browser: (account: string) => newBrowser(state, account),
    stranger: () => newBrowser(state, null),
    encrypted: callbacks.encrypted,
    deliver: callbacks.deliver,
    verifyUrl: callbacks.verifyUrl,
    attempts: callbacks.attempts,
    invalidateTokens: (how: 'expired' | 'unknown') => invalidate(state, how),
    contactSecret: state.keys.contactSecret,
    clipped: state.clipped,
    dropped: state.dropped,
  };
}

function groupsOf(state: State): Group[] {
  const named = (account: string) => state.members.get(folded(account))?.userid ?? account;
  return [...state.chats.values()]
    .filter(({ messages }) => messages.length > 0)
    .map(({ id, name, owner, members, messages }) => ({
      id,
      name,
      owner: named(owner),
      members: members.map(named),
      messages: messages.map((message) => {
        const { lines, links, files } = read(state, { ...message, replaced: null });
        return { id: message.id, text: lines.join('\n'), links, files };
      }),
    }));
}

/** Settings a test changes while the emulator runs. */
function switches({ settings }: State): PropertyDescriptorMap {
  const of = <Name extends 'tags' | 'trustedIps' | 'trustedDomain' | 'calendars'>(name: Name): PropertyDescriptor => ({
    enumerable: true,
    get: () => settings[name],
    set(value: (typeof settings)[Name]) {
      settings[name] = value;
    },
  });
  return {
    tags: of('tags'),
    trustedIps: of('trustedIps'),
    trustedDomain: of('trustedDomain'),
    calendars: of('calendars'),
  };
}
