import type { PlainTextOption } from '@slack/types';
import type { Field, Option } from '../../src/platform/form.ts';
import { option } from './blocks.ts';
import { timeOption } from './form.ts';
import { limits } from './limits.ts';
import { oneLine } from './text.ts';

/** Text made comparable: full and half width, upper and lower case, and spaces are one. */
const folded = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

/** The options a typed text means, the likeliest first: it is one's name, begins it, is a part of it, or speaks of it. */
export function searchOptions(options: readonly Option[], typed: string): Option[] {
  const wanted = folded(typed);
  if (wanted === '') return options.slice(0, limits.options);
  return options
    .map((one) => ({
      one,
      rank: Math.min(...[one.label, one.value, ...(one.words ?? [])].map((name) => rankOf(folded(name), wanted))),
    }))
    .filter(({ rank }) => rank < none)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limits.options)
    .map(({ one }) => one);
}

const none = 9;

function rankOf(name: string, wanted: string): number {
  if (name === '') return none;
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (name.includes(wanted)) return 2;
  // 生产部 is found in "生产部的"; a single letter means nothing.
  if (name.length > 1 && wanted.includes(name)) return 3;
  return wanted.split(' ').every((part) => name.includes(part)) ? 4 : none;
}

/** What Slack shows under a field while the person types in it. A time offers the typed words, too. */
export function suggestions(field: Field, typed: string): PlainTextOption[] {
  if (field.kind === 'time') {
    const words = oneLine(typed);
    const chips = searchOptions(field.chips, words);
    const own = words !== '' && !chips.some((chip) => chip.label === words);
    const found = chips.map(({ value, label }) => option(value, label));
    return (own ? [timeOption([], words), ...found] : found).slice(0, limits.options);
  }
  if (!('options' in field)) return [];
  return searchOptions(field.options, typed).map(({ value, label }) => option(value, label));
}
