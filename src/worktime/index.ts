export { type Calendar, compileCalendar } from './calendar.ts';
export { formatDuration, parseDuration } from './durations.ts';
export { CalendarError, DurationError } from './errors.ts';
export { type CalendarForm, expandCalendar, roundTheClock } from './expand.ts';
export {
  type CoveredYears,
  chineseHolidays,
  holidayData,
  isProvisional,
  makeupOverrides,
  missingYearWarning,
  provisionalFrom,
} from './holidays.ts';

export type { CalendarSpec } from './schedule.ts';
