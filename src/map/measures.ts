import { folded } from '../org/likeness.ts';
import type { Requirement } from '../org/organisation.ts';

const minute = 60;
const day = 24 * 60 * minute;

/** Names people write for units that can be compared: what they measure, and how much of it one is. */
const known = new Map<string, { of: 'time' | 'workdays' | 'share'; one: number; budget?: 'm' | 'h' | 'd' }>();
const name = (words: string, of: 'time' | 'workdays' | 'share', one: number, budget?: 'm' | 'h' | 'd') => {
  for (const word of words.split(',')) known.set(word, { of, one, ...(budget ? { budget } : {}) });
};
name('s,sec,secs,second,seconds,秒,秒钟', 'time', 1);
name('m,min,mins,minute,minutes,分,分钟', 'time', minute, 'm');
name('h,hr,hrs,hour,hours,小时,个小时,时,钟头,个钟头', 'time', 60 * minute, 'h');
name('d,day,days,天,日', 'time', day, 'd');
name('w,wk,week,weeks,周,星期,个星期', 'time', 7 * day);
name('workday,workdays,working day,working days,business day,business days,工作日,个工作日', 'workdays', 1, 'd');
name('%,percent,per cent,百分比', 'share', 1);
name('‰,per mille', 'share', 0.1);

interface Measure {
  /** What is measured; units nobody knows are compared only with themselves. */
  of: string;
  value: number;
}

/** A requirement's number in a unit that can be compared; null where it has no number. */
function measureOf({ amount, unit }: Requirement): Measure | null {
  if (amount === null) return null;
  const written = folded(unit ?? '');
  const of = known.get(written);
  return of ? { of: of.of, value: amount * of.one } : { of: `unit ${written}`, value: amount };
}

/** Whether two sides put the same number on a requirement, after converting known units; words are never compared. */
export function sameMeasure(a: Requirement, b: Requirement): boolean {
  const [left, right] = [measureOf(a), measureOf(b)];
  if (!left || !right) return left === right;
  const apart = Math.abs(left.value - right.value);
  return left.of === right.of && apart <= 1e-9 * Math.max(Math.abs(left.value), Math.abs(right.value));
}

/** The longest times a target may be set to, by the unit of its budget: a year, or so. */
const most = { m: 525_600, h: 8_760, d: 366 };

/**
 * How long delivering may take, as a budget in the wording of the org file; a day is a day of the calendar it runs on.
 * Null where the requirement sets no time, or one that is no target: weeks, whose work time varies, none, or over a year.
 */
export function deliverOf({ kind, amount, unit }: Requirement): string | null {
  const budget = known.get(folded(unit ?? ''))?.budget;
  if (kind !== 'onTime' || amount === null || !budget || amount <= 0 || amount > most[budget]) return null;
  const written = `${amount}${budget}`;
  return /^\d+(\.\d+)?[mhd]$/.test(written) ? written : null;
}
