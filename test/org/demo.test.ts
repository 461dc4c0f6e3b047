import { expect, test } from 'vitest';
import { awarenessSteps } from '../../src/demo/awareness.ts';
import { demoCompanyIn } from '../../src/demo/company-en.ts';
import { rhythmSteps } from '../../src/demo/rhythm.ts';
import { storySteps } from '../../src/demo/story.ts';
import { parseOrgFile } from '../../src/org/file.ts';

test('the demo company stands in English without a Chinese name, and is the same company', () => {
  const [zh, en] = (['zh-CN', 'en'] as const).map((locale) => parseOrgFile(demoCompanyIn(locale)));
  if (!zh || !en || 'problems' in zh || 'problems' in en) throw new Error('the demo company has problems');
  expect(JSON.stringify(en.file)).not.toMatch(/\p{Script=Han}/u);
  const keys = (file: typeof zh.file) => [...file.people, ...file.departments, ...file.services].map((one) => one.key);
  expect(keys(en.file)).toEqual(keys(zh.file));
  const watched = [...storySteps, ...awarenessSteps, ...rhythmSteps].map(({ watch }) => watch);
  expect(watched.filter((watch) => !keys(zh.file).includes(watch))).toEqual([]);
});
