import type { Call, Emulator, EmulatorOptions, Faults } from '../hands.ts';
import { calendarOf, calendarRoutes, madeToday, respond, type SeenAppointment, stir } from './calendar.ts';
import { cardRoutes } from './cards.ts';
import { type Clicks, clicks } from './clicks.ts';
import { type Company, company } from './company.ts';
import { Connections, type OpenCall } from './connection.ts';
import { directoryRoutes } from './directory.ts';
import { FaultPlan } from './faults.ts';
import { type Gate, pass, type Route } from './gate.ts';
import { people } from './hands.ts';
import { type Host, type Listener, listen } from './http.ts';
import { limits } from './limits.ts';
import { mediaRoutes } from './media.ts';
import { Quota, type QuotaOptions, Rate, type Usage } from './quota.ts';
import { robotRoutes } from './robot.ts';
import { type Sockets, socketFaults } from './sockets.ts';
import { type FrameRef, type Latency, Stream, type Unacked } from './stream.ts';
import { Tokens, tokenRoutes } from './tokens.ts';
import { Webhooks } from './webhook.ts';
import { type App, newWorld, type World } from './world.ts';

export interface DingtalkOptions extends EmulatorOptions {
  /** Without them the company has published no template. Default: it has. */
  cards?: boolean;
  /** What the edition allows in a month. Default: the standard edition. */
  quota?: QuotaOptions;
  /** Seconds an access token lives. */
  tokenSeconds?: number;
  /** Shorter than the platform's, for tests that wait until it loses it. */
  patience?: Partial<World['patience']>;
  /** Milliseconds between the platform's own pings. */
  pingEveryMs?: number;
}

export interface DingtalkEmulator extends Emulator {
  /** Writes in a group; the robot hears of it only when it is mentioned. The group is made when there is none of that title. */
  saysInGroup(account: string, group: string, text: string, how: { mention: boolean }): Promise<void>;
  /** Makes a group with the robot in it, or adds members; returns its openConversationId. */
  group(title: string, members?: readonly string[]): string;
  /** Makes or changes a department, known by name or number; returns its number. */
  department: Company['department'];
  /** A click without words of ours: local state of the card that changed. */
  rustles(account: string, message: string): Promise<void>;
  /** A callback of a card that was never shown to this person, as a changed client could send it. */
  forges(account: string, card: string, actionId: string, params: Record<string, unknown>): Promise<void>;
  /** Tells the emulator that a text is a person's, for tests that hand it to the app themselves. */
  typed(text: string): void;
  /** Under which key clicks carry their content. */
  clicksUnder(key: Clicks['under']): void;
  /** What stands in somebody's calendar, the soonest first. */
  calendar(account: string): SeenAppointment[];
  /** Somebody answers the event with this in its title: `accepted`, `declined`, `tentative`. */
  responds(account: string, title: string, answer: string): Promise<void>;
  /** The app is told that an event changed, by somebody or by itself. */
  stirs(event: string, operator?: string): Promise<void>;
  /** Somebody has made so many events today, elsewhere. */
  madeToday(account: string, count: number): void;
  /** Somebody has something else to do then. */
  occupies(account: string, from: Date, to: Date): void;
  /** Rights the app was granted in the console. */
  readonly permissions: Set<string>;
  /** People for whom a message comes back flow-controlled, and those no card reaches. */
  readonly flowControlled: Set<string>;
  readonly unreachable: Set<string>;
  readonly sockets: Sockets;
  /** All sessionWebhooks die now. */
  expireWebhooks(): void;
  /** What was not answered well is delivered again, as after the platform's waiting time. Resolves to how much that was. */
  redeliverNow(): Promise<number>;
  usage(): Usage;
  readonly openCalls: readonly OpenCall[];
  readonly ackLatencies: readonly Latency[];
  readonly acksOnWrongSocket: readonly FrameRef[];
  readonly unacked: readonly Unacked[];
}

/** DingTalk with one company and one app, on sockets of this machine. */
export async function startDingtalk(options: DingtalkOptions = {}): Promise<DingtalkEmulator> {
  const works = build(options);
  const { world, connections, stream, urls } = works;
  const { routes, gate } = works;
  const hosts = ['api', 'oapi', 'edge'] as const;
  const listeners = await Promise.all(hosts.map((host) => listen(host, (ask) => pass(gate, routes, ask))));
  for (const { host, url } of listeners) urls[host] = url;
  for (const { host, server } of listeners) if (host === 'edge') connections.listenOn(server);
  const sockets = socketFaults(connections, stream);
  const pings = setInterval(() => void sockets.ping().catch(() => {}), options.pingEveryMs ?? 25_000).unref();
  const { hire, dismiss, department } = works.company;
  return Object.assign(watched(works), people(works), {
    platform: 'dingtalk' as const,
    env: envOf(world.app, urls),
    hire,
    dismiss,
    department,
    group: (title: string, members?: readonly string[]) => works.company.group(title, members).id,
    typed: (text: string) => world.typed.add(text),
    ...calendars(works),
    clicksUnder(key: Clicks['under']) {
      works.clicks.under = key;
    },
    faults: faultsOf(gate.faults, stream, sockets),
    sockets,
    expireWebhooks: () => works.webhooks.expire(),
    redeliverNow: () => stream.redeliverNow(),
    usage: () => works.quota.usage(),
    pointTo: () => {},
    async close() {
      clearInterval(pings);
      await shut(connections, listeners);
    },
  });
}

