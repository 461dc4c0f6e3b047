import { parseDuration } from './durations.ts';
import { CalendarError } from './errors.ts';
import {
  DAY,
  dayOf,
  type Span,
  spansOf,
  type TimeRange,
  WEEKDAYS,
  type Weekday,
  type WeekHours,
  weekdayOf,
} from './local.ts';

/** What `compileCalendar` takes: plain data, except for holidays that are looked up year by year. */
export interface CalendarSpec {
  /** An IANA name, `Asia/Shanghai`. */
  readonly zone: string;
  /** Opening hours by weekday. Ranges are local, half-open; one that ends at or before its start ends the next day. */
  readonly hours: WeekHours;
  /** Dates closed all day, or a function that lists those of one year (asked once, when that year is first needed). */
  readonly holidays?: readonly string[] | ((year: number) => readonly string[]) | undefined;
  /** Dates with hours of their own (`[]`: closed). They win over holidays; make-up workdays are overrides. */
  readonly overrides?: Readonly<Record<string, readonly TimeRange[]>> | undefined;
  /** What `1d` of budget is: `'8h'` or ms. Left out: the longest regular day. */
  readonly day?: string | number | undefined;
}

/** A spec that has been checked: which spans of wall time each local date owns. */
export interface Schedule {
  readonly dayMs: number;
  spansOn(day: number): readonly Span[];
}

const CLOSED: readonly Span[] = [];

/** Checks a spec. Throws CalendarError naming the offending entry, also when the calendar would never open. */
export function readSchedule(spec: CalendarSpec): Schedule {
  const weekly = readWeek(spec.hours);
  const overrides = new Map<number, readonly Span[]>();
  for (const [date, ranges] of Object.entries(spec.overrides ?? {})) {
    overrides.set(
      within('overrides', () => dayOf(date)),
      spansOf(ranges, `overrides ${date}`),
    );
  }
  const lengths = [...weekly.values()].map(lengthOf);
  const special = [...overrides.values()].map(lengthOf);
  if (Math.max(0, ...lengths, ...special) === 0) {
    throw new CalendarError(
      'this calendar never opens: give at least one weekday (hours) or date (overrides) an interval',
    );
  }
  const isHoliday = holidayTest(spec.holidays);
  return {
    dayMs: readDay(spec.day) ?? (Math.max(0, ...lengths) || Math.max(...special)),
    spansOn: (day) => overrides.get(day) ?? (isHoliday(day) ? CLOSED : (weekly.get(weekdayOf(day)) ?? CLOSED)),
  };
}

function readWeek(hours: WeekHours): Map<Weekday, readonly Span[]> {
  const week = new Map<Weekday, readonly Span[]>();
  for (const [day, ranges] of Object.entries(hours ?? {})) {
    if (!WEEKDAYS.includes(day as Weekday)) {
      throw new CalendarError(`hours: "${day}" is not a weekday: write one of ${WEEKDAYS.join(', ')}`);
    }
    if (ranges !== undefined) week.set(day as Weekday, spansOf(ranges, `hours ${day}`));
  }
  return week;
}

function holidayTest(holidays: CalendarSpec['holidays']): (day: number) => boolean {
  if (typeof holidays !== 'function') {
    const closed = daysOf(holidays ?? []);
    return (day) => closed.has(day);
  }
  const years = new Map<number, Set<number>>();
  return (day) => {
    const year = new Date(day * DAY).getUTCFullYear();
    let closed = years.get(year);
    if (!closed) {
      closed = daysOf(holidays(year));
      years.set(year, closed);
    }
    return closed.has(day);
  };
}

function daysOf(dates: readonly string[]): Set<number> {
  return within('holidays', () => new Set(dates.map(dayOf)));
}

function readDay(day: string | number | undefined): number | undefined {
  if (day === undefined) return undefined;
  const ms = typeof day === 'string' ? within('day', () => parseDuration(day)) : day;
  if (!Number.isSafeInteger(ms) || ms <= 0) {
    throw new CalendarError(`day: "${day}" cannot be a day's budget: write a positive duration, like 8h`);
  }
  return ms;
}

function lengthOf(spans: readonly Span[]): number {
  const length = spans.reduce((sum, [from, to]) => sum + to - from, 0);
  // Overnight spans may run into each other's next morning.
  return Math.min(length, DAY);
}

/** Says which key of the spec a complaint is about. */
export function within<T>(key: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new CalendarError(`${key}: ${(cause as Error).message}`, { cause });
  }
}
