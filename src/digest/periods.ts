import type { Week } from '../meetings/types.ts';
import { dateAfter } from '../org/duty.ts';
import { type Calendar, roundTheClock } from '../worktime/index.ts';
import type { Period } from './types.ts';

/** The Monday (its local date) of the week that an instant falls into, in a zone. */
export function weekOf(zone: string, at: Date): Week {
  const date = roundTheClock(zone).localDate(at);
  // Monday is 1, and Sunday belongs to the Monday before it.
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  return dateAfter(date, 1 - weekday);
}

/** From one Monday's midnight to the next, however long that is where clocks change. */
export const periodOf = (zone: string, week: Week): Period => between(roundTheClock(zone), week, dateAfter(week, 7));

/** The complete weeks before the one an instant falls into, the newest first. */
export function weeksBefore(zone: string, at: Date, many: number): { week: Week; period: Period }[] {
  const clock = roundTheClock(zone);
  const current = weekOf(zone, at);
  return Array.from({ length: many }, (_, i) => {
    const week = dateAfter(current, -7 * (i + 1));
    return { week, period: between(clock, week, dateAfter(week, 7)) };
  });
}

/**
 * The days before the one an instant falls into, the newest first. A day begins at a day of work and ends when the next one
 * begins: what happens on a day off belongs to the day of work before it. Whoever has not worked for a year has none.
 */
export function daysBefore(zone: string, at: Date, many: number, works: (date: string) => boolean): Period[] {
  const clock = roundTheClock(zone);
  const today = clock.localDate(at);
  const days: Period[] = [];
  let until = today;
  for (let back = 1; days.length < many && back <= 366; back += 1) {
    const date = dateAfter(today, -back);
    if (!works(date)) continue;
    days.push(between(clock, date, until));
    until = date;
  }
  return days;
}

const between = (clock: Calendar, from: string, to: string): Period => ({
  from: clock.instant(from, '00:00'),
  to: clock.instant(to, '00:00'),
});
