import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../clock.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Pictures } from '../pictures/index.ts';
import type { Adapter, Incoming, Inlet, Platform, Reply } from '../platform/adapter.ts';
import { createLimits, type Limits } from '../platform/limits.ts';
import { createIllustrator, unillustrated } from './drawings.ts';
import { aboutPeople, reachOn, type ViewLink, writeEffects } from './effects.ts';
import type { DueTimer, Feature, TimeTurn } from './feature.ts';
import { formFor, handle } from './handle.ts';
import { words } from './messages.ts';
import { flushOutbox, nextMessage } from './outbox.ts';
import type { OutboxPorts } from './outbox-send.ts';
import { createPacer } from './pacing.ts';
import { planRecurring, recurringPrefix, wanted } from './recurring.ts';
import { nextTimer, type Sweep, sweepTimers, type TimerPorts } from './timers.ts';

export interface EngineOptions {
  db: Database;
  clock: Clock;
  features: readonly Feature[];
  adapters: readonly Adapter[];
  /** The organisation of the transaction's moment. */
  organisation: (tx: Tx) => Promise<Organisation>;
  log: Logger;
  /** Where a person sees a view; by default nobody sees any. */
  viewLink?: ViewLink;
  /** Where people reach a path of ours; by default nowhere. */
  address?: NonNullable<TimeTurn['address']>;
  observe?: Observer;
  /** Draws charts and graphs; without it they are told in words. */
  pictures?: Pictures;
  /** Timers per transaction. */
  timerBatch?: number;
  /** How long one send may take, in milliseconds. */
  sendTimeoutMs?: number;
  /** The platforms' rate limits; by default shared through the database, on the machine's clock. */
  limits?: Limits;
  /** Named places where the kill tests stop the process. */
  failpoint?: (name: string) => Promise<void>;
  sabotage?: boolean;
}

/** What the metrics want to know. */
export interface Observer {
  handled(event: { platform: Platform; kind: string; ms: number }): void;
  /** A batch of timers was committed; an idle look at the table is not told. */
  swept(sweep: Sweep): void;
  sent(outcome: { platform: string; outcome: 'sent' | 'later' | 'never' }): void;
}

export interface Engine {
  /** One event of a messenger, in one transaction. */
  receive(incoming: Incoming): Promise<Reply | null>;
  /** What the adapter of a platform is started with. */
  inlet(platform: Platform): Inlet;
  /** Fires what is due, batch by batch, until nothing is or `stop` is aborted. Resolves to how many timers were due. */
  tick(stop?: AbortSignal): Promise<number>;
  /**
   * Sends what is promised, until nothing is due or `stop` is aborted. Resolves to how many messages were tried. The express
   * lane takes escalations and replies only.
   */
  flush(stop?: AbortSignal, lane?: 'express'): Promise<number>;
  /** Writes the next occurrences of recurring work as timers. */
  plan(): Promise<void>;
  /** The next instant at which a timer or a message is due, or null. It may lie in the past. */
  next(): Promise<Date | null>;
  /** Runs `work` as a turn of `feature`: what it promises is written with what it changes. */
  turn(feature: string, work: (turn: TimeTurn) => Promise<Parameters<typeof writeEffects>[2]>): Promise<void>;
  /** Looks in a transaction that only reads, with all a turn knows. */
  look<T>(work: (turn: TimeTurn) => Promise<T>): Promise<T>;
  readonly adapters: ReadonlyMap<Platform, Adapter>;
  readonly features: readonly Feature[];
}

/** Puts inbox, timers and outbox together over one database, one clock and the given features and messengers. */
export function createEngine(options: EngineOptions): Engine {
  const { db, clock, features, log } = options;
  const adapters = new Map(options.adapters.map((adapter) => [adapter.platform, adapter]));
  const having = (flag: 'groups' | 'rooms') =>
    options.adapters.filter(({ can }) => can[flag]).map(({ platform }) => platform);
  const calendars = options.adapters.filter((adapter) => adapter.calendars).map(({ platform }) => platform);
  const has = { groups: having('groups'), rooms: having('rooms'), calendars };
  const reach = reachOn([...adapters.keys()], has, options.viewLink, options.address);
  const now = () => clock.now();
  const failpoint = options.failpoint ? { failpoint: options.failpoint } : {};
  const timerPorts = timerPortsOf(options, now, reach);
  const outboxPorts = outboxPortsOf(options, now, adapters, reach);
  const handlePorts = { db, now, organisation: options.organisation, features, adapters, reach, ...failpoint };

  const receive = async (incoming: Incoming) => {
    const started = performance.now();
    try {
      return await handle(handlePorts, incoming);
    } catch (error) {
      log.error({ err: error, platform: incoming.platform, event: incoming.id }, 'event not handled');
      throw error;
    } finally {
      options.observe?.handled({ platform: incoming.platform, kind: incoming.kind, ms: performance.now() - started });
    }
  };

  return {
    adapters,
    features,
    async next() {
      const due = [await nextTimer(db), await nextMessage(db)].filter((at) => at !== null);
      return due.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
    },
    plan: () => planRecurring(db, features, now(), options.organisation),
    receive,
    async tick(stop) {
      let total = 0;
      for (;;) {
        if (stop?.aborted) return total;
        const sweep = await sweepTimers(timerPorts);
        const { fired, failed } = sweep;
        if (fired + failed > 0) options.observe?.swept(sweep);
        total += fired;
        if (fired === 0 || fired + failed < (options.timerBatch ?? 50)) return total;
      }
    },
    inlet: (platform) => ({
      receive,
      form: (account, action, context) => formFor(handlePorts, platform, account, action, context),
    }),
    flush: (stop, lane) => flushOutbox(outboxPorts, stop, lane),
    async turn(name, work) {
      const feature = featureNamed(features, name);
      await db.transaction(async (tx) => {
        const turn = await timeTurn(options, reach, tx, now());
        await writeEffects(turn, feature, await work(turn), reach);
      });
    },
    look: (work) =>
      db.transaction(async (tx) => {
        await tx.execute(sql`set transaction read only`);
        return work(await timeTurn(options, reach, tx, now()));
      }),
  };
}

