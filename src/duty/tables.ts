import { sql } from 'drizzle-orm';
import { bigserial, index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';
import type { Why } from './gap-rules.ts';
import type { Status } from './rules.ts';

/** Dates someone wants to give away: to a colleague who is asked, or, with no colleague, by telling the head. */
export const dutyHandovers = pgTable(
  'duty_handovers',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    department: text().notNull(),
    /** A local date of the department, `2026-05-01`. */
    date: text().notNull(),
    giver: text().notNull(),
    /** The colleague asked, or the head told. */
    taker: text().notNull(),
    reason: text().notNull(),
    status: text().$type<Status>().notNull(),
    askedAt: instant('asked_at').notNull(),
    answeredAt: instant('answered_at'),
  },
  (t) => [
    uniqueIndex('duty_handovers_open')
      .on(t.department, t.date, t.giver, t.status)
      .where(sql`status in ('asked', 'told')`),
    index('duty_handovers_date').on(t.department, t.date),
  ],
);

/** Rests whose duty people were asked whether they are ready: one row a department and rest. */
export const dutyRounds = pgTable(
  'duty_rounds',
  {
    department: text().notNull(),
    /** The first and last closed date, and the workday before on which was asked. */
    first: text().notNull(),
    last: text().notNull(),
    day: text().notNull(),
    askedAt: instant('asked_at').notNull(),
    /** Who was told that dates are unconfirmed, once. */
    told: text(),
  },
  (t) => [primaryKey({ columns: [t.department, t.first] })],
);

/** Who was asked about a date, and who is ready for it. */
export const dutyReadiness = pgTable(
  'duty_readiness',
  {
    department: text().notNull(),
    date: text().notNull(),
    person: text().notNull(),
    askedAt: instant('asked_at').notNull(),
    readyAt: instant('ready_at'),
  },
  (t) => [primaryKey({ columns: [t.department, t.date, t.person] })],
);

/** Gaps of rosters the head was told about; forgotten when they close. */
export const dutyGaps = pgTable(
  'duty_gaps',
  {
    department: text().notNull(),
    why: text().$type<Why>().notNull(),
    from: instant('from_at').notNull(),
    to: instant('to_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.department, t.why, t.from] })],
);
