import type { Organisation } from '../../org/organisation.ts';
import type { Calendar } from '../../worktime/index.ts';
import type { Meeting } from '../types.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Meetings of a series that are looked back on, and how many of them not held are worth saying. */
const LOOKED_AT = 4;
const WORTH_SAYING = 3;

export interface Missed {
  count: number;
  of: number;
}

/** How many of a series' last meetings did not take place, where that is most of them; oldest first. */
export function missedOf(ended: readonly Meeting[]): Missed | null {
  const last = ended.slice(-LOOKED_AT);
  const count = last.filter(({ status }) => status === 'notHeld').length;
  return count >= WORTH_SAYING ? { count, of: last.length } : null;
}

/** The calendar a meeting's day is counted by: that of the first department there is; null without any. */
export const calendarOf = (org: Organisation, { departments }: Meeting): Calendar | null =>
  departments.map((key) => org.departments.get(key)?.calendar).find((one) => one !== undefined) ?? null;

/** Two departments are needed for a meeting. */
export const isGone = (org: Organisation, { departments }: Meeting): boolean =>
  departments.filter((key) => org.departments.has(key)).length < 2;

/** An hour before it begins. */
export const remindAt = (from: Date): Date => new Date(from.getTime() - HOUR_MS);

/** When it is looked at whether anything came of it: an hour after it began. */
export const lookAt = (from: Date): Date => new Date(from.getTime() + HOUR_MS);

/** When minutes nobody closed go out: half an hour before the day ends, and not before the hour is over. */
export function closesAt(calendar: Calendar | null, from: Date): Date {
  const closing = calendar?.intervalsOn(calendar.localDate(from)).at(-1)?.[1].getTime() ?? 0;
  return new Date(Math.max(lookAt(from).getTime(), closing - 30 * MINUTE_MS));
}

/** The next working day after an instant: when it begins, and when it ends. */
export function nextDay(calendar: Calendar | null, at: Date): { from: Date; to: Date } {
  const day = { from: new Date(at.getTime() + 16 * HOUR_MS), to: new Date(at.getTime() + 24 * HOUR_MS) };
  if (!calendar) return day;
  const intervals = calendar.intervalsOn(calendar.nextWorkday(calendar.localDate(at)));
  return { from: intervals[0]?.[0] ?? day.from, to: intervals.at(-1)?.[1] ?? day.to };
}

/** A stretch of time. */
export interface Slot {
  from: Date;
  to: Date;
}

/**
 * The times to choose from, at most `most` of those that are free: of each day the first and the one at the same hour as now,
 * so that there is a choice of days; then the soonest others. `dayOf` is the local day of an instant, `hourOf` its hour.
 */
export function offeredOf(
  free: readonly Slot[],
  from: Date,
  most: number,
  dayOf: (at: Date) => string,
  hourOf: (at: Date) => string,
): Slot[] {
  const first = free.filter((slot, at) => at === 0 || dayOf(slot.from) !== dayOf(free[at - 1]?.from ?? slot.from));
  const sameHour = free.filter((slot) => hourOf(slot.from) === hourOf(from));
  return [...new Set([...first, ...sameHour, ...free])].slice(0, most).sort((a, b) => Number(a.from) - Number(b.from));
}
