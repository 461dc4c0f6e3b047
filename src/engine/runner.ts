import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import { OUTBOX_CHANNEL, TIMERS_CHANNEL } from './effects.ts';
import type { Engine } from './engine.ts';
import { releaseLeases } from './outbox.ts';

export interface RunnerOptions {
  engine: Pick<Engine, 'tick' | 'flush'>;
  db: Database;
  log: Logger;
  /** Timer sweeps side by side; 2 on PostgreSQL, 1 embedded. */
  sweeps?: number;
  /** Batches of messages sent side by side: 3. */
  senders?: number;
  /** The rest between two looks at the tables, in milliseconds. */
  pollMs?: number;
}

/** The loops that fire timers and send messages for as long as the process lives. */
export interface Runner {
  start(): Promise<void>;
  /** Looks at once: something was just written. */
  wake(): void;
  /** Tells that a long sweep is getting on. */
  progressed(): void;
  /** Milliseconds since timers were last swept, or since the start. */
  sweepAgeMs(): number;
  /** Takes nothing new, and waits for what is in flight, at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

const longestBackoffMs = 5_000;

/** Makes the loops of one process. */
export function createRunner(options: RunnerOptions): Runner {
  const { engine, db, log, senders = 3, pollMs = 200 } = options;
  const sweeps = options.sweeps ?? (db.kind === 'postgres' ? 2 : 1);
  const stopped = new AbortController();
  let lastSweep = performance.now();
  const progressed = () => {
    lastSweep = performance.now();
  };
  const sweep = async () => {
    await engine.tick(stopped.signal);
    progressed();
  };
  const timerLoops = Array.from({ length: sweeps }, () => createLoop('timers', sweep, { log, pollMs, stopped }));
  // Side by side, so that while one waits for a slow messenger another takes the escalation that came meanwhile.
  // One of them takes nothing else, so that no fan-out can occupy them all.
  const outboxLoops = Array.from({ length: senders }, (_, index) =>
    createLoop('outbox', () => engine.flush(stopped.signal, index === 0 && senders > 1 ? 'express' : undefined), {
      log,
      pollMs,
      stopped,
    }),
  );
  const loops = [...timerLoops, ...outboxLoops];
  const wakeAll = (some: readonly Loop[]) => {
    for (const loop of some) loop.wake();
  };
  let running: Promise<unknown> = Promise.resolve();
  let listening: (() => Promise<void>)[] = [];
  return {
    progressed,
    sweepAgeMs: () => performance.now() - lastSweep,
    wake: () => wakeAll(loops),
    async start() {
      // The embedded database has one process, so whoever held a lease is gone.
      if (db.kind === 'pglite') await releaseLeases(db);
      listening = [
        await db.listen(TIMERS_CHANNEL, () => wakeAll(timerLoops)),
        await db.listen(OUTBOX_CHANNEL, () => wakeAll(outboxLoops)),
      ];
      progressed();
      running = Promise.all(loops.map((loop) => loop.run()));
    },
    async stop(graceMs) {
      stopped.abort();
      wakeAll(loops);
      if (!(await endedWithin(running, graceMs))) log.warn({ graceMs }, 'stopped with work in flight');
      for (const quiet of listening) await quiet();
    },
  };
}

interface Loop {
  run(): Promise<void>;
  wake(): void;
}

interface LoopOptions {
  log: Logger;
  pollMs: number;
  stopped: AbortController;
}

/** Does `work` again and again, never twice at once; rests in between unless woken, and longer after failures. */
function createLoop(name: string, work: () => Promise<unknown>, { log, pollMs, stopped }: LoopOptions): Loop {
  let woken = false;
  let endRest = () => {};
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  let failures = 0;
  const attempt = async () => {
    try {
      await work();
      if (failures > 0) log.info({ loop: name, failures }, 'loop works again');
      failures = 0;
    } catch (error) {
      failures += 1;
      log.error({ err: error, loop: name, failures }, 'loop failed');
    }
  };
  return {
    wake() {
      woken = true;
      // After a failure the rest protects the database, whoever calls.
      if (failures === 0 || stopped.signal.aborted) endRest();
    },
    async run() {
      while (!stopped.signal.aborted) {
        woken = false;
        await attempt();
        if (stopped.signal.aborted) return;
        if (failures > 0) await rest(Math.min(pollMs * 2 ** failures, longestBackoffMs));
        else if (!woken) await rest(pollMs);
      }
    },
  };
}

/** Whether `work` ended in time. */
export async function endedWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
