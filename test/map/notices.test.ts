import { describe, expect, test } from 'vitest';
import { words } from '../../src/map/messages.ts';
import { mapState } from '../../src/map/state.ts';
import { mapTold } from '../../src/map/tables.ts';
import { nextLook } from '../../src/map/times.ts';
import { ofNames } from '../../src/operator/doctor-map.ts';
import { bumpVersion } from '../../src/org/store.ts';
import { days, read, shanghai, type World, whispered, world } from '../world.ts';
import { companyFile, customer, publish, requirement, statement, supplier, trouble, within } from './kit.ts';
import { heard, newest, presses } from './story.ts';

const wednesday = shanghai('2026-05-06T10:00');
const at = { publishedAt: wednesday };
const unresolved = async (w: World) => (await mapState(w.db.reader, await w.organisation())).unresolved;

describe('the card of a department’s open gaps', () => {
  const kinds = ['onTime', 'complete', 'correct', 'informed', 'reachable', 'other'] as const;

  test('comes once a round, at the beginning of a working day, with at most five gaps, the most blocking first', async () => {
    const w = await world({ at: wednesday });
    const required = kinds.map((kind) => requirement(kind));
    await publish(w.db, [
      statement('sales', { suppliers: [supplier('materials', required, { troubles: [trouble('informed')] })] }, at),
      statement('materials', { customers: [customer('sales')] }, at),
    ]);
    await w.until(shanghai('2026-05-07T07:59'));
    expect(w.sent()).toEqual([]);
    await w.until(shanghai('2026-05-07T09:00'));
    expect(w.sent()).toEqual(['he: 物控部：有 7 处双方看法不同', 'lin: 销售部：有 7 处双方看法不同']);
    const card = await newest(w, 'lin');
    expect(card).toContain('1. 销售部在物控部这一环有“提前告知”方面的困扰，还没有人认领');
    expect(card).toContain('2. 销售部对物控部有“准时”的要求，而物控部没有列出');
    expect(card).not.toContain('6. ');
    expect(card).toContain('另有 2 处');
    await w.advance(days(5));
    expect(w.sent()).toEqual([]);
  });

  test('is changed in place when a gap comes or goes, and comes anew in the next round', async () => {
    const w = await world({ at: wednesday });
    const gap = (round: number, publishedAt: Date) => [
      statement('sales', { suppliers: [supplier('materials')] }, { round, version: round, publishedAt }),
      statement('materials', {}, { round, version: round, publishedAt }),
    ];
    await publish(w.db, gap(1, wednesday));
    await w.until(shanghai('2026-05-07T09:00'));
    expect(w.sent()).toEqual(['he: 物控部：有 1 处双方看法不同', 'lin: 销售部：有 1 处双方看法不同']);
    const imagined = { customers: [customer('sales'), customer('finance')] };
    await publish(w.db, [
      statement('finance', {}, at),
      statement('materials', imagined, { version: 2, publishedAt: w.clock.now() }),
    ]);
    await w.until(shanghai('2026-05-08T09:30'));
    // Three others have published by now, also the one customer that the org file names for the office.
    expect(w.sent()).toEqual(['zheng: 财务部：有 1 处双方看法不同', 'chen: 到目前为止，还没有人把总经办列为供方']);
    expect(await newest(w, 'he')).toContain('物控部把财务部列为客户，而财务部没有提到物控部');
    expect(await newest(w, 'lin')).toContain('销售部：双方的看法处处一致');
    await publish(w.db, gap(3, w.clock.now()));
    await w.until(shanghai('2026-05-11T09:30'));
    expect(w.sent().sort()).toEqual([
      'chen: 到目前为止，还没有人把总经办列为供方',
      'he: 物控部：有 1 处双方看法不同',
      'lin: 销售部：有 1 处双方看法不同',
    ]);
  });

  test('comes to a head who is new in the middle of a round, once, with the names nobody knows', async () => {
    const w = await world({ at: wednesday });
    const stated = { suppliers: [supplier('?模具外协')] };
    await publish(w.db, [
      statement('sales', { suppliers: [supplier('materials')] }, at),
      statement('materials', stated, at),
    ]);
    await w.until(shanghai('2026-05-07T09:30'));
    w.sent();
    await w.db.transaction(async (tx) => {
      const heads = `jsonb_set(jsonb_set(spec, '{head}', '"luo"'), '{deputy}', 'null')`;
      await tx.execute(`update org_items set spec = ${heads} where kind = 'department' and key = 'materials'`);
      await bumpVersion(tx, w.clock.now());
    });
    await w.until(shanghai('2026-05-08T09:30'));
    expect(w.sent()).toEqual(['luo: 物控部：您发布的说法里有 1 个名称还对不上', 'luo: 物控部：有 1 处双方看法不同']);
    await w.advance(days(5));
    expect(w.sent()).toEqual([]);
  });

  test('goes to the deputy where the head has left', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, [
      statement('sales', { suppliers: [supplier('materials')] }, at),
      statement('materials', {}, at),
    ]);
    await w.engine.receive({ kind: 'left', id: 'left-he', platform: 'console', account: 'he' });
    await w.until(shanghai('2026-05-07T09:30'));
    expect(w.sent().filter((line) => line.includes('看法不同'))).toEqual([
      'tang: 物控部：有 1 处双方看法不同',
      'lin: 销售部：有 1 处双方看法不同',
    ]);
  });
});

