import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { CalendarError } from './errors.ts';
import { DAY, dayOf, isoOf, type TimeRange, WEEKDAYS, type WeekHours, weekdayOf } from './local.ts';
import { zoneOf } from './zone.ts';

// Not imported: a JSON import warns on Node 20, and date-holidays (150 ms, 20 MB) is loaded only when asked for.
const require = createRequire(import.meta.url);

/** The years whose holidays are known. A year outside is not a year without holidays. */
export type CoveredYears = readonly number[] | 'all';

export interface HolidayData {
  /** Dates closed all day, in order. */
  readonly closed: readonly string[];
  /** Dates worked although they fall on a weekend (调休), in order. */
  readonly makeup: readonly string[];
  /** For a make-up workday, the date whose work it makes up, when the data pairs them. */
  readonly replaces: Readonly<Record<string, string>>;
  readonly coveredYears: CoveredYears;
}

let chinese: HolidayData | undefined;

/**
 * China's public holidays and make-up workdays as decreed by the State Council, from the JSON data of `chinese-days`,
 * never its functions, which are wrong outside China's zone. The decree for a year comes out the November before.
 */
export function chineseHolidays(): HolidayData {
  chinese ??= readChinese(require('chinese-days/dist/chinese-days.json'));
  return chinese;
}

type Named = Readonly<Record<string, string>>;

function readChinese(data: { holidays: Named; workdays: Named; inLieuDays: Named }): HolidayData {
  const closed = Object.keys(data.holidays).sort();
  const years = [...new Set(closed.map((date) => Number(date.slice(0, 4))))];
  return {
    closed,
    makeup: Object.keys(data.workdays).sort(),
    replaces: pairs(data.workdays, data.inLieuDays),
    // A year is known once its decree is: a January that belongs to the winter before is not enough.
    coveredYears: years.filter((year) => data.holidays[`${year}-05-01`] && data.holidays[`${year}-10-01`]),
  };
}

/** Pairs make-up workdays with the days off they pay for: in order, within one holiday, when their numbers agree. */
function pairs(workdays: Named, daysOff: Named): Record<string, string> {
  const off = byHoliday(daysOff);
  const paired: Record<string, string> = {};
  for (const [holiday, worked] of byHoliday(workdays)) {
    const free = off.get(holiday) ?? [];
    if (free.length !== worked.length) continue;
    worked.forEach((date, i) => {
      paired[date] = free[i] as string;
    });
  }
  return paired;
}

function byHoliday(dates: Named): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [date, names] of Object.entries(dates).sort()) {
    // December belongs to the New Year that follows.
    const year = isoOf(dayOf(date) + 31).slice(0, 4);
    const key = `${year} ${names}`;
    groups.set(key, [...(groups.get(key) ?? []), date]);
  }
  return groups;
}

/**
 * The public holidays of a country: `cn`, or another ISO 3166 code, optionally with a state (`de`, `de-by`), from
 * `date-holidays` (type `public` only; half days stay working days). Throws CalendarError for an unknown country.
 */
export function holidayData(country: string, years: readonly number[]): HolidayData {
  if (country.toLowerCase() !== 'cn') {
    const closedIn = closedDates(country);
    return { closed: years.flatMap(closedIn).sort(), makeup: [], replaces: {}, coveredYears: 'all' };
  }
  const all = chineseHolidays();
  const wanted = (date: string) => years.includes(Number(date.slice(0, 4)));
  return {
    closed: all.closed.filter(wanted),
    makeup: all.makeup.filter(wanted),
    replaces: Object.fromEntries(Object.entries(all.replaces).filter(([date]) => wanted(date))),
    coveredYears: (all.coveredYears as readonly number[]).filter((year) => years.includes(year)),
  };
}

const countries = new Map<string, (year: number) => readonly string[]>();

/**
 * The dates a country other than China closes in a year, computed when asked: some countries take 100 ms a year.
 * Throws CalendarError for an unknown country or state.
 */
export function closedDates(country: string): (year: number) => readonly string[] {
  const key = country.toLowerCase();
  let closedIn = countries.get(key);
  if (!closedIn) {
    closedIn = readCountry(key);
    countries.set(key, closedIn);
  }
  return closedIn;
}

