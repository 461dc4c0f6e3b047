import type { Stretch } from '../types.ts';

/** What could not be read, and why. `words` are the person's own. */
export interface Unread {
  problem: 'words' | 'noDay' | 'noTime' | 'backwards';
  words: string;
}

const DAY_NAMES: readonly string[] = [
  '(?:周|星期|礼拜)一|mon(?:day)?s?',
  '(?:周|星期|礼拜)二|tue(?:s|sday)?s?',
  '(?:周|星期|礼拜)三|wed(?:nesday)?s?',
  '(?:周|星期|礼拜)四|thu(?:r|rs|rsday)?s?',
  '(?:周|星期|礼拜)五|fri(?:day)?s?',
  '(?:周|星期|礼拜)六|sat(?:urday)?s?',
  '(?:周|星期|礼拜)[日天]|sun(?:day)?s?',
];
const DAY = `(?:${DAY_NAMES.map((name) => `(?:${name})`).join('|')})(?![a-z])`;
const TO = '\\s*(?:-|–|—|~|〜|至|到|\\bto\\b|\\buntil\\b|\\btill\\b)\\s*';
const dayRange = new RegExp(`(${DAY})${TO}(${DAY})`, 'gu');
const oneDay = new RegExp(DAY, 'gu');
const dayNames = DAY_NAMES.map((name) => new RegExp(`^(?:${name})$`, 'u'));
const DAY_GROUPS: readonly [RegExp, number[]][] = [
  [/每天|每日|天天|every\s?day|daily/gu, [1, 2, 3, 4, 5, 6, 7]],
  [/工作日|weekdays?|work(?:ing)?\s?days?/gu, [1, 2, 3, 4, 5]],
  [/周末|weekends?/gu, [6, 7]],
];

const PART = '(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上)?\\s*';
const CLOCK = `(${PART})(\\d{1,2})(?::(\\d{2})|[点时](半)|[点时](\\d{1,2})分?|[点时]|(?<=\\d{2})(\\d{2})(?!\\d))?\\s*(am\\b|pm\\b|a\\.m\\.|p\\.m\\.)?`;
const clockRange = new RegExp(`^(?:from\\s+|自|从)?${CLOCK}${TO}${CLOCK}$`, 'u');
const clockAfter = new RegExp(`^(?:after\\s+|from\\s+|自|从)?${CLOCK}\\s*(之?以?后|起|onwards?|on)?$`, 'u');
const clockBefore = new RegExp(`^(?:before\\s+|until\\s+|till\\s+)?${CLOCK}\\s*(之?以?前|为止)?$`, 'u');
const SPANS: readonly [RegExp, string, string][] = [
  [/^(?:全天|整天|一整天|all\s?day|whole\s?day)$/u, '00:00', '24:00'],
  [/^(?:上午|早上|早晨|mornings?|am)$/u, '00:00', '12:00'],
  [/^(?:下午|afternoons?|pm)$/u, '12:00', '24:00'],
  [/^(?:晚上|傍晚|evenings?)$/u, '18:00', '24:00'],
  [/^(?:中午|午休|noon|lunch)$/u, '12:00', '13:00'],
];
/** What people write around a time without meaning a time. */
const filler =
  /\b(?:i am|i’m|i'm|busy|not? free|cannot|can't|can’t|no meetings?|meetings?|every|each|on|at|the|in|is|are|i)\b|没空|有事|不行|不方便|不能|都要?|开会|例会|会议|的时候|每(?=周|星期|礼拜)|[的忙在我是]/gu;
const CHINESE = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'];

/**
 * Reads when someone cannot: `周三 14:00-16:00, Fri 9-10:30`, `周一至周五 12点到13点`, `Tue afternoon`, `Mon, Wed after 4pm`.
 * A day alone goes with the time that follows it, and at the end means the whole day; a time alone goes with the days
 * before it. Either everything is read, or the first piece that was not comes back.
 */
export function readStretches(words: string): { stretches: Stretch[] } | Unread {
  const pieces = words.normalize('NFKC').split(/[,;，；、。\n]+|\s(?:and|und)\s|以及|还有|和/u);
  const stretches: Stretch[] = [];
  let waiting: number[] = [];
  let last: number[] = [];
  for (const piece of pieces.map((one) => one.trim()).filter(Boolean)) {
    const read = readPiece(piece);
    if ('problem' in read) return read;
    if (!read.span) {
      waiting.push(...read.days);
      continue;
    }
    const days = [...waiting, ...read.days];
    if (days.length > 0) last = days;
    if (last.length === 0) return { problem: 'noDay', words: piece };
    const { span } = read;
    stretches.push(...last.map((day) => ({ day, ...span })));
    waiting = [];
  }
  stretches.push(...waiting.map((day) => ({ day, from: '00:00', to: '24:00' })));
  return { stretches: merged(stretches) };
}

type TimeSpan = Pick<Stretch, 'from' | 'to'>;

/** The days and the time in a piece; no span where it names days alone. */
function readPiece(piece: string): { days: number[]; span: TimeSpan | null } | Unread {
  const { days, rest } = takeDays(inFigures(piece.toLowerCase()));
  const left = rest
    .replace(filler, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[\s:]+|[\s:]+$/gu, '');
  if (left === '') return days.length > 0 ? { days, span: null } : { problem: 'words', words: piece };
  const span = readSpan(left);
  if (span === null) return { problem: 'words', words: piece };
  if (typeof span === 'string') return { problem: span, words: piece };
  return { days, span };
}

