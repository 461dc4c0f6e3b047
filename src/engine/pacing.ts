import { setTimeout as pause } from 'node:timers/promises';
import type { Pace } from '../platform/adapter.ts';
import type { Limits } from '../platform/limits.ts';

/** Whether what is sent now has its turn at the platform's rate limits. */
export interface Pacer {
  /**
   * Takes a turn and waits for it, where it is near; resolves to 0. Further away nothing is taken, and it resolves to the
   * milliseconds after which to ask again. `waited`: it was told so before, and has come back.
   */
  turn(paces: readonly Pace[], how: { urgent: boolean; waited: boolean }): Promise<number>;
}

/** How far ahead turns are taken: what must be seen soon may go a little further than what fills the rest. */
const horizons = { urgent: 600, bulk: 400 };

/**
 * Whoever is refused is told to come back when its turn would be near if everyone refused before it came first: so two
 * thousand messages ask about twice each, and not all of them at every look.
 */
export function createPacer(limits: Limits): Pacer {
  /** Where the next one refused at a bucket would stand in line: an instant of the limits' clock. */
  const tails = new Map<string, number>();
  const queue = (bucket: string, everyMs: number, nearest: number) => {
    const place = Math.max(tails.get(bucket) ?? 0, nearest);
    tails.set(bucket, place + everyMs);
    return place;
  };
  return {
    async turn(paces, { urgent, waited }) {
      if (paces.length === 0) return 0;
      const horizonMs = urgent ? horizons.urgent : horizons.bulk;
      const asked = limits.now();
      for (const { bucket, everyMs } of paces) {
        const tail = tails.get(bucket) ?? 0;
        if (tail <= asked) tails.delete(bucket);
        else if (!urgent && !waited && tail - everyMs > asked + horizonMs)
          return queue(bucket, everyMs, asked) - asked - horizonMs;
      }
      const turn = await limits.take(paces, horizonMs);
      const now = limits.now();
      if ('waitMs' in turn) {
        const place = urgent ? now + turn.waitMs : queue(turn.bucket, turn.everyMs, now + turn.waitMs);
        return Math.max(1, place - now - horizonMs);
      }
      if (turn.at > now) await pause(turn.at - now);
      return 0;
    },
  };
}
