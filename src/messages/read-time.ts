import dayjs, { type Dayjs } from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import { zoneOf } from '../worktime/zone.ts';

dayjs.extend(utc);

/** A time found in what a person wrote; `words` is the part that was read. */
export interface TimeReading {
  at: Date;
  words: string;
}

const dayWords: [RegExp, number][] = [
  [/大后天/u, 3],
  [/后天|day after tomorrow/iu, 2],
  [/明天|明日|明早|明晚|tomorrow/iu, 1],
  [/今天|今日|今早|今晚|today|tonight/iu, 0],
];
const weekdayWords: RegExp[] = [
  /(?:周|星期|礼拜)[日天]|\bsun(?:day)?\b/iu,
  /(?:周|星期|礼拜)一|\bmon(?:day)?\b/iu,
  /(?:周|星期|礼拜)二|\btue(?:s|sday)?\b/iu,
  /(?:周|星期|礼拜)三|\bwed(?:nesday)?\b/iu,
  /(?:周|星期|礼拜)四|\bthu(?:rs|rsday)?\b/iu,
  /(?:周|星期|礼拜)五|\bfri(?:day)?\b/iu,
  /(?:周|星期|礼拜)六|\bsat(?:urday)?\b/iu,
];
/** With a year any separator; without one only a slash or 月, so that `10.5吨` and order numbers are not dates. */
const dateForms =
  /(\d{4})\s*[-/年.]\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})\s*[日号]?|(?<![\d/.-])(\d{1,2})\s*[/月]\s*(\d{1,2})(?![\d/.])\s*[日号]?/u;
const clockForms = /(\d{1,2})\s*[:：]\s*(\d{2})|(\d{1,2})\s*[点时](半|\s*\d{1,2}分?)?|\b(\d{1,2})\s*(am|pm)\b/iu;
const longest = 2_000;

/** In figures alone or with what follows; `2天前` is the past and `5 holes` are no hours. */
const afterForms =
  /(\d{1,12}(?:\.\d+)?)\s*(分钟|小时|个小时|天|日内|(?:minutes?|min|hours?|h|days?)\b)(?!前)|\bin\s+(\d+)\s*(minutes?|hours?|days?)\b/iu;
/** In words only with what follows: 一天 alone may mean anything. */
const chineseAfter = /([一二两三四五六七八九十]{1,3}|半)个?(分钟|小时|天)(?:之?[内后]|以[内后])/u;
/** In words only behind a part of the day: 一点 alone means "a little". */
const chineseClock = /(?<=[午上晚天早晨])([一二两三四五六七八九十]{1,3})点(半)?/u;
const partOfDay: [RegExp, number][] = [
  [/早上|上午|明早|今早|morning/iu, 9],
  [/中午|\bnoon\b/iu, 12],
  [/下午|afternoon/iu, 15],
  [/傍晚|下班前|end of day|\beod\b/iu, 17],
  [/晚上|明晚|今晚|tonight|evening/iu, 20],
];

/**
 * Reads a time in Chinese or English words: `明早`, `周五 17:00`, `5月8日`, `3天内`, `tomorrow 10:00`, `2026-05-08 17:00`.
 * A day without an hour means the end of the working day, 17:00. Only ever a proposal: the words themselves are kept.
 */
export function readTime(text: string, now: Date, zone: string): TimeReading | null {
  // A proposal is not worth reading a megabyte for.
  const folded = text.slice(0, longest).normalize('NFKC');
  const iso = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z/.exec(folded);
  if (iso) return valid(instantOf(iso[0]), iso[0]);
  // Wall time, read as if it were UTC: days have 24 hours there, and only the result is looked up in the zone.
  const wall = zoneOf(zone);
  const local = dayjs.utc(wall.wall(now.getTime()));
  const day = readDay(folded, local);
  const hour = readHour(folded, day?.words ?? '');
  if (!day && !hour) return readSpan(folded, now);
  const date = day?.date ?? local;
  const set = date
    .hour(hour?.hour ?? 17)
    .minute(hour?.minute ?? 0)
    .second(0)
    .millisecond(0);
  // An hour alone that has passed today means tomorrow.
  const meant = !day && set.valueOf() <= local.valueOf() ? set.add(1, 'day') : set;
  const words = [...new Set([day?.words, hour?.words])].filter(Boolean).join(' ');
  return meant.isValid() ? valid(new Date(wall.instant(meant.valueOf())), words) : null;
}

/** An instant for machines; 31 February is none, though JavaScript makes a March of it. */
export function instantOf(iso: string): Date {
  const at = new Date(iso);
  const same = !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === iso.slice(0, 10);
  return same ? at : new Date(Number.NaN);
}

const valid = (at: Date, words: string): TimeReading | null => (Number.isNaN(at.getTime()) ? null : { at, words });

