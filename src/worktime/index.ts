export { type Calendar, compileCalendar, type Pauses } from './calendar.ts';
export { type DurationLocale, formatDuration, parseDuration } from './durations.ts';
export { CalendarError, DurationError } from './errors.ts';
export { type CalendarForm, type ExpandedCalendar, expandCalendar, roundTheClock } from './expand.ts';
export {
  type CoveredYears,
  chineseHolidays,
  type HolidayData,
  holidayData,
  isProvisional,
  makeupOverrides,
  missingYearWarning,
  provisionalFrom,
} from './holidays.ts';
export type { TimeRange, Weekday, WeekHours } from './local.ts';
export type { CalendarSpec } from './schedule.ts';
