import type { Organisation } from '../../org/organisation.ts';
import { zoneOf } from '../../worktime/zone.ts';
import type { Week } from '../types.ts';
import { gridOf, HALF_HOUR_MS, hoursIn } from './hours.ts';
import type { Before } from './load.ts';
import { weeksBetween } from './weeks.ts';

const LONG_AGO = new Date(0);

/**
 * The times a series had in the weeks before, as they would be in `week` by the company's clock: the last one first. Where
 * the one before it lay in a holiday, it only stood in for that, and comes after it.
 */
export function usualTimes(
  org: Organisation,
  week: Week,
): (people: readonly string[], before: readonly Before[]) => Date[] {
  const zone = zoneOf(org.company.zone);
  const moved = (at: Date, weeks: number) => new Date(zone.instant(zone.wall(at.getTime()) + weeks * 7 * 86_400_000));
  const workedIn = workedBy(org);
  return (people, before) => {
    const held = before.flatMap((one) => (one.from ? [{ week: one.week, from: one.from }] : []));
    const standsIn = held.map((one, at) => {
      const older = held[at + 1];
      return older ? !workedIn(one.week)(people, moved(older.from, weeksBetween(older.week, one.week))) : false;
    });
    const sorted = [...held.filter((_, at) => !standsIn[at]), ...held.filter((_, at) => standsIn[at])];
    return sorted.map((one) => moved(one.from, weeksBetween(one.week, week)));
  };
}

/** Whether all of them worked in the half hour that began at an instant of a week. */
function workedBy(org: Organisation): (week: Week) => (people: readonly string[], at: Date) => boolean {
  const known = new Map<Week, (people: readonly string[], at: Date) => boolean>();
  return (week) => {
    const found = known.get(week) ?? workedInWeek(org, week);
    known.set(week, found);
    return found;
  };
}

function workedInWeek(org: Organisation, week: Week): (people: readonly string[], at: Date) => boolean {
  const grid = gridOf(week, org, LONG_AGO);
  const hours = hoursIn(org, grid);
  const sets = new Map<readonly number[], Set<number>>();
  return (people, at) =>
    people.every((person) => {
      const slots = hours(person);
      const set = sets.get(slots) ?? new Set(slots);
      sets.set(slots, set);
      return set.has((at.getTime() - grid.from) / HALF_HOUR_MS);
    });
}