/** Hours in words become figures: 两点半 → 2点半. */
const inFigures = (text: string): string =>
  text.replace(/十[一二]|[一二两三四五六七八九十](?=[点时])/gu, (word, at: number, whole: string) => {
    const before = whole.slice(Math.max(0, at - 2), at);
    if (/(?:周|期|拜)$/u.test(before) || (word.length === 2 && !/[点时]/u.test(whole[at + 2] ?? ''))) return word;
    return String(word === '两' ? 2 : CHINESE.indexOf(word));
  });

function takeDays(text: string): { days: number[]; rest: string } {
  const days: number[] = [];
  let rest = text;
  for (const [pattern, group] of DAY_GROUPS)
    rest = rest.replace(pattern, () => {
      days.push(...group);
      return ' ';
    });
  rest = rest.replace(dayRange, (_, first: string, end: string) => {
    const [from, to] = [dayOf(first), dayOf(end)];
    for (let day = from; day !== to; day = (day % 7) + 1) days.push(day);
    days.push(to);
    return ' ';
  });
  rest = rest.replace(oneDay, (name) => {
    days.push(dayOf(name));
    return ' ';
  });
  return { days: [...new Set(days)], rest: rest.replace(/\/(?=\s|$)/gu, ' ') };
}

const dayOf = (name: string): number => dayNames.findIndex((pattern) => pattern.test(name)) + 1;

function readSpan(text: string): TimeSpan | 'noTime' | 'backwards' | null {
  const named = SPANS.find(([pattern]) => pattern.test(text));
  if (named) return { from: named[1], to: named[2] };
  const range = clockRange.exec(text);
  if (range) return between(range.slice(1, 8), range.slice(8, 15));
  const after = clockAfter.exec(text);
  if (after && (after[8] || /^(?:after|from|自|从)/u.test(text))) return between(after.slice(1, 8), null, 24 * 60);
  const before = clockBefore.exec(text);
  if (before && (before[8] || /^(?:before|until|till)/u.test(text))) return between(null, before.slice(1, 8), 0);
  return null;
}

type Parts = (string | undefined)[];

function between(first: Parts | null, second: Parts | null, bound = 0): TimeSpan | 'noTime' | 'backwards' {
  const [a, b] = [first && clockOf(first), second && clockOf(second)];
  if (a === 'noTime' || b === 'noTime') return 'noTime';
  let [from, to] = [a ? a.minute : bound, b ? b.minute : bound];
  if (a && b) {
    // “9-5” and “12点到1点” run over noon; and in “下午2点到4点” or “2-4pm” the half of the day said once holds for both.
    if (b.half === null && from < 13 * 60 && to < from && to <= 6 * 60) to += 12 * 60;
    if (a.half === 'pm' && b.half === null && to < from) to += 12 * 60;
    if (b.half === 'pm' && a.half === null && from + 12 * 60 < to) from += 12 * 60;
  }
  if (from > 24 * 60 || to > 24 * 60) return 'noTime';
  return from < to ? { from: timeOf(from), to: timeOf(to) } : 'backwards';
}

function clockOf(parts: Parts): { minute: number; half: 'am' | 'pm' | null } | 'noTime' {
  const [part = '', hour = '', minutes, half30, chinese, compact, meridiem] = parts;
  const whole = Number(hour);
  const minute = half30 ? 30 : Number(minutes ?? chinese ?? compact ?? 0);
  const half = meridiem ? (meridiem.startsWith('p') ? 'pm' : 'am') : halfOf(part.trim(), whole);
  if (whole > 24 || minute > 59 || (meridiem && whole > 12)) return 'noTime';
  const shifted = half === 'pm' && whole < 12 ? whole + 12 : half === 'am' && meridiem && whole === 12 ? 0 : whole;
  return { minute: shifted * 60 + minute, half };
}

function halfOf(part: string, hour: number): 'am' | 'pm' | null {
  if (part === '') return null;
  if (part === '中午') return hour < 11 ? 'pm' : null;
  return /下午|傍晚|晚上/u.test(part) ? 'pm' : 'am';
}

const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** In order of the week; what overlaps or touches becomes one. */
export function merged(stretches: readonly Stretch[]): Stretch[] {
  const sorted = [...stretches].sort((a, b) => a.day - b.day || (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const all: Stretch[] = [];
  for (const { day, from, to } of sorted) {
    const last = all.at(-1);
    if (last && last.day === day && from <= last.to) {
      if (to > last.to) last.to = to;
    } else all.push({ day, from, to });
  }
  return all;
}

/** Half days as they are chosen: `3am`, `3pm`. */
export const HALVES = ['am', 'pm'] as const;

export type HalfDay = `${number}${(typeof HALVES)[number]}`;

const NOON = '12:00';

export const stretchOfHalf = (half: string): Stretch => ({
  day: Number(half[0]),
  ...(half.endsWith('am') ? { from: '00:00', to: NOON } : { from: NOON, to: '24:00' }),
});

/** Parts stretches into the half days they cover whole, and what is left. */
export function halvesIn(stretches: readonly Stretch[]): { halves: HalfDay[]; rest: Stretch[] } {
  const halves: HalfDay[] = [];
  const rest: Stretch[] = [];
  for (const { day, from, to } of stretches) {
    if (from === '00:00' && to >= NOON) halves.push(`${day}am`);
    if (from <= NOON && to === '24:00') halves.push(`${day}pm`);
    const start = from === '00:00' && to >= NOON ? NOON : from;
    const end = from <= NOON && to === '24:00' ? NOON : to;
    if (start < end) rest.push({ day, from: start, to: end });
  }
  return { halves, rest };
}
