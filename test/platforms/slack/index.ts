import type { Call, Emulator, EmulatorOptions, SentFile, Shown } from '../hands.ts';
import { answerCall, type Tokens } from './api.ts';
import { chooses, messageNamed, presses } from './clicking.ts';
import { mentions, messageShortcut, opensHome, type Quoted, receiveFile, says, shortcut } from './conversation.ts';
import { type Courier, courier } from './delivery.ts';
import { type Events, events } from './events.ts';
import { type FaultPlan, faultPlan, type RawAnswer } from './faults.ts';
import { isObj, type Obj, textOf } from './json.ts';
import { type Limiter, limiter } from './limiter.ts';
import { limits } from './limits.ts';
import type { Bench } from './methods/method.ts';
import { topOf } from './modals.ts';
import { channelShown, messageShown, messagesFor, viewShown } from './reading.ts';
import { answerHook } from './responses.ts';
import { type Behind, serve } from './server.ts';
import { closesSheet, enters, fieldNamed, sheetOf } from './sheet.ts';
import { type Sockets, sockets } from './sockets.ts';
import { addChannel, dismiss, hire, type NewChannel } from './staff.ts';
import { person, type Stage } from './stage.ts';
import { giveFile, takeUpload } from './uploads.ts';
import { fileOut, messageOut } from './wire.ts';
import { secret, type Workspace, workspace } from './workspace.ts';

export interface SlackOptions extends EmulatorOptions {
  /** Deliveries go over WebSockets the app opens, instead of to its address. */
  socketMode?: boolean;
  /** Scopes of the bot's token. */
  scopes?: readonly string[];
  /** Real milliseconds an app has for an answer; Slack's three seconds unless told. */
  answerMs?: number;
  /** Real milliseconds until an uploaded file can be shown. */
  processingMs?: number;
  /** Commands have `should_escape`; true unless told. */
  shouldEscape?: boolean;
  /** The app has a home; true unless told. */
  homeEnabled?: boolean;
  /**
   * Posts to people who left are taken, and nobody reads them: seen in the wild (python-slack-sdk issue 1156). Unless told they
   * are refused with `user_disabled`, as `conversations.open` documents it.
   */
  postsToLeavers?: boolean;
}

/** What only Slack has, besides what every messenger has. */
export interface SlackEmulator
  extends Emulator,
    Pick<Courier, 'signed' | 'deliver'>,
    Pick<Events, 'retryNow' | 'settled'> {
  opensHome(account: string): Promise<void>;
  /** What the bot's home shows this person. */
  home(account: string): Shown | null;
  pressesHome(account: string, label: string): Promise<void>;
  shortcut(account: string, callbackId: string): Promise<void>;
  messageShortcut(account: string, callbackId: string, quoted: Quoted): Promise<void>;
  mentions(account: string, channel: string, text: string): Promise<void>;
  /** Closes the modal on top, or `all` of them. */
  closesSheet(account: string, all?: boolean): Promise<void>;
  /** Puts files into a file field of the open modal. */
  attaches(account: string, label: string, files: readonly SentFile[]): Promise<void>;
  addChannel(channel: NewChannel): void;
  /** What stands in a channel, oldest first; `thread` is the message an answer stands below. */
  inChannel(channel: string): (Pick<Shown, 'id' | 'text' | 'buttons'> & { thread: string | null })[];
  /** Checks the app's address as Slack does before it sends events there. */
  verifyUrl(): Promise<void>;
  /** Messages of the bot to this person as the API gives them, metadata included. */
  posts(account: string): Obj[];
  /** The next calls get this answer, for what `faults` has no word for. */
  answers(path: string, answer: RawAnswer, times?: number): void;
  /** The bot's token is revoked for good. */
  revoke(): void;
  /** Cursors given out so far are stale. */
  expireCursors(): void;
  /** Connections of the app that are open, in Socket Mode. */
  connections(): number;
  /** Tells the app's connections to go, in Socket Mode. */
  asksToReconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
}

