import type { Calendar } from '../worktime/index.ts';
import { dateAfter, dutyOn } from './duty.ts';
import type { Organisation } from './organisation.ts';

/** Closed days in a row, as local dates. */
export interface Rest {
  first: string;
  last: string;
  days: number;
  /** The first workday after it. */
  back: string;
}

/** Longer closures (a calendar with a few open dates only) are no holiday one comes back from. */
const LONGEST = 60;

/** The rest that follows a local date, when that date is the last workday before at least `from` closed days; else null. */
export function restAfter(calendar: Calendar, date: string, from: number): Rest | null {
  if (!calendar.isWorkday(date)) return null;
  const first = dateAfter(date, 1);
  let back = first;
  for (let days = 0; days <= LONGEST; days += 1) {
    if (calendar.isWorkday(back)) return days < from ? null : { first, last: dateAfter(back, -1), days, back };
    back = dateAfter(back, 1);
  }
  return null;
}

export interface Preparation extends Rest {
  /** Who is on duty on each closed date, in order of time; empty when nobody is. */
  duty: { date: string; people: string[] }[];
  /** Everyone who should confirm that they are ready, once each. */
  people: string[];
}

/**
 * What a department has to prepare on a local date: null unless a rest begins after it. Which rests count is the
 * company's setting (`readiness: { from: 3 }`): three closed days leave weekends alone and catch every holiday that
 * lengthens one.
 */
export function preparation(org: Organisation, departmentKey: string, date: string): Preparation | null {
  const department = org.departments.get(departmentKey);
  const rest = department && restAfter(department.calendar, date, org.company.readinessFrom);
  if (!rest) return null;
  const dates = Array.from({ length: rest.days }, (_, i) => dateAfter(rest.first, i));
  const duty = dates.map((day) => ({ date: day, people: dutyOn(org, departmentKey, day) }));
  return { ...rest, duty, people: [...new Set(duty.flatMap(({ people }) => people))] };
}
