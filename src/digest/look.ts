import type { Week } from '../meetings/types.ts';
import { showDay } from '../messages/time.ts';
import { dateAfter } from '../org/duty.ts';
import type { Locale, Organisation, Person } from '../org/organisation.ts';
import { localDate } from '../worktime/zone.ts';
import { type Words, words } from './messages.ts';

/** One person reading a digest. */
export interface Look {
  org: Organisation;
  viewer: Person;
  say: Words;
}

export const lookOf = (org: Organisation, viewer: Person): Look => ({
  org,
  viewer,
  say: words(viewer.locale, viewer.zone),
});

/** A local date without its year: `9 Nov`, `11月9日`. */
export const shortDay = (locale: Locale, date: string): string =>
  showDay(new Date(`${date}T00:00:00Z`), { locale, zone: 'UTC' }).replace(/ \d{4}$|^\d{4}年/u, '');

/** The days from one date to another, both included: `9–15 Nov`, `9月28日–10月4日`; one day alone is said once. */
export function daysShown({ viewer: { locale }, say }: Pick<Look, 'viewer' | 'say'>, from: string, to: string): string {
  if (from === to) return shortDay(locale, from);
  const sameMonth = from.slice(0, 7) === to.slice(0, 7);
  const [first, last] = [shortDay(locale, from), shortDay(locale, to)];
  if (!sameMonth) return say('period', { from: first, to: last });
  return locale === 'en'
    ? say('period', { from: first.replace(/ .*$/u, ''), to: last })
    : say('period', { from: first, to: last.replace(/^\d+月/u, '') });
}

/** A week as its days, from Monday to Sunday. */
export const weekShown = (look: Pick<Look, 'viewer' | 'say'>, week: Week): string =>
  daysShown(look, week, dateAfter(week, 6));

/** The same, with its year where that is another one than the reader's present one. */
export function weekDated(look: Pick<Look, 'viewer' | 'say'>, week: Week, now: Date): string {
  const { locale, zone } = look.viewer;
  const shown = weekShown(look, week);
  const year = dateAfter(week, 6).slice(0, 4);
  if (year === localDate(now, zone).slice(0, 4)) return shown;
  return locale === 'en' ? `${shown} ${year}` : `${week.slice(0, 4)}年${shown}`;
}