/** What a bot of ours asks for when it is installed. */
const usualScopes = [
  'app_mentions:read',
  'channels:read',
  'chat:write',
  'chat:write.public',
  'commands',
  'files:read',
  'files:write',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'mpim:history',
  'mpim:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

/** Starts a Slack of its own on a free port of this machine: one workspace, one app, everything in memory. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackEmulator> {
  const now = options.now ?? (() => new Date());
  const answerMs = options.answerMs ?? limits.answerMs;
  const tokens: Tokens = { bot: `xoxb-${secret(8)}`, app: `xapp-1-${secret(8)}`, revoked: false };
  const signingSecret = secret(16);
  const calls: Call[] = [];
  const offences: string[] = [];
  const plan = faultPlan();
  const link = sockets();
  const space = workspace(now);
  const post = courier({ secret: signingSecret, now, answerMs, sockets: options.socketMode ? link : null });
  const told = events(space, post);
  const bench = benchOf(space, options, offences, told, link);
  const running = await serve(behind(bench, tokens, options.limits ? limiter() : null), calls, plan);
  running.server.on('upgrade', link.upgrade);
  bench.base = running.base;

  const stage: Stage = { bench, courier: post, events: told, shouldEscape: options.shouldEscape ?? true };
  return {
    platform: 'slack',
    env: environment(bench.base, tokens, signingSecret, options.socketMode ?? false),
    calls,
    offences,
    faults: faultsOf(plan, told, options.socketMode ? link.cut : running.cut),
    ...hands(stage),
    ...onlySlack(stage, plan, tokens, link),
    pointTo: post.pointTo,
    async close() {
      await link.close();
      await running.close();
      await told.settled();
    },
  };
}

function benchOf(space: Workspace, options: SlackOptions, offences: string[], told: Events, link: Sockets): Bench {
  const bench: Bench = {
    space,
    base: '',
    scopes: new Set(options.scopes ?? usualScopes),
    offend: (what) => void offences.push(what),
    happen: told.happen,
    processingMs: options.processingMs ?? 20,
    homeEnabled: options.homeEnabled ?? true,
    postsToLeavers: options.postsToLeavers ?? false,
    socketTicket: () => bench.base.replace('http', 'ws') + link.ticket(),
  };
  return bench;
}

function behind(bench: Bench, tokens: Tokens, limit: Limiter | null): Behind {
  return {
    api: (request) => answerCall(request, bench, tokens, limit),
    hook: (path, body) => answerHook(path, body, bench),
    upload: (ticket, bytes) => takeUpload(bench, ticket, bytes),
    download: (path, bearer) => giveFile(bench, path, bearer, tokens),
  };
}

function environment(base: string, tokens: Tokens, signingSecret: string, socketMode: boolean): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: tokens.bot,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: `${base}/api/`,
    ...(socketMode ? { SLACK_APP_TOKEN: tokens.app } : {}),
  };
}

function faultsOf(plan: FaultPlan, told: Events, cut: () => void): Emulator['faults'] {
  return {
    next: (path, fault, times = 1) => plan.add(path, fault, times),
    duplicate: (times, together = false) => told.duplicate(times, together),
    hold: told.hold,
    release: told.release,
    disconnect: async () => cut(),
    clear() {
      plan.clear();
      told.clear();
    },
  };
}

type Hands = Pick<Emulator, 'hire' | 'dismiss' | 'says' | 'shown' | 'presses' | 'pressesOn' | 'chooses' | 'sheet'>;

function hands(stage: Stage): Hands {
  const { space } = stage.bench;
  return {
    hire: (somebody) => hire(stage, somebody),
    dismiss: (account) => dismiss(stage, account),
    says: (account, text, files) => says(stage, account, text, files),
    shown(account) {
      const viewer = space.users.get(account);
      return viewer ? messagesFor(space, account).map((message) => messageShown(space, message, viewer)) : [];
    },
    presses: (account, label) => presses(stage, account, label),
    async pressesOn(account, message, label) {
      await presses(stage, account, label, { message: messageNamed(stage, account, message) });
    },
    chooses: (account, labels) => chooses(stage, account, labels),
    sheet: (account) => sheetOf(stage, account),
  };
}

type OnlySlack = Omit<SlackEmulator, keyof Emulator>;

function onlySlack(stage: Stage, plan: FaultPlan, tokens: Tokens, link: Sockets): OnlySlack {
  const { space, base } = stage.bench;
  return {
    ...pages(stage),
    signed: stage.courier.signed,
    deliver: stage.courier.deliver,
    retryNow: stage.events.retryNow,
    settled: stage.events.settled,
    shortcut: (account, callbackId) => shortcut(stage, account, callbackId),
    messageShortcut: (account, callbackId, quoted) => messageShortcut(stage, account, callbackId, quoted),
    mentions: (account, channel, text) => mentions(stage, account, channel, text),
    addChannel: (channel) => addChannel(stage, channel),
    inChannel: (channel) => channelShown(space, channel),
    verifyUrl: () => verifyUrl(stage.courier),
    posts: (account) => messagesFor(space, account).map((message) => messageOut(space, message, base, true)),
    answers: (path, answer, times = 1) => plan.add(path, { kind: 'raw', ...answer }, times),
    revoke: () => {
      tokens.revoked = true;
    },
    expireCursors: () => {
      space.cursors += 1;
    },
    connections: link.count,
    asksToReconnect: link.ask,
  };
}

/** Homes and modals. */
function pages(stage: Stage): Pick<OnlySlack, 'opensHome' | 'home' | 'pressesHome' | 'closesSheet' | 'attaches'> {
  const { space, base } = stage.bench;
  return {
    opensHome: (account) => opensHome(stage, account),
    home(account) {
      const view = space.homes.get(account);
      return view ? viewShown(space, view, person(stage, account)) : null;
    },
    async pressesHome(account, label) {
      const view = space.homes.get(account);
      if (!view) throw new Error(`${account} has no home of the bot`);
      await presses(stage, account, label, { view });
    },
    closesSheet: (account, all = false) => closesSheet(stage, account, all),
    async attaches(account, label, files) {
      const view = topOf(space, account);
      if (!view) throw new Error(`${account} has no sheet open`);
      const ids = files.map((file) => receiveFile(stage, file, ''));
      const stored = ids.flatMap((id) => space.files.get(id) ?? []).map((file) => fileOut(space, file, base));
      await enters(stage, person(stage, account), fieldNamed(view, label), { files: stored });
    },
  };
}

async function verifyUrl({ deliver }: Courier): Promise<void> {
  const challenge = secret();
  const body = JSON.stringify({ token: 'not-used-any-more', challenge, type: 'url_verification' });
  const answer = await deliver(body, 'application/json');
  const said: unknown = answer.body.startsWith('{') ? JSON.parse(answer.body) : answer.body;
  const echoed = isObj(said) ? textOf(said.challenge) : textOf(said);
  if (answer.status !== 200 || echoed !== challenge) throw new Error('the address did not answer the challenge');
}
