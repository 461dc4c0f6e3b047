import { describe, expect, test } from 'vitest';
import { mapState } from '../../src/map/state.ts';
import { changes } from '../questionnaires/answering/story.ts';
import { formOf, shanghai, type World, whispered, world } from '../world.ts';
import { companyFile, customer, publish, requirement, statement, supplier, within } from './kit.ts';
import { buttonOf, heard, newest, presses } from './story.ts';

const wednesday = shanghai('2026-05-06T10:00');
const at = { publishedAt: wednesday };
const gapKeys = async (w: World) => (await mapState(w.db.reader, await w.organisation())).gaps.map(({ key }) => key);
const unseen = 'unseenCustomer:materials>sales';
const wording = { kind: 'onTime', amount: '4', unit: '小时', words: '收到订单后四小时内答复' };

/** Sales depends on material control, which does not name it. */
async function published(): Promise<World> {
  const w = await world({ at: wednesday });
  await publish(w.db, [
    statement('sales', { suppliers: [supplier('materials', [within(1, '天')])] }, at),
    statement('materials', { customers: [customer('finance')] }, at),
  ]);
  return w;
}

describe('an agreement', () => {
  test('closes the gap it was proposed for: about a requirement, its kind is not asked', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, [
      statement('sales', { suppliers: [supplier('materials', [requirement('complete')])] }, at),
      statement('materials', { customers: [customer('sales', [within(2, 'd')])] }, at),
    ]);
    const gap = 'unknownRequirement.complete:materials>sales';
    expect(await gapKeys(w)).toContain(gap);
    const form = await w.clicks('he', 'map.propose', gap);
    expect(formOf(form).fields.map(({ key }) => key)).toEqual(['service', 'amount', 'unit', 'words']);
    expect(formOf(form).intro).toContain('关于哪方面：齐全');
    // Whatever an older form still says.
    await w.clicks('he', 'map.propose', gap, { kind: 'onTime', words: '每单附齐套清单' });
    expect(heard(await presses(w, 'lin', 'confirm'))).toContain('差距已消除');
    expect((await w.organisation()).agreements).toMatchObject([{ requirement: { kind: 'complete' } }]);
    expect(await gapKeys(w)).not.toContain(gap);
    w.sent();
  });

  test('on one service stands beside one on another, and beside the one on whatever is asked', async () => {
    const w = await published();
    const agree = async (service: string, amount: string) => {
      await presses(w, 'he', 'renew', { service, amount, unit: '小时', words: `${amount} 小时内` });
      await presses(w, 'lin', 'confirm');
      w.sent();
    };
    await w.clicks('he', 'map.propose', unseen, { ...wording, service: 'check-stock' });
    await presses(w, 'lin', 'confirm');
    await agree('ship-order', '8');
    await agree('~any', '12');
    await agree('ship-order', '6');
    const standing = (await w.organisation()).agreements.map(({ service, version, deliver }) => [
      service,
      version,
      deliver,
    ]);
    expect(standing.sort()).toEqual([
      [null, 1, '12h'],
      ['check-stock', 1, '4h'],
      ['ship-order', 2, '6h'],
    ]);
  });
});

describe('a wording that waits', () => {
  test('is found by a new head, and by the deputy, at the gap it would close, with both statements', async () => {
    const w = await published();
    await w.clicks('he', 'map.propose', unseen, wording);
    w.sent();
    await changes(w, 'lin', 'leaves');
    const shown = heard(await w.clicks('zhou', 'map.gap', unseen));
    expect(shown).toContain('何建国为销售部对物控部的要求提出一个共同的说法');
    expect(shown).toContain('物控部说：\n没有提到销售部。');
    expect(shown).toContain('“准时：4 小时，收到订单后四小时内答复” 何建国');
    expect(shown).toMatch(/\[确认\] \[修改说法\] \[不同意\]$/);
    expect(heard(await w.clicks('xu', 'map.gap', unseen))).not.toContain('四小时内答复');
    expect(heard(await w.clicks('zhou', 'map.confirm', '1'))).toContain('已达成约定');
    expect(await gapKeys(w)).toEqual([]);
    w.sent();
  });
});

describe('where answers and org file disagree and no gap is open', () => {
  const both = [
    statement('sales', { suppliers: [supplier('quality', [within(1, 'd')])] }, at),
    statement('quality', { customers: [customer('sales', [within(1, 'd')])] }, at),
  ];

  test('the department’s map shows it, and leads to the one click that takes the answer over', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, both);
    await w.says('yang', '/地图');
    expect(w.sent()).toHaveLength(1);
    expect(await newest(w, 'yang')).toContain('有 1 条上下游关系，问卷答案与公司的组织文件不一致。');
    const { value } = await buttonOf(w, 'yang', 'file');
    const file = heard(await w.clicks('yang', 'map.file', value));
    expect(file).toContain('品质部 → 销售部：只在答案里');
    expect(file).toContain('[采用第 1 条]');
    await w.clicks('yang', 'map.takeLink', 'quality>sales');
    await w.says('yang', '/map');
    w.sent();
    expect(await newest(w, 'yang')).not.toContain('不一致');
    expect(whispered(await w.clicks('yang', 'map.file', value))).toContain('答案与组织文件一致');
  });

  test('a card whose gaps are closed still says so', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, [both[0] as (typeof both)[0], statement('quality', {}, at)]);
    await w.until(shanghai('2026-05-07T09:30'));
    expect(w.sent()).toHaveLength(2);
    await w.clicks('yang', 'map.propose', 'unseenCustomer:quality>sales', wording);
    await presses(w, 'lin', 'confirm');
    w.sent();
    const [card] = await w.messages('yang');
    expect(card?.card.buttons.map(({ action }) => action)).toEqual(['map.file']);
  });
});

test('where there is no head, the deputy is told that nobody names the department', async () => {
  const keys = ['a', 'b', 'c', 'd'];
  const file = companyFile(keys, '  - { key: dep-d, name: Deputy D, department: d }').replace(
    'name: D, head: head-d',
    'name: D, deputy: dep-d',
  );
  const w = await world({ at: wednesday, company: file });
  const naming = (unit: string, ...named: string[]) =>
    statement(unit, { suppliers: named.map((one) => supplier(one)), customers: [customer('~external')] }, at);
  await publish(w.db, [naming('a', 'b', 'c'), naming('b', 'a'), naming('c', 'a')]);
  await w.until(shanghai('2026-05-07T09:30'));
  expect(w.sent().filter((line) => line.includes('nobody has named D'))).toEqual([
    'dep-d: So far nobody has named D as a supplier',
  ]);
});
