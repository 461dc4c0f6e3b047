import pino from 'pino';
import { type MovableClock, stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createEngine, type Engine, type EngineOptions } from '../../src/engine/engine.ts';
import type { DueTimer, Effect, Feature, Recurring, TimeTurn } from '../../src/engine/feature.ts';
import { outbox } from '../../src/engine/tables.ts';
import type { Adapter, Capabilities, Delivery } from '../../src/platform/adapter.ts';
import { type Card, sentence } from '../../src/platform/card.ts';
import { everyKind } from '../../src/platform/form.ts';
import { company } from '../console/company.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';

const rich: Capabilities = {
  sheets: { from: 1, kinds: everyKind },
  edits: true,
  groups: false,
  rooms: false,
  selects: 0,
  buttons: 5,
  text: 500,
  title: 100,
  elements: 10,
  images: true,
};

/** A messenger that keeps what it is sent, unless its plan says otherwise for a delivery. */
export interface FakeMessenger extends Adapter {
  /** What stands in each conversation now, oldest first; changed cards show their last state. */
  readonly shown: { account: string; id: string; title: string }[];
  /** `post account: title` and `edit account: title`, in the order they arrived. */
  readonly log: string[];
  /** Throws, or waits, in place of taking a delivery. */
  plan: (delivery: Delivery) => void | Promise<void>;
  /** Limits its deliveries use up. */
  paces: Adapter['pace'];
}

function fakeMessenger(can: Partial<Capabilities> = {}): FakeMessenger {
  const shown: FakeMessenger['shown'] = [];
  const log: string[] = [];
  const messenger: FakeMessenger = {
    platform: 'console',
    can: { ...rich, ...can },
    shown,
    log,
    plan: () => {},
    paces: () => [],
    start: async () => {},
    stop: async () => {},
    pace: (delivery) => messenger.paces(delivery),
    async send(delivery) {
      await messenger.plan(delivery);
      const { account, card, replaces } = delivery;
      log.push(`${replaces ? 'edit' : 'post'} ${account}: ${card.title}`);
      const standing = shown.find((one) => one.id === replaces);
      if (standing) standing.title = card.title;
      else shown.push({ account, id: delivery.id, title: card.title });
      return replaces ?? delivery.id;
    },
  };
  return messenger;
}

/** What the toy feature does; a test fills in what it needs. */
export interface Toy {
  wakes: (turn: TimeTurn, timers: readonly DueTimer[]) => Promise<Effect[]>;
  recurs: (turn: TimeTurn, occurrences: readonly { name: string; at: Date }[]) => Promise<Effect[]>;
  undelivered: (turn: TimeTurn, payload: unknown) => Promise<Effect[]>;
  recurring: Recurring[];
}

export interface Rig {
  db: Database;
  clock: MovableClock;
  engine: Engine;
  messenger: FakeMessenger;
  toy: Toy;
  /** Promises of the toy feature, in one transaction. */
  promise(...effects: Effect[]): Promise<void>;
  later(ms: number): void;
  statuses(): Promise<string[]>;
}

let database: Database | null = null;
export const start = new Date('2026-05-06T01:00:00Z');

/** An engine with one toy feature and one fake messenger, over one embedded database per test file. */
export async function rig(
  options: Partial<EngineOptions> & { can?: Partial<Capabilities>; toy?: Partial<Toy> } = {},
): Promise<Rig> {
  database ??= await testDatabase();
  await truncateAll(database);
  const db = database;
  const clock = stoppedClock(start);
  const nothing = async () => [];
  const toy: Toy = { wakes: nothing, recurs: nothing, undelivered: nothing, recurring: [], ...options.toy };
  const feature: Feature = {
    name: 'toy',
    commands: [{ name: 'echo', aliases: [], help: { en: 'says it again', 'zh-CN': '重复一遍' } }],
    commanded: async (turn, _, text) => ({
      effects: [{ kind: 'post', to: turn.person.id, card: sentence(text), priority: 'reply' }],
      reply: { kind: 'whisper', card: sentence(`heard ${text}`) },
    }),
    wakes: (turn, timers) => toy.wakes(turn, timers),
    recurs: (turn, occurrences) => toy.recurs(turn, occurrences),
    undelivered: (turn, payload) => toy.undelivered(turn, payload),
    recurring: toy.recurring,
  };
  const messenger = fakeMessenger(options.can);
  const org = company('en');
  const log = pino({ level: 'silent' });
  const engine = createEngine({
    db,
    clock,
    features: [feature],
    adapters: [messenger],
    organisation: async () => org,
    log,
    ...options,
  });
  return {
    db,
    clock,
    engine,
    messenger,
    toy,
    promise: (...effects) => engine.turn('toy', async () => effects),
    later: (ms) => clock.set(new Date(clock.now().getTime() + ms)),
    statuses: async () => {
      const rows = await db.reader.select().from(outbox).orderBy(outbox.id);
      return rows.map((row) => `${row.card.title}: ${row.status}`);
    },
  };
}

type Post = Extract<Effect, { kind: 'post' }>;

/** A message to the first of sales, unless said otherwise. */
export function post(title: string, more: Partial<Post> = {}): Post {
  return { kind: 'post', to: 'p-sales-0', card: sentence(title), priority: 'reply', ...more };
}

export function update(title: string, slot: string, more: { to?: string; news?: boolean; card?: Card } = {}): Effect {
  return { kind: 'update', to: 'p-sales-0', slot, card: sentence(title), ...more };
}
