import type { Tx } from '../../db/database.ts';
import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { timers } from '../../engine/tables.ts';
import { showHour } from '../../messages/time.ts';
import { dateAfter } from '../../org/duty.ts';
import { leadersOf } from '../../org/leaders.ts';
import type { Organisation } from '../../org/organisation.ts';
import { hoursIn } from '../planning/hours.ts';
import { freeSlots } from '../planning/index.ts';
import { allSettings } from '../planning/store.ts';
import { dateAt, dayStart } from '../planning/weeks.ts';
import { loadMeeting, lockWeek, readMeetings } from '../store.ts';
import type { Meeting, MeetingSettings } from '../types.ts';
import { commit } from './act.ts';
import { isDeserted, without } from './departed.ts';
import { concerned, decide } from './rules.ts';
import { type Heir, heirsOf } from './rules-heirs.ts';
import { isGone, type Slot } from './rules-times.ts';

/** Half hours of a week. */
const OF_A_WEEK = 7 * 48;

/** Looks soon whether what was announced still stands in the organisation as it is. */
export const standingTimer = (now: Date) => ({
  kind: 'wake' as const,
  key: 'life/standing',
  at: now,
  payload: { standing: true },
});

/** Called in the transaction of an import: whichever process ticks next looks at what was announced. */
export async function lookAfterImport(tx: Tx, now: Date): Promise<void> {
  const timer = standingTimer(now);
  await tx
    .insert(timers)
    .values({ feature: 'meetings', key: timer.key, at: now, dueAt: now, payload: timer.payload })
    .onConflictDoNothing();
}

/**
 * Whether a department has closed at the time of a meeting: none of those who come for it works then, by the calendar as it
 * is now. Of a seat that was lent its owner's hours count, who knew whom they sent.
 */
export function isClosed(org: Organisation, { from, departments, attendees }: Meeting): boolean {
  if (!from) return false;
  const hours = hoursIn(org, { from: from.getTime(), count: 1 });
  return departments.some((key) => {
    const seats = attendees.filter(({ department }) => department === key);
    return seats.length > 0 && seats.every((seat) => hours(seat.for ?? seat.person).length === 0);
  });
}

/**
 * After the organisation changed: who left is not waited for, whoever leads a department now comes for who led it, a meeting
 * of departments that are gone is off, and one at a time at which a side rests now is moved within its week, or called off.
 * Everyone is told as of any other change.
 */
export async function settleStanding(turn: TimeTurn): Promise<Effect[]> {
  const ahead = await readMeetings(turn.tx, { statuses: ['announced'], from: turn.now });
  const settings = await allSettings(turn.tx);
  const shaken = ahead.filter((meeting) => isShaken(turn, meeting, settings));
  // Times are given away week by week, before any meeting is held for a decision.
  for (const week of [...new Set(shaken.map((meeting) => meeting.week))].sort()) await lockWeek(turn.tx, week);
  const effects: Effect[] = [];
  for (const id of shaken.map((meeting) => meeting.id).sort((a, b) => a - b)) {
    const meeting = await loadMeeting(turn.tx, id);
    if (meeting?.status === 'announced') effects.push(...(await settleOne(turn, meeting, settings)));
  }
  return effects;
}

type Settings = ReadonlyMap<string, MeetingSettings>;

const isShaken = (turn: TimeTurn, meeting: Meeting, settings: Settings): boolean =>
  leftOf(turn.org, meeting).length > 0 ||
  goneOf(turn.org, meeting).length > 0 ||
  newLeaders(turn, meeting, settings).length > 0 ||
  isClosed(turn.org, meeting);

const goneOf = ({ departments }: Organisation, meeting: Meeting): string[] =>
  meeting.departments.filter((key) => !departments.has(key));

/** Who comes for departments that somebody else leads by now. */
function newLeaders({ org, reachable }: TimeTurn, meeting: Meeting, settings: Settings): Heir[] {
  const namedBy = (key: string) => settings.get(key)?.people ?? [];
  const departments = meeting.departments.filter((key) => org.departments.has(key));
  const attendees = meeting.attendees.filter(({ department }) => org.departments.has(department));
  const standing = { ...meeting, departments, attendees };
  return heirsOf(standing, { leadersOf: (key) => leadersOf(org, key), reachable, namedBy });
}

const leftOf = ({ people }: Organisation, meeting: Meeting): string[] =>
  concerned(meeting).filter((person) => !people.get(person)?.active);

async function settleOne(turn: TimeTurn, before: Meeting, settings: Settings): Promise<Effect[]> {
  if (isGone(turn.org, before)) return carried(turn, before, { kind: 'cancel', why: 'departmentGone' });
  const left = leftOf(turn.org, before);
  const effects = left.length > 0 ? await without(turn, before, left) : [];
  effects.push(...(await renewed(turn, before.id, settings)));
  const meeting = await loadMeeting(turn.tx, before.id);
  if (meeting?.status !== 'announced' || !isClosed(turn.org, meeting)) return effects;
  const slot = await otherTime(turn, meeting);
  return [...effects, ...(await carried(turn, meeting, { kind: 'closed', slot }))];
}

/** The meeting with those who come by now; off where that leaves a side without anyone. */
async function renewed(turn: TimeTurn, id: number, settings: Settings): Promise<Effect[]> {
  const before = await loadMeeting(turn.tx, id);
  if (before?.status !== 'announced') return [];
  const change = { gone: goneOf(turn.org, before), heirs: newLeaders(turn, before, settings) };
  const decision = decide(before, { kind: 'renew', ...change }, turn.now, turn.org);
  if ('refusal' in decision) return [];
  if (isDeserted(turn, decision.meeting)) return carried(turn, before, { kind: 'cancel', why: 'departmentGone' });
  return commit(turn, before, decision, null);
}

async function carried(turn: TimeTurn, meeting: Meeting, command: Parameters<typeof decide>[1]): Promise<Effect[]> {
  const decision = decide(meeting, command, turn.now, turn.org);
  return 'refusal' in decision ? [] : commit(turn, meeting, decision, null);
}

/** The next time from tomorrow on that is free for everyone, at the same hour where there is one; null where none is left. */
async function otherTime(turn: TimeTurn, meeting: Meeting): Promise<Slot | null> {
  const { org, now } = turn;
  const tomorrow = dayStart(dateAfter(dateAt(now, org), 1), org);
  const free = (await freeSlots(turn, meeting, OF_A_WEEK)).filter(({ from }) => from >= tomorrow);
  const hourOf = (at: Date) => showHour(at, org.company.zone);
  const same = free.find(({ from }) => meeting.from && hourOf(from) === hourOf(meeting.from));
  return same ?? free[0] ?? null;
}