function readDay(text: string, local: Dayjs): { date: Dayjs; words: string } | null {
  for (const [pattern, days] of dayWords) {
    const match = pattern.exec(text);
    if (match) return { date: local.add(days, 'day'), words: match[0] };
  }
  const weekday = weekdayWords.findIndex((pattern) => pattern.test(text));
  if (weekday >= 0) {
    const words = weekdayWords[weekday]?.exec(text)?.[0] ?? '';
    const next = /下(?:个)?(?:周|星期|礼拜)|next\s+\w+day/iu.test(text);
    const ahead = (weekday - local.day() + 7) % 7;
    // "Next Friday" is the one of the coming week; weeks begin on Monday.
    const monday = local.subtract((local.day() + 6) % 7, 'day').add(7, 'day');
    return { date: next ? monday.add((weekday + 6) % 7, 'day') : local.add(ahead, 'day'), words };
  }
  return readDate(text, local);
}

function readDate(text: string, local: Dayjs): { date: Dayjs; words: string } | null {
  const match = dateForms.exec(text);
  if (!match) return null;
  const [words, year] = match;
  const [m, d] = [Number(match[2] ?? match[4]), Number(match[3] ?? match[5])];
  if (m < 1 || m > 12 || d < 1 || d > 31) return null;
  const from = (y: number) =>
    local
      .year(y)
      .month(m - 1)
      .date(d);
  const date = from(year ? Number(year) : local.year());
  if (date.date() !== d) return null;
  return { date: !year && date.endOf('day').isBefore(local) ? from(local.year() + 1) : date, words };
}

function readHour(text: string, without: string): { hour: number; minute: number; words: string } | null {
  const rest = without ? text.replace(without, ' ') : text;
  const part = partOfDay.find(([pattern]) => pattern.test(text));
  const said = readClock(rest) ?? readChineseClock(text);
  if (!said) return part ? { hour: part[1], minute: 0, words: part[0].exec(text)?.[0] ?? '' } : null;
  const { base, minute, words, meridiem } = said;
  const afternoon = meridiem ? meridiem === 'pm' : part !== undefined && part[1] >= 12;
  // Twelve at night begins the next day; 12 am is where today begins.
  const midnight = base === 12 && (meridiem === 'am' ? 0 : part?.[1] === 20 && !meridiem ? 24 : null);
  const hour = midnight === false || midnight === null ? (afternoon && base < 12 ? base + 12 : base) : midnight;
  return hour > 24 || minute > 59 || (hour === 24 && midnight !== 24) ? null : { hour, minute, words };
}

interface Clock {
  base: number;
  minute: number;
  words: string;
  meridiem: 'am' | 'pm' | null;
}

function readClock(text: string): Clock | null {
  const match = clockForms.exec(text);
  if (!match) return null;
  const [words, hour, minute, chinese, half, english, meridiem] = match;
  return {
    base: Number(hour ?? chinese ?? english),
    minute: minute ? Number(minute) : half === '半' ? 30 : Number(half?.replace('分', '') || 0),
    words,
    meridiem: meridiem ? (/pm/i.test(meridiem) ? 'pm' : 'am') : null,
  };
}

function readChineseClock(text: string): Clock | null {
  const match = chineseClock.exec(text);
  const base = match ? chineseNumber(match[1] ?? '') : null;
  return match && base !== null ? { base, minute: match[2] ? 30 : 0, words: match[0], meridiem: null } : null;
}

/** 一 to 九十九; null for what is none of them. */
function chineseNumber(text: string): number | null {
  const match = /^([一二两三四五六七八九])?(十)?([一二三四五六七八九])?$/u.exec(text);
  if (!match || text === '' || (!match[2] && match[1] && match[3])) return null;
  const digit = (one: string | undefined) => (one === '两' ? 2 : one ? '一二三四五六七八九'.indexOf(one) + 1 : 0);
  return match[2] ? (match[1] ? digit(match[1]) : 1) * 10 + digit(match[3]) : digit(match[1] ?? match[3]);
}

function readSpan(text: string, now: Date): TimeReading | null {
  const match = afterForms.exec(text) ?? chineseAfter.exec(text);
  if (!match) return null;
  const figure = match[1] ?? match[3] ?? '';
  const amount = figure === '半' ? 0.5 : /\d/.test(figure) ? Number(figure) : (chineseNumber(figure) ?? Number.NaN);
  const unit = (match[2] ?? match[4] ?? '').toLowerCase();
  const minutes = /^(分钟|min)/u.test(unit) ? 1 : /^(小时|个小时|h)/u.test(unit) ? 60 : 24 * 60;
  return valid(new Date(now.getTime() + amount * minutes * 60_000), match[0]);
}
