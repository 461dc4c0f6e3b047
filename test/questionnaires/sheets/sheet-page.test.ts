import { expect, test } from 'vitest';
import { customer, publish, statement, supplier, trouble, within } from '../../map/kit.ts';
import { shanghai, type World, world } from '../../world.ts';
import { csvRows, file, page, views, xlsxRows } from './looking.ts';

const at = { publishedAt: shanghai('2026-05-06T10:00') };

async function published(): Promise<World> {
  const w = await world({ at: shanghai('2026-05-06T10:00') });
  const said = {
    suppliers: [
      supplier('materials', [within(2, 'h', '=HYPERLINK("x")')], {
        ...{ said: 4, handsOn: [{ words: '<b>物料</b>', said: 3 }], troubles: [trouble('complete', '-常缺料', 2)] },
      }),
      supplier('@he', [], { kind: null }),
    ],
    customers: [customer('~external', [], { kind: null, said: 2 })],
  };
  await publish(w.db, [statement('production', { customers: [customer('sales')] }, { ...at, mainWork: ['组装'] })]);
  await publish(w.db, [
    statement('production', said, { ...at, version: 2, publishedAt: shanghai('2026-05-07T10:00') }),
  ]);
  await publish(w.db, [statement('production/smt', said, { ...at, publishedAt: shanghai('2026-05-07T10:00') })]);
  return w;
}

test('the page shows suppliers and customers with counts, and leads to the other versions', async () => {
  const w = await published();
  const shown = await page(w, 'zhao', 'sheet', { unit: 'production' });
  expect(shown).toContain('<title>生产部，第 2 版</title>');
  expect(shown).toContain('4 人作答，其中 3 人能说出客户。');
  expect(shown).toMatch(/物控部<\/bdi><span class="note">4 人 · 同一产品的下一道工序/);
  expect(shown).toContain('&lt;b&gt;物料&lt;/b&gt;');
  expect(shown).toContain('sheet?unit=production&amp;version=1');
  expect(shown).toContain('sheet?unit=production%2Fsmt&amp;version=1');
  const earlier = await page(w, 'zhao', 'sheet', { unit: 'production', version: '1' });
  expect(earlier).toContain('这是较早的一版，目前以第 2 版为准。');
  expect(earlier).toContain('组装');
  expect(earlier).toContain('销售部');
});

test('nobody’s name is on the page or in a file, not even of a person who was named', async () => {
  const w = await published();
  const names = [...(await w.organisation()).people.values()].map(({ name }) => name);
  const csv = await file(w, 'zhao', 'sheet', { unit: 'production', as: 'csv' });
  const xlsx = await file(w, 'zhao', 'sheet', { unit: 'production', as: 'xlsx' });
  const all = [
    await page(w, 'zhao', 'sheet', { unit: 'production' }),
    new TextDecoder().decode(csv.bytes),
    JSON.stringify(await xlsxRows(xlsx.bytes)),
  ];
  for (const text of all) {
    expect(text).toContain('物控部的一位同事');
    expect(names.filter((name) => text.includes(name))).toEqual([]);
  }
});

test('the files have a line for each statement, with the version, and no formulas', async () => {
  const w = await published();
  const csv = await file(w, 'zhao', 'sheet', { unit: 'production', version: '2', as: 'csv' });
  expect(csv.name).toBe('生产部 v2.csv');
  const [head = [], ...rows] = csvRows(csv.bytes);
  const objects = rows.map((row) => Object.fromEntries(row.map((cell, index) => [head[index] ?? '', cell])));
  expect(objects.every((row) => row.版本 === '2' && row.部门 === '生产部')).toBe(true);
  expect(objects.find((row) => row.说法 === '我们的要求')).toMatchObject({
    ...{
      内容: '供方',
      对方: '物控部',
      提到的人数: '4',
      要求或困扰: '准时',
      数值: '2',
      单位: 'h',
      这样说的人数: '不足 3 人',
    },
    原话: `'=HYPERLINK("x")`,
  });
  expect(objects.find((row) => row.说法 === '我们的困扰')?.原话).toBe("'-常缺料");
  const xlsx = await file(w, 'zhao', 'sheet', { unit: 'production', version: '2', as: 'xlsx' });
  expect(xlsx.name).toBe('生产部 v2.xlsx');
  const back = await xlsxRows(xlsx.bytes);
  expect(back[0]).toEqual(head);
  expect(back).toHaveLength(rows.length + 1);
  expect(back.some((row) => row.includes('=HYPERLINK("x")'))).toBe(true);
  expect(back[1]?.[2]).toBe(2);
});

test('it is for the department and the referees; others hear who settles it, and learn nothing', async () => {
  const w = await published();
  for (const as of ['', 'csv', 'xlsx'])
    for (const query of [
      { unit: 'production', as },
      { unit: 'production/smt', version: '1', as },
    ]) {
      const shown = await views(w, 'lin', 'sheet', query);
      expect(shown).toMatchObject({ kind: 'no', status: 403 });
      expect(JSON.stringify(shown)).not.toContain('物控部');
    }
  expect((await views(w, 'gu', 'sheet', { unit: 'production' })).kind).toBe('page');
});

test('an address that leads nowhere says so', async () => {
  const w = await published();
  for (const query of [{ unit: 'production', version: '9' }, { unit: 'production#nobody' }, { unit: 'production/' }])
    expect((await views(w, 'zhao', 'sheet', query)).kind).toBe('no');
  for (const version of ['0', '-1', 'x', '1e9', '99999999999999999999'])
    expect((await views(w, 'zhao', 'sheet', { unit: 'production', version })).kind).toBe('page');
  expect(await views(w, 'zhao', 'sheet', { unit: 'moon' })).toMatchObject({ kind: 'no', status: 403 });
});
