import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { createHeartbeat } from '../../src/engine/heartbeat.ts';
import { prune } from '../../src/engine/housekeeping.ts';
import { inbox, liveCards, outbox, wakerSlots } from '../../src/engine/tables.ts';
import { createWaker, slotCoordinator } from '../../src/engine/waker.ts';
import { sentence } from '../../src/platform/card.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';

const log = pino({ level: 'silent' });
const start = new Date('2026-05-04T02:00:00Z');
let db: Database;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => truncateAll(db));

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('this never came true');
}

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
  expect(await prune(db, start, start, 2)).toEqual({
    inbox: 1,
    outbox: 3,
    calendarEvents: 0,
    dialogues: 0,
    wakerSlots: 1,
  });
  expect((await db.reader.select().from(outbox)).map(({ id }) => id)).toEqual(kept);
  expect(await prune(db, start, start)).toEqual({
    inbox: 0,
    outbox: 0,
    calendarEvents: 0,
    dialogues: 0,
    wakerSlots: 0,
  });
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
