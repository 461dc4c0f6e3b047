import { bigint, bigserial, boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';
import type { Kind } from './build.ts';
import type { Locale, Messenger } from './organisation.ts';

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

/** What the messengers last said about their accounts. One that left stays here, so that no org file revives it. */
export const directoryPeople = pgTable(
  'directory_people',
  {
    platform: text().$type<Messenger>().notNull(),
    /** In lower case where the messenger does not tell upper from lower. */
    account: text().notNull(),
    name: text().notNull(),
    email: text(),
    zone: text(),
    locale: text().$type<Locale>(),
    title: text(),
    /** The id of the person whose e-mail it has, linked when it joined. */
    personId: text('person_id'),
    /** It joined, and the operator has not looked at the directory since. */
    joinedAt: instant('joined_at'),
    seenAt: instant('seen_at').notNull(),
    leftAt: instant('left_at'),
  },
  (t) => [primaryKey({ columns: [t.platform, t.account] }), index('directory_people_person').on(t.personId)],
);
