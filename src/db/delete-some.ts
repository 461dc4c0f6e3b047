import { type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { type Database, rows } from './database.ts';

/** Deletes at most `most` rows, so that nobody waits for it; the rest goes the next time. Returns how many went. */
export async function deleteSome({ reader }: Database, from: PgTable, where: SQL, most = 300): Promise<number> {
  const deleted = await rows(
    reader,
    sql`delete from ${from} where ctid = any(array(select ctid from ${from} where ${where} limit ${most}))
        returning 1 as one`,
  );
  return deleted.length;
}
