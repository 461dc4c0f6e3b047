import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgSequence,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';

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

/**
 * What a closed request comes to, in numbers: one row each, written with its closing, so that figures over a year need not
 * open a million states. No person is in it.
 */
export const requestFacts = pgTable(
  'request_facts',
  {
    number: integer().primaryKey(),
    customer: text().notNull(),
    supplier: text().notNull(),
    service: text(),
    urgency: text().notNull(),
    how: text().notNull(),
    filedAt: instant('filed_at').notNull(),
    closedAt: instant('closed_at').notNull(),
    /** The agreed date, else the target's; null where it had not come because a question to the customer was open. */
    dueAt: instant('due_at'),
    /** When the supplier owed nothing more: the delivery that stands, the decline, else the closing. */
    doneAt: instant('done_at').notNull(),
    /** Met the agreement or the target; null where nothing was delivered. */
    onTime: boolean('on_time'),
    warned: boolean().notNull(),
    /** Open, unpaused time by the supplier's clock, in milliseconds; null where it did not come to that. */
    acknowledgeMs: bigint('acknowledge_ms', { mode: 'number' }),
    deliverMs: bigint('deliver_ms', { mode: 'number' }),
    rating: smallint(),
    /** How often the customer returned a delivery. */
    returned: smallint().notNull(),
    /** The supplier's own part of the time bill, and the whole of it, in milliseconds. */
    ownMs: bigint('own_ms', { mode: 'number' }).notNull(),
    totalMs: bigint('total_ms', { mode: 'number' }).notNull(),
  },
  (t) => [index('request_facts_closed').on(t.closedAt)],
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
