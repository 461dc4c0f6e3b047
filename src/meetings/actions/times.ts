import { instantOf, readTime } from '../../messages/read-time.ts';
import { showLocalDate } from '../../messages/time.ts';
import { dateAfter } from '../../org/duty.ts';
import type { Organisation, Person } from '../../org/organisation.ts';
import type { Option } from '../../platform/form.ts';
import type { Calendar } from '../../worktime/index.ts';
import { localDate } from '../../worktime/zone.ts';
import type { Look } from '../look.ts';
import type { Action } from '../types.ts';

const DAY_MS = 86_400_000;
/** What takes longer is not one step. */
const MOST_DAYS = 366;

const calendarOf = (org: Organisation, department: string): Calendar | undefined =>
  org.departments.get(department)?.calendar;

/** The local date of the acting department. */
export function todayFor(org: Organisation, department: string, now: Date): string {
  const zone = calendarOf(org, department)?.zone ?? org.company.zone;
  return localDate(now, zone);
}

export const showDate = (date: string, { viewer }: Pick<Look, 'viewer'>): string => showLocalDate(date, viewer.locale);

/** In one week, two and four, on a day on which the department works. */
export function dueChips(look: Look, department: string, now: Date): Option[] {
  const calendar = calendarOf(look.org, department);
  const today = todayFor(look.org, department, now);
  return (
    [
      ['chip.nextWeek', 7],
      ['chip.twoWeeks', 14],
      ['chip.month', 28],
    ] as const
  ).map(([key, days]) => {
    const date = dateAfter(today, days);
    const worked = !calendar || calendar.isWorkday(date) ? date : calendar.nextWorkday(date);
    return { value: noon(worked), label: look.say(key, { at: showDate(worked, look) }) };
  });
}

/** A date as the value of a chip: the middle of it, so that no zone makes another day of it. */
const noon = (date: string): string => `${date}T12:00:00.000Z`;

/** The date someone means, or why it cannot be. */
export function readDue(
  answer: string,
  viewer: Pick<Person, 'zone'>,
  today: string,
  now: Date,
): { due: string } | { problem: 'due' | 'past' | 'far' } {
  const due = dateIn(answer, viewer, now);
  if (due === null) return { problem: 'due' };
  if (due < today) return { problem: 'past' };
  return due > dateAfter(today, MOST_DAYS) ? { problem: 'far' } : { due };
}

function dateIn(answer: string, { zone }: Pick<Person, 'zone'>, now: Date): string | null {
  if (/^\d{4}-\d{2}-\d{2}T12:00:00\.000Z$/.test(answer)) {
    return Number.isNaN(instantOf(answer).getTime()) ? null : answer.slice(0, 10);
  }
  const plain = /^\s*(\d{4}-\d{2}-\d{2})\s*$/.exec(answer)?.[1];
  if (plain) return Number.isNaN(instantOf(`${plain}T12:00:00Z`).getTime()) ? null : plain;
  const reading = readTime(answer, now, zone);
  return reading ? localDate(reading.at, zone) : null;
}

/**
 * When an action's owner is reminded: as the working day before it is due begins, and as the first working day after it does.
 * Null where neither lies ahead.
 */
export function nextReminder(org: Organisation, { supplier, due }: Action, now: Date): Date | null {
  const calendar = calendarOf(org, supplier);
  if (!calendar) return null;
  const at = [dayBefore(calendar, due), calendar.nextWorkday(due)]
    .flatMap((date) => calendar.intervalsOn(date)[0]?.[0] ?? [])
    .find((opening) => opening > now);
  return at ?? null;
}

/** The last working day before a date; at most a month back. */
function dayBefore(calendar: Calendar, date: string): string {
  for (let days = 1; days <= 31; days++) {
    const before = dateAfter(date, -days);
    if (calendar.isWorkday(before)) return before;
  }
  return date;
}

/** How long ago, in days. */
export const daysSince = (at: Date, now: Date): number => (now.getTime() - at.getTime()) / DAY_MS;
