import { sql } from 'drizzle-orm';
import { boolean, customType, doublePrecision, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** Photos and documents that came with messages and forms. The type is what the bytes say, not what the sender declared. */
export const files = pgTable(
  'files',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    type: text().notNull(),
    bytes: bytea().notNull(),
    size: integer().notNull(),
    /** The id of the person who sent it. */
    owner: text().notNull(),
    createdAt: timestamp('created_at', { withTimezone: true, mode: 'date', precision: 3 }).notNull(),
    /** Part of something that stays. The other ones go after a while; files from before this was noted stay. */
    kept: boolean().notNull().default(true),
  },
  (t) => [index('files_owner').on(t.owner, t.createdAt), index('files_passing').on(t.createdAt).where(sql`not kept`)],
);

/** How full each of the platforms' rate limits is: the instant, in milliseconds, at which it would be empty again. */
export const rateLimits = pgTable('rate_limits', {
  bucket: text().primaryKey(),
  level: doublePrecision().notNull(),
});