/** What people do in their calendars. */
function calendars({ world, company }: Works) {
  const unionId = (account: string) => world.people.get(account)?.unionId ?? account;
  return {
    calendar: (account: string) => calendarOf(world, account),
    responds: (account: string, title: string, answer: string) => respond(world, company.tell, account, title, answer),
    stirs: (event: string, operator = '') => stir(company.tell, event, [], unionId(operator)),
    madeToday: (account: string, count: number) => madeToday(world, account, count),
    occupies(account: string, from: Date, to: Date) {
      const union = unionId(account);
      world.busy.set(union, [...(world.busy.get(union) ?? []), { from, to }]);
    },
  };
}

interface Works {
  world: World;
  gate: Gate;
  quota: Quota;
  connections: Connections;
  stream: Stream;
  webhooks: Webhooks;
  clicks: Clicks;
  company: Company;
  routes: Route[];
  urls: Record<Host, string>;
}

function build(options: DingtalkOptions): Works {
  const startedAt = performance.now();
  const patience = { frameMs: limits.frameMs, cardMs: limits.cardMs };
  const now = options.now ?? (() => new Date());
  const world = newWorld(newApp(options.cards ?? true), now, { ...patience, ...options.patience });
  const tokens = new Tokens(now, options.tokenSeconds ?? limits.tokenSeconds);
  const quota = new Quota(now, options.quota);
  const rate = options.limits ? new Rate() : null;
  const gate: Gate = { world, tokens, quota, rate, faults: new FaultPlan(), calls: [], startedAt };
  const urls: Record<Host, string> = { api: '', oapi: '', edge: '' };
  const connections = new Connections(world, () => `${urls.edge.replace('http', 'ws')}/connect`, startedAt);
  const stream = new Stream(world, connections);
  const webhooks = new Webhooks(world, quota, () => urls.oapi);
  const routes = [
    ...tokenRoutes(world, tokens),
    connections.route(),
    ...robotRoutes(world, () => urls.edge),
    webhooks.route(),
    ...cardRoutes(world),
    ...mediaRoutes(world),
    ...directoryRoutes(world),
    ...calendarRoutes(world),
  ];
  const rest = { clicks: clicks(world, quota, stream), company: company(world, connections, stream) };
  return { world, gate, quota, connections, stream, webhooks, routes, urls, ...rest };
}

/** What a test looks at. */
function watched({ world, gate, connections, stream }: Works) {
  const { offences, permissions, flowControlled, unreachable } = world;
  return {
    calls: gate.calls as Call[],
    offences,
    permissions,
    flowControlled,
    unreachable,
    openCalls: connections.openCalls,
    ackLatencies: stream.ackLatencies,
    acksOnWrongSocket: stream.acksOnWrongSocket,
    get unacked() {
      return stream.unacked;
    },
  };
}

function newApp(cards: boolean): App {
  const clientId = `ding${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`;
  return {
    clientId,
    clientSecret: crypto.randomUUID().replaceAll('-', ''),
    // Often the client id itself; not here, so that nobody takes one for the other.
    robotCode: `ding${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}`,
    corpId: `ding${crypto.randomUUID().replaceAll('-', '')}`,
    appId: crypto.randomUUID(),
    template: cards ? `${crypto.randomUUID()}.schema` : null,
  };
}

function envOf(app: App, urls: Record<Host, string>): Record<string, string> {
  return {
    DINGTALK_CLIENT_ID: app.clientId,
    DINGTALK_CLIENT_SECRET: app.clientSecret,
    DINGTALK_ROBOT_CODE: app.robotCode,
    DINGTALK_API_URL: urls.api,
    DINGTALK_OAPI_URL: urls.oapi,
    ...(app.template === null ? {} : { DINGTALK_CARD_TEMPLATE_ID: app.template }),
  };
}

function faultsOf(plan: FaultPlan, stream: Stream, sockets: Sockets): Faults {
  return {
    next: (path, fault, times) => plan.next(path, fault, times),
    duplicate(times, together = false) {
      stream.copies = times;
      stream.together = together;
    },
    hold: () => stream.hold(),
    release: () => stream.release(),
    async disconnect() {
      sockets.cut();
    },
    clear() {
      plan.clear();
      stream.clear();
    },
  };
}

async function shut(connections: Connections, listeners: readonly Listener[]): Promise<void> {
  for (const { socket } of connections.all) socket.terminate();
  await Promise.all(listeners.map((one) => one.close()));
}
