import { dateAfter } from '../org/duty.ts';
import type { Organisation } from '../org/organisation.ts';

/** A search ends here; a look at which there is nothing new says nothing. */
const SEARCH_DAYS = 60;
const DAY_MS = 86_400_000;

/** The next moment heads are told about the map: when a working day begins, by each department's calendar. */
export function nextLook(after: Date, org: Organisation): Date {
  let next = new Date(after.getTime() + SEARCH_DAYS * DAY_MS);
  for (const calendar of new Set([...org.departments.values()].map((department) => department.calendar))) {
    let date = calendar.localDate(after);
    for (let days = 0; days <= SEARCH_DAYS; days++, date = dateAfter(date, 1)) {
      const [from] = calendar.intervalsOn(date)[0] ?? [];
      if (from && from > after) {
        if (from < next) next = from;
        break;
      }
    }
  }
  return next;
}
