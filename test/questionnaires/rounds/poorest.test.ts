import { expect, test } from 'vitest';
import { read, shanghai, whispered, world } from '../../world.ts';
import { asked } from './story.ts';

test('on the simplest messenger a round is started and answered one question at a time', async () => {
  const w = await world({ at: shanghai('2026-05-06T08:00'), poorest: true });
  expect(whispered(await w.says('chen', '/问卷'))).toBe('问卷');
  await w.clicks('chen', 'questionnaires.round.start', '');
  expect(read(await w.newest('chen'))).toContain('问哪些人？');
  await w.says('chen', '部门，连同下级部门');
  expect(read(await w.newest('chen'))).toContain('哪些部门？');
  await w.says('chen', '物控部');
  expect((await w.newest('chen')).title).toBe('自我认知 · 已答 0 / 4');
  w.sent();
  await w.until(shanghai('2026-05-06T08:30'));
  expect(asked(w)).toEqual(['he', 'luo', 'tang', 'xie']);
  expect(read(await w.newest('luo'))).toContain('[开始] [稍后]');
  expect(whispered(await w.says('luo', '/我的'))).toBe('有 1 份问卷等您回答');
});
