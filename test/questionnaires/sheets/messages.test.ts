import { expect, test } from 'vitest';
import { en, zh } from '../../../src/questionnaires/sheets/messages.ts';

const stem = (key: string) => key.replace(/_(one|other)$/, '');
const blanks = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();

test('sheets and results say everything in both languages, about the same things', () => {
  expect([...new Set(Object.keys(en).map(stem))].sort()).toEqual(Object.keys(zh).sort());
  for (const [key, text] of Object.entries(zh)) {
    const texts = Object.entries(en).filter(([other]) => stem(other) === key);
    const named = [...new Set(texts.flatMap(([, other]) => blanks(other)))].sort();
    expect([key, blanks(text)]).toEqual([key, named]);
  }
});
