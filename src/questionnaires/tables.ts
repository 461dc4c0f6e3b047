import { sql } from 'drizzle-orm';
import { bigint, bigserial, boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';
import type { RawAnswers } from '../platform/form.ts';
import type { Audience, Party, Questionnaire, Statement } from './types.ts';

/** Companies' own questionnaires, every version; answers keep the version they answered. */
export const questionnaireVersions = pgTable(
  'questionnaire_versions',
  {
    key: text().notNull(),
    version: integer().notNull(),
    spec: jsonb().$type<Extract<Questionnaire, { kind: 'own' }>>().notNull(),
    importedAt: instant('imported_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.key, t.version] })],
);

/** One asking of a questionnaire. */
export const rounds = pgTable(
  'questionnaire_rounds',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    questionnaire: text().notNull(),
    version: integer().notNull(),
    audience: jsonb().$type<Audience>().notNull(),
    /** Person id: who started it, sees the progress and ends it. */
    owner: text().notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (t) => [index('questionnaire_rounds_open').on(t.startedAt).where(sql`ended_at is null`)],
);

/** `noAccount`: nobody can write to them; their head enters their answers, or they use a printed code. */
export type AskStatus = 'planned' | 'asked' | 'noAccount' | 'draft' | 'finished' | 'gone';

/** Who is asked in a round: one row a person, so nobody is asked twice. */
export const roundPeople = pgTable(
  'questionnaire_people',
  {
    round: bigint({ mode: 'number' }).notNull(),
    person: text().notNull(),
    /** Key of the department they were in when the round began. */
    department: text().notNull(),
    status: text().$type<AskStatus>().notNull(),
    /** Half an hour into the person's own next shift; then the days of the reminders. Null: nothing more comes by itself. */
    dueAt: instant('due_at'),
    askedAt: instant('asked_at'),
    /** Reminders sent, at most two. */
    reminders: integer().notNull().default(0),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.round, t.person] }),
    index('questionnaire_people_due').on(t.round, t.dueAt).where(sql`due_at is not null`),
    index('questionnaire_people_person').on(t.person),
  ],
);

/** What someone answered so far, page by page. Anonymous answers are never here. */
export const answers = pgTable(
  'questionnaire_answers',
  {
    round: bigint({ mode: 'number' }).notNull(),
    person: text().notNull(),
    page: text().notNull(),
    answers: jsonb().$type<RawAnswers>().notNull(),
    version: integer().notNull(),
    /** Person id of the head who entered it for someone without an account; null: their own. */
    enteredBy: text('entered_by'),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.round, t.person, t.page] })],
);

/** Answers without a person and without a time, in no order. */
export const anonymousAnswers = pgTable(
  'questionnaire_anonymous',
  {
    /** Random. */
    id: text().primaryKey(),
    round: bigint({ mode: 'number' }).notNull(),
    department: text().notNull(),
    question: text().notNull(),
    value: text().notNull(),
  },
  (t) => [index('questionnaire_anonymous_round').on(t.round, t.question)],
);

/** Who has handed in their anonymous answers of a round, because they cannot be told apart or changed afterwards. */
export const anonymousGiven = pgTable(
  'questionnaire_anonymous_given',
  { round: bigint({ mode: 'number' }).notNull(), person: text().notNull() },
  (t) => [primaryKey({ columns: [t.round, t.person] })],
);

/** One-time codes printed for people without an account. */
export const roundCodes = pgTable('questionnaire_codes', {
  /** SHA-256 of the code. */
  hash: text().primaryKey(),
  round: bigint({ mode: 'number' }).notNull(),
  person: text().notNull(),
  madeAt: instant('made_at').notNull(),
  /** When it was opened, and SHA-256 of what the browser keeps that opened it: it opens in no other. */
  usedAt: instant('used_at'),
  browser: text(),
});

/** What a head has settled of a unit's answers so far, and what was published, every version. */
export const sheets = pgTable(
  'questionnaire_sheets',
  {
    unit: text().notNull(),
    version: integer().notNull(),
    department: text().notNull(),
    round: bigint({ mode: 'number' }).notNull(),
    published: boolean().notNull(),
    statement: jsonb().$type<Omit<Statement, 'publishedAt'>>().notNull(),
    by: text().notNull(),
    updatedAt: instant('updated_at').notNull(),
    publishedAt: instant('published_at'),
    /** Counts the changes of a draft, so that of two who settle at once the second learns of the first. */
    revision: integer().notNull().default(0),
    /** Pages of the draft that were looked at. */
    seen: jsonb().$type<string[]>().notNull().default([]),
  },
  (t) => [primaryKey({ columns: [t.unit, t.version] }), index('questionnaire_sheets_round').on(t.round)],
);

/**
 * The answers of a department as its head sees them put together. They do not follow each answer that comes: from two looks,
 * or two versions, whoever knows who answered in between would learn what one person said.
 */
export const countedAnswers = pgTable(
  'questionnaire_counted',
  {
    round: bigint({ mode: 'number' }).notNull(),
    department: text().notNull(),
    /** Of each unit. */
    merged: jsonb().$type<Omit<Statement, 'round' | 'version' | 'publishedAt'>[]>().notNull(),
    /** By person id, digests of every answer of theirs that was ever among them. */
    answers: jsonb().$type<Record<string, string[]>>().notNull(),
    /** Answers that came since something was published last. */
    fresh: integer().notNull(),
    revision: integer().notNull(),
    /** Suppliers and customers whom the last answers brought, took away, or changed. */
    news: jsonb().$type<Record<'came' | 'went' | 'changed', Party[]> | null>(),
  },
  (t) => [primaryKey({ columns: [t.round, t.department] })],
);

/** The one card per department and round that asks to settle: who has it, and a digest of what it says. */
export const sheetCards = pgTable(
  'questionnaire_sheet_cards',
  {
    round: bigint({ mode: 'number' }).notNull(),
    department: text().notNull(),
    person: text().notNull(),
    shown: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.round, t.department] })],
);

/**
 * Of which departments together an anonymous question's answers are shown. Written once, when the round has ended, and never
 * changed: shown as they come in, or by departments that move, answers of one person could be told from two looks.
 */
export const shownAreas = pgTable(
  'questionnaire_shown',
  {
    round: bigint({ mode: 'number' }).notNull(),
    question: text().notNull(),
    /** Key of the department that is seen with those below it; empty: everyone. */
    area: text().notNull(),
    departments: jsonb().$type<string[]>().notNull(),
    answered: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.round, t.question, t.area] })],
);
