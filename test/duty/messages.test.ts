import { expect, test } from 'vitest';
import { words } from '../../src/duty/messages.ts';

const { en, 'zh-CN': zh } = words.texts;
const placeholders = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

test('both languages have the same keys, and no text misses what the other tells', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    expect([key, new Set(placeholders(zh[key]))]).toEqual([key, new Set(placeholders(text))]);
  }
});

test('English has no Han, and Chinese uses full-width punctuation', () => {
  for (const text of Object.values(en)) expect(text).not.toMatch(/\p{Script=Han}/u);
  for (const text of Object.values(zh)) expect(text).not.toMatch(/\p{Script=Han}[,.;:?!()]|[,.;:?!()]\p{Script=Han}/u);
});

test('no text blames', () => {
  for (const text of Object.values(en))
    expect(text).not.toMatch(/you (?:failed|forgot|did not|should have)|fault|late/i);
  for (const text of Object.values(zh)) expect(text).not.toMatch(/没有按|忘记|失职|责任在|迟迟|为什么没/u);
});
