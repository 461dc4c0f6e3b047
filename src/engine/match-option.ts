import { closest, folded } from '../org/likeness.ts';
import type { Option } from '../platform/form.ts';

/** How many of a list's options a question lists with their numbers: of a long list only as many as one reads. */
export const listed = (count: number): number => (count > 100 ? 10 : Math.min(count, 30));

/** Reads what a person typed as one of the options: its number in the list, its label, or words it is found by. When it is none or more than one, the closest. */
export function matchOption(options: readonly Option[], text: string): { value: string } | { closest: Option[] } {
  const exact = exactOption(options, text);
  if (exact) return { value: exact.value };
  const typed = folded(text);
  // 物控 is 物控部, although the services of 物控部 carry its name in brackets, too.
  const begun = typed === '' ? [] : options.filter((option) => folded(option.label).startsWith(typed));
  if (begun.length === 1 && begun[0]) return { value: begun[0].value };
  const spoken = typed === '' ? [] : options.filter((option) => namesOf(option).some((name) => speaksOf(typed, name)));
  if (spoken.length === 1 && spoken[0]) return { value: spoken[0].value };
  return { closest: spoken.length > 1 ? spoken.slice(0, 5) : alike(options, text) };
}

/** The option whose number, label or other name was typed, and nothing else. */
export function exactOption(options: readonly Option[], text: string): Option | undefined {
  const typed = folded(text).replace(/[.)、]$/u, '');
  const numbered = /^\d{1,3}$/.test(typed) ? options[Number(typed) - 1] : undefined;
  return numbered ?? options.find((option) => namesOf(option).includes(typed));
}

const namesOf = (option: Option) => [option.value, option.label, ...(option.words ?? [])].map(folded);

/** One is a part of the other: 生产 of 生产部, and 生产部 of "生产部的". A single letter in a sentence means nothing. */
const speaksOf = (typed: string, name: string) => name.includes(typed) || (name.length > 1 && typed.includes(name));

function alike(options: readonly Option[], text: string): Option[] {
  const byName = new Map(options.flatMap((option) => namesOf(option).map((name) => [name, option] as const)));
  const found = closest(folded(text), byName.keys(), 5).flatMap((name) => byName.get(name) ?? []);
  return [...new Set(found)].slice(0, 3);
}
