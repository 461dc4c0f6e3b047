import type { RawAnswers } from '../../src/platform/form.ts';
import { answerName, ownWords, wordsName } from './draw/fields.tsx';

/** What the browser calls one press of a button or one sending: the same name twice is one event. */
export function eventName(header: string | undefined): string | undefined {
  return header && /^[\w-]{8,64}$/.test(header) ? header : undefined;
}

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
