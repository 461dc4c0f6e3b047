import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerTo, summaryOf } from '../../../src/questionnaires/sheets/results-rules.ts';
import type { Question, QuestionKind } from '../../../src/questionnaires/types.ts';

const words = (text: string) => ({ en: text, 'zh-CN': text });
const question = (answer: QuestionKind, over: Partial<Question> = {}): Question => ({
  ...{ key: 'q', ask: words('q'), hint: null, required: false, when: null, anonymous: false, answer },
  ...over,
});
const options = ['a', 'b', 'c'].map((value) => ({ value, label: words(value) }));
const scale = { kind: 'scale', min: 1, max: 3, minLabel: words('low'), maxLabel: words('high') } as const;

describe('a summary', () => {
  test('counts each option, also those nobody chose; several of one answer each for itself', () => {
    expect(summaryOf(question({ kind: 'choices', options }), ['a,b', 'b', ''])).toEqual({
      ...{ kind: 'options', answered: 2 },
      options: [
        { value: 'a', count: 1 },
        { value: 'b', count: 2 },
        { value: 'c', count: 0 },
      ],
    });
  });

  test('of a scale is its distribution and mean', () => {
    expect(summaryOf(question(scale), ['1', '3', '3', ''])).toEqual({
      ...{ kind: 'scale', answered: 3, mean: 7 / 3 },
      steps: [
        { step: 1, count: 1 },
        { step: 2, count: 0 },
        { step: 3, count: 2 },
      ],
    });
  });

  test('of numbers is their mean and median, and no single number', () => {
    const number: QuestionKind = { kind: 'number', unit: null, min: null, max: null };
    expect(summaryOf(question(number), ['1', '2', '9'])).toEqual({ kind: 'number', answered: 3, mean: 4, median: 2 });
    expect(summaryOf(question(number), ['1', '4'])).toMatchObject({ median: 2.5 });
    expect(summaryOf(question(number), [])).toEqual({ kind: 'number', answered: 0, mean: 0, median: 0 });
  });

  test('of texts is in the order of what they say, equal ones as one', () => {
    const text: QuestionKind = { kind: 'text', max: 10 };
    expect(summaryOf(question(text), ['b', 'A', 'a ', ''])).toEqual({
      ...{ kind: 'texts', answered: 3 },
      texts: [
        { text: 'A', count: 2 },
        { text: 'b', count: 1 },
      ],
    });
  });

  test('of files is how many sent some; of parties who was named most often', () => {
    expect(summaryOf(question({ kind: 'file' }), ['x,y', ''])).toEqual({ kind: 'files', answered: 1 });
    expect(summaryOf(question({ kind: 'party', several: true }), ['it,sales', 'sales'])).toMatchObject({
      options: [
        { value: 'sales', count: 2 },
        { value: 'it', count: 1 },
      ],
    });
  });

  test('says the same in whatever order the answers came', () => {
    const kinds: QuestionKind[] = [
      { kind: 'choices', options },
      scale,
      { kind: 'text', max: 10 },
      { kind: 'party', several: true },
    ];
    const given = fc.array(fc.constantFrom('1', '2', '3', 'a', 'a,b', 'A', ''), { maxLength: 12 });
    fc.assert(
      fc.property(given, fc.constantFrom(...kinds), (values, kind) => {
        expect(summaryOf(question(kind), [...values].reverse())).toEqual(summaryOf(question(kind), values));
      }),
    );
  });
});

test('an answer counts only while its question would be asked', () => {
  const gate = question({ kind: 'choice', options }, { key: 'gate' });
  const deep = question({ kind: 'text', max: 10 }, { key: 'deep', when: { question: 'gate', is: ['a'] } });
  const deeper = question({ kind: 'text', max: 10 }, { key: 'deeper', when: { question: 'deep', is: ['x'] } });
  const all = [gate, deep, deeper];
  expect(answerTo(deeper, all, { gate: 'a', deep: 'x', deeper: 'y' })).toBe('y');
  expect(answerTo(deeper, all, { gate: 'b', deep: 'x', deeper: 'y' })).toBe('');
  expect(answerTo(deep, all, { gate: 'a' })).toBe('');
});
