import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Field, type Form, readAnswers } from '../../src/platform/form.ts';

const base = { key: 'q', label: 'q', required: false };
const formOf = (field: Field): Form => ({ action: 'a.b', context: '', title: 't', submit: 's', fields: [field] });
const read = (field: Field, answer: string) => readAnswers(formOf(field), { q: answer });

/** A dialogue reads each answer when it comes, and all of them again when the last one has come. */
function readTwice(field: Field, answer: string) {
  const once = read(field, answer);
  if ('answers' in once) expect(read(field, once.answers.q ?? '')).toEqual(once);
  return once;
}

const decimals = fc
  .tuple(fc.constantFrom('', '-', '+'), fc.integer({ min: 0, max: 99_999 }), fc.stringMatching(/^\d{0,10}$/))
  .map(([sign, whole, rest]) => `${sign}${whole}${rest === '' ? '' : `.${rest}`}`);

describe('an answer that was read is read the same again', () => {
  test('a number, however small', () => {
    const field: Field = { ...base, kind: 'number' };
    expect(readTwice(field, '0.0000002')).toEqual({ answers: { q: '0.0000002' } });
    expect(readTwice(field, '－０.００００００３５')).toEqual({ answers: { q: '-0.00000035' } });
    fc.assert(
      fc.property(decimals, (written) => {
        const once = readTwice(field, written);
        expect('answers' in once && Number(once.answers.q)).toBe(Number(written) + 0);
      }),
    );
  });

  test('words, a choice and several choices', () => {
    const options = ['a', 'b', '1e5', 'constructor'].map((value) => ({ value, label: value }));
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(fc.property(text, (words) => void readTwice({ ...base, kind: 'text', max: 40 }, words)));
    fc.assert(fc.property(text, (words) => void readTwice({ ...base, kind: 'time', chips: [] }, words)));
    const several = fc.array(fc.constantFrom(...options.map(({ value }) => value), 'gone'), { maxLength: 6 });
    fc.assert(fc.property(several, (chosen) => void readTwice({ ...base, kind: 'choices', options }, chosen.join())));
  });
});
