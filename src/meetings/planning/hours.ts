import { dateAfter } from '../../org/duty.ts';
import type { Organisation } from '../../org/organisation.ts';
import { sameWallTime, zoneOf } from '../../worktime/zone.ts';
import type { MeetingTimes, Week } from '../types.ts';
import { dayStart } from './weeks.ts';

export const HALF_HOUR_MS = 30 * 60_000;
const MINUTES_A_DAY = 24 * 60;

/** Half hours that begin at the full and the half hour by the company's clock, numbered from 0. */
export interface Grid {
  from: number;
  count: number;
}

/** A stretch of time of somebody. */
export interface Taken {
  person: string;
  from: Date;
  to: Date;
}

export const slotStart = ({ from }: Grid, slot: number): Date => new Date(from + slot * HALF_HOUR_MS);

/** The half hours of a week in the company's zone, from `earliest` on. */
export function gridOf(week: Week, org: Organisation, earliest: Date): Grid {
  const [begin, end] = [dayStart(week, org), dayStart(dateAfter(week, 7), org)];
  // Counted from its midnight: where clocks are a quarter of an hour away from UTC, so are half hours.
  const gone = Math.max(0, Math.ceil((earliest.getTime() - begin.getTime()) / HALF_HOUR_MS));
  const from = begin.getTime() + gone * HALF_HOUR_MS;
  return { from, count: Math.max(0, Math.floor((end.getTime() - from) / HALF_HOUR_MS)) };
}

type Span = readonly [Date, Date];

/**
 * When people work, as half hours of a grid: by the hours of their own department, without its breaks and holidays, with
 * its make-up workdays, by the clock of where they are. Who stands in a shift of the roster works in that shift.
 */
export function hoursIn(org: Organisation, grid: Grid): (person: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (id) => {
    const person = org.people.get(id);
    const department = person && org.departments.get(person.department);
    if (!person || !department) return [];
    const shifts = department.duty.shifts.filter(({ people }) => people.includes(id));
    const key = JSON.stringify(
      shifts.length > 0
        ? [department.key, shifts.map(({ from, to }) => [from, to])]
        : [department.calendarKey, person.zone],
    );
    const found = known.get(key) ?? slotsIn(grid, spansOf(org, grid, department.key, person.zone, shifts));
    known.set(key, found);
    return found;
  };
}

/** So many half hours without work are a night, not a break. */
const NIGHT = 8;

/**
 * Half hours in which people arrive, or want to leave: the first of a day's work, the last, and the last before a break.
 */
export function edgesIn(org: Organisation, grid: Grid): (person: string) => readonly number[] {
  const hours = hoursIn(org, grid);
  const known = new Map<readonly number[], number[]>();
  return (person) => {
    const slots = hours(person);
    const found = known.get(slots) ?? edgesOf(slots);
    known.set(slots, found);
    return found;
  };
}

const edgesOf = (slots: readonly number[]): number[] =>
  slots.filter((slot, at) => slots[at + 1] !== slot + 1 || slot - (slots[at - 1] ?? Number.NEGATIVE_INFINITY) > NIGHT);

function spansOf(
  org: Organisation,
  grid: Grid,
  key: string,
  zone: string,
  shifts: readonly { from: string; to: string }[],
): Span[] {
  const calendar = org.departments.get(key)?.calendar;
  if (!calendar) return [];
  const moved = (at: Date) => sameWallTime(at, calendar.zone, zone);
  const first = dateAfter(calendar.localDate(slotStart(grid, 0)), -1);
  const dates = Array.from({ length: 10 }, (_, days) => dateAfter(first, days)).filter((date) =>
    calendar.isWorkday(date),
  );
  if (shifts.length === 0)
    return dates.flatMap((date) => calendar.intervalsOn(date).map(([from, to]): Span => [moved(from), moved(to)]));
  return dates.flatMap((date) =>
    shifts.map(({ from, to }): Span => {
      const ends = to > from ? date : dateAfter(date, 1);
      return [calendar.instant(date, from), calendar.instant(ends, to)];
    }),
  );
}

/** Half hours that lie within one of the spans. */
function slotsIn(grid: Grid, spans: readonly Span[]): number[] {
  const slots = new Set<number>();
  for (const [from, to] of spans) {
    const first = Math.max(0, Math.ceil((from.getTime() - grid.from) / HALF_HOUR_MS));
    const end = Math.min(grid.count, Math.floor((to.getTime() - grid.from) / HALF_HOUR_MS));
    for (let slot = first; slot < end; slot++) slots.add(slot);
  }
  return [...slots].sort((a, b) => a - b);
}

/** By the clock of a zone: for each half hour of a grid the minute of the week at which it begins, Monday 00:00 being 0. */
export function clockOf(grid: Grid): (zone: string) => Int32Array {
  const known = new Map<string, Int32Array>();
  return (zone) => {
    const found = known.get(zone) ?? minutesIn(grid, zone);
    known.set(zone, found);
    return found;
  };
}

function minutesIn(grid: Grid, zone: string): Int32Array {
  const local = zoneOf(zone);
  return Int32Array.from({ length: grid.count }, (_, slot) => {
    const wall = new Date(local.wall(grid.from + slot * HALF_HOUR_MS));
    return ((wall.getUTCDay() + 6) % 7) * MINUTES_A_DAY + wall.getUTCHours() * 60 + wall.getUTCMinutes();
  });
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Whether the half hour that begins at a minute of the week runs into what someone said they cannot. */
export function isBusy({ busy }: MeetingTimes, minute: number): boolean {
  return busy.some(({ day, from, to }) => {
    const midnight = (day - 1) * MINUTES_A_DAY;
    return minute < midnight + minuteOf(to) && minute + 30 > midnight + minuteOf(from);
  });
}

export const isMorning = (minute: number): boolean => minute % MINUTES_A_DAY < MINUTES_A_DAY / 2;

/** Half hours of a grid that a stretch of time touches. */
export function touched(grid: Grid, { from, to }: Pick<Taken, 'from' | 'to'>): number[] {
  const first = Math.max(0, Math.floor((from.getTime() - grid.from) / HALF_HOUR_MS));
  const end = Math.min(grid.count, Math.ceil((to.getTime() - grid.from) / HALF_HOUR_MS));
  return Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
}
