import { type Calendar, compileCalendar } from './calendar.ts';
import { CalendarError } from './errors.ts';
import { type CoveredYears, chineseHolidays, closedDates, makeupOverrides } from './holidays.ts';
import { dayOf, type TimeRange, WEEKDAYS, type Weekday, type WeekHours } from './local.ts';
import { type CalendarSpec, within } from './schedule.ts';

/** A calendar as the org file writes it. */
export interface CalendarForm {
  /** `{ mon-fri: ["08:00-12:00", "13:00-17:00"], sat: ["08:00-12:00"] }`; ranges of days may wrap, lists take commas. */
  readonly hours: Readonly<Record<string, readonly string[]>>;
  /** A country (`cn`, `de`, `us-ca`), or dates. */
  readonly holidays?: string | readonly string[] | undefined;
  /** Dates with hours of their own; `[]` is closed. They win over holidays and make-up workdays. */
  readonly overrides?: Readonly<Record<string, readonly string[]>> | undefined;
  /** What `1d` of budget is, `8h`. */
  readonly day?: string | undefined;
}

/** A spec for `compileCalendar`, and the years for which its holidays are known. */
export interface ExpandedCalendar extends CalendarSpec {
  readonly hours: WeekHours;
  readonly coveredYears: CoveredYears;
}

/**
 * Turns the org file's form into the spec `compileCalendar` takes. A list of dates covers the years it names; no
 * holidays at all covers every year. Throws CalendarError naming the offending key; what only compiling can tell (an
 * unknown zone, a calendar that never opens) it leaves to `compileCalendar`.
 */
export function expandCalendar(form: CalendarForm, zone: string): ExpandedCalendar {
  const hours = readHours(form.hours);
  const { holidays, makeup, coveredYears } = readHolidays(form.holidays, hours);
  const own = Object.entries(form.overrides ?? {}).map(([date, ranges]): [string, readonly TimeRange[]] => {
    within('overrides', () => dayOf(date));
    return [date, readRanges(ranges, `overrides ${date}`)];
  });
  const day = form.day === undefined ? {} : { day: form.day };
  return { zone, hours, holidays, overrides: { ...makeup, ...Object.fromEntries(own) }, coveredYears, ...day };
}

/** A calendar that is always open: what urgent requests run on. Its day has 24 hours. Throws CalendarError. */
export function roundTheClock(zone: string): Calendar {
  const allDay: readonly TimeRange[] = [['00:00', '24:00']];
  return compileCalendar({ zone, hours: Object.fromEntries(WEEKDAYS.map((day) => [day, allDay])), day: '24h' });
}

function readHours(form: CalendarForm['hours']): WeekHours {
  const givenBy = new Map<Weekday, string>();
  const hours: { [day in Weekday]?: readonly TimeRange[] } = {};
  for (const [key, ranges] of Object.entries(form ?? {})) {
    const read = readRanges(ranges, `hours "${key}"`);
    for (const day of daysOf(key)) {
      const other = givenBy.get(day);
      if (other !== undefined) {
        throw new CalendarError(`hours "${key}": ${day} is already given by "${other}"; name each weekday once`);
      }
      givenBy.set(day, key);
      hours[day] = read;
    }
  }
  return hours;
}

/** `mon-fri`, `sat-mon` (over the weekend), `mon,wed`, `mon-wed,fri` → weekdays. */
function daysOf(key: string): Weekday[] {
  return key.split(',').flatMap((part) => {
    const [first = -1, last = first, ...more] = part
      .split(/[-–]/)
      .map((name) => WEEKDAYS.indexOf(name.trim().toLowerCase() as Weekday));
    if (first < 0 || last < 0 || more.length > 0) {
      throw new CalendarError(`hours "${key}": write weekdays like mon, mon-fri or mon,wed (${WEEKDAYS.join(', ')})`);
    }
    const count = ((last - first + 7) % 7) + 1;
    return Array.from({ length: count }, (_, i) => WEEKDAYS[(first + i) % 7] as Weekday);
  });
}

function readRanges(ranges: readonly string[], what: string): TimeRange[] {
  const how = `write a list of intervals like ["08:00-12:00", "13:00-17:00"], or [] for closed`;
  if (!Array.isArray(ranges)) throw new CalendarError(`${what}: ${how}`);
  return ranges.map((range) => {
    const match = /^\s*(\d{2}:\d{2})\s*[-–]\s*(\d{2}:\d{2})\s*$/.exec(String(range));
    if (!match) throw new CalendarError(`${what}: "${range}" is not an interval: ${how}`);
    return [match[1] as string, match[2] as string];
  });
}

interface ReadHolidays {
  readonly holidays: CalendarSpec['holidays'];
  readonly makeup: Readonly<Record<string, readonly TimeRange[]>>;
  readonly coveredYears: CoveredYears;
}

function readHolidays(form: CalendarForm['holidays'], hours: WeekHours): ReadHolidays {
  if (form === undefined) return { holidays: [], makeup: {}, coveredYears: 'all' };
  if (typeof form !== 'string') {
    for (const date of form) within('holidays', () => dayOf(date));
    const years = [...new Set(form.map((date) => Number(date.slice(0, 4))))].sort();
    return { holidays: form, makeup: {}, coveredYears: form.length === 0 ? 'all' : years };
  }
  if (form.toLowerCase() !== 'cn') return { holidays: closedDates(form), makeup: {}, coveredYears: 'all' };
  const { closed, makeup, replaces, coveredYears } = chineseHolidays();
  return { holidays: closed, makeup: makeupOverrides(hours, makeup, replaces), coveredYears };
}
