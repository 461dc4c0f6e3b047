import { describe, expect, test } from 'vitest';
import { inbox } from '../../../src/engine/tables.ts';
import type { Person } from '../../../src/org/organisation.ts';
import { partyOptions } from '../../../src/questionnaires/answering/parties.ts';
import { words } from '../../../src/questionnaires/messages.ts';
import { formOf } from '../../world.ts';
import {
  answering,
  asks,
  changes,
  customerPage,
  draftOf,
  end,
  follows,
  heard,
  pageIn,
  round,
  said,
  start,
  statusOf,
  supplierPage,
} from './story.ts';

describe('the first pass', () => {
  test('of an event that comes twice is the page as it stands by then; no list of names is kept with the event', async () => {
    const w = await answering();
    const id = await round(w, ['zhao']);
    const about = { id: 'twice', platform: 'console', account: 'zhao', kind: 'clicked' } as const;
    const press = () => w.engine.receive({ ...about, action: 'questionnaires.answer.start', value: String(id) });
    const first = await press();
    expect(asks(first)).toContain('suppliers');
    const kept = JSON.stringify(await w.db.reader.select().from(inbox));
    expect(kept).toContain('questionnaires.answer.page');
    expect(kept).not.toContain('贴片');
    expect(kept.length).toBeLessThan(600);
    expect(await press()).toEqual(first);
    await w.fills('zhao', first, { mainWork: '贴片和检验', suppliers: 'purchasing', customers: '' });
    expect(formOf(await press()).fields.find(({ key }) => key === 'mainWork')?.initial).toBe('贴片和检验');
    await end(w, id);
    expect(await press()).toBeNull();
    expect(await w.db.reader.select().from(inbox)).toHaveLength(2);
  });

  test('asks a page for the work and the names, and one for each supplier and customer when they are few', async () => {
    const w = await answering();
    const id = await round(w, ['zhao']);
    const first = await start(w, 'zhao', id);
    expect(asks(first)).toEqual(['unit', 'mainWork', 'suppliers', 'suppliersElse', 'customers', 'customersElse']);
    expect(
      formOf(first)
        .fields.filter(({ required }) => required)
        .map(({ key }) => key),
    ).toEqual(['unit', 'mainWork']);
    expect(formOf(first).fields[0]).toMatchObject({
      initial: 'production/smt',
      options: [
        { value: 'production/smt', label: '贴片（生产部）' },
        { value: 'production', label: '生产部' },
      ],
    });
    const supplier = await w.fills('zhao', first, {
      mainWork: '贴片',
      suppliers: 'purchasing',
      customers: 'production/assembly',
    });
    expect([pageIn(supplier), formOf(supplier).title]).toEqual(['s:purchasing', '来自采购部']);
    expect(formOf(supplier).intro).toContain('第 2 页，共 3 页。');
    expect(formOf(supplier).submit).toBe('下一页');
    expect(await statusOf(w, id, 'zhao')).toBe('draft');
    const customer = await w.fills('zhao', supplier, supplierPage);
    expect([pageIn(customer), formOf(customer).submit]).toEqual(['c:production/assembly', '完成']);
    const done = await w.fills('zhao', customer, customerPage);
    expect(heard(done)).toMatch(
      /自我认知.*您的回答已保存\n代表: 贴片（生产部）\n主要工作: 贴片\n供方: 采购部\n客户: 组装（生产部）\n/,
    );
    expect(heard(done)).toContain('生产部的部门表只显示有几个人这么说，从不显示是谁。由王强核定并发布。');
    expect(heard(done)).toContain('在这一轮结束之前都可以修改。');
    expect(await statusOf(w, id, 'zhao')).toBe('finished');
    expect(await said(w, id)).toEqual([
      {
        person: 'zhao',
        department: 'production',
        enteredBy: null,
        answer: {
          unit: 'production/smt',
          mainWork: '贴片',
          suppliers: [
            {
              party: 'purchasing',
              kind: 'process',
              handsOn: '齐套的物料',
              requires: { kind: 'onTime', amount: 2, unit: '小时', words: '上线前到位' },
              trouble: { about: 'complete', words: '常缺一两种' },
            },
          ],
          customers: [
            {
              party: 'production/assembly',
              kind: 'process',
              handsOn: '贴好的板',
              believes: { kind: 'correct', amount: 98, unit: '%', words: '' },
            },
          ],
        },
      },
    ]);
  });

  test('asks who matters most when more than two were named, and offers the others afterwards', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    const first = await start(w, 'liu', id);
    expect(asks(first)).not.toContain('unit');
    const which = await w.fills('liu', first, {
      mainWork: '排产',
      suppliers: 'purchasing,materials,quality',
      suppliersElse: '外协厂',
      customers: '~external',
    });
    expect(asks(which)).toEqual(['suppliers']);
    expect(formOf(which).fields[0]).toMatchObject({
      most: 2,
      options: [
        { value: 'purchasing', label: '采购部' },
        { value: 'materials', label: '物控部' },
        { value: 'quality', label: '品质部' },
        { value: '?外协厂', label: '外协厂' },
      ],
    });
    const one = await w.fills('liu', which, { suppliers: 'quality,?外协厂' });
    expect(pageIn(one)).toBe('s:quality');
    const two = await w.fills('liu', one, { ...supplierPage, troubleAbout: 'none' });
    expect(pageIn(two)).toBe('s:?外协厂');
    const outside = await w.fills('liu', two, supplierPage);
    expect([pageIn(outside), formOf(outside).title]).toEqual(['c:~external', '交给外部客户']);
    const done = await w.fills('liu', outside, customerPage);
    expect(heard(done)).toContain('您提到的另外 2 个也可以补充说明，愿意的话再填。');
    const pick = await follows(w, 'liu', done, 'more');
    expect(formOf(pick).fields[0]).toMatchObject({
      options: [{ label: '来自采购部' }, { label: '来自物控部' }],
    });
    const more = await w.fills('liu', pick, { page: 's:materials' });
    expect(pageIn(more)).toBe('s:materials');
    const again = await w.fills('liu', more, supplierPage);
    expect(heard(again)).toContain('您提到的另外 1 个也可以补充说明，愿意的话再填。');
    expect((await said(w, id))[0]?.answer.suppliers.map(({ party, kind }) => [party, kind])).toEqual([
      ['purchasing', null],
      ['materials', 'process'],
      ['quality', 'process'],
      ['?外协厂', 'process'],
    ]);
  });

  test('takes an empty list of suppliers and customers for an answer', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    const done = await w.fills('liu', await start(w, 'liu', id), { mainWork: '排产' });
    expect(heard(done)).toContain('供方: 无\n客户: 无');
    expect((await said(w, id))[0]?.answer).toMatchObject({ suppliers: [], customers: [] });
  });

  test('offers those linked in the org file first, and never oneself', async () => {
    const w = await answering();
    const id = await round(w, ['zhao', 'luo']);
    const { fields } = formOf(await start(w, 'zhao', id));
    const options = (key: string) => {
      const field = fields.find((one) => one.key === key);
      return field && 'options' in field ? field.options.map(({ value }) => value) : [];
    };
    expect(options('suppliers').slice(0, 2).sort()).toEqual(['purchasing', 'quality']);
    expect(options('customers')[0]).toBe('~external');
    expect(options('customers').slice(1, 4).sort()).toEqual(['materials', 'production/assembly', 'quality']);
    for (const self of ['production', 'production/smt', '@zhao']) expect(options('suppliers')).not.toContain(self);
    expect(options('suppliers')).toContain('production/packing');
    expect(options('suppliers')).toContain('@wang');
    const luo = formOf(await start(w, 'luo', id)).fields[0];
    expect(luo).toMatchObject({
      key: 'unit',
      initial: 'materials',
      options: [{ value: 'materials' }, { value: 'materials#仓管员', label: '仓管员（物控部）' }],
    });
  });

  test('offers people of the departments around in a large company, and all departments', async () => {
    const w = await answering();
    const org = await w.organisation();
    const crowd = [...org.people.values()].flatMap((one) =>
      Array.from({ length: 40 }, (_, index) => ({ ...one, id: `${one.id}${index}`, name: `${one.name}${index}` })),
    );
    const subject = org.people.get('huang') as Person;
    const large = { ...org, people: new Map([...org.people, ...crowd.map((one) => [one.id, one] as const)]) };
    const say = words('zh-CN', 'Asia/Shanghai');
    const options = partyOptions({ org: large, subject, department: 'purchasing', say }, 'suppliers');
    const people = options
      .filter(({ value }) => value.startsWith('@'))
      .map(({ value }) => large.people.get(value.slice(1)));
    expect(people.length).toBe(300);
    expect([...new Set(people.map((one) => one?.department))].sort()).toEqual(['finance', 'production', 'purchasing']);
    expect(people[0]?.department).toBe('purchasing');
    expect(options.filter(({ value }) => org.departments.has(value))).toHaveLength(org.departments.size - 1);
  });

  test('is asked in the language of the person', async () => {
    const w = await answering();
    const id = await round(w, ['james']);
    const first = await start(w, 'james', id);
    expect(formOf(first)).toMatchObject({ title: 'Your work', submit: 'Next' });
    const supplier = await w.fills('james', first, { mainWork: 'Orders', suppliers: 'materials/planning' });
    expect(formOf(supplier)).toMatchObject({
      title: 'From 计划 (物控部)',
      intro: expect.stringContaining('Page 2 of 2.'),
    });
    const done = await w.fills('james', supplier, { ...supplierPage, kind: 'process' });
    expect(heard(done)).toContain('Self-awareness: thank you, your answers are in');
    expect(heard(done)).toContain('林晓燕 settles and publishes it.');
  });

  test('fills in how the org file says two departments work together', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    const page = await w.fills('liu', await start(w, 'liu', id), { mainWork: '排产', suppliers: 'quality,sales' });
    const kind = (form: typeof page) => formOf(form).fields.find(({ key }) => key === 'kind')?.initial;
    expect(kind(page)).toBe('functional');
    expect(kind(await w.fills('liu', page, { ...supplierPage }))).toBeUndefined();
  });

  test('picks names that were typed although they are listed', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    await w.fills('liu', await start(w, 'liu', id), {
      mainWork: '排产',
      suppliers: 'purchasing',
      suppliersElse: '物控部，贴片, 外协厂、采购部',
    });
    expect((await draftOf(w, id, 'liu')).get('first')).toEqual({
      unit: 'production',
      mainWork: '排产',
      suppliers: 'purchasing,materials,production/smt',
      suppliersElse: '外协厂',
      customers: '',
      customersElse: '',
    });
  });
});

