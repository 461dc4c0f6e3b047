import { complain, guess, type Path, placeOf, type Reading } from '../../org/reading.ts';
import { selfAwareness } from '../builtin.ts';
import { QUESTIONS_A_PAGE } from './own-pages.ts';
import type { Kind, RawQuestion, RawQuestionnaire } from './shapes.ts';

/** More are not answered with care, and messengers show no more options. */
const atMost = { questions: 60, options: 100, steps: 10 } as const;

/** Keys that mean something for some kinds of question only. */
const keysOf: Record<Kind, readonly (keyof RawQuestion)[]> = {
  text: ['characters'],
  longText: ['characters'],
  number: ['min', 'max', 'unit'],
  choice: ['options'],
  choices: ['options'],
  scale: ['min', 'max', 'minLabel', 'maxLabel'],
  time: [],
  file: [],
  party: [],
  parties: [],
};
const special = ['options', 'min', 'max', 'characters', 'unit', 'minLabel', 'maxLabel'] as const;

/** Checks what one part of a questionnaire says about another. */
export function checkQuestions(reading: Reading, raw: RawQuestionnaire): void {
  if (raw.key === selfAwareness.key)
    complain(
      reading,
      placeOf(reading, 'key'),
      `"${raw.key}" is the questionnaire that comes with Xiayou; choose another key`,
    );
  const questions = raw.questions ?? [];
  const list = placeOf(reading, 'questions');
  if (raw.questions && questions.length === 0) complain(reading, list, 'is empty; write at least one question');
  if (questions.length > atMost.questions)
    complain(reading, list, `has ${questions.length} questions; a questionnaire has at most ${atMost.questions}`);
  const before = new Map<string, RawQuestion>();
  for (const [index, question] of questions.entries()) {
    if (!question) continue;
    const path = ['questions', index];
    checkKind(reading, path, question);
    checkCondition(reading, path, question, before);
    if (question.key === undefined) continue;
    if (question.key in Object.prototype)
      complain(
        reading,
        placeOf(reading, ...path, 'key'),
        `"${question.key}" has a meaning of its own; choose another key`,
      );
    if (before.has(question.key))
      complain(
        reading,
        placeOf(reading, ...path, 'key'),
        `"${question.key}" is another question's key already; each has its own`,
      );
    before.set(question.key, question);
  }
  checkAnonymous(reading, questions);
}

function checkKind(reading: Reading, path: Path, question: RawQuestion): void {
  const { kind } = question;
  if (kind === undefined) return;
  for (const key of special) {
    if (question[key] === undefined || keysOf[kind].includes(key)) continue;
    complain(
      reading,
      placeOf(reading, ...path, key),
      `"${key}" means nothing for a question of kind ${kind}; leave it out`,
    );
  }
  if (kind === 'choice' || kind === 'choices') checkOptions(reading, path, question);
  if (kind === 'scale') checkScale(reading, path, question);
  const { min, max } = question;
  if (kind === 'number' && min !== undefined && max !== undefined && min > max)
    complain(reading, placeOf(reading, ...path, 'min'), `${min} is more than max, which is ${max}; exchange them`);
}

function checkOptions(reading: Reading, path: Path, { options }: RawQuestion): void {
  const place = placeOf(reading, ...path, 'options');
  if (!options || options.length < 2) {
    if (options) complain(reading, place, 'needs at least two options');
    else complain(reading, placeOf(reading, ...path), '"options" is missing; write the answers to choose from');
    return;
  }
  if (options.length > atMost.options)
    complain(reading, place, `has ${options.length} options; at most ${atMost.options} can be shown`);
  const seen = new Set<string>();
  for (const [index, option] of options.entries()) {
    if (option?.value === undefined) continue;
    if (seen.has(option.value))
      complain(
        reading,
        placeOf(reading, ...path, 'options', index, 'value'),
        `"${option.value}" is another option's value already`,
      );
    seen.add(option.value);
  }
}

function checkScale(reading: Reading, path: Path, { min = 1, max = 5, minLabel, maxLabel }: RawQuestion): void {
  const place = placeOf(reading, ...path);
  for (const [key, value] of Object.entries({ minLabel, maxLabel }))
    if (value === undefined) complain(reading, place, `"${key}" is missing; say what that end of the scale means`);
  const whole = Number.isInteger(min) && Number.isInteger(max) && min >= 0;
  if (!whole || max <= min || max - min >= atMost.steps)
    complain(reading, place, `a scale goes in whole numbers over 2 to ${atMost.steps} steps, such as min: 1, max: 5`);
}

/** A condition looks at an earlier question with few answers, and never from or at an anonymous one across. */
function checkCondition(reading: Reading, path: Path, question: RawQuestion, before: ReadonlyMap<string, RawQuestion>) {
  const { when } = question;
  if (!when?.question) return;
  const place = placeOf(reading, ...path, 'when', 'question');
  const other = before.get(when.question);
  const wrong = wrongQuestion(reading, question, when.question, other, before.keys());
  if (!other || wrong !== null) {
    complain(reading, place, wrong ?? '');
    return;
  }
  const possible = valuesOf(other);
  if (!when.is || when.is.length === 0)
    complain(reading, placeOf(reading, ...path, 'when'), '"is" is empty; write the answers');
  for (const [index, value] of (when.is ?? []).entries()) {
    if (value === undefined || possible.includes(value)) continue;
    const hint = guess(reading, value, possible) || `; possible: ${possible.join(', ')}`;
    complain(
      reading,
      placeOf(reading, ...path, 'when', 'is', index),
      `"${value}" is no answer to "${when.question}"${hint}`,
    );
  }
}

/** Why a question's condition cannot look at another one; null when it can. */
function wrongQuestion(
  reading: Reading,
  question: RawQuestion,
  asked: string,
  other: RawQuestion | undefined,
  known: Iterable<string>,
): string | null {
  if (!other)
    return `"${asked}" is no question before this one${guess(reading, asked, known) || '; conditions look back'}`;
  if (other.kind !== 'choice' && other.kind !== 'scale')
    return `"${asked}" is of kind ${other.kind}; a condition can look at a choice or a scale`;
  if ((other.anonymous ?? false) === (question.anonymous ?? false)) return null;
  return 'an anonymous question and one with a name cannot depend on each other: the answer would tell who gave it';
}

function valuesOf({ kind, options, min = 1, max = 5 }: RawQuestion): string[] {
  if (kind === 'choice') return (options ?? []).flatMap((option) => option?.value ?? []);
  const count = Math.max(0, Math.min(max - min + 1, atMost.steps));
  return Array.from({ length: count }, (_, step) => String(min + step));
}

/** They are answered on one page, because they are given once. */
function checkAnonymous(reading: Reading, questions: readonly (RawQuestion | undefined)[]): void {
  let count = 0;
  for (const [index, question] of questions.entries()) {
    if (!question?.anonymous) continue;
    count += 1;
    const place = placeOf(reading, 'questions', index, 'anonymous');
    if (question.kind === 'file')
      complain(reading, place, 'a file tells who made it, so a question for one cannot be anonymous');
    if (count === QUESTIONS_A_PAGE + 1)
      complain(
        reading,
        place,
        `at most ${QUESTIONS_A_PAGE} questions can be anonymous: they are given once, on one page`,
      );
  }
}
