import type { RawAnswers } from '../platform/form.ts';

/** Names of a field's controls: `f:` its answer, `t:` the own words beside time chips, `n:` names written for choices. */
export const answerName = (key: string) => `f:${key}`;
export const wordsName = (key: string) => `t:${key}`;
export const namesName = (key: string) => `n:${key}`;
/** The chip that stands for one's own words. */
export const ownWords = '~words';

/** A field's key as part of an element's id. */
export const fieldId = (key: string) => `f-${Buffer.from(key).toString('base64url')}`;

/** Answers of a form as the port wants them: several choices comma separated, a time as its chip or in own words. */
export function answersOf(data: FormData): RawAnswers {
  const answers: RawAnswers = {};
  for (const name of new Set(data.keys())) {
    if (name.startsWith(answerName(''))) {
      const key = name.slice(answerName('').length);
      const value = texts(data, name).filter(Boolean).join(',');
      answers[key] = value === ownWords ? (texts(data, wordsName(key))[0] ?? '') : value;
    } else if (name.startsWith(wordsName(''))) {
      // Words without a chosen chip are an answer too.
      const key = name.slice(wordsName('').length);
      if (!data.has(answerName(key))) answers[key] = texts(data, name)[0] ?? '';
    }
  }
  return answers;
}

/** All texts under a name, with line ends as they were typed: browsers send CRLF. */
export function texts(data: FormData, name: string): string[] {
  return data.getAll(name).flatMap((value) => (typeof value === 'string' ? [value.replaceAll('\r\n', '\n')] : []));
}

/** The first text under a name, or the empty one. */
export const textOf = (data: FormData, name: string) => texts(data, name)[0] ?? '';
