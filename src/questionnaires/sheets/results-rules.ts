import { groupBy } from '../../collections.ts';
import { folded } from '../../org/likeness.ts';
import type { RawAnswers } from '../../platform/form.ts';
import type { Question } from '../types.ts';

/** What answers to one question say together, and never who said what. */
export type Summary =
  | { kind: 'options'; answered: number; options: { value: string; count: number }[] }
  | { kind: 'scale'; answered: number; mean: number; steps: { step: number; count: number }[] }
  | { kind: 'number'; answered: number; mean: number; median: number }
  /** In the order of what they say, so that their place tells nothing. */
  | { kind: 'texts'; answered: number; texts: { text: string; count: number }[] }
  | { kind: 'files'; answered: number };

/** Puts answers together; empty ones are none. */
export function summaryOf({ answer }: Question, given: readonly string[]): Summary {
  const values = given.filter((value) => value !== '');
  const answered = values.length;
  switch (answer.kind) {
    case 'choice':
    case 'choices':
      return { kind: 'options', answered, options: optionCounts(values, answer.options) };
    case 'party':
      return { kind: 'options', answered, options: mostFirst(values) };
    case 'scale': {
      const numbers = values.map(Number);
      const steps = Array.from({ length: answer.max - answer.min + 1 }, (_, index) => answer.min + index);
      const count = (step: number) => numbers.filter((one) => one === step).length;
      return {
        kind: 'scale',
        answered,
        mean: mean(numbers),
        steps: steps.map((step) => ({ step, count: count(step) })),
      };
    }
    case 'number': {
      const numbers = values.map(Number).filter(Number.isFinite);
      return { kind: 'number', answered, mean: mean(numbers), median: median(numbers) };
    }
    case 'text':
    case 'time':
      return { kind: 'texts', answered, texts: equalAsOne(values) };
    case 'file':
      return { kind: 'files', answered };
    default:
      return answer satisfies never;
  }
}

const chosenIn = (values: readonly string[]): string[] => values.flatMap((value) => value.split(','));

function optionCounts(values: readonly string[], options: readonly { value: string }[]) {
  const chosen = chosenIn(values);
  return options.map(({ value }) => ({ value, count: chosen.filter((one) => one === value).length }));
}

function mostFirst(values: readonly string[]): { value: string; count: number }[] {
  return [...groupBy(chosenIn(values), (value) => value)]
    .map(([value, same]) => ({ value, count: same.length }))
    .sort((a, b) => b.count - a.count || order(a.value, b.value));
}

function equalAsOne(values: readonly string[]): { text: string; count: number }[] {
  return [...groupBy(values, folded)]
    .map(([, same]) => ({ text: [...same].sort(order)[0] ?? '', count: same.length }))
    .sort((a, b) => order(a.text, b.text));
}

const mean = (numbers: readonly number[]): number =>
  numbers.length === 0 ? 0 : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

/** What someone answered of a question that was asked of them: what a condition hides counts no more. */
export function answerTo(question: Question, questions: readonly Question[], given: RawAnswers): string {
  const { when } = question;
  if (when) {
    const other = questions.find(({ key }) => key === when.question);
    if (!other || !when.is.includes(answerTo(other, questions, given))) return '';
  }
  return given[question.key] ?? '';
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
