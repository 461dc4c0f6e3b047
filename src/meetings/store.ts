import { and, arrayOverlaps, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../db/database.ts';
import { decode, encode } from '../requests/encoding.ts';
import { meetings } from './tables.ts';
import type { Meeting, MeetingStatus, Week } from './types.ts';

type Row = typeof meetings.$inferSelect;

const meetingOf = (row: Row): Meeting => ({ ...(decode(row.state) as Omit<Meeting, 'id'>), id: row.id });

function rowOf(meeting: Omit<Meeting, 'id'>): Omit<Row, 'id'> {
  const { series, week, departments, status, attendees, from } = meeting;
  const people = attendees.map(({ person }) => person);
  return { series, week, departments, people, status, startsAt: from, state: encode(meeting) };
}

/** Loads and locks: whoever loads a meeting is about to decide on it. */
export async function loadMeeting(tx: Tx, id: number): Promise<Meeting | null> {
  if (!Number.isSafeInteger(id)) return null;
  const [row] = await tx.select().from(meetings).where(eq(meetings.id, id)).for('update');
  return row ? meetingOf(row) : null;
}

/** What to look for; every condition given has to hold. */
export interface MeetingFilter {
  ids?: readonly number[];
  week?: Week;
  series?: string | readonly string[];
  /** One of these takes part. */
  departments?: readonly string[];
  people?: readonly string[];
  statuses?: readonly MeetingStatus[];
  /** Begins at or after, and before. */
  from?: Date;
  to?: Date;
}

/** Reads without a lock, in the order in which they begin. */
export async function readMeetings(on: Reader | Tx, filter: MeetingFilter): Promise<Meeting[]> {
  const { ids, week, series, departments, people, statuses, from, to } = filter;
  const found = await on
    .select()
    .from(meetings)
    .where(
      and(
        ids && inArray(meetings.id, [...ids]),
        week === undefined ? undefined : eq(meetings.week, week),
        series === undefined
          ? undefined
          : inArray(meetings.series, typeof series === 'string' ? [series] : [...series]),
        departments && arrayOverlaps(meetings.departments, [...departments]),
        people && arrayOverlaps(meetings.people, [...people]),
        statuses && inArray(meetings.status, [...statuses]),
        from && gte(meetings.startsAt, from),
        to && lt(meetings.startsAt, to),
      ),
    )
    .orderBy(asc(meetings.startsAt), asc(meetings.id));
  return found.map(meetingOf);
}

/** Writes new meetings; one that a series has in its week already stays as it is, and is left out of what this resolves to. */
export async function insertMeetings(tx: Tx, made: readonly Omit<Meeting, 'id'>[]): Promise<Meeting[]> {
  if (made.length === 0) return [];
  const written = await tx.insert(meetings).values(made.map(rowOf)).onConflictDoNothing().returning();
  return written.map(meetingOf);
}

export async function saveMeeting(tx: Tx, { id, ...meeting }: Meeting): Promise<void> {
  await tx.update(meetings).set(rowOf(meeting)).where(eq(meetings.id, id));
}

/** "MEET", for the times of a week. */
const weekLock = 0x4d454554;

/** Times of a week are given away one after the other: what is free is looked up and taken under this lock. */
export async function lockWeek(tx: Tx, week: Week): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${weekLock}, hashtext(${week}))`);
}

/** People's time that meetings cancelled as empty gave back, of those that would have begun since, in milliseconds. */
export async function givenBackSince(on: Reader | Tx, since: Date): Promise<number> {
  const [row] = await on
    .select({ total: sql<string>`coalesce(sum((${meetings.state} ->> 'givenBackMs')::numeric), 0)` })
    .from(meetings)
    .where(and(eq(meetings.status, 'cancelled'), gte(meetings.startsAt, since)));
  return Number(row?.total ?? 0);
}
