import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { DueTimer } from '../../src/engine/feature.ts';
import { inbox, timers } from '../../src/engine/tables.ts';
import { hours, minutes } from '../world.ts';
import { post, rig, start } from './rig.ts';

const at = (ms: number) => new Date(start.getTime() + ms);
const wake = (key: string, ms: number, payload: unknown = {}) => ({ kind: 'wake' as const, key, at: at(ms), payload });

describe('a timer', () => {
  test('fires once, when it is due and not before; the last word about a key counts', async () => {
    const r = await rig();
    const fired: string[] = [];
    r.toy.wakes = async (turn, due) => {
      fired.push(
        ...due.map(
          (timer) => `${timer.key} ${JSON.stringify(timer.payload)} ${timer.at.getTime() <= turn.now.getTime()}`,
        ),
      );
      return [];
    };
    await r.promise(wake('a', 1000), wake('a', 2000, 2), wake('b', 500), wake('c', 10), { kind: 'unwake', key: 'c' });
    r.later(1999);
    await r.engine.tick();
    expect(fired).toEqual(['b {} true']);
    r.later(1);
    await r.engine.tick();
    await r.engine.tick();
    expect(fired).toEqual(['b {} true', 'a 2 true']);
  });

  test('may set itself again, and promise messages', async () => {
    const r = await rig();
    r.toy.wakes = async (turn) => [
      post(`at ${turn.now.getTime() - start.getTime()}`),
      wake('a', turn.now.getTime() - start.getTime() + 1000),
    ];
    await r.promise(wake('a', 1000));
    for (let second = 0; second < 3; second++) {
      r.later(1000);
      await r.engine.tick();
    }
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['at 1000', 'at 2000', 'at 3000'].map((title) => `post sales-0: ${title}`));
  });

  test('that fails with words the database does not take stalls nobody either', async () => {
    const r = await rig();
    r.toy.wakes = async (_, due: readonly DueTimer[]) => {
      if (due.some((timer) => timer.key === 'bad')) throw new Error(`${'x'.repeat(497)}\u0000\ud83d\ude00😀`);
      return due.map((timer) => post(timer.key));
    };
    await r.promise(wake('bad', 0), wake('good', 1));
    r.later(10);
    await r.engine.tick();
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: good']);
    const [row] = await r.db.reader.select().from(timers);
    expect(row).toMatchObject({ key: 'bad', attempts: 1, error: `${'x'.repeat(497)}\uFFFD😀` });
  });

  test('that always throws backs off, is reported, and stalls nobody', async () => {
    const failed: number[] = [];
    const observe = {
      handled: () => {},
      sent: () => {},
      swept: (sweep: { failed: number }) => failed.push(sweep.failed),
    };
    const r = await rig({ observe, timerBatch: 4 });
    const fired: string[] = [];
    r.toy.wakes = async (_, due: readonly DueTimer[]) => {
      if (due.some((timer) => timer.key === 'bad')) throw new Error('always');
      fired.push(...due.map((timer) => timer.key));
      return due.map((timer) => post(timer.key));
    };
    await r.promise(wake('bad', 0), ...Array.from({ length: 9 }, (_, index) => wake(`good ${index}`, 1)));
    r.later(10);
    await r.engine.tick();
    // What its batch had done was undone with it, and done again one by one: each once.
    expect(fired.sort()).toEqual(Array.from({ length: 9 }, (_, index) => `good ${index}`));
    const rests: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt++) {
      const [row] = await r.db.reader.select().from(timers).where(eq(timers.key, 'bad'));
      expect(row).toMatchObject({ attempts: attempt, error: 'always' });
      rests.push(((row?.dueAt.getTime() ?? 0) - r.clock.now().getTime()) / 1000);
      r.clock.set(row?.dueAt ?? start);
      await r.engine.tick();
    }
    expect(rests).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
    expect(failed.filter((count) => count > 0).length).toBeGreaterThanOrEqual(12);
    await r.engine.flush();
    expect(r.messenger.log).toHaveLength(9);
  });

  test('of a failed batch is fired alone, and what the batch had promised is not sent twice', async () => {
    const r = await rig();
    let batches = 0;
    r.toy.wakes = async (_, due) => {
      if (due.length > 1) {
        batches += 1;
        throw new Error('together');
      }
      return due.map((timer) => post(timer.key));
    };
    await r.promise(wake('a', 0), wake('b', 0), wake('c', 0));
    expect(await r.engine.tick()).toBe(3);
    await r.engine.flush();
    expect(batches).toBe(1);
    expect(r.messenger.log).toEqual(['a', 'b', 'c'].map((key) => `post sales-0: ${key}`));
    expect(await r.db.reader.select().from(timers)).toEqual([]);
  });
});

