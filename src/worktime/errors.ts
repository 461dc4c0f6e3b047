/** A calendar, date, time or zone that cannot be worked with. The message says what is wrong and what to write. */
export class CalendarError extends Error {
  override name = 'CalendarError';
}

/** A duration that cannot be read. The message says what was written and how to write it. */
export class DurationError extends Error {
  override name = 'DurationError';
}
