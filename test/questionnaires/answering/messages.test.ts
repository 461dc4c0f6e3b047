import { expect, test } from 'vitest';
import { en, zh } from '../../../src/questionnaires/answering/messages.ts';

const placeholders = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
/** Plurals differ by language. */
const stem = (key: string) => key.replace(/_(one|other)$/, '');
const chinese: Record<string, string> = zh;

test('both languages have the same keys, and no text misses what the other tells', () => {
  expect(Object.keys(zh).sort()).toEqual([...new Set(Object.keys(en).map(stem))].sort());
  for (const [key, text] of Object.entries(en)) {
    if (key.endsWith('_one')) continue;
    expect([key, placeholders(chinese[stem(key)])]).toEqual([key, placeholders(text)]);
  }
});

test('English has no Han, and Chinese uses full-width punctuation', () => {
  for (const text of Object.values(en)) expect(text).not.toMatch(/\p{Script=Han}/u);
  for (const text of Object.values(zh)) expect(text).not.toMatch(/\p{Script=Han}[,.;:?!()]|[,.;:?!()]\p{Script=Han}/u);
});

test('no text blames', () => {
  for (const text of Object.values(en)) expect(text).not.toMatch(/you (?:failed|forgot|did not|should have)|fault/i);
  for (const text of Object.values(zh)) expect(text).not.toMatch(/没有按|忘记|失职|责任在|迟迟|为什么没/u);
});
