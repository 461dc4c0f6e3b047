import { setTimeout as pause } from 'node:timers/promises';
import type { Pace } from '../platform/adapter.ts';
import type { Limits, Refused } from '../platform/limits.ts';

/** Whether what is sent now has its turn at the platform's rate limits. */
export interface Pacer {
  /**
   * Takes a turn and waits for it, where it is near; resolves to 0. Further away nothing is taken, and it resolves to the
   * milliseconds after which to ask again.
   */
  turn(paces: readonly Pace[], urgent: boolean): Promise<number>;
}

/**
 * How far ahead turns are taken, in milliseconds. What fills the rest keeps this much taken, so that no turn passes unused while
 * the next messages are claimed; what must be seen soon is let a little further, so that it always comes right behind.
 */
const horizons = { urgent: 600, bulk: 400 };

/** Those refused at a bucket, as instants of the limits' clock. */
interface Line {
  /** Until then no one more of those who fill the rest has a turn: what is taken is never given back. */
  shutUntil: number;
  /** Where the next one refused would stand. */
  tail: number;
}

/**
 * Whoever is refused is told to come back when its turn would be near if everyone refused before it came first: so two
 * thousand messages ask about twice each, and not all of them at every look.
 */
export function createPacer(limits: Limits): Pacer {
  const lines = new Map<string, Line>();
  const refuse = ({ bucket, everyMs, waitMs }: Refused, asked: number) => {
    const line = lines.get(bucket) ?? { shutUntil: 0, tail: 0 };
    const near = asked + waitMs - horizons.bulk;
    const place = Math.max(line.tail, near);
    lines.set(bucket, { shutUntil: Math.max(line.shutUntil, near), tail: place + everyMs });
    return { waitMs: Math.max(1, place - asked) };
  };
  const takeBulk = async (paces: readonly Pace[]) => {
    const asked = limits.now();
    for (const { bucket, everyMs } of paces) {
      const line = lines.get(bucket);
      if (line && line.shutUntil > asked) return refuse({ bucket, everyMs, waitMs: 0 }, asked);
      if (line && line.tail <= asked) lines.delete(bucket);
    }
    const turn = await limits.take(paces, horizons.bulk);
    return 'at' in turn ? turn : refuse(turn, asked);
  };
  const oneByOne = queue();
  return {
    async turn(paces, urgent) {
      if (paces.length === 0) return 0;
      const first = urgent ? await take(limits, paces) : await oneByOne(() => takeBulk(paces));
      if ('waitMs' in first) return first.waitMs;
      if (await reached(limits, first.at, paces)) return 0;
      // Another one, a little further away if need be, which is used in any case: a slow machine shall get on as well.
      const second = await take(limits, paces);
      if ('waitMs' in second) return second.waitMs;
      await reached(limits, second.at, paces);
      return 0;
    },
  };
}

/** The next turn within reach of what must be seen soon, or how long until it is. */
async function take(limits: Limits, paces: readonly Pace[]): Promise<{ at: number } | { waitMs: number }> {
  const turn = await limits.take(paces, horizons.urgent);
  return 'at' in turn ? turn : { waitMs: Math.max(1, turn.waitMs - horizons.urgent) };
}

/** Waits for a turn. Whoever is too late for it would arrive together with those behind, and has missed it. */
async function reached(limits: Limits, at: number, paces: readonly Pace[]): Promise<boolean> {
  const early = at - limits.now();
  if (early > 0) await pause(early);
  const late = limits.now() - at;
  return paces.every(({ everyMs, burst }) => late <= (burst - 0.5) * everyMs);
}

/** Does one piece of work at a time. Of a batch the first one refused answers for the others, which then need not ask. */
function queue() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
