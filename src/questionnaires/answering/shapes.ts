import { list, object, type Read, text } from '../../org/reading.ts';
import { checkKey, label, oneOf, shorten, wholeNumber } from '../../org/values.ts';
import type { Words } from '../types.ts';

/** A questionnaire's file as it is written, key by key. What is missing or wrong has been reported, and is left out. */

export const kinds = [
  'text',
  'longText',
  'number',
  'choice',
  'choices',
  'scale',
  'time',
  'file',
  'party',
  'parties',
] as const;
export type Kind = (typeof kinds)[number];

const yes = oneOf('true', 'false');
const truth: Read<boolean> = (reading, place) => {
  const read = yes(reading, place);
  return read === undefined ? undefined : read === 'true';
};

/** A text in both languages. */
const words = (most: number): Read<Words> => {
  const both = object({ 'zh-CN': label(most), en: label(most) }, ['zh-CN', 'en']);
  return (reading, place) => {
    const read = both(reading, place);
    const { 'zh-CN': zh, en } = read ?? {};
    return zh === undefined || en === undefined ? undefined : { 'zh-CN': zh, en };
  };
};

/** A number, `12.5` or `-3`. */
const number = text((written) => {
  const plain = written.normalize('NFKC');
  return /^[-+]?\d{1,12}(\.\d{1,6})?$/.test(plain)
    ? { value: Number(plain) }
    : { problem: `"${shorten(written)}" is not a number; write digits, like 10 or 2.5` };
});

/** A name for machines; the words people read stand elsewhere. */
const named = (what: string, elsewhere: string) =>
  text((written) => {
    const checked = checkKey(written);
    return 'value' in checked
      ? checked
      : {
          problem: `"${shorten(written)}" cannot be a ${what}: use 1 to 40 letters a-z, digits, "-" and "_"; put the words in ${elsewhere}`,
        };
  });

/** The value an option is stored under. */
const value = named('value', '"label"');
const key = named('key', '"ask"');

const option = object({ value, label: words(60) }, ['value', 'label']);

const question = object(
  {
    key,
    ask: words(140),
    hint: words(140),
    kind: oneOf(...kinds),
    required: truth,
    anonymous: truth,
    when: object({ question: key, is: list(label(40), true) }, ['question', 'is']),
    options: list(option),
    max: number,
    min: number,
    characters: wholeNumber(1, 3000),
    unit: words(20),
    minLabel: words(40),
    maxLabel: words(40),
  },
  ['key', 'ask', 'kind'],
);

export const questionnaireShape = object(
  { key: named('key', '"title"'), title: words(60), intro: words(500), questions: list(question) },
  ['key', 'title', 'questions'],
);

type OutOf<R> = R extends Read<infer T> ? T : never;
export type RawQuestionnaire = OutOf<typeof questionnaireShape>;
export type RawQuestion = OutOf<typeof question>;
