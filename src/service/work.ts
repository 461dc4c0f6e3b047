import type { Logger } from 'pino';
import { type Clock, systemClock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Engine } from '../engine/engine.ts';
import { createHeartbeat } from '../engine/heartbeat.ts';
import { prune } from '../engine/housekeeping.ts';
import type { Work } from '../engine/waker.ts';
import { tidyPlatform } from '../platform/tidy.ts';

export interface WorkOptions {
  db: Database;
  clock: Clock;
  engine: Pick<Engine, 'plan'>;
  log: Logger;
  hasOrganisation: () => Promise<boolean>;
  heartbeatUrl: string | null;
  sweepAgeMs: () => number;
  /** Parts that clean up after themselves: messengers, the console, the pages. */
  tidies: readonly { tidy(now: Date): Promise<void> }[];
}

/** What the waker starts every minute: planning, tidying up, and the sign of life. */
export function minutely(options: WorkOptions): Work[] {
  const { db, clock, engine, log, heartbeatUrl: url, sweepAgeMs } = options;
  const every = '* * * * *';
  const plan: Work = {
    name: 'plan',
    every,
    who: 'one',
    work: async () => {
      if (await options.hasOrganisation()) await engine.plan();
    },
  };
  const housekeeping: Work = {
    name: 'housekeeping',
    every,
    who: 'one',
    work: async () => {
      const pruned = await prune(db, clock.now(), systemClock.now());
      if (Object.values(pruned).some((count) => count > 0)) log.info(pruned, 'pruned');
      await tidyPlatform(db, clock.now(), systemClock.now());
      // One that fails keeps none of the others from it.
      const tidied = await Promise.allSettled(options.tidies.map((part) => part.tidy(clock.now())));
      for (const one of tidied) if (one.status === 'rejected') log.error({ err: one.reason }, 'not tidied');
    },
  };
  const beat = url ? createHeartbeat({ url, sweepAgeMs, log }) : null;
  return [plan, housekeeping, ...(beat ? [{ name: 'heartbeat', every, who: 'each', work: beat } satisfies Work] : [])];
}
