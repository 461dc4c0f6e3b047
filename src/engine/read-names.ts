import { closest, folded } from '../org/likeness.ts';
import type { Option } from '../platform/form.ts';
import { listed } from './match-option.ts';

/** What a person means who names several options. */
export interface NamesRead {
  add: Option[];
  /** Those written with a minus. */
  remove: Option[];
  /** What could not be told apart or found, each with the options it may mean. */
  unclear: { text: string; closest: Option[] }[];
}

/** An option with the texts it is found by, made comparable once; `number` where one is shown with it. */
interface Named {
  option: Option;
  number: string;
  value: string;
  label: string;
  names: string[];
}

/** Between two names. */
const separators = /[,，、;；\n]+/u;
/** What may stand between two names, and may as well be a part of one. */
const joints = [/\s+and\s+|\s*[&＆]\s*|和|与|及/iu, /\s+/u];
const minus = /^[-−－–—]\s*/u;

/** Nobody names more in one message, and comparing costs time. */
const most = { parts: 100, guesses: 5, suggested: 5, guessed: 3 } as const;

/**
 * Reads options by their numbers, where the list was shown with numbers, their labels, words they are found by, or parts of these that only one has.
 * Names are separated by commas, semicolons and line ends; where no other reading makes sense, by spaces and "and" as well.
 */
export function readNames(options: readonly Option[], text: string, numbered: boolean): NamesRead {
  const numbers = numbered ? listed(options.length) : 0;
  const all = options.map((option, index) => namedOf(option, index < numbers ? String(index + 1) : ''));
  const read: NamesRead = { add: [], remove: [], unclear: [] };
  const parts = text
    .split(separators)
    .map((part) => part.trim())
    .filter(Boolean);
  for (const part of parts.slice(0, most.parts)) {
    const name = part.replace(minus, '');
    const found = several(all, name, read.unclear.length < most.guesses);
    if (!Array.isArray(found)) read.unclear.push(found);
    else (name === part ? read.add : read.remove).push(...found);
  }
  const rest = parts.slice(most.parts);
  if (rest.length > 0) read.unclear.push({ text: rest.join(', '), closest: [] });
  return read;
}

function namedOf(option: Option, number: string): Named {
  const label = folded(option.label);
  const names = [label, ...(option.words ?? []).map(folded)];
  return { option, number, value: folded(option.value), label, names };
}

/** The options a part means, or why not. */
function several(all: readonly Named[], part: string, guess: boolean): Option[] | NamesRead['unclear'][number] {
  const whole = sure(all, part);
  if (whole.length === 1) return whole;
  for (const joint of joints) {
    const pieces = part.split(joint).filter(Boolean);
    const read = pieces.map((piece) => sure(all, piece));
    if (pieces.length > 1 && read.every((found) => found.length === 1)) return read.flat();
  }
  const typed = folded(part);
  // 生产部 is meant by "生产部的同事"; a single letter in a sentence means nothing.
  const spoken = all.filter(({ names }) => names.some((name) => name.length > 1 && typed.includes(name)));
  if (whole.length === 0 && spoken.length === 1) return spoken.map(({ option }) => option);
  const candidates = whole.length > 0 ? whole : spoken.map(({ option }) => option);
  const guesses = candidates.length > 0 || !guess ? candidates : alike(all, typed);
  return { text: part, closest: guesses.slice(0, most.suggested) };
}

/** Those that are called so; else those whose name begins so; else those that have it in one of their names. */
function sure(all: readonly Named[], part: string): Option[] {
  const typed = folded(part).replace(/[.。)）]+$/u, '');
  if (typed === '') return [];
  const tries: ((one: Named) => boolean)[] = [
    ({ number }) => number === typed,
    ({ label, value }) => label === typed || value === typed,
    ({ names }) => names.includes(typed),
    ({ label }) => label.startsWith(typed),
    ({ names }) => names.some((name) => name.includes(typed)),
  ];
  for (const fits of tries) {
    const found = all.filter(fits);
    if (found.length > 0) return found.map(({ option }) => option);
  }
  return [];
}

/** Those with the most similar names. */
function alike(all: readonly Named[], typed: string): Option[] {
  const letters = new Set(typed.replace(/\s/gu, ''));
  const byName = new Map<string, Option>();
  for (const { option, names } of all)
    for (const name of names) if (!byName.has(name) && sharesHalf(letters, name)) byName.set(name, option);
  const found = closest(typed, byName.keys(), most.suggested).flatMap((name) => byName.get(name) ?? []);
  return [...new Set(found)].slice(0, most.guessed);
}

/** A name with less than half of the letters is not alike, and comparing costs time. */
function sharesHalf(letters: ReadonlySet<string>, name: string): boolean {
  const shared = [...new Set(name)].filter((letter) => letters.has(letter)).length;
  return shared * 2 >= letters.size;
}
