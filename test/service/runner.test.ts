import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Feature } from '../../src/engine/feature.ts';
import { createRunner } from '../../src/engine/runner.ts';
import { liveCards, outbox, timers } from '../../src/engine/tables.ts';
import type { Adapter, Delivery } from '../../src/platform/adapter.ts';
import { sentence } from '../../src/platform/card.ts';
import { everyKind } from '../../src/platform/form.ts';
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
  can: {
    sheets: { from: 1, kinds: everyKind },
    edits: true,
    groups: false,
    rooms: false,
    selects: 0,
    buttons: 2,
    text: 1000,
    title: 100,
    elements: 10,
    images: true,
  },
  start: async () => {},
  stop: async () => {},
  pace: () => [],
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
    expect(performance.now() - started).toBeLessThan(10_000);
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

test('an update whose buttons did not fit is what "more" asks for, so housekeeping keeps it', async () => {
  const button = { action: 'diary.x', value: '', label: 'x', style: 'plain' as const };
  const card = { ...sentence('card'), buttons: [button, button, button] };
  await promise({ slot: 's', card });
  await engine().flush();
  const update = await promise({ slot: 's', kind: 'update', card });
  await engine().flush();
  expect(await db.reader.select().from(liveCards)).toMatchObject([{ slot: 's', outboxId: update, messageId: 'c1' }]);
});