describe('names that nobody knows', () => {
  const said = {
    suppliers: [supplier('?楼上的同事', [within(2, 'd')]), supplier('?模具外协'), supplier('?老王')],
    customers: [customer('?楼上的同事')],
  };

  test('come to the head as one card: picked, created, left out, and asked once a round', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, [statement('materials', said, at), statement('production', {}, at)]);
    await w.until(shanghai('2026-05-07T09:30'));
    expect(w.sent()).toEqual(['he: 物控部：您发布的说法里有 3 个名称还对不上']);
    const form = await presses(w, 'he', 'names');
    if (form?.kind !== 'form') throw new Error('no form');
    const field = (name: string) => form.form.fields.find(({ label }) => label === `“${name}”`)?.key ?? '';
    const answers = { [field('楼上的同事')]: 'production', [field('模具外协')]: '~create', [field('老王')]: '~ignore' };
    const reply = heard(await w.fills('he', form, answers));
    expect(reply).toContain('“模具外协”：已记下。维护组织文件的人添加之后，地图就会显示');
    expect(await newest(w, 'he')).toBe('物控部：说法里的名称都对上了\n[重新说明]');
    expect(await unresolved(w)).toEqual([
      { department: 'materials', party: '?模具外协', words: '模具外协', wanted: true },
    ]);
    expect((await ofNames(w.db.reader, await w.organisation())).map(({ text }) => text)).toEqual([
      expect.stringContaining('the head of 物控部 asks for "模具外协" in the org file'),
    ]);
    const { edges, gaps } = await mapState(w.db.reader, await w.organisation());
    expect(edges.find(({ supplier: from }) => from === 'production')?.requires).toHaveLength(1);
    expect(gaps.map(({ key }) => key)).toContain('unseenCustomer:production>materials');
    await w.until(shanghai('2026-05-08T09:30'));
    expect(w.sent()).toEqual(['he: 物控部：有 2 处双方看法不同', 'wang: 生产部：有 2 处双方看法不同']);
  });

  test('a wrong word can be said otherwise, as long as the statement has the name', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, [statement('materials', said, at), statement('production', {}, at)]);
    const opens = async () => {
      const form = await w.clicks('he', 'map.names', 'materials');
      if (form?.kind !== 'form') throw new Error(JSON.stringify(form));
      const field = (name: string) => form.form.fields.find(({ label }) => label === `“${name}”`);
      return { form, field };
    };
    const first = await opens();
    const key = (name: string) => first.field(name)?.key ?? '';
    await w.fills('he', first.form, {
      [key('楼上的同事')]: 'production',
      [key('模具外协')]: '~create',
      [key('老王')]: '~ignore',
    });
    const again = await opens();
    const chosen = (name: string) => {
      const field = again.field(name);
      return field && 'initial' in field ? field.initial : undefined;
    };
    expect(['楼上的同事', '模具外协', '老王'].map(chosen)).toEqual(['production', '~create', '~ignore']);
    const reply = heard(await w.fills('he', again.form, { [key('楼上的同事')]: 'quality', [key('老王')]: 'sales' }));
    expect(reply).toBe('物控部：说法里的名称都对上了\n[重新说明]');
    const { edges } = await mapState(w.db.reader, await w.organisation());
    const suppliers = edges.filter(({ customer: to, namedBy }) => to === 'materials' && namedBy.customer);
    expect(suppliers.map(({ supplier: from }) => from)).toEqual(['quality', 'sales']);
    await publish(w.db, [statement('materials', {}, { ...at, version: 2 })]);
    expect(heard(await w.clicks('he', 'map.names', 'materials'))).toBe('物控部：说法里的名称都对上了');
  });

  test('what was to be created is on the map once a department or step is called exactly that', async () => {
    const mine = (name: string) => `${companyFile(['a', 'b'])}`.replace('name: B,', `name: ${name},`);
    const w = await world({ at: wednesday, company: mine('Tool shop') });
    await publish(w.db, [statement('a', { suppliers: [supplier('?tool  SHOP')] }, at)]);
    expect(await unresolved(w)).toMatchObject([{ words: 'tool  SHOP', wanted: false }]);
    const form = await w.clicks('head-a', 'map.names', 'a');
    if (form?.kind !== 'form') throw new Error('no form');
    await w.fills('head-a', form, { [form.form.fields[0]?.key ?? '']: '~create' });
    expect(await unresolved(w)).toEqual([]);
  });

  test('are said by the department’s head or deputy only', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, [statement('materials', said, at)]);
    expect(whispered(await w.clicks('luo', 'map.names', 'materials'))).toBe(
      '这件事由物控部的负责人和副职决定：何建国、唐丽',
    );
    expect(whispered(await w.clicks('he', 'map.names', 'nowhere'))).toBe('nowhere已不在组织中');
  });

  test('a department that has left the org file is a name nobody knows', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, [
      statement('materials', { suppliers: [supplier('laundry')] }, at),
      statement('laundry', {}, at),
    ]);
    expect(await unresolved(w)).toMatchObject([{ party: 'laundry', words: 'laundry' }]);
  });
});

