import {
  bigint,
  bigserial,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';
import type { Action, MeetingSettings, MeetingStatus, MeetingTimes } from './types.ts';

/** One row a series and week. `state` is the truth, JSON with `{"$date": ms}` for instants; the columns exist to find it by. */
export const meetings = pgTable(
  'meetings',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    series: text().notNull(),
    week: date().notNull(),
    departments: text().array().notNull(),
    people: text().array().notNull(),
    status: text().$type<MeetingStatus>().notNull(),
    startsAt: instant('starts_at'),
    state: jsonb().notNull(),
  },
  (t) => [
    uniqueIndex('meetings_series').on(t.series, t.week),
    index('meetings_week').on(t.week),
    index('meetings_departments').using('gin', t.departments),
    index('meetings_people').using('gin', t.people),
  ],
);

/** The plan of a week was made: once, whoever comes first. */
export const meetingWeeks = pgTable('meeting_weeks', {
  week: date().primaryKey(),
  plannedAt: instant('planned_at').notNull(),
});

export const meetingSettings = pgTable('meeting_settings', {
  department: text().primaryKey(),
  settings: jsonb().$type<MeetingSettings>().notNull(),
  by: text().notNull(),
  at: instant('at').notNull(),
});

export const meetingTimes = pgTable('meeting_times', {
  person: text().primaryKey(),
  times: jsonb().$type<MeetingTimes>().notNull(),
  at: instant('at').notNull(),
});

/** What a customer answers the day before, one row a requirement. */
export const meetingAnswers = pgTable(
  'meeting_answers',
  {
    meeting: bigint({ mode: 'number' }).notNull(),
    customer: text().notNull(),
    supplier: text().notNull(),
    /** Key of the agreement, or `*` for the whole of the supplier's service. */
    requirement: text().notNull(),
    /** 1–3. */
    importance: integer(),
    /** 1–5. */
    service: integer(),
    words: text().notNull(),
    by: text().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.meeting, t.customer, t.supplier, t.requirement] })],
);

/** What people want to talk about, in their own words. */
export const agendaItems = pgTable(
  'agenda_items',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    series: text().notNull(),
    by: text().notNull(),
    department: text().notNull(),
    text: text().notNull(),
    at: instant('at').notNull(),
    /** The meeting in which it was talked about; null: still to come. */
    doneIn: bigint('done_in', { mode: 'number' }),
  },
  (t) => [index('agenda_items_series').on(t.series)],
);

export const actions = pgTable(
  'actions',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    series: text().notNull(),
    supplier: text().notNull(),
    customer: text().notNull(),
    owner: text().notNull(),
    status: text().$type<Action['status']>().notNull(),
    due: date().notNull(),
    closedAt: instant('closed_at'),
    state: jsonb().notNull(),
  },
  (t) => [
    index('actions_series').on(t.series, t.status),
    index('actions_owner').on(t.owner, t.status),
    index('actions_supplier').on(t.supplier, t.status),
  ],
);

/** Secret addresses of calendars: of a person (`person/<id>`) or a department (`department/<key>`). */
export const calendarFeeds = pgTable(
  'calendar_feeds',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    owner: text().notNull(),
    /** Raised to make every address given out before worthless. */
    turn: integer().notNull().default(0),
    madeAt: instant('made_at').notNull(),
  },
  (t) => [uniqueIndex('calendar_feeds_owner').on(t.owner)],
);

/** When someone cannot in the week that is planned next, as their calendar said: one row a person, written anew each week. */
export const meetingBusy = pgTable('meeting_busy', {
  person: text().primaryKey(),
  week: date().notNull(),
  /** ISO 8601. */
  busy: jsonb().$type<{ from: string; to: string }[]>().notNull(),
  at: instant('at').notNull(),
});
