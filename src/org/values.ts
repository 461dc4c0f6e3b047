import { CalendarError, compileCalendar, DurationError, expandCalendar, parseDuration } from '../worktime/index.ts';
import { didYouMean } from './likeness.ts';
import { type Read, text } from './reading.ts';

/** Single values of the org file. Full-width digits and signs are read as their plain forms where nothing else could be meant. */

type Checked<T> = { value: T } | { problem: string };

const KEY = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/;
const HOUR = 3_600_000;
const YEAR = 366 * 24 * HOUR;

/** A key: how the file itself names a person, a department, a calendar. */
export function checkKey(written: string): Checked<string> {
  if (KEY.test(written)) return { value: written };
  return {
    problem: `"${shorten(written)}" cannot be a key: use 1 to 40 letters a-z, digits, "-" and "_"; Chinese belongs in "name"`,
  };
}

export const key = text(checkKey);

/** A name or account, as people read it. */
export function label(most: number): Read<string> {
  return text((written) => {
    if (written === '') return { problem: 'is empty; write a text' };
    if (/\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}/u.test(written))
      return { problem: 'contains invisible control characters; type it anew' };
    if ([...written].length > most)
      return { problem: `is too long (${[...written].length} characters); use at most ${most}` };
    return { value: written.toWellFormed() };
  });
}

/** A channel of Slack by its id. */
export const channel = text((written) => {
  if (/^[CG][A-Z0-9]{6,20}$/.test(written)) return { value: written };
  return {
    problem: `"${shorten(written)}" is no id of a Slack channel; click the channel's name in Slack and copy the id at the end of "About": it begins with C (or G) and looks like C0123ABCD`,
  };
});

/** One of a few words. */
export function oneOf<const T extends string>(...words: T[]): Read<T> {
  return text((written) => {
    const found = words.find((word) => word.toLowerCase() === written.toLowerCase());
    if (found !== undefined) return { value: found };
    return {
      problem: `"${shorten(written)}" is not possible here${instead(didYouMean(written, words), listed(words))}`,
    };
  });
}

/** An IANA zone. */
export const zone = text((written) => {
  try {
    // `supportedValuesOf` lacks aliases such as UTC, so asking Intl to use it is the only full test.
    new Intl.DateTimeFormat('en', { timeZone: written });
    if (/^[+-]/.test(written)) throw new RangeError('offsets have no summer time');
    return { value: written };
  } catch {
    const meant = didYouMean(written, Intl.supportedValuesOf('timeZone'));
    return {
      problem: `"${shorten(written)}" is not a time zone${instead(meant, 'an IANA name like Asia/Shanghai or Europe/Berlin')}`,
    };
  }
});

/** A date, `2026-05-01`. */
export function checkDate(written: string): Checked<string> {
  const plain = written.normalize('NFKC');
  const parts = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?$/.exec(plain);
  if (!parts) return { problem: `"${shorten(written)}" is not a date; write year-month-day, like 2026-05-01` };
  const iso = `${parts[1]}-${parts[2]?.padStart(2, '0')}-${parts[3]?.padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00Z`);
  const real = !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso);
  if (!real) return { problem: `"${shorten(written)}" is no day of the calendar; check month and day` };
  if (iso !== plain) return { problem: `"${shorten(written)}" should be written ${iso}` };
  return { value: iso };
}

export const date = text(checkDate);

/** A time of day, `08:00`; `8:00` is taken for it. */
function checkTime(written: string): Checked<string> {
  const parts = /^(\d{1,2}):(\d{2})$/.exec(written.normalize('NFKC').trim());
  const [hour, minute] = [Number(parts?.[1]), Number(parts?.[2])];
  const good = parts && (hour < 24 ? minute < 60 : hour === 24 && minute === 0);
  if (!good) return { problem: `"${shorten(written)}" is not a time; write hours and minutes, like 08:30` };
  return { value: `${String(hour).padStart(2, '0')}:${parts[2]}` };
}

export const time = text(checkTime);

/** Opening hours, `08:00-12:00`. */
export const interval = text((written) => {
  const [from, to, ...more] = written.normalize('NFKC').split(/\s*[-–—~〜至到]\s*/u);
  const [start, end] = [checkTime(from ?? ''), checkTime(to ?? '')];
  if (more.length > 0 || 'problem' in start || 'problem' in end) {
    return { problem: `"${shorten(written)}" is not an interval; write it like "08:00-12:00"` };
  }
  if (start.value === end.value) return { problem: `"${written}" is empty; a whole day is "00:00-24:00"` };
  if (start.value === '24:00')
    return { problem: `"${written}" cannot start at 24:00; begin it at 00:00 of the next day` };
  return { value: `${start.value}-${end.value}` };
});

/** A duration, kept as written because a day is as long as the calendar it runs on. */
function checkDuration(written: string): Checked<string> {
  const plain = written.normalize('NFKC').replace(/\s+/g, '');
  try {
    const ms = parseDuration(plain, 24 * HOUR);
    if (ms <= 0) return { problem: `"${shorten(written)}" is no time at all; write it like 30m, 4h or 2d` };
    if (ms > YEAR)
      return { problem: `"${shorten(written)}" is more than a year; write a target people can work with, like 2d` };
    return { value: plain };
  } catch (error) {
    if (error instanceof DurationError) return { problem: error.message };
    throw error;
  }
}

export const duration = text(checkDuration);

/** When a ladder's step fires: `50%` of the target, or `+2h` after it. */
export const moment = text((written): Checked<{ percent: number } | { after: string }> => {
  const plain = written.normalize('NFKC').replace(/\s+/g, '');
  const share = /^(\d{1,4}(?:\.\d+)?)%$/.exec(plain);
  if (share) {
    const percent = Number(share[1]);
    return percent <= 1000 ? { value: { percent } } : { problem: `"${plain}" is too late; write at most 1000%` };
  }
  const after = plain.startsWith('+') ? checkDuration(plain.slice(1)) : null;
  if (after && 'value' in after) return { value: { after: after.value } };
  return {
    problem: `"${shorten(written)}" does not say when; write a share of the target like 50%, or a time after it like +2h`,
  };
});

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): Read<number> {
  return text((written) => {
    const plain = written.normalize('NFKC');
    const value = Number(plain);
    if (/^\d+$/.test(plain) && value >= least && value <= most) return { value };
    return { problem: `"${shorten(written)}" must be a whole number from ${least} to ${most}` };
  });
}

/** Whether a calendar can be used: what only expanding and compiling it can tell. */
export function calendarProblem(form: Parameters<typeof expandCalendar>[0], timezone: string): string | null {
  try {
    compileCalendar(expandCalendar(form, timezone));
    return null;
  } catch (error) {
    if (error instanceof CalendarError || error instanceof DurationError) return error.message;
    throw error;
  }
}

/** What was written, short enough for a message. */
export function shorten(written: string): string {
  return [...written].length <= 60 ? written : `${[...written].slice(0, 57).join('')}…`;
}

/** Joins a guess and an instruction into one sentence. */
function instead(guess: string, words: string): string {
  return guess === '' ? `; write ${words}` : `${guess} Write ${words}`;
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
