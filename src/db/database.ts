import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT, PgTransaction } from 'drizzle-orm/pg-core';

type Schema = Record<string, never>;

/** Reads outside a transaction; refuses to stand in for a `Tx`. */
export type Reader = PgDatabase<PgQueryResultHKT, Schema>;

/** A transaction. Only `Database.transaction` makes one, so what needs one cannot run outside. */
export type Tx = PgTransaction<PgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

/** One schema on two databases: the embedded PGlite and a PostgreSQL server. */
export interface Database {
  readonly kind: 'pglite' | 'postgres';
  readonly reader: Reader;
  /** Runs `work` in one transaction; tries again (at most three times) on a deadlock or serialization failure. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls `hear` for each NOTIFY on `channel`, from any process; resolves to a function that stops listening. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => Promise<void>>;
  /** The database server's own clock, for skew checks. */
  serverTime(): Promise<Date>;
  /** Waits for running transactions and closes. */
  close(): Promise<void>;
}

/** Rows of a raw query, whichever driver ran it. */
export async function rows<T>(on: Reader | Tx, query: Parameters<Reader['execute']>[0]): Promise<T[]> {
  const result = (await on.execute(query)) as unknown as T[] | { rows: T[] };
  return Array.isArray(result) ? result : result.rows;
}
