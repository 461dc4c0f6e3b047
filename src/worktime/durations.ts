import { DurationError } from './errors.ts';
import { HOUR, MINUTE } from './local.ts';

const SHORT =
  /^(?=.*\d)(?:(\d+(?:\.\d+)?)d)?\s*(?:(\d+(?:\.\d+)?)h)?\s*(?:(\d+(?:\.\d+)?)m)?\s*(?:(\d+(?:\.\d+)?)s)?$/i;
const ISO =
  /^P(?=.*\d)(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
const HOW = 'write it like 30m, 4h, 2d or 1d4h, or in ISO 8601, like PT30M or P2D';

/**
 * Reads `30m`, `4h`, `2d`, `1d4h`, `1h30m` or ISO 8601 (`PT30M`, `P1DT4H`) into ms, rounded to whole ones. A day is
 * `dayMs` long: the `dayMs` of a calendar, never 24 hours by default. Throws DurationError, also for weeks, months and
 * years, whose work time nobody can tell, and for days when `dayMs` is missing.
 */
export function parseDuration(text: string, dayMs?: number): number {
  const written = typeof text === 'string' ? text.trim() : '';
  const match = SHORT.exec(written) ?? ISO.exec(written);
  if (!match) throw new DurationError(complaint(written));
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  if (match[1] !== undefined && !(dayMs !== undefined && dayMs > 0)) {
    throw new DurationError(
      `"${written}" counts days, but no length of a day applies here: write it in hours, like 8h`,
    );
  }
  const ms = Math.round(days * (dayMs ?? 0) + hours * HOUR + minutes * MINUTE + seconds * 1000);
  if (!Number.isSafeInteger(ms)) throw new DurationError(`"${written}" is too long: ${HOW}`);
  return ms;
}

function complaint(written: string): string {
  if (written === '') return `a duration is missing: ${HOW}`;
  if (/^-/.test(written)) return `"${written}" is negative, a duration cannot be: ${HOW}`;
  if (/^\d+(\.\d+)?$/.test(written)) return `"${written}" has no unit: ${HOW}`;
  if (/^P\d[^T]*[WMY]/i.test(written) || /\d(w|mo|y)/i.test(written)) {
    return `"${written}" counts weeks, months or years, whose work time varies: ${HOW}`;
  }
  return `"${written}" is not a duration: ${HOW}`;
}

export type DurationLocale = 'zh-CN' | 'en';

const UNITS = {
  en: { day: ' d', hour: ' h', minute: ' min', between: ' ', none: '0 min', little: '< 1 min' },
  'zh-CN': { day: '天', hour: '小时', minute: '分钟', between: '', none: '0分钟', little: '不到1分钟' },
} as const;

/**
 * A duration for showing: `2 h 30 min`, `2小时30分钟`; with `dayMs`, days too: `2 d 4 h`, `2天4小时`. Rounded to minutes,
 * in the words only; less than half a minute reads as less than a minute. Negative ones begin with a minus sign.
 */
export function formatDuration(ms: number, locale: DurationLocale, dayMs?: number): string {
  const words = UNITS[locale];
  if (ms === 0) return words.none;
  if (ms < 0) return `−${formatDuration(-ms, locale, dayMs)}`;
  const rounded = Math.round(ms / MINUTE);
  if (rounded === 0) return words.little;
  const day = dayMs === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.round(dayMs / MINUTE));
  const days = Math.floor(rounded / day);
  const rest = days === 0 ? rounded : rounded - days * day;
  const [hours, minutes] = [Math.floor(rest / 60), rest % 60];
  const parts: [number, string][] = [
    [days, words.day],
    [hours, words.hour],
    [minutes, words.minute],
  ];
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count}${unit}`])).join(words.between);
}