describe('a department that nobody names as supplier', () => {
  const naming = (unit: string, ...named: string[]) =>
    statement(unit, { suppliers: named.map((one) => supplier(one)), customers: [customer('~external')] }, at);

  test('is told so first itself: its head alone, once a round, with a question and no list of people', async () => {
    const w = await world({ at: wednesday, company: companyFile(['a', 'b', 'c', 'd']) });
    await publish(w.db, [naming('a', 'b', 'c'), naming('b', 'a'), naming('c', 'a')]);
    await w.until(shanghai('2026-05-07T09:30'));
    const about = w.sent().filter((line) => line.includes('So far nobody'));
    expect(about).toEqual(['head-d: So far nobody has named D as a supplier']);
    const card = await w.newest('head-d');
    expect(read(card)).toContain('3 of 3 other departments have published whom they depend on.');
    expect(read(card)).toContain('Only you read this. Nothing follows from it by itself.');
    expect(card.buttons).toEqual([]);
    for (const person of ['head-a', 'head-b', 'head-c'])
      for (const seen of await w.messages(person)) expect(read(seen.card)).not.toContain('D');
    await w.advance(days(3));
    expect(w.sent()).toEqual([]);
    expect(
      (await w.db.reader.select().from(mapTold)).filter((told) => told.about.startsWith('noCustomer')),
    ).toMatchObject([{ about: 'noCustomer/d', person: 'head-d', round: 1 }]);
  });

  test('is not told before enough others have published', async () => {
    const w = await world({ at: wednesday, company: companyFile(['a', 'b', 'c', 'd']) });
    await publish(w.db, [naming('a', 'b', 'c'), naming('b', 'a')]);
    await w.until(shanghai('2026-05-07T09:30'));
    expect(w.sent().filter((line) => line.includes('So far nobody'))).toEqual([]);
  });

  test('no word of it accuses', () => {
    for (const text of Object.values(words.texts.en))
      expect(text).not.toMatch(/fault|blame|useless|redundant|why do you/i);
    for (const text of Object.values(words.texts['zh-CN'])) expect(text).not.toMatch(/多余|没用|裁|责任在|为什么没/u);
  });
});

describe('where answers and org file disagree', () => {
  test('it is shown, and one click of a head takes the answer over', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, [
      statement('sales', { suppliers: [supplier('quality')] }, at),
      statement('quality', { customers: [customer('sales')] }, at),
      statement('production', {}, at),
    ]);
    const shown = heard(await w.clicks('yang', 'map.file', 'quality'));
    expect(shown).toContain('1. 生产部 → 品质部：只在组织文件里');
    expect(shown).toContain('2. 品质部 → 生产部：只在组织文件里');
    expect(shown).toContain('3. 品质部 → 销售部：只在答案里');
    expect(shown).toContain('[采用第 3 条]');
    expect(whispered(await w.clicks('priya', 'map.takeLink', 'quality>sales'))).toBe(
      'This is decided by the heads and deputies of 品质部, 销售部: 杨帆, 郭静, 林晓燕, 周立',
    );
  });

  test('a second click finds it taken', async () => {
    const w = await world({ at: wednesday });
    await publish(w.db, [statement('sales', { suppliers: [supplier('quality')] }, at)]);
    expect(whispered(await w.clicks('guo', 'map.takeLink', 'quality>sales'))).toBe(
      '品质部 → 销售部 从现在起是公司的上下游关系',
    );
    expect(whispered(await w.clicks('lin', 'map.takeLink', 'quality>sales'))).toBe(
      '品质部 → 销售部 已经是公司的上下游关系',
    );
    const taken = (await w.organisation()).links.filter(
      (link) => link.supplier === 'quality' && link.customer === 'sales',
    );
    expect(taken).toMatchObject([{ kind: 'process', supplierStep: null, measure: null }]);
    expect(whispered(await w.clicks('lin', 'map.takeLink', 'nobody>sales'))).toBe('这个按钮已经失效。');
  });
});

test('the next look is when a working day begins, by each department’s own calendar', async () => {
  const w = await world({ at: wednesday });
  const org = await w.organisation();
  expect(nextLook(shanghai('2026-05-07T07:00'), org)).toEqual(shanghai('2026-05-07T08:00'));
  expect(nextLook(shanghai('2026-05-07T08:00'), org)).toEqual(shanghai('2026-05-07T09:00'));
  expect(nextLook(shanghai('2026-05-07T09:00'), org)).toEqual(shanghai('2026-05-08T08:00'));
});
