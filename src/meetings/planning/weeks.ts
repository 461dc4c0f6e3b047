import { dateAfter } from '../../org/duty.ts';
import type { Organisation } from '../../org/organisation.ts';
import type { Calendar } from '../../worktime/index.ts';
import { localDate, zoneOf } from '../../worktime/zone.ts';
import type { Week } from '../types.ts';

const DAY_MS = 86_400_000;
const PLANS_AT = '10:00';
/** A search ends here: no company rests for longer. */
const SEARCH_WEEKS = 60;

/** The Monday of the ISO week a local date belongs to. */
export function weekOf(date: string): Week {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return dateAfter(date, -((weekday + 6) % 7));
}

/** The local date in the company's zone. */
export const dateAt = (at: Date, { company }: Organisation): string => localDate(at, company.zone);

/** The week an instant belongs to, in the company's zone. */
export const weekAt = (at: Date, org: Organisation): Week => weekOf(dateAt(at, org));

/** When a local date begins in the company's zone. */
export const dayStart = (date: string, { company }: Organisation): Date =>
  new Date(zoneOf(company.zone).instant(Date.parse(`${date}T00:00:00Z`)));

/** Whole weeks from one Monday to another. */
export const weeksBetween = (from: Week, to: Week): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / (7 * DAY_MS));

/** Weeks counted from a fixed Monday. */
export const weekNumber = (week: Week): number => weeksBetween('1970-01-05', week);

/** The calendar most departments use, the first of those in the org file where several are used as often; null without any. */
export function mainCalendar(org: Organisation): Calendar | null {
  const uses = new Map<string, number>();
  for (const { calendarKey } of org.departments.values()) uses.set(calendarKey, (uses.get(calendarKey) ?? 0) + 1);
  const [most] = [...uses].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0]);
  return [...org.departments.values()].find(({ calendarKey }) => calendarKey === most)?.calendar ?? null;
}

/** Days of a week on which the company works, as local dates. */
export function workdaysOf(calendar: Calendar, week: Week): string[] {
  return [0, 1, 2, 3, 4, 5, 6].map((days) => dateAfter(week, days)).filter((date) => calendar.isWorkday(date));
}

/**
 * When the week after `week` is planned: at 10:00 on the last working day but one of `week`; on its last where there is only
 * one; and where there is none, on the last working day before.
 */
export function planningOf(week: Week, org: Organisation): Date {
  const calendar = mainCalendar(org);
  if (!calendar) return new Date(dayStart(dateAfter(week, 3), org).getTime() + 10 * 3_600_000);
  for (let back = 0; back < SEARCH_WEEKS; back++) {
    const days = workdaysOf(calendar, dateAfter(week, -7 * back));
    const day = back === 0 ? (days.at(-2) ?? days.at(-1)) : days.at(-1);
    if (day) return calendar.instant(day, PLANS_AT);
  }
  return calendar.instant(week, PLANS_AT);
}

/** The first moment strictly after `after` at which a week is planned. */
export function nextPlanning(after: Date, org: Organisation): Date {
  let week = weekAt(after, org);
  for (let weeks = 0; weeks < SEARCH_WEEKS; weeks++, week = dateAfter(week, 7)) {
    const at = planningOf(week, org);
    if (at > after) return at;
  }
  return new Date(after.getTime() + 7 * SEARCH_WEEKS * DAY_MS);
}

/** The weeks to be planned when a planning that was due at an instant comes: where weeks off follow, several. */
export function weeksPlannedAt(at: Date, org: Organisation): Week[] {
  const planned: Week[] = [];
  let week = weekAt(at, org);
  for (; planned.length < SEARCH_WEEKS && planningOf(week, org) <= at; week = dateAfter(week, 7))
    planned.push(dateAfter(week, 7));
  return planned;
}
