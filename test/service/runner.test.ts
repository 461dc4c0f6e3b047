import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Feature } from '../../src/engine/feature.ts';
import { createHeartbeat } from '../../src/engine/heartbeat.ts';
import { prune } from '../../src/engine/housekeeping.ts';
import { createRunner } from '../../src/engine/runner.ts';
import { inbox, liveCards, outbox, timers, wakerSlots } from '../../src/engine/tables.ts';
import { createWaker, slotCoordinator } from '../../src/engine/waker.ts';
import type { Adapter, Delivery } from '../../src/platform/adapter.ts';
import { sentence } from '../../src/platform/card.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { orgOf } from '../org/yaml.ts';
import { orgFile } from './process.ts';

const log = pino({ level: 'silent' });
const org = orgOf(orgFile);
const start = new Date('2026-05-04T02:00:00Z');
const clock = stoppedClock(start);
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
let db: Database;
let sent: string[];
let fired: string[];

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await truncateAll(db);
  clock.set(start);
  sent = [];
  fired = [];
});

const console: Adapter = {
  platform: 'console',
  can: { modals: true, edits: true, buttons: 2, text: 1000, title: 100, elements: 10, images: true },
  start: async () => {},
  stop: async () => {},
  send: async (delivery: Delivery) => {
    sent.push(delivery.card.title);
    return `c${sent.length}`;
  },
};

const diary: Feature = {
  name: 'diary',
  commands: [],
  async wakes(_, due) {
    for (const { key } of due) {
      if (key === 'bad') throw new Error('this one never works');
      fired.push(key);
    }
    return due.map(({ key }) => ({ kind: 'post', to: 'li', card: sentence(key), priority: 'reply' }));
  },
  recurring: [
    {
      name: 'daily',
      catchUp: 'all',
      next: (after) => new Date(Math.floor(after.getTime() / 86_400_000 + 1) * 86_400_000),
    },
    {
      name: 'latest',
      catchUp: 'latest',
      next: (after) => new Date(Math.floor(after.getTime() / 3_600_000 + 1) * 3_600_000),
    },
  ],
  async recurs(_, occurrences) {
    for (const { name, at: when } of occurrences) fired.push(`${name} ${when.toISOString().slice(0, 16)}`);
    return [];
  },
};

function engine(report: string[] = []): Engine {
  const heard = { level: 'error', write: (line: string) => report.push(JSON.parse(line).key) };
  return createEngine({
    db,
    clock,
    features: [diary],
    adapters: [console],
    organisation: async () => org,
    log: pino({ level: 'error' }, heard),
  });
}

const set = (key: string, dueAt: Date) =>
  db.reader.insert(timers).values({ feature: 'diary', key, at: dueAt, dueAt, payload: {} });

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('this never came true');
}

test('a timer whose handler always throws backs off and is reported, and stalls no other', async () => {
  const reported: string[] = [];
  const running = engine(reported);
  await set('bad', at(0));
  await set('good', at(1));
  clock.set(at(2));
  await running.tick();
  expect([fired, reported]).toEqual([['good'], ['bad']]);
  const [bad] = await db.reader.select().from(timers);
  expect(bad).toMatchObject({ key: 'bad', attempts: 1, dueAt: at(3), error: 'this one never works' });
  await running.tick();
  expect(reported).toHaveLength(1);
  for (const seconds of [3, 5, 9]) {
    clock.set(at(seconds));
    await running.tick();
  }
  const [later] = await db.reader.select().from(timers);
  expect([reported.length, later?.attempts, later?.dueAt]).toEqual([4, 4, at(17)]);
});

