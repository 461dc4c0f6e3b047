import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from './hands.ts';
import {
  about,
  doubled,
  ended,
  files,
  filing,
  happenings,
  keeping,
  lifeOfARequest,
  living,
  now,
  quiet,
  reals,
  restarted,
  starts,
  steps,
} from './survival-stage.ts';
import type { PlatformWorld, Real } from './world.ts';

afterEach(async () => {
  expect(await ended()).toEqual([]);
});

const life = ['1001 filed', '1001 accepted', '1001 delivered', '1001 confirmed'];

/** What people have in the end when nothing goes wrong. */
const undisturbed = new Map<Real, Record<string, string[]>>();
beforeAll(async () => {
  for (const real of reals) {
    const w = await living({ on: real });
    await lifeOfARequest(w);
    expect(await happenings(w)).toEqual(life);
    undisturbed.set(real, about(w));
    await ended();
  }
});

describe.each(reals)('%s', (real) => {
  test.each([
    ['delivered twice', 2, false],
    ['delivered three times at once', 3, true],
  ])('has one effect of each event that is %s', async (_, times, together) => {
    const w = await living({ on: real });
    w.emulator('lin').faults.duplicate(times, together);
    await lifeOfARequest(w);
    expect(await happenings(w)).toEqual(life);
    expect(about(w)).toEqual(undisturbed.get(real));
  });

  test('has one effect of each double click, and of each form sent twice at once', async () => {
    const emulator = async (settings: Parameters<(typeof starts)[typeof real]>[0]) =>
      doubled(await starts[real](settings));
    const w = await living({ on: real, emulators: { [real]: emulator } });
    await lifeOfARequest(w);
    expect(await happenings(w)).toEqual(life);
    expect(about(w)).toEqual(undisturbed.get(real));
  });

  test('lets one of two colleagues promise, and tells the other the truth', async () => {
    const w = await living({ on: real });
    await filing(w);
    await files(w);
    await w.advance(31 * 60_000);
    expect(about(w)).toHaveProperty('tang');
    await Promise.all([w.presses('luo', '承诺时间'), w.presses('tang', '承诺时间')]);
    await Promise.allSettled([w.fills('luo', { 承诺时间: '今天 18:00' }), w.fills('tang', { 承诺时间: '今天 18:00' })]);
    await w.settle();
    expect((await happenings(w)).filter((line) => line.endsWith('accepted'))).toEqual(['1001 accepted']);
    const told = ['luo', 'tang'].filter((person) =>
      w.shown(person).some(({ text }) => /(罗勇|唐.*)已经接手/.test(text)),
    );
    expect(told).toHaveLength(1);
    for (const person of ['luo', 'tang', 'lin']) expect(about(w)[person]?.at(-1)).toContain('承诺 5月1日(周五) 18:00');
  });

  test('loses nothing and says nothing twice when it is killed anywhere', async () => {
    const dies = { at: '' };
    const deaths: string[] = [];
    const failpoint = async (name: string) => {
      if (name !== dies.at) return;
      dies.at = '';
      deaths.push(name);
      throw new Error(`killed at ${name}`);
    };
    const options = { ...keeping(real), failpoint };
    let w = await living(options);
    for (const [index, [, press, fill]] of steps.entries()) {
      await press(w);
      // Once before the decision is written, once after it, and between: killed while the promised messages are being sent.
      dies.at = index % 2 === 0 ? 'committed' : 'before-commit';
      await fill(w).catch(() => {});
      w = now(await restarted(w, options));
      if ((await happenings(w)).length === index) await again(w, press, fill);
      dies.at = 'sent-before-mark';
      await w.settle().catch(() => {});
      dies.at = '';
      w = now(await restarted(w, options));
      await w.settle();
    }
    expect(await happenings(w)).toEqual(life);
    expect(about(w)).toEqual(undisturbed.get(real));
    expect(new Set(deaths).size).toBe(3);
    expect(deaths.length).toBeGreaterThanOrEqual(5);
  });

  test.each([
    ['throttled', 2],
    ['serverError', 8],
    ['garbage', 8],
    ['answerLost', 2],
    ['silent', 1],
    ['tokenExpired', 4],
  ] as const)('shows everything once although everything is %s for the next %i calls', async (kind, times) => {
    const w = await living({ on: real });
    const { faults, calls } = w.emulator('lin');
    for (const [, press, fill] of steps.slice(0, 2)) {
      await press(w);
      await quiet(w);
      faults.next('', { kind, ...(kind === 'throttled' ? { afterMs: 2_000 } : {}) } as Fault, times);
      // Whoever signs in to a page meanwhile is told to try again in a minute, and does.
      for (let tries = 0; tries < 4 && !(await succeeds(fill(w))); tries++) await w.advance(120_000);
      await w.advance(180_000);
      faults.clear();
    }
    // WeCom refuses whoever was too fast for minutes, each time for longer.
    await w.advance(600_000);
    const bad = calls.filter(({ status, error }) => status >= 400 || status === 0 || error !== null).length;
    const got = Object.values(about(w)).flat();
    process.stdout.write(`${real} ${kind}: ${bad} of ${calls.length} calls failed, ${got.length} messages shown\n`);
    expect(await happenings(w)).toEqual(life.slice(0, 2));
    const state = real === 'slack' ? '✅ ' : '';
    const once = [`${state}R-1001：罗勇承诺 5月1日(周五) 18:00`];
    expect(about(w)).toEqual({ lin: once, luo: once });
  });
});

/** What was not taken is still in front of the person, or is asked for once more. */
async function again(w: PlatformWorld, press: (w: PlatformWorld) => Promise<void>, fill: typeof press): Promise<void> {
  await fill(w).catch(async () => {
    await press(w);
    await fill(w);
  });
}

const succeeds = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
