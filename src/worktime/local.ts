import { CalendarError } from './errors.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A pair of local times, `['08:00', '12:00']`: half-open; an end that is not after its start is on the next day. */
export type TimeRange = readonly [string, string];

/** Opening hours by weekday; a weekday left out is closed. */
export type WeekHours = { readonly [day in Weekday]?: readonly TimeRange[] };

/** An open span of one local date: wall-clock ms since its midnight, half-open; more than `DAY` when overnight. */
export type Span = readonly [number, number];

// Tables are built and kept per year, so the years must be bounded: a stray year 275760 would fill the memory.
const FIRST_YEAR = 1900;
const LAST_YEAR = 2600;
const EARLIEST = Date.UTC(FIRST_YEAR, 0, 1);
const LATEST = Date.UTC(LAST_YEAR, 0, 1);

/** `2026-05-09` → days since 1970-01-01. Throws CalendarError when it is no date of the calendar. */
export function dayOf(date: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const at = match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) : Number.NaN;
  if (Number.isNaN(at) || isoOf(at / DAY) !== date) {
    throw new CalendarError(`"${date}" is not a date: write year-month-day, for example 2026-05-09`);
  }
  return at / DAY;
}

/** Days since 1970-01-01 → `2026-05-09`. */
export function isoOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** The weekday of a day number, `'mon'` … `'sun'`. */
export function weekdayOf(day: number): Weekday {
  // 1970-01-01 was a Thursday.
  return WEEKDAYS[(((day + 3) % 7) + 7) % 7] as Weekday;
}

/** `'08:30'` → ms since local midnight; `'24:00'` is the midnight that ends the day. Throws CalendarError. */
export function timeOf(time: string): number {
  const match = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/.exec(time);
  if (!match)
    throw new CalendarError(`"${time}" is not a time: write hours and minutes from 00:00 to 24:00, like 08:30`);
  return match[1] === undefined ? DAY : Number(match[1]) * HOUR + Number(match[2]) * MINUTE;
}

/** Reads, sorts and merges the ranges of one day; `what` names the offending entry in the CalendarError. */
export function spansOf(ranges: readonly TimeRange[], what: string): readonly Span[] {
  if (!Array.isArray(ranges)) throw new CalendarError(`${what}: write a list of ['08:00', '12:00'] pairs`);
  const spans = ranges.map((range) => spanOf(range, what)).sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of spans) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function spanOf(range: TimeRange, what: string): Span {
  if (!Array.isArray(range) || range.length !== 2 || range.some((time) => typeof time !== 'string')) {
    throw new CalendarError(`${what}: write each interval as two times, like ['08:00', '12:00']`);
  }
  try {
    const [from, to] = [timeOf(range[0]), timeOf(range[1])];
    if (from === to) throw new CalendarError(`${range[0]} to ${range[1]} is empty; a whole day is 00:00 to 24:00`);
    if (from === DAY) throw new CalendarError('an interval cannot start at 24:00; put it on the next day, from 00:00');
    return to > from ? [from, to] : [from, to + DAY];
  } catch (cause) {
    throw new CalendarError(`${what}: ${(cause as Error).message}`, { cause });
  }
}

/** The epoch ms of `at`; throws CalendarError naming `what` when it is no instant a calendar can work with. */
export function msOf(at: Date, what: string): number {
  const ms = at instanceof Date ? at.getTime() : Number.NaN;
  if (Number.isNaN(ms)) throw new CalendarError(`${what} is not a valid date`);
  if (ms < EARLIEST || ms >= LATEST) {
    throw new CalendarError(`${what} is out of range: calendars know the years ${FIRST_YEAR} to ${LAST_YEAR - 1}`);
  }
  return ms;
}
