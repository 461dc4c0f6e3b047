import { lt, sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { deleteSome } from '../db/delete-some.ts';
import { files, rateLimits } from './tables.ts';

const hourMs = 3600_000;
/** As long as the messages that may show them. */
const fileMs = 90 * 24 * hourMs;

/**
 * Deletes files that nobody made part of anything, and rate limits that have long been empty. `now` is the product's time,
 * `machineNow` the machine's, by which turns are given.
 */
export async function tidyPlatform(db: Database, now: Date, machineNow: Date): Promise<void> {
  const old = new Date(now.getTime() - fileMs).toISOString();
  await deleteSome(db, files, sql`not ${files.kept} and ${files.createdAt} < ${old}::timestamptz`);
  await deleteSome(db, rateLimits, lt(rateLimits.level, machineNow.getTime() - hourMs));
}
