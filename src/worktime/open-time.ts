import { CalendarError } from './errors.ts';
import { DAY, type Span } from './local.ts';
import { type Stretch, stretchesAround, utcYear, type Zone } from './zone.ts';

/** The open time of a calendar on the line of instants; every argument and result is epoch ms or ms. */
export interface OpenTime {
  isOpen(at: number): boolean;
  /** The earliest open instant at or after `at`. */
  nextOpen(at: number): number;
  /** Open ms in [from, to). */
  between(from: number, to: number): number;
  /** The earliest instant by which `budget` (> 0) open ms have elapsed since `at`. */
  advance(at: number, budget: number): number;
  /** The instants whose local reading lies in the spans that `day` owns, as merged intervals. */
  intervalsOf(day: number): [number, number][];
}

/** Nobody plans that far, and a calendar with a few overrides only would search for ever. */
const YEARS_AHEAD = 200;

/** The open intervals of one UTC year, in order, disjoint; `elapsed[i]` is the year's open time before interval i. */
interface YearTable {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly elapsed: Float64Array;
  readonly total: number;
}

/**
 * The definition all of this follows: an instant is open when its local reading (date and time) lies in a span of that
 * date, or in a span of the date before that runs past midnight. So on a stretch of constant offset open time is the
 * schedule moved by that offset; an hour shown twice counts twice, and a skipped one not at all.
 */
export function openTime(zone: Zone, spansOn: (day: number) => readonly Span[]): OpenTime {
  const tables = new Map<number, YearTable>();
  const tableOf = (year: number): YearTable => {
    let table = tables.get(year);
    if (!table) {
      table = buildTable(year, zone, spansOn);
      tables.set(year, table);
    }
    return table;
  };
  return {
    isOpen: (at) => {
      const table = tableOf(utcYear(at));
      const i = lastAtOrBefore(table.starts, at);
      return i >= 0 && at < (table.ends[i] as number);
    },
    nextOpen: (at) => nextOpen(tableOf, at),
    between: (from, to) => {
      const [first, last] = [utcYear(from), utcYear(to)];
      let open = elapsedAt(tableOf(last), to) - elapsedAt(tableOf(first), from);
      for (let year = first; year < last; year += 1) open += tableOf(year).total;
      return open;
    },
    advance: (at, budget) => advance(tableOf, at, budget),
    intervalsOf: (day) => intervalsOf(day, zone, spansOn(day)),
  };
}

function nextOpen(tableOf: (year: number) => YearTable, at: number): number {
  const first = utcYear(at);
  for (let year = first; year <= first + YEARS_AHEAD; year += 1) {
    const { starts, ends } = tableOf(year);
    const i = firstAbove(ends, at);
    if (i < ends.length) return Math.max(at, starts[i] as number);
  }
  throw neverEnough(at, 'does not open');
}

function advance(tableOf: (year: number) => YearTable, at: number, budget: number): number {
  const first = utcYear(at);
  if (budget > YEARS_AHEAD * 366 * DAY) throw neverEnough(at, 'is not open long enough to use up this budget');
  let table = tableOf(first);
  let target = elapsedAt(table, at) + budget;
  for (let year = first; target > table.total; ) {
    target -= table.total;
    year += 1;
    if (year > first + YEARS_AHEAD) throw neverEnough(at, 'is not open long enough to use up this budget');
    table = tableOf(year);
  }
  // The interval that began with less than the target elapsed, so that a budget used up at closing is due at closing.
  const i = firstAtOrAbove(table.elapsed, target) - 1;
  return (table.starts[i] as number) + target - (table.elapsed[i] as number);
}

function neverEnough(at: number, what: string): CalendarError {
  const from = new Date(at).toISOString();
  return new CalendarError(
    `this calendar ${what} within ${YEARS_AHEAD} years of ${from}: check its hours and the budget`,
  );
}

function elapsedAt(table: YearTable, at: number): number {
  const i = lastAtOrBefore(table.starts, at);
  if (i < 0) return 0;
  return (table.elapsed[i] as number) + Math.min(at, table.ends[i] as number) - (table.starts[i] as number);
}

function buildTable(year: number, zone: Zone, spansOn: (day: number) => readonly Span[]): YearTable {
  const intervals: [number, number][] = [];
  for (const stretch of zone.stretches(year)) {
    const [from, to] = [stretch.from + stretch.offset, stretch.to + stretch.offset];
    // One day earlier too: an overnight span reaches into the stretch from the date before.
    for (let day = Math.floor(from / DAY) - 1; day * DAY < to; day += 1) collect(intervals, day, spansOn(day), stretch);
  }
  let total = 0;
  const elapsed = intervals.map(([from, to]) => {
    const before = total;
    total += to - from;
    return before;
  });
  return {
    starts: Float64Array.from(intervals, ([from]) => from),
    ends: Float64Array.from(intervals, ([, to]) => to),
    elapsed: Float64Array.from(elapsed),
    total,
  };
}

function intervalsOf(day: number, zone: Zone, spans: readonly Span[]): [number, number][] {
  const intervals: [number, number][] = [];
  if (spans.length === 0) return intervals;
  for (const stretch of stretchesAround(zone.stretches, day * DAY, (day + 2) * DAY))
    collect(intervals, day, spans, stretch);
  return intervals;
}

/** Adds what a stretch shows of a day's spans. Calls come in order of time, so it is the last one that may touch. */
function collect(intervals: [number, number][], day: number, spans: readonly Span[], stretch: Stretch): void {
  for (const span of spans) {
    const from = Math.max(day * DAY + span[0] - stretch.offset, stretch.from);
    const to = Math.min(day * DAY + span[1] - stretch.offset, stretch.to);
    if (from >= to) continue;
    const last = intervals.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else intervals.push([from, to]);
  }
}

function lastAtOrBefore(sorted: Float64Array, value: number): number {
  return firstAbove(sorted, value) - 1;
}

function firstAbove(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function firstAtOrAbove(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
