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
  /** Until then whoever fills the rest is refused: turns that are taken are not given back. */
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
  const queue = (now: number, { bucket, everyMs, waitMs }: Refused) => {
    const line = lines.get(bucket) ?? { shutUntil: 0, tail: 0 };
    const place = Math.max(line.tail, now + waitMs);
    lines.set(bucket, {
      shutUntil: Math.max(line.shutUntil, now + waitMs - horizons.bulk),
      tail: place + everyMs,
    });
    return Math.max(1, place - now - horizons.bulk);
  };
  return {
    async turn(paces, urgent) {
      if (paces.length === 0) return 0;
      const asked = limits.now();
      for (const { bucket, everyMs } of urgent ? [] : paces) {
        const line = lines.get(bucket);
        if (line && line.shutUntil > asked) return queue(asked, { bucket, everyMs, waitMs: 0 });
        if (line && line.tail <= asked) lines.delete(bucket);
      }
      const turn = await limits.take(paces, urgent ? horizons.urgent : horizons.bulk);
      if ('waitMs' in turn) return urgent ? Math.max(1, turn.waitMs - horizons.urgent) : queue(asked, turn);
      const early = turn.at - limits.now();
      if (early > 0) await pause(early);
      return 0;
    },
  };
}
