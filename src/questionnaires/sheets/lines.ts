import type { Requirement } from '../../org/organisation.ts';
import type { Words } from '../messages.ts';

/** A requirement in one line: what it is about, the number if it has one, and the words. */
export function requirementLine(say: Words, { kind, amount, unit, words }: Requirement): string {
  const measure = amount === null ? [] : [`${amount} ${unit ?? ''}`.trim()];
  const about = [say(`answer.kind.${kind}`), ...measure].join(' ');
  return withWords(say, about, words);
}

/** A trouble in one line. */
export const troubleLine = (say: Words, { about, words }: { about: Requirement['kind']; words: string }): string =>
  withWords(say, say(`answer.trouble.${about}`), words);

const withWords = (say: Words, about: string, words: string): string =>
  words.trim() === '' ? about : say('sheet.about', { about, words: words.trim() });
