import { dateAfter } from '../org/duty.ts';
import type { Organisation } from '../org/organisation.ts';
import { restAfter } from '../org/rest.ts';
import { type Calendar, missingYearWarning } from '../worktime/index.ts';
import { ASK_AT } from './readiness.ts';

/** A search ends here; an occurrence at which nothing is due does nothing. */
const SEARCH_DAYS = 60;
const DAY_MS = 86_400_000;
const GAPS_AT = '09:00';

/** The next moment a department is asked about a coming rest: 10:00 by its own zone, on the last workday before one. */
export function nextAsking(after: Date, org: Organisation): Date {
  return nextLocal(
    org,
    after,
    ASK_AT,
    (calendar, date) => restAfter(calendar, date, org.company.readinessFrom) !== null,
  );
}

/** The next moment rosters are looked at for gaps: 09:00 of a workday, by each zone. */
export function nextGapLook(after: Date, org: Organisation): Date {
  return nextLocal(org, after, GAPS_AT, (calendar, date) => calendar.isWorkday(date));
}

function nextLocal(
  org: Organisation,
  after: Date,
  time: string,
  wanted: (calendar: Calendar, date: string) => boolean,
): Date {
  let next = new Date(after.getTime() + SEARCH_DAYS * DAY_MS);
  for (const calendar of new Set([...org.departments.values()].map((department) => department.calendar))) {
    let date = calendar.localDate(after);
    for (let days = 0; days <= SEARCH_DAYS; days++, date = dateAfter(date, 1)) {
      const at = calendar.instant(date, time);
      if (at >= next) break;
      if (at > after && wanted(calendar, date)) next = at;
    }
  }
  return next;
}

/** Calendars whose holidays are missing for this year, or from 1 December for the next: for the log and the doctor. */
export function missingHolidays(org: Organisation, now: Date): { calendar: string; year: number }[] {
  return [...org.calendars].flatMap(([calendar, { zone }]) => {
    const year = missingYearWarning(now, zone, org.coveredYears.get(calendar) ?? 'all');
    return year === null ? [] : [{ calendar, year }];
  });
}
