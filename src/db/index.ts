import { join } from 'node:path';
import type { Database } from './database.ts';
import { type Lock, takeLock } from './lock.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

export interface OpenDatabase {
  /** Closing it gives the lock back too. */
  db: Database;
  /** The lock of the data folder, for `serveOperator`; null on a server, which any number of processes may use. */
  lock: Lock | null;
}

/**
 * Opens the configured database: the PostgreSQL server of `databaseUrl`, or else the embedded one in `dataDir`, under the
 * folder's lock. Throws `LockedError` when another process uses the folder.
 */
export async function openDatabase(config: { databaseUrl?: string; dataDir: string }): Promise<OpenDatabase> {
  if (config.databaseUrl) return { db: await openPostgres(config.databaseUrl), lock: null };
  const lock = await takeLock(config.dataDir);
  try {
    const db = await openPglite(join(lock.dataDir, 'pglite'));
    return { db: { ...db, close: () => db.close().finally(() => lock.release()) }, lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
