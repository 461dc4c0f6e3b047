import { CalendarError } from './errors.ts';
import { DAY, dayOf, isoOf, msOf, timeOf } from './local.ts';
import { type OpenTime, openTime } from './open-time.ts';
import { type CalendarSpec, readSchedule, within } from './schedule.ts';
import { type Zone, zoneOf } from './zone.ts';

/** Half-open ranges of instants that do not count; in any order, overlapping or not. An empty one does nothing. */
export type Pauses = readonly (readonly [Date, Date])[];

/**
 * Working time in one zone. An instant is open when its local reading, date and time, lies in an interval; minutes are
 * elapsed ones, so a 25-hour day counts 25. All methods throw CalendarError for invalid dates and for instants outside
 * the years 1900 to 2599.
 */
export interface Calendar {
  /** The IANA zone. */
  readonly zone: string;
  /** What `1d` of budget is, in ms: the spec's `day`, else its longest regular day. */
  readonly dayMs: number;
  /**
   * When `budgetMs` of open, unpaused time after `start` has elapsed: the earliest such instant, so a budget used up at
   * closing is due at closing. Zero: the first open, unpaused instant from `start` on. Fractions of a millisecond are
   * rounded. Throws CalendarError for a budget that is negative, no number, or not used up within 200 years.
   */
  add(start: Date, budgetMs: number, pauses?: Pauses): Date;
  /** Milliseconds of open, unpaused time from `from` to `to`; negative, by the same measure, when `to` is earlier. */
  between(from: Date, to: Date, pauses?: Pauses): number;
  isOpen(at: Date): boolean;
  /** The earliest open instant at or after `at`. Throws CalendarError when there is none within 200 years. */
  nextOpen(at: Date): Date;
  /** The open intervals that belong to a local date (`2026-05-09`); an overnight one belongs to the date it starts on. */
  intervalsOn(date: string): [Date, Date][];
  /** Whether any open interval belongs to this local date. */
  isWorkday(date: string): boolean;
  /** The first workday after this local date. Throws CalendarError when there is none within 200 years. */
  nextWorkday(date: string): string;
  /** The local date shown at an instant, `2026-05-09`. */
  localDate(at: Date): string;
  /** The first instant that shows this local time; for a time that is skipped, the instant at which the gap ends. */
  instant(date: string, time: string): Date;
}

/** Checks a spec and makes it countable. Tables are built per year when first needed. Throws CalendarError. */
export function compileCalendar(spec: CalendarSpec): Calendar {
  const zone = within('zone', () => zoneOf(spec.zone));
  const { dayMs, spansOn } = readSchedule(spec);
  const open = openTime(zone, spansOn);
  const isWorkday = (day: number) => spansOn(day).length > 0 && open.intervalsOf(day).length > 0;
  return {
    zone: zone.name,
    dayMs,
    add: (start, budgetMs, pauses) =>
      new Date(add(open, msOf(start, 'start'), budgetOf(budgetMs), mergedPauses(pauses))),
    between: (from, to, pauses) => {
      const [a, b] = [msOf(from, 'from'), msOf(to, 'to')];
      return a <= b ? between(open, a, b, mergedPauses(pauses)) : 0 - between(open, b, a, mergedPauses(pauses));
    },
    isOpen: (at) => open.isOpen(msOf(at, 'the instant')),
    nextOpen: (at) => new Date(open.nextOpen(msOf(at, 'the instant'))),
    intervalsOn: (date) => open.intervalsOf(dayOf(date)).map(([from, to]) => [new Date(from), new Date(to)]),
    isWorkday: (date) => isWorkday(dayOf(date)),
    nextWorkday: (date) => {
      const first = dayOf(date) + 1;
      for (let day = first; day < first + 200 * 366; day += 1) if (isWorkday(day)) return isoOf(day);
      throw new CalendarError(`this calendar has no workday within 200 years of ${date}: check its hours`);
    },
    ...localTimes(zone),
  };
}

function localTimes(zone: Zone): Pick<Calendar, 'localDate' | 'instant'> {
  return {
    localDate: (at) => isoOf(Math.floor(zone.wall(msOf(at, 'the instant')) / DAY)),
    instant: (date, time) => new Date(zone.instant(dayOf(date) * DAY + timeOf(time))),
  };
}

function add(open: OpenTime, start: number, budget: number, pauses: readonly Range[]): number {
  if (budget === 0) return firstUnpaused(open, start, pauses);
  let [at, left] = [start, budget];
  for (const [from, to] of pauses) {
    if (to <= at) continue;
    if (from > at) {
      // A pause may lie years ahead, or end never: look at the due time first, it is usually before it.
      const due = open.advance(at, left);
      if (due <= from) return due;
      left -= open.between(at, from);
    }
    at = to;
  }
  return open.advance(msOf(new Date(at), 'the end of a pause'), left);
}

function firstUnpaused(open: OpenTime, start: number, pauses: readonly Range[]): number {
  let at = open.nextOpen(start);
  for (const [from, to] of pauses) {
    if (to <= at) continue;
    if (from > at) break;
    at = open.nextOpen(msOf(new Date(to), 'the end of a pause'));
  }
  return at;
}

function between(open: OpenTime, from: number, to: number, pauses: readonly Range[]): number {
  let [at, sum] = [from, 0];
  for (const pause of pauses) {
    if (pause[1] <= at) continue;
    if (pause[0] >= to) break;
    if (pause[0] > at) sum += open.between(at, pause[0]);
    at = Math.min(pause[1], to);
  }
  return sum + open.between(at, to);
}

type Range = [number, number];

function mergedPauses(pauses: Pauses | undefined): readonly Range[] {
  const merged: Range[] = [];
  if (!pauses) return merged;
  const sorted = pauses.map(([from, to]): Range => [from.getTime(), to.getTime()]).sort((a, b) => a[0] - b[0]);
  for (const [from, to] of sorted) {
    if (Number.isNaN(from) || Number.isNaN(to)) throw new CalendarError('a pause begins or ends at an invalid date');
    if (from >= to) continue;
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function budgetOf(budgetMs: number): number {
  if (!Number.isFinite(budgetMs) || budgetMs < 0) {
    throw new CalendarError(`a budget of ${budgetMs} ms cannot be used up: give zero or more milliseconds`);
  }
  return Math.round(budgetMs);
}
