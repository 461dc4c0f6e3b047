import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';
import type { Cadence } from './types.ts';

/** Whom a digest goes to, and when the next one is due: one row for each manager. */
export const digestPeople = pgTable(
  'digest_people',
  {
    person: text().primaryKey(),
    cadence: text().$type<Cadence>().notNull(),
    /** Null: off, or no manager any more. */
    dueAt: instant('due_at'),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [index('digest_people_due').on(t.dueAt)],
);

/** What was sent to whom for which day, so that nobody gets it twice. */
export const digestSent = pgTable(
  'digest_sent',
  {
    person: text().notNull(),
    /** Local date it was due, and of which cadence: `2026-05-11/weekly`. */
    occasion: text().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.person, t.occasion] })],
);
