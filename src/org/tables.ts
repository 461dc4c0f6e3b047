import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { Kind } from './build.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });

/** What the org file and conversations said, one row a thing. Never deleted: what has left is not active. */
export const orgItems = pgTable(
  'org_items',
  {
    kind: text().$type<Kind>().notNull(),
    key: text().notNull(),
    spec: jsonb().notNull(),
    active: boolean().notNull(),
    /** An import leaves alone what was learned in chat, unless the file names it too. */
    origin: text().$type<'file' | 'chat'>().notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.key] })],
);

/** One row: which organisation stands. */
export const orgState = pgTable('org_state', {
  id: integer().primaryKey(),
  version: bigint({ mode: 'number' }).notNull(),
  /** Random for each change: a version whose transaction was rolled back would come again with another content. */
  stamp: text().notNull(),
  changedAt: instant('changed_at').notNull(),
});

/** Dates handed on in chat, oldest first; the last one of a date counts. */
export const dutyChanges = pgTable(
  'duty_changes',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    department: text().notNull(),
    /** A local date of the department, `2026-05-01`. */
    date: text().notNull(),
    personId: text('person_id').notNull(),
    by: text().notNull(),
    reason: text().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('duty_changes_date').on(t.department, t.date)],
);
