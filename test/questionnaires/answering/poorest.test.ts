import { expect, test } from 'vitest';
import { answers, everythingFits, last, press, title } from '../../engine/poorest.ts';
import { answering, draftOf, follows, heard, round, said, start, statusOf } from './story.ts';

test('on the simplest messenger every page is a conversation, and ends with what was stored', async () => {
  const w = await answering({ poorest: true });
  const id = await round(w, ['zhao']);
  await start(w, 'zhao', id);
  expect(await last(w, 'zhao')).toContain('大约三分钟。');
  await press(w, 'zhao', '贴片（生产部）');
  expect(await answers(w, 'zhao', '贴片和首件')).toContain('谁把工作交给您？');
  // Names, a beginning of one, and a number of the list.
  expect(await answers(w, 'zhao', '采购部，品质')).toContain('名单里没有的');
  expect(await answers(w, 'zhao', '外协厂')).toContain('谁接着用您的工作？');
  await answers(w, 'zhao', '1', '跳过');
  expect(await last(w, 'zhao')).toContain('您的供方里，目前哪几个最让您为难？');
  await answers(w, 'zhao', '采购部，外协厂');
  expect(await last(w, 'zhao')).toContain('采购部把工作交给您。');
  await answers(w, 'zhao', '跳过', '锡膏和元件', '准时', '2小时', '跳过', '齐全', '缺一两种料');
  expect(await last(w, 'zhao')).toContain('外协厂把工作交给您。');
  await answers(w, 'zhao', '一项服务', '夹具', '没有特别的要求', '没有');
  expect(await last(w, 'zhao')).toContain('您的工作直接交给向公司付款的客户。');
  await answers(w, 'zhao', '同一产品的下一道工序', '板子');
  const done = heard(await w.says('zhao', '我不清楚'));
  expect(done).toMatch(/您的回答已保存[\s\S]*供方: 采购部、品质部、外协厂\n客户: 外部客户/);
  expect(done).toContain('您提到的另外 1 个也可以补充说明');
  expect(await statusOf(w, id, 'zhao')).toBe('finished');
  expect((await said(w, id))[0]?.answer.suppliers.map(({ party, requires }) => [party, requires])).toEqual([
    ['purchasing', { kind: 'onTime', amount: 2, unit: '小时', words: '' }],
    ['quality', null],
    ['?外协厂', null],
  ]);
  everythingFits(w);
});

test('a page begun in a conversation goes on another day at the question where it stopped', async () => {
  const w = await answering({ poorest: true });
  const id = await round(w, ['liu']);
  await start(w, 'liu', id);
  await answers(w, 'liu', '排产', '采购部');
  await w.advance(24 * 3_600_000);
  w.sent();
  await start(w, 'liu', id);
  w.sent();
  expect(await last(w, 'liu')).toContain('名单里没有的');
  await answers(w, 'liu', '跳过', '跳过', '跳过');
  expect(await title(w, 'liu')).toContain('来自采购部');
  expect((await draftOf(w, id, 'liu')).get('first')).toMatchObject({ mainWork: '排产', suppliers: 'purchasing' });
  expect(await w.says('liu', '取消')).toBeNull();
  w.sent();
  await start(w, 'liu', id);
  w.sent();
  expect(await last(w, 'liu')).toContain('采购部把工作交给您。');
});

test('a page is changed in a conversation by its name', async () => {
  const w = await answering({ poorest: true });
  const id = await round(w, ['liu']);
  await start(w, 'liu', id);
  await answers(w, 'liu', '排产', '采购部', '跳过', '跳过', '跳过');
  await answers(w, 'liu', '跳过', '物料', '没有特别的要求');
  await follows(w, 'liu', await w.says('liu', '没有'), 'change');
  w.sent();
  await press(w, 'liu', '您的工作');
  expect(await last(w, 'liu')).toContain('排产');
  await answers(w, 'liu', '排产和派工', '跳过', '跳过', '跳过');
  expect(heard(await w.says('liu', '跳过'))).toContain('主要工作: 排产和派工');
  expect((await said(w, id))[0]?.answer).toMatchObject({
    mainWork: '排产和派工',
    suppliers: [{ party: 'purchasing' }],
  });
  everythingFits(w);
});