describe('recurring work', () => {
  const daily = (catchUp: 'all' | 'latest') => ({
    name: 'report',
    next: (after: Date) => new Date((Math.floor(after.getTime() / hours(24)) + 1) * hours(24)),
    catchUp,
  });

  test.each([
    ['all', ['2026-05-07', '2026-05-08', '2026-05-09', '2026-05-10']],
    ['latest', ['2026-05-07', '2026-05-10']],
  ] as const)('comes at each occurrence, once; after an outage it catches up: %s', async (catchUp, expected) => {
    const recurred: string[] = [];
    const r = await rig({
      toy: {
        recurring: [daily(catchUp)],
        recurs: async (_, occurrences) => {
          recurred.push(...occurrences.map((one) => one.at.toISOString().slice(0, 10)));
          return occurrences.map((one) => post(one.name));
        },
      },
    });
    await r.engine.plan();
    await r.engine.plan();
    expect(await r.engine.next()).toEqual(new Date('2026-05-07T00:00:00Z'));
    r.clock.set(new Date('2026-05-07T00:00:00Z'));
    await r.engine.tick();
    await r.engine.tick();
    expect(recurred).toEqual(['2026-05-07']);
    // Nobody planned or fired for days.
    await r.db.reader.delete(timers);
    const { recurrences } = await import('../../src/engine/tables.ts');
    await r.db.reader.update(recurrences).set({ plannedUntil: new Date('2026-05-07T00:00:00Z') });
    r.clock.set(new Date('2026-05-10T12:00:00Z'));
    await r.engine.plan();
    await r.engine.tick();
    expect(recurred).toEqual(expected);
    await r.engine.plan();
    await r.engine.tick();
    expect(recurred).toEqual(expected);
    expect(await r.engine.next()).toBeInstanceOf(Date);
  });
});

describe('the inbox', () => {
  const said = (id: string, text: string) =>
    ({ id, platform: 'console', account: 'sales-0', kind: 'said', text }) as const;

  test('answers the same event as before, and does it once', async () => {
    const r = await rig();
    const first = await r.engine.receive(said('1', '/echo hello'));
    r.later(minutes(5));
    expect(await r.engine.receive(said('1', '/echo hello'))).toEqual(first);
    expect(await r.engine.receive(said('1', '/echo something else'))).toEqual(first);
    await r.engine.receive(said('2', '/echo hello'));
    await r.engine.flush();
    expect(r.messenger.log).toEqual(['post sales-0: hello', 'post sales-0: hello']);
    expect(first).toMatchObject({ kind: 'whisper', card: { title: 'heard hello' } });
  });

  test('forgets an event whose handling failed, so that it can come again', async () => {
    const r = await rig();
    let broken = true;
    const r2 = await rig({
      failpoint: async (name) => {
        if (broken && /before-commit|handle/.test(name)) throw new Error('killed');
      },
    });
    await expect(r2.engine.receive(said('1', '/echo hello'))).rejects.toThrow('killed');
    expect(await r2.db.reader.select().from(inbox)).toEqual([]);
    broken = false;
    await r2.engine.receive(said('1', '/echo hello'));
    await r2.engine.flush();
    expect(r2.messenger.log).toEqual(['post sales-0: hello']);
    expect(r.messenger.log).toEqual([]);
  });

  test('two people may use the same event id only on different messengers', async () => {
    const r = await rig();
    await r.engine.receive(said('1', '/echo a'));
    await r.engine.receive({ ...said('1', '/echo b'), platform: 'slack' });
    expect(await r.db.reader.select().from(inbox)).toHaveLength(2);
  });
});