function featureNamed(features: readonly Feature[], name: string): Feature {
  const feature = features.find((candidate) => candidate.name === name);
  if (!feature)
    throw new Error(`no feature is called ${name}: was its line removed from src/features.ts while its timers remain?`);
  return feature;
}

async function timeTurn(
  options: EngineOptions,
  reach: ReturnType<typeof reachOn>,
  tx: Tx,
  now: Date,
): Promise<TimeTurn> {
  const org = await options.organisation(tx);
  return { tx, now, org, ...aboutPeople(org, reach) };
}

function timerPortsOf(options: EngineOptions, now: () => Date, reach: ReturnType<typeof reachOn>): TimerPorts {
  const { db, features, log } = options;
  return {
    db,
    now,
    batch: options.timerBatch ?? 50,
    ...(options.failpoint ? { failpoint: options.failpoint } : {}),
    report: ({ error, ...about }) => {
      log.error({ err: error, ...about }, 'timer failed');
    },
    fire: async (tx, name, due, at) => {
      const feature = featureNamed(features, name);
      const turn = await timeTurn(options, reach, tx, at);
      const [planned, own] = split(due);
      const occurrences = wanted(feature, planned, at, turn.org);
      const effects = [
        ...(own.length > 0 && feature.wakes ? await feature.wakes(turn, own) : []),
        ...(occurrences.length > 0 && feature.recurs ? await feature.recurs(turn, occurrences) : []),
      ];
      await writeEffects(turn, feature, effects, reach);
    },
  };
}

/** Occurrences of recurring work apart from the feature's own timers. */
function split(due: readonly DueTimer[]): [{ name: string; at: Date }[], DueTimer[]] {
  const recurring = due.filter((timer) => timer.key.startsWith(recurringPrefix));
  const occurrences = recurring.map((timer) => ({
    name: timer.key.slice(recurringPrefix.length).split('/')[0] ?? '',
    at: timer.at,
  }));
  return [occurrences, due.filter((timer) => !timer.key.startsWith(recurringPrefix))];
}

function outboxPortsOf(
  options: EngineOptions,
  now: () => Date,
  adapters: ReadonlyMap<Platform, Adapter>,
  reach: ReturnType<typeof reachOn>,
): OutboxPorts {
  let org: Organisation | null = null;
  return {
    db: options.db,
    now,
    adapters,
    illustrate: options.pictures
      ? createIllustrator({ db: options.db, now, pictures: options.pictures, log: options.log })
      : unillustrated,
    pacer: createPacer(options.limits ?? createLimits(options.db, () => systemClock.now().getTime())),
    ...(options.failpoint ? { failpoint: options.failpoint } : {}),
    ...(options.sendTimeoutMs ? { sendTimeoutMs: options.sendTimeoutMs } : {}),
    ...(options.sabotage ? { sabotage: true } : {}),
    moreLabel: (id) => {
      const person = org?.people.get(id);
      return words(person?.locale ?? 'en', 'UTC')('more');
    },
    begin: async (tx) => {
      org = await options.organisation(tx);
    },
    dead: async (tx, row, at) => {
      const feature = featureNamed(options.features, row.feature);
      const turn = await timeTurn(options, reach, tx, at);
      await writeEffects(turn, feature, (await feature.undelivered?.(turn, row.onDead)) ?? [], reach);
    },
    sent: (platform) => options.observe?.sent({ platform, outcome: 'sent' }),
    report: ({ error, ...about }) => {
      options.log.warn({ err: error, ...about }, 'message not delivered');
      options.observe?.sent({ platform: about.platform, outcome: about.retry });
    },
  };
}