function readCountry(key: string): (year: number) => readonly string[] {
  const [country = '', state] = key.split('-');
  const source = new (require('date-holidays') as typeof Holidays)();
  const known = Object.hasOwn(lowerCased(source.getCountries()), country);
  if (!known || (state !== undefined && !Object.hasOwn(lowerCased(source.getStates(country) ?? {}), state))) {
    throw new CalendarError(
      `holidays: "${key}" is not known: write cn, an ISO country code like de or us, one with a state like de-by, or a list of dates`,
    );
  }
  if (state === undefined) source.init(country);
  else source.init(country, state);
  const begun = new Map<number, readonly string[]>();
  const beginningIn = (year: number) => {
    const dates = begun.get(year) ?? publicDates(source, year);
    begun.set(year, dates);
    return dates;
  };
  return (year) => {
    // A feast of several days may have begun in the year before.
    const dates = new Set([...beginningIn(year - 1), ...beginningIn(year)]);
    return [...dates].filter((date) => Number(date.slice(0, 4)) === year).sort();
  };
}

function publicDates(source: Holidays, year: number): string[] {
  return (source.getHolidays(year) ?? []).flatMap(({ type, date, start, end }) => {
    if (type !== 'public') return [];
    // Whole days only, with room for a day shortened by summer time.
    const days = Math.floor((end.getTime() - start.getTime()) / DAY + 0.1);
    const first = dayOf(date.slice(0, 10));
    return Array.from({ length: days }, (_, i) => isoOf(first + i));
  });
}

function lowerCased(names: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key.toLowerCase(), name]));
}

/**
 * Overrides for make-up workdays: each takes the hours of the weekday it replaces when `replaces` knows it and that
 * weekday is worked, else those of the first working weekday from Monday on. Without any hours there is nothing to take.
 */
export function makeupOverrides(
  hours: WeekHours,
  makeup: readonly string[],
  replaces: Readonly<Record<string, string>> = {},
): Record<string, readonly TimeRange[]> {
  const usual = WEEKDAYS.map((day) => hours[day] ?? []).find((ranges) => ranges.length > 0);
  if (!usual) return {};
  const hoursOn = (date: string) => {
    const replaced = replaces[date];
    const ranges = replaced === undefined ? undefined : hours[weekdayOf(dayOf(replaced))];
    return ranges && ranges.length > 0 ? ranges : usual;
  };
  return Object.fromEntries(makeup.map((date) => [date, hoursOn(date)]));
}

function isCovered(year: number, covered: CoveredYears): boolean {
  return covered === 'all' || covered.includes(year);
}

function localYear(at: Date, zone: string): number {
  return new Date(zoneOf(zone).wall(at.getTime())).getUTCFullYear();
}

/**
 * The instant from which deadlines counted from `start` are provisional: the local start of the first year, from the
 * year of `start` on, whose holidays are not known. Null when all are. Throws CalendarError for an unknown zone.
 */
export function provisionalFrom(start: Date, zone: string, covered: CoveredYears): Date | null {
  if (covered === 'all') return null;
  let year = localYear(start, zone);
  while (covered.includes(year)) year += 1;
  return new Date(zoneOf(zone).instant(Date.UTC(year, 0, 1)));
}

/** Whether a deadline counted from `start` reaches into a year whose holidays are not known. */
export function isProvisional(start: Date, due: Date, zone: string, covered: CoveredYears): boolean {
  const from = provisionalFrom(start, zone, covered);
  return from !== null && due > from;
}

/**
 * The year whose holidays the operator should supply: this one, or from 1 December, local time, the next, when they are
 * not known; else null. Throws CalendarError for an unknown zone.
 */
export function missingYearWarning(now: Date, zone: string, covered: CoveredYears): number | null {
  const year = localYear(now, zone);
  if (!isCovered(year, covered)) return year;
  const december = new Date(zoneOf(zone).wall(now.getTime())).getUTCMonth() === 11;
  return december && !isCovered(year + 1, covered) ? year + 1 : null;
}