describe('a draft', () => {
  test('is finished the next day, where the person stopped', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    await w.fills('liu', await start(w, 'liu', id), {
      mainWork: '排产',
      suppliers: 'purchasing',
      customers: 'materials',
    });
    await w.advance(24 * 3_600_000);
    const page = await start(w, 'liu', id);
    expect(pageIn(page)).toBe('s:purchasing');
    await w.fills('liu', page, supplierPage);
    await w.advance(72 * 3_600_000);
    const last = await start(w, 'liu', id);
    expect(pageIn(last)).toBe('c:materials');
    expect(heard(await w.fills('liu', last, customerPage))).toContain('您的回答已保存');
    w.sent();
  });

  test('takes the later of two devices for a page, and loses no other page', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    const phone = await start(w, 'liu', id);
    const desk = await start(w, 'liu', id);
    const onPhone = await w.fills('liu', phone, { mainWork: '排产', suppliers: 'purchasing' });
    await w.fills('liu', onPhone, supplierPage);
    await w.fills('liu', desk, { mainWork: '排产和派工', suppliers: 'materials' });
    const draft = await draftOf(w, id, 'liu');
    expect(draft.get('first')).toMatchObject({ mainWork: '排产和派工', suppliers: 'materials' });
    expect(draft.get('s:purchasing')).toMatchObject({ handsOn: '齐套的物料' });
    // The page of the phone counts again as soon as its supplier is named again.
    const first = await follows(w, 'liu', await finish(w, id), 'change');
    const page = pageIn(first) === 'first' ? first : await w.fills('liu', first, { page: 'first' });
    await w.fills('liu', page, { mainWork: '排产和派工', suppliers: 'materials,purchasing' });
    expect((await said(w, id))[0]?.answer.suppliers.map(({ handsOn }) => handsOn)).toEqual(['', '齐套的物料']);
  });

  test('is what the form begins with when a page is changed', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    await w.fills('liu', await start(w, 'liu', id), { mainWork: '排产', suppliers: 'purchasing' });
    const done = await finish(w, id);
    const pick = await follows(w, 'liu', done, 'change');
    expect(formOf(pick).fields[0]).toMatchObject({ options: [{ label: '您的工作' }, { label: '来自采购部' }] });
    const page = await w.fills('liu', pick, { page: 's:purchasing' });
    const initial = Object.fromEntries(formOf(page).fields.map(({ key, initial }) => [key, initial]));
    expect(initial).toEqual(supplierPage);
    const changed = await w.fills('liu', page, { requireMeasure: '一天' });
    expect(heard(changed)).toContain('准时 1 天');
    expect(await statusOf(w, id, 'liu')).toBe('finished');
  });
});

