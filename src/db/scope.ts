import { AsyncLocalStorage } from 'node:async_hooks';

/** Both drivers' bookkeeping of what is running: who may start, and what `close` has to wait for. */
export interface Scope {
  /** Runs a whole transaction, retries included; `close` waits for it. */
  track<T>(transaction: () => Promise<T>): Promise<T>;
  /** Runs the work of one transaction, inside which `outside` throws. */
  inside<T>(work: () => Promise<T>): Promise<T>;
  /** Throws when called from the work of a transaction. */
  outside(what: string): void;
  /** Refuses further transactions and waits for the running ones. */
  drain(): Promise<void>;
}

/**
 * Waiting, inside a transaction, for something that needs another connection hangs for ever on PGlite, which has one,
 * and on PostgreSQL as soon as the pool is busy. So it is refused on both, where a test sees it.
 */
export function scope(): Scope {
  const current = new AsyncLocalStorage<{ open: boolean }>();
  const running = new Set<Promise<unknown>>();
  let closing = false;
  const outside = (what: string) => {
    if (current.getStore()?.open) {
      throw new Error(`${what} inside a transaction: use the transaction's own \`tx\`, or wait until it has ended`);
    }
  };
  return {
    outside,
    async track(transaction) {
      outside('Database.transaction');
      if (closing) throw new Error('The database is closing and takes no more transactions');
      const run = transaction();
      running.add(run);
      return run.finally(() => running.delete(run));
    },
    inside(work) {
      const state = { open: true };
      return current.run(state, async () => {
        try {
          return await work();
        } finally {
          // Whatever the work started and left running inherits this state, and may use the database from here on.
          state.open = false;
        }
      });
    },
    async drain() {
      closing = true;
      await Promise.allSettled(running);
    },
  };
}
