import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgSequence, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

/** Numbers are said aloud, so they begin at four digits and are never used twice. */
export const requestNumbers = pgSequence('request_numbers', { startWith: 1001 });

/** One row per request. `state` is the truth; the columns beside it exist to find it by. */
export const requests = pgTable(
  'requests',
  {
    number: integer().primaryKey(),
    customer: text().notNull(),
    supplier: text().notNull(),
    asker: text().notNull(),
    handler: text(),
    stage: text().notNull(),
    urgency: text().notNull(),
    waiting: text(),
    blockedBy: integer('blocked_by'),
    /** Calendars its due times run on, so that they can be found when a calendar changes. */
    calendars: text().array().notNull(),
    filedAt: instant('filed_at').notNull(),
    dueAt: instant('due_at'),
    closedAt: instant('closed_at'),
    /** JSON with `{"$date": ms}` for instants. */
    state: jsonb().notNull(),
    historyLength: integer('history_length').notNull(),
    historyHash: text('history_hash').notNull(),
  },
  (t) => [
    index('requests_supplier').on(t.supplier, t.stage),
    index('requests_customer').on(t.customer, t.stage),
    index('requests_asker').on(t.asker, t.stage),
    index('requests_blocked_by').on(t.blockedBy).where(sql`blocked_by is not null`),
    index('requests_open').on(t.number).where(sql`stage <> 'closed'`),
  ],
);

/** Append-only. `body` is canonical JSON as text; texts and names in it are commitments. */
export const requestHistory = pgTable(
  'request_history',
  {
    number: integer().notNull(),
    seq: integer().notNull(),
    at: instant('at').notNull(),
    body: text().notNull(),
    hash: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.number, t.seq] })],
);

/** What the commitments of the history stand for. Can be erased: the chain still verifies. */
export const requestTexts = pgTable(
  'request_texts',
  {
    number: integer().notNull(),
    seq: integer().notNull(),
    field: text().notNull(),
    salt: text().notNull(),
    value: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.number, t.seq, t.field] })],
);

/** Rings of requests that wait for one another. */
export const rings = pgTable(
  'rings',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    open: boolean().notNull(),
    announcedAt: instant('announced_at').notNull(),
    links: integer().array().notNull(),
    state: jsonb().notNull(),
  },
  (t) => [index('rings_open').on(t.open)],
);

/** Calls the referee took although a request would have done: the number this product exists to bring to zero. */
export const calls = pgTable(
  'calls',
  {
    number: integer().primaryKey(),
    referee: text().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('calls_at').on(t.at)],
);
