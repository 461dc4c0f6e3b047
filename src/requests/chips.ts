import { instantOf, readTime } from '../messages/read-time.ts';
import { showHour, showTime } from '../messages/time.ts';
import type { Person } from '../org/organisation.ts';
import type { Option } from '../platform/form.ts';
import type { Calendar } from '../worktime/index.ts';
import type { Words } from './messages.ts';

interface Asking {
  say: Words;
  viewer: Person;
  calendar: Calendar;
  now: Date;
}

/** Where the word says the day, the hour is enough. */
const dayChip = ({ say, viewer }: Asking, key: 'chip.today' | 'chip.tomorrow', at: Date): Option => ({
  value: at.toISOString(),
  label: say(key, { at: showHour(at, viewer.zone) }),
});

const chip = ({ say }: Asking, key: 'chip.nextWorkday' | 'chip.target', at: Date): Option => ({
  value: at.toISOString(),
  label: say(key, { at }),
});

/** The times people mostly mean: today 17:00, tomorrow and next workday 10:00, in a week. Only those that lie ahead. */
export function timeChips(asking: Asking, first: Option[] = []): Option[] {
  const { calendar, now, say } = asking;
  const today = calendar.localDate(now);
  const tomorrow = calendar.localDate(new Date(now.getTime() + 24 * 3600_000));
  const workday = calendar.nextWorkday(today);
  const week = calendar.localDate(new Date(now.getTime() + 7 * 24 * 3600_000));
  const inAWeek = calendar.instant(week, '17:00');
  const options = [
    ...first,
    dayChip(asking, 'chip.today', calendar.instant(today, '17:00')),
    dayChip(asking, 'chip.tomorrow', calendar.instant(tomorrow, '10:00')),
    ...(workday === tomorrow ? [] : [chip(asking, 'chip.nextWorkday', calendar.instant(workday, '10:00'))]),
    { value: inAWeek.toISOString(), label: say('chip.inDays', { count: 7, at: inAWeek }) },
  ];
  const seen = new Set<string>();
  return options.filter((option) => new Date(option.value) > now && !seen.has(option.value) && seen.add(option.value));
}

export const targetChip = (asking: Asking, at: Date): Option => chip(asking, 'chip.target', at);

/** The reading of words someone wrote, offered as a chip and never taken for granted. */
export function readChip({ say, viewer, now }: Asking, words: string): Option[] {
  const reading = readTime(words, now, viewer.zone);
  if (!reading || reading.at <= now) return [];
  return [
    {
      value: reading.at.toISOString(),
      label: say('chip.read', { words: reading.words, at: showTime(reading.at, viewer.locale, viewer.zone) }),
    },
  ];
}

/** What a time field holds: a chip's instant, or words with the reading they allow. */
export function readField(value: string, now: Date, zone: string): { at: Date | null; words: string } {
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) {
    const at = instantOf(value);
    if (!Number.isNaN(at.getTime())) return { at, words: '' };
  }
  return value === '' ? { at: null, words: '' } : { at: readTime(value, now, zone)?.at ?? null, words: value };
}
