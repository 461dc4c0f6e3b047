import { eq, inArray, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../db/database.ts';
import { meetingSettings, meetingTimes, meetingWeeks } from '../tables.ts';
import type { MeetingSettings, MeetingTimes, Week } from '../types.ts';

/** What holds for a department whose head has settled nothing. */
export const usualSettings: MeetingSettings = { budget: 2, people: [], together: [] };

/** What holds for someone who has said nothing. */
export const unsaidTimes: MeetingTimes = { busy: [], rather: 'either' };

/** What a department's head has settled about its meetings, else what is usual. */
export async function settingsOf(on: Reader | Tx, department: string): Promise<MeetingSettings> {
  const [row] = await on.select().from(meetingSettings).where(eq(meetingSettings.department, department));
  return row?.settings ?? usualSettings;
}

/** The settings of every department that has some of its own. */
export async function allSettings(on: Reader | Tx): Promise<Map<string, MeetingSettings>> {
  const found = await on.select().from(meetingSettings);
  return new Map(found.map(({ department, settings }) => [department, settings]));
}

export async function saveSettings(
  tx: Tx,
  department: string,
  settings: MeetingSettings,
  by: string,
  at: Date,
): Promise<void> {
  const set = { settings, by, at };
  await tx
    .insert(meetingSettings)
    .values({ department, ...set })
    .onConflictDoUpdate({ target: meetingSettings.department, set });
}

/** What people said of their week; who said nothing is left out. */
export async function timesOf(on: Reader | Tx, people: readonly string[]): Promise<Map<string, MeetingTimes>> {
  if (people.length === 0) return new Map();
  const found = await on
    .select()
    .from(meetingTimes)
    .where(inArray(meetingTimes.person, [...people]));
  return new Map(found.map(({ person, times }) => [person, times]));
}

export async function saveTimes(tx: Tx, person: string, times: MeetingTimes, at: Date): Promise<void> {
  const set = { times, at };
  await tx
    .insert(meetingTimes)
    .values({ person, ...set })
    .onConflictDoUpdate({ target: meetingTimes.person, set });
}

/** Notes that these people are asked about their week; resolves to those who never were, and never said anything. */
export async function noteAsked(tx: Tx, people: readonly string[], at: Date): Promise<string[]> {
  if (people.length === 0) return [];
  const noted = await tx
    .insert(meetingTimes)
    .values(people.map((person) => ({ person, times: unsaidTimes, at })))
    .onConflictDoNothing()
    .returning({ person: meetingTimes.person });
  return noted.map(({ person }) => person);
}

/** Takes the planning of a week upon itself; false when it was planned before. Whoever comes second waits for the first. */
export async function claimWeek(tx: Tx, week: Week, at: Date): Promise<boolean> {
  const claimed = await tx.insert(meetingWeeks).values({ week, plannedAt: at }).onConflictDoNothing().returning();
  return claimed.length > 0;
}

/** The newest week that was planned; null before the first. */
export async function lastPlanned(on: Reader | Tx): Promise<Week | null> {
  const [row] = await on.select({ week: sql<Week | null>`max(${meetingWeeks.week})::text` }).from(meetingWeeks);
  return row?.week ?? null;
}
