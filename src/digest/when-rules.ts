import type { Week } from '../meetings/types.ts';
import { dateAfter } from '../org/duty.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Calendar } from '../worktime/index.ts';
import { localDate, sameWallTime, zoneOf } from '../worktime/zone.ts';
import type { Cadence } from './types.ts';

/** When someone works: their department's hours, by the clock of where they are. */
export interface Hours {
  calendar: Calendar;
  /** The reader's own zone. */
  zone: string;
  /** The company's, in which weeks and days end: what is told of one is told when it is over. */
  companyZone: string;
  /** Moves everything of theirs a little, so that not all digests leave in one moment. */
  laterMs: number;
}

/** One digest somebody gets: `2026-05-11/weekly` is that of the week which begins on that Monday. */
export interface Occurrence {
  occasion: string;
  /** The local Monday, or the local day. */
  date: string;
  at: Date;
}

/** Digests go out from this hour on. */
const FROM = '09:00';
/** Over so many minutes. */
const SPREAD_MIN = 20;
const MINUTE = 60_000;
/** Somebody whose department never opens for as long as this is asked about again then. */
const SEARCH_DAYS = 120;

/** How a person's week runs; null for who has no department with hours. `leads` are departments they answer for. */
export function hoursOf(org: Organisation, id: string, leads: readonly string[] = []): Hours | null {
  const person = org.people.get(id);
  const department = [person?.department, ...leads].map((key) => org.departments.get(key ?? '')).find(Boolean);
  if (!person || !department) return null;
  return { calendar: department.calendar, zone: person.zone, companyZone: org.company.zone, laterMs: laterOf(id) };
}

/** The same for a person always, in whole minutes: those of a minute are counted together. */
const laterOf = (person: string): number => (spreadOf(person) % SPREAD_MIN) * MINUTE;

/** A number for a text (FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/): near texts are far apart. */
function spreadOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  // The low bits of short texts differ little.
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The first instant at which someone works, from `at` on. */
export const worksFrom = ({ calendar, zone }: Hours, at: Date): Date =>
  sameWallTime(calendar.nextOpen(sameWallTime(at, zone, calendar.zone)), calendar.zone, zone);

const localInstant = (zone: string, date: string, time = '00:00'): Date =>
  new Date(zoneOf(zone).instant(Date.parse(`${date}T${time}:00Z`)));

/** The Monday of a date's week. */
const mondayOf = (date: string): Week => dateAfter(date, 1 - (new Date(`${date}T00:00:00Z`).getUTCDay() || 7));

/** The digest of a cadence that belongs to the week or the day in which `at` lies; null where nobody works in it any more. */
function occurrenceAt(cadence: Exclude<Cadence, 'off'>, hours: Hours, at: Date): Occurrence | null {
  const today = localDate(at, hours.zone);
  const weekly = cadence === 'weekly';
  const date = weekly ? mondayOf(today) : today;
  if (!weekly && !hours.calendar.isWorkday(date)) return null;
  const over = localInstant(hours.companyZone, date);
  const nine = localInstant(hours.zone, date, FROM);
  const ends = localInstant(hours.zone, dateAfter(date, weekly ? 7 : 1));
  // Far enough east nobody works any more once the company's day is over: then it tells of what is over at nine.
  const opens = [Math.max(over.getTime(), nine.getTime()), nine]
    .map((from) => worksFrom(hours, new Date(from)))
    .find((at) => at < ends);
  if (!opens) return null;
  return { occasion: `${date}/${cadence}`, date, at: new Date(opens.getTime() + hours.laterMs) };
}

/** When the next digest is due, strictly after an instant; null for who wants none, and where nobody works for months. */
export function nextDue(cadence: Cadence, hours: Hours, after: Date): Date | null {
  if (cadence === 'off') return null;
  const today = localDate(after, hours.zone);
  for (let days = 0; days <= SEARCH_DAYS; days += cadence === 'weekly' ? 7 : 1) {
    const noon = localInstant(hours.zone, dateAfter(today, days), '12:00');
    const due = occurrenceAt(cadence, hours, noon)?.at;
    if (due && due > after) return due;
  }
  return null;
}

/**
 * What to do for someone whose digest was due: `send` the one of this week or day, wait until `later`, or neither: its week
 * is over, or nobody works in the rest of it.
 */
export function dueNow(
  cadence: Cadence,
  hours: Hours,
  now: Date,
): { kind: 'send'; occurrence: Occurrence } | { kind: 'wait'; until: Date } | { kind: 'none' } {
  const occurrence = cadence === 'off' ? null : occurrenceAt(cadence, hours, now);
  if (!occurrence) return { kind: 'none' };
  if (occurrence.at > now) return { kind: 'wait', until: occurrence.at };
  const works = worksFrom(hours, now);
  if (works <= now) return { kind: 'send', occurrence };
  const ends = localInstant(hours.zone, dateAfter(occurrence.date, cadence === 'weekly' ? 7 : 1));
  return works < ends ? { kind: 'wait', until: works } : { kind: 'none' };
}