/** Fills in the pages that are left, all alike. */
async function finish(w: Awaited<ReturnType<typeof answering>>, id: number) {
  let reply = await start(w, 'liu', id);
  while (reply?.kind === 'form')
    reply = await w.fills('liu', reply, pageIn(reply).startsWith('s:') ? supplierPage : customerPage);
  return reply;
}

describe('same as last time', () => {
  test('shows the last answers and takes them over with one tap', async () => {
    const w = await answering();
    const before = await round(w, ['liu']);
    await w.fills('liu', await start(w, 'liu', before), { mainWork: '排产', suppliers: 'purchasing' });
    await finish(w, before);
    await end(w, before);
    await w.advance(10 * 24 * 3_600_000);
    w.sent();
    const id = await round(w, ['liu']);
    const look = await w.clicks('liu', 'questionnaires.answer.same', String(id));
    expect(heard(look)).toMatch(
      /您 5月1日\(周五\) 10:00 说的还是这样吗？[\s\S]*供方: 采购部[\s\S]*\[仍然如此\] \[改一部分\]/,
    );
    expect(await statusOf(w, id, 'liu')).toBe('asked');
    expect(heard(await follows(w, 'liu', look, 'confirm'))).toContain('您的回答已保存');
    expect((await said(w, id))[0]?.answer).toEqual((await said(w, before))[0]?.answer);
    expect(await statusOf(w, id, 'liu')).toBe('finished');
  });

  test('can be the beginning of other answers', async () => {
    const w = await answering();
    const before = await round(w, ['liu']);
    await w.fills('liu', await start(w, 'liu', before), { mainWork: '排产', suppliers: 'purchasing' });
    await finish(w, before);
    const id = await round(w, ['liu']);
    const look = await w.clicks('liu', 'questionnaires.answer.same', String(id));
    const first = await follows(w, 'liu', look, 'adopt');
    expect(formOf(first).fields.find(({ key }) => key === 'mainWork')).toMatchObject({ initial: '排产' });
    expect(heard(await w.fills('liu', first, { mainWork: '排产和派工' }))).toContain('主要工作: 排产和派工');
  });

  test('leaves out who is not in the company any more', async () => {
    const w = await answering();
    const before = await round(w, ['liu']);
    await w.fills('liu', await start(w, 'liu', before), { mainWork: '排产', suppliers: '@feng,purchasing' });
    await finish(w, before);
    await changes(w, 'feng', 'leaves');
    const id = await round(w, ['liu']);
    const look = await w.clicks('liu', 'questionnaires.answer.same', String(id));
    expect(heard(look)).toContain('供方: 采购部\n');
    await follows(w, 'liu', look, 'confirm');
    expect((await said(w, id))[0]?.answer.suppliers.map(({ party }) => party)).toEqual(['purchasing']);
  });

  test('says when there is nothing to take over', async () => {
    const w = await answering();
    const id = await round(w, ['liu']);
    expect(heard(await w.clicks('liu', 'questionnaires.answer.same', String(id)))).toContain('没有以前的回答可以沿用');
    expect(heard(await w.clicks('liu', 'questionnaires.answer.confirm', `${id}||7`))).toContain(
      '没有以前的回答可以沿用',
    );
  });
});
