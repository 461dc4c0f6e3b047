import type { Organisation } from '../../../src/org/organisation.ts';

const DAY = 86_400_000;

/** Open milliseconds between two instants, day by day of the calendar. */
export function open(org: Organisation, key: string, from: number, to: number): number {
  if (to <= from) return 0;
  const calendar = key === 'clock' ? undefined : org.calendars.get(key);
  if (!calendar) return to - from;
  let sum = 0;
  for (let day = from - 2 * DAY; day <= to + 2 * DAY; day += DAY)
    for (const [opens, closes] of calendar.intervalsOn(new Date(day).toISOString().slice(0, 10)))
      sum += Math.max(0, Math.min(closes.getTime(), to) - Math.max(opens.getTime(), from));
  return sum;
}