test('after an outage every occurrence missed is done, or only the last where that is all that matters', async () => {
  const running = engine();
  await running.plan();
  clock.set(new Date('2026-05-04T05:30:00Z'));
  await running.tick();
  expect(fired).toEqual(['latest 2026-05-04T05:00']);
  fired = [];
  // Five days without the service; the timers planned before the outage are all there.
  clock.set(new Date('2026-05-09T05:30:00Z'));
  await running.plan();
  await running.tick();
  const days = fired.filter((one) => one.startsWith('daily'));
  expect(days).toEqual(['05', '06', '07', '08', '09'].map((day) => `daily 2026-05-${day}T00:00`));
  expect(fired.filter((one) => one.startsWith('latest'))).toEqual(['latest 2026-05-09T05:00']);
  await running.plan();
  await running.tick();
  expect(fired.filter((one) => one.startsWith('daily'))).toHaveLength(5);
});

describe('the running loops', () => {
  test('fire and send by themselves, at once when woken, and nothing after they were stopped', async () => {
    const runner = createRunner({ engine: engine(), db, log, pollMs: 60_000 });
    await runner.start();
    await new Promise((done) => setTimeout(done, 50));
    await set('first', at(0));
    runner.wake();
    // What the timer promised is announced by the transaction itself: nobody waits a minute for the next look.
    await until(() => sent.includes('first'));
    expect(runner.sweepAgeMs()).toBeLessThan(5_000);
    await runner.stop(1_000);
    await set('second', at(0));
    runner.wake();
    await new Promise((done) => setTimeout(done, 50));
    expect(fired).toEqual(['first']);
  });

  test('outlive an outage of the database, with growing rests', async () => {
    let away = true;
    let tries = 0;
    const real = engine();
    const flaky = {
      flush: real.flush,
      tick: async () => {
        tries++;
        if (away) throw new Error('connection refused');
        return real.tick();
      },
    };
    const runner = createRunner({ engine: flaky, db, log, pollMs: 20 });
    await runner.start();
    await set('waiting', at(0));
    await new Promise((done) => setTimeout(done, 400));
    // 40, 80, 160 ms: without rests it would have been twenty.
    expect(tries).toBeLessThan(7);
    expect(runner.sweepAgeMs()).toBeGreaterThan(300);
    away = false;
    await until(() => fired.includes('waiting'));
    await runner.stop(1_000);
  });

  test('are not waited for longer than asked', async () => {
    const hung = { tick: () => new Promise<number>(() => {}), flush: async () => 0 };
    const runner = createRunner({ engine: hung, db, log });
    await runner.start();
    const started = performance.now();
    await runner.stop(100);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('free at once what a killed process had claimed, where there is one process only', async () => {
    await promise({ status: 'waiting', leaseId: 'gone', leaseUntil: new Date('2100-01-01') });
    const runner = createRunner({ engine: engine(), db, log });
    await runner.start();
    await until(() => sent.length === 1);
    await runner.stop(1_000);
  });
});

type NewRow = Partial<typeof outbox.$inferInsert>;

async function promise(row: NewRow = {}): Promise<number> {
  const whole = {
    feature: 'diary',
    person: 'li',
    platform: 'console',
    account: 'li',
    kind: 'post',
    priority: 1,
    card: sentence('old'),
    createdAt: start,
    dueAt: start,
    ...row,
  } as const;
  const [written] = await db.reader.insert(outbox).values(whole).returning({ id: outbox.id });
  return written?.id ?? 0;
}

test('housekeeping removes what is finished and old, and keeps what someone still needs', async () => {
  const day = (days: number) => new Date(start.getTime() - days * 86_400_000);
  const event = (eventId: string, receivedAt: Date) => ({ platform: 'console', eventId, receivedAt, reply: null });
  await db.reader.insert(inbox).values([event('old', day(31)), event('new', day(29))]);
  await db.reader.insert(wakerSlots).values([
    { slot: 'plan:old', at: day(3) },
    { slot: 'plan:new', at: day(1) },
  ]);
  const old = { createdAt: day(91), slot: 'requests/1' };
  for (const status of ['sent', 'superseded', 'dropped'] as const) await promise({ ...old, status });
  const kept = [
    await promise({ ...old, status: 'sent' }),
    await promise({ ...old, status: 'dead' }),
    await promise({ ...old, status: 'held' }),
    await promise({ ...old, status: 'waiting' }),
    await promise({ createdAt: day(89), status: 'sent' }),
  ];
  const live = { person: 'li', slot: 'requests/1', platform: 'console', account: 'li', messageId: 'c1' };
  await db.reader.insert(liveCards).values({ ...live, outboxId: kept[0] ?? 0 });
  expect(await prune(db, start, start, 2)).toEqual({ inbox: 1, outbox: 3, wakerSlots: 1 });
  expect((await db.reader.select().from(outbox)).map(({ id }) => id)).toEqual(kept);
  expect(await prune(db, start, start)).toEqual({ inbox: 0, outbox: 0, wakerSlots: 0 });
});

test('an update whose buttons did not fit is what "more" asks for, so housekeeping keeps it', async () => {
  const button = { action: 'diary.x', value: '', label: 'x', style: 'plain' as const };
  const card = { ...sentence('card'), buttons: [button, button, button] };
  await promise({ slot: 's', card });
  await engine().flush();
  const update = await promise({ slot: 's', kind: 'update', card });
  await engine().flush();
  expect(await db.reader.select().from(liveCards)).toMatchObject([{ slot: 's', outboxId: update, messageId: 'c1' }]);
});

test('of several processes one wins a slot, and a database that is away runs nothing', async () => {
  const coordinators = [1, 2, 3].map(() => slotCoordinator(db, log));
  const won = await Promise.all(coordinators.map((one) => one.shouldRun('plan:2026-05-04T02:00:00.000Z', 1)));
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await coordinators[0]?.shouldRun('plan:2026-05-04T02:01:00.000Z', 1)).toBe(true);
  const away = {
    reader: {
      insert: () => {
        throw new Error('gone');
      },
    },
  } as unknown as Database;
  expect(await slotCoordinator(away, log).shouldRun('plan:x', 1)).toBe(false);
});

test('the waker starts work of its own, once where it is for one and everywhere where it is for each', async () => {
  const done: string[] = [];
  const work = (name: string, who: 'one' | 'each') => ({
    name,
    every: '* * * * * *',
    who,
    work: async () => {
      done.push(name);
      if (name === 'one') throw new Error('work may fail');
    },
  });
  const wakers = [1, 2].map(() => createWaker(db, [work('one', 'one'), work('each', 'each')], log));
  for (const waker of wakers) waker.start();
  await until(() => done.length >= 6);
  await Promise.all(wakers.map((waker) => waker.stop()));
  const count = (name: string) => done.filter((one) => one === name).length;
  expect(count('each')).toBeGreaterThanOrEqual(2 * count('one') - 2);
  const before = done.length;
  await new Promise((finish) => setTimeout(finish, 1_100));
  expect(done.length).toBe(before);
});

test('the heartbeat goes out while timers are swept, stops when they are not, and failures are told once', async () => {
  let calls = 0;
  let status = 200;
  const watcher = createServer((_, response) => {
    calls++;
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => watcher.listen(0, '127.0.0.1', done));
  const { port } = watcher.address() as AddressInfo;
  const told: string[] = [];
  let ageMs = 100;
  const beat = createHeartbeat({
    url: `http://127.0.0.1:${port}/secret`,
    sweepAgeMs: () => ageMs,
    log: pino({}, { write: (line: string) => told.push(line) }),
  });
  await beat();
  ageMs = 30_000;
  await beat();
  await beat();
  expect(calls).toBe(1);
  ageMs = 100;
  await beat();
  status = 500;
  await beat();
  await beat();
  watcher.close();
  watcher.closeAllConnections();
  await beat();
  expect(calls).toBe(4);
  expect(told.map((line) => JSON.parse(line).msg)).toEqual([
    'heartbeat held back: sweep is late',
    'heartbeat goes out again',
    'heartbeat not delivered',
  ]);
  expect(told.join()).not.toContain('secret');
});
