import { type RunCoordinator, type ScheduledTask, schedule } from 'node-cron';
import type { Logger } from 'pino';
import { systemClock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { wakerSlots } from './tables.ts';

export interface Work {
  name: string;
  /** A cron expression, in UTC. */
  every: string;
  /** `one`: of all processes one does it. `each`: every process does it for itself. */
  who: 'one' | 'each';
  work(): Promise<unknown>;
}

/** Starts work again and again, by the machine's clock. What must not be missed is a timer row instead. */
export interface Waker {
  start(): void;
  /** Starts nothing more, and waits for what is running. */
  stop(): Promise<void>;
}

/** The waker of one process. */
export function createWaker(db: Database, work: readonly Work[], log: Logger): Waker {
  let tasks: ScheduledTask[] = [];
  const running = new Set<Promise<void>>();
  const run = (one: Work) => {
    const done = attempt(one, log).finally(() => running.delete(done));
    running.add(done);
    return done;
  };
  return {
    start() {
      tasks = work.map((one) =>
        schedule(one.every, () => run(one), {
          name: one.name,
          timezone: 'UTC',
          noOverlap: true,
          suppressMissedWarning: true,
          ...(one.who === 'one' ? { distributed: true, runCoordinator: slotCoordinator(db, log) } : {}),
        }),
      );
    },
    async stop() {
      for (const task of tasks) await task.destroy();
      await Promise.all(running);
    },
  };
}

async function attempt(one: Work, log: Logger): Promise<void> {
  try {
    await one.work();
  } catch (error) {
    log.error({ err: error, work: one.name }, 'recurring work failed');
  }
}

/** Whoever writes the row of a slot (`name:2026-05-01T02:00:00.000Z`) runs it; the others find it taken. */
export function slotCoordinator(db: Database, log: Logger): RunCoordinator {
  return {
    async shouldRun(slot) {
      try {
        const written = await db.reader
          .insert(wakerSlots)
          .values({ slot, at: systemClock.now() })
          .onConflictDoNothing()
          .returning({ slot: wakerSlots.slot });
        return written.length > 0;
      } catch (error) {
        log.warn({ err: error, slot }, 'waker could not ask the database');
        return false;
      }
    },
  };
}
