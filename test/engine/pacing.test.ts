import pino from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createPacer } from '../../src/engine/pacing.ts';
import { createRunner, type Runner } from '../../src/engine/runner.ts';
import type { Pace } from '../../src/platform/adapter.ts';
import { createLimits } from '../../src/platform/limits.ts';
import { testDatabase } from '../db/pool.ts';
import { post, rig, start } from './rig.ts';

const bucket = (everyMs: number, burst: number, name = 'toy/send'): Pace => ({ bucket: name, everyMs, burst });

/** The most instants that lie within any `windowMs`, its end left out. */
function fullest(instants: readonly number[], windowMs: number): number {
  const sorted = [...instants].sort((a, b) => a - b);
  return Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + windowMs).length));
}

describe('turns at a rate limit', () => {
  test('at 20 a second with a burst of 5, no second holds more than 25, whichever process asks', async () => {
    const db = await testDatabase();
    let now = 1_000_000;
    const processes = [createLimits(db, () => now), createLimits(db, () => now)];
    const granted: number[] = [];
    for (let step = 0; step < 400; step++) {
      now += 7;
      const turn = await processes[step % 2]?.take([bucket(50, 5)], 100);
      if (turn && 'at' in turn) granted.push(turn.at);
    }
    expect(fullest(granted, 1_000)).toBeLessThanOrEqual(25);
    const rate = (granted.length / ((granted.at(-1) ?? 0) - (granted[0] ?? 0))) * 1_000;
    expect(rate).toBeGreaterThan(19);
    await db.close();
  });

  test('in several buckets are taken together or not at all', async () => {
    const db = await testDatabase();
    const limits = createLimits(db, () => 5_000);
    const narrow = bucket(1_000, 1, 'toy/narrow');
    const wide = bucket(10, 1, 'toy/wide');
    expect(await limits.take([narrow, wide], 0)).toMatchObject({ at: 5_000 });
    expect(await limits.take([wide, narrow], 50)).toMatchObject({ waitMs: 1_000, bucket: 'toy/narrow' });
    // Had the wide one been taken with the refused narrow one, its next turn would be 20 ms away.
    expect(await limits.take([wide], 50)).toMatchObject({ at: 5_010 });
    await db.close();
  });

  test('in a window are as many as it allows, however late each was used, and one late holds up one other', async () => {
    const db = await testDatabase();
    let now = 1_000_000;
    const processes = [createLimits(db, () => now), createLimits(db, () => now)];
    const pace: Pace = { ...bucket(40, 1), window: { calls: 20, ms: 1_000 } };
    const used: number[] = [];
    for (let step = 0; step < 600; step++) {
      now += 10;
      const turn = await processes[step % 2]?.take([pace], 200, 50);
      if (!turn || 'waitMs' in turn) continue;
      expect(turn.at - now).toBeGreaterThanOrEqual(50);
      // Every tenth is late by up to a quarter of a second.
      const late = used.length % 10 === 3 ? (used.length * 37) % 250 : 0;
      if (late > 0) await turn.usedAt?.(turn.at + late);
      used.push(turn.at + late);
    }
    expect(fullest(used, 1_000)).toBe(20);
    const rate = (used.length / (Math.max(...used) - Math.min(...used))) * 1_000;
    expect(rate).toBeGreaterThan(19);
    await db.close();
  });
});

describe('those that become one call', () => {
  test('share a turn, as many as fit; another one has its own', async () => {
    const db = await testDatabase();
    const limits = createLimits(db, () => performance.now());
    const pacer = createPacer(limits);
    const alike = (name: string): Pace[] => [{ ...bucket(10, 1), together: { alike: name, most: 2 } }];
    const begun = performance.now();
    const turns = await Promise.all(['a', 'a', 'a', 'b'].map((name) => pacer.turn(alike(name), false)));
    expect(turns.map((turn) => turns.indexOf(turn))).toEqual([0, 0, 2, 3]);
    for (const turn of turns) await ('turn' in turn && turn.turn?.());
    expect(performance.now() - begun).toBeGreaterThanOrEqual(3 * 10);
    await db.close();
  });
});

describe('a fan-out', () => {
  let runner: Runner | null = null;
  afterEach(() => runner?.stop(2_000));

  test('goes at the allowed rate and no faster, and an escalation overtakes it', async () => {
    const perSecond = 20;
    const r = await rig();
    const sent: { title: string; at: number }[] = [];
    r.messenger.paces = () => [{ ...bucket(900 / perSecond, 1), window: { calls: perSecond, ms: 1_020 } }];
    r.messenger.plan = async ({ card, turn }) => {
      await turn?.();
      sent.push({ title: card.title, at: performance.now() });
    };
    const everyone = [...[0, 1, 2].map((n) => `p-sales-${n}`), ...[0, 1, 2, 3, 4].map((n) => `p-production-${n}`)];
    const people = (index: number) => everyone[index % everyone.length] ?? '';
    await r.promise(
      ...Array.from({ length: 80 }, (_, index) => post(`bulk ${index}`, { to: people(index), priority: 'bulk' })),
    );
    // Rate limits run on the machine's clock, so messages that wait for their turn need one that runs too.
    const started = performance.now();
    const ticking = setInterval(() => r.clock.set(new Date(start.getTime() + performance.now() - started)), 10);
    runner = createRunner({ engine: r.engine, db: r.db, log: pino({ level: 'silent' }) });
    await runner.start();
    await expect.poll(() => sent.length, { timeout: 10_000 }).toBeGreaterThan(20);
    const asked = performance.now();
    await r.promise(post('escalation', { priority: 'escalation' }));
    runner.wake();
    await expect.poll(() => sent.length, { timeout: 20_000, interval: 20 }).toBe(81);
    clearInterval(ticking);
    const late = (sent.find(({ title }) => title === 'escalation')?.at ?? Infinity) - asked;
    expect(late).toBeLessThan(2_000);
    expect(
      fullest(
        sent.map(({ at }) => at),
        1_000,
      ),
    ).toBeLessThanOrEqual(perSecond);
    const seconds = ((sent.at(-1)?.at ?? 0) - (sent[0]?.at ?? 0)) / 1_000;
    expect(81 / seconds).toBeGreaterThan(perSecond * 0.4);
  });
});
