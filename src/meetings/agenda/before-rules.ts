import { departmentOf } from '../../map/units.ts';
import type { Agreement, Organisation, Requirement } from '../../org/organisation.ts';
import type { Calendar } from '../../worktime/index.ts';
import { zoneOf } from '../../worktime/zone.ts';
import type { Attendee, Meeting } from '../types.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Longer than any rest; beyond it a calendar has no hours at all. */
const MOST_DAYS = 60;

/**
 * A day before: the same local time on the working day before, by this calendar. When that is a rest within the day, the
 * opening after it; when the day is over by then, an hour before its end. Null without a working day in two months.
 */
function dayBefore(from: Date, calendar: Calendar): Date | null {
  let date = calendar.localDate(from);
  const zone = zoneOf(calendar.zone);
  // By the clock: a day on which the clock changes has another number of hours.
  const sinceMidnight = zone.wall(from.getTime()) - Date.parse(`${date}T00:00:00Z`);
  for (let days = 0; days < MOST_DAYS; days++) {
    // From noon, a day of 23 or 25 hours does not skip a date.
    date = calendar.localDate(new Date(calendar.instant(date, '12:00').getTime() - DAY));
    const intervals = calendar.intervalsOn(date);
    const [last] = intervals.slice(-1);
    if (!last) continue;
    const wished = new Date(zone.instant(Date.parse(`${date}T00:00:00Z`) + sinceMidnight));
    const open = intervals.find(([, to]) => wished < to);
    if (open) return wished < open[0] ? open[0] : wished;
    return new Date(Math.max(last[0].getTime(), last[1].getTime() - HOUR));
  }
  return null;
}

/** When a department is asked: a day before, and not before it is known that the meeting takes place. */
export function askedAt(org: Organisation, meeting: Meeting, department: string): Date | null {
  const calendar = org.departments.get(department)?.calendar;
  return calendar && meeting.from ? dayBefore(meeting.from, calendar) : null;
}

/** Whose customer a department is in a meeting. */
export const suppliersOf = ({ halves }: Pick<Meeting, 'halves'>, department: string): string[] =>
  halves.filter(({ customer }) => customer === department).map(({ supplier }) => supplier);

/** What a customer is asked about, in one meeting. */
export interface Asked {
  supplier: string;
  /** Key of the agreement, or `*` for the whole of the supplier's service. */
  key: string;
  /** Null for the whole. */
  requirement: Requirement | null;
}

/** Requirements one card asks about. */
const MOST_ASKED = 5;

/** What was agreed with each supplier, the newest first; where nothing was, its service as a whole. */
export function askedOf(org: Organisation, meeting: Meeting, customer: string): Asked[] {
  const newestFirst = (a: Agreement, b: Agreement) => (a.since < b.since ? 1 : a.since > b.since ? -1 : 0);
  const asked = suppliersOf(meeting, customer).map((supplier): Asked[] => {
    const agreed = org.agreements
      .filter((one) => departmentOf(one.supplier) === supplier && departmentOf(one.customer) === customer)
      .sort(newestFirst);
    if (agreed.length === 0) return [{ supplier, key: '*', requirement: null }];
    return agreed.map(({ key, requirement }) => ({ supplier, key, requirement }));
  });
  // In turns, so that no supplier at the table is left out for another one.
  const turns = Array.from({ length: MOST_ASKED }, (_, turn) => asked.flatMap((list) => list[turn] ?? [])).flat();
  const chosen = new Set(turns.slice(0, MOST_ASKED));
  return asked.flat().filter((one) => chosen.has(one));
}

/** Those who sit there for a department, who declined last. */
export function seatsOf({ attendees }: Pick<Meeting, 'attendees'>, department: string): string[] {
  const own = attendees.filter((seat) => seat.department === department);
  const declined = ({ answer }: Attendee) => Number(answer === 'declined');
  return [...own].sort((a, b) => declined(a) - declined(b)).map(({ person }) => person);
}

/** Whether all of them said that they have nothing this time. */
export const allHaveNothing = ({ departments, nothing }: Pick<Meeting, 'departments' | 'nothing'>): boolean =>
  departments.every((key) => nothing.some((said) => said.department === key));

/** Whether it can still be prepared: told of, and not begun. */
export const isOpen = ({ status, from }: Meeting, now: Date): boolean =>
  status === 'announced' && from !== null && now < from;
