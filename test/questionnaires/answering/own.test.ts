import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { dialogues, outbox } from '../../../src/engine/tables.ts';
import { personErase } from '../../../src/operator/person-erase.ts';
import type { Reply } from '../../../src/platform/adapter.ts';
import { storeFile } from '../../../src/platform/files.ts';
import { pruneAnswers } from '../../../src/questionnaires/answering/retention.ts';
import { anonymousAnswers, anonymousGiven } from '../../../src/questionnaires/tables.ts';
import { run } from '../../operator/run.ts';
import { days, formOf, type World } from '../../world.ts';
import {
  answering,
  asks,
  customerPage,
  draftOf,
  end,
  everything,
  example,
  follows,
  heard,
  imports,
  pageIn,
  round,
  said,
  start,
  statusOf,
  supplierPage,
  tablesWith,
} from './story.ts';

const morale = async (w: World, people: string[]) =>
  round(w, people, { questionnaire: 'morale', version: await imports(w) });

/** Answers without the anonymous page, up to it. */
async function named(w: World, person: string, id: number): Promise<Reply | null> {
  const one = await w.fills(person, await start(w, person, id), { feeling: '2', obstacle: 'rework', hours: '6' });
  return w.fills(person, one, { remark: '谢谢' });
}

describe('a company’s own questionnaire', () => {
  test('is asked in pages of eight, with conditions within and across them, and the anonymous ones last', async () => {
    const w = await answering();
    const id = await morale(w, ['liu']);
    const first = await start(w, 'liu', id);
    expect(formOf(first)).toMatchObject({ title: '季度小调查', intro: expect.stringContaining('两分钟就够，谢谢。') });
    expect(asks(first)).toEqual(['feeling', 'obstacle', 'which', 'hours', 'tools', 'helped', 'since', 'photo']);
    expect(formOf(first).fields[1]?.when).toEqual({ field: 'feeling', is: ['1', '2', '3'] });
    const second = await w.fills('liu', first, { feeling: '5', tools: 'feeder,tester', helped: '@zhao,quality' });
    expect([pageIn(second), asks(second)]).toEqual(['2', ['remark']]);
    const last = await w.fills('liu', second, { remark: '都好' });
    expect([pageIn(last), asks(last)]).toEqual(['anonymous', ['leaving', 'reason']]);
    expect(formOf(last).intro).toContain('不记名字，也不记时间，满五份才会显示。因此只能交一次，交了不能改。');
    const done = await w.fills('liu', last, { leaving: 'no' });
    expect(heard(done)).toContain('这个季度工作顺不顺？: 5');
    expect(heard(done)).toContain('哪些工具要换？: 飞达、测试架');
    expect(heard(done)).toContain('谁帮了您？: 赵敏、品质部');
    expect(heard(done)).toContain('匿名问题: 已交，不记名字');
    expect(heard(done)).toContain('从不显示是谁');
    expect(await statusOf(w, id, 'liu')).toBe('finished');
    expect(await said(w, id)).toEqual([]);
  });

  test('leaves out a page on which nothing is to be asked', async () => {
    const w = await answering();
    const question = (key: string, more: string) =>
      `  - { key: ${key}, ask: { zh-CN: 甲？, en: A? }, kind: choice, options: [ { value: x, label: { zh-CN: 一, en: X } }, { value: y, label: { zh-CN: 二, en: Y } } ]${more} }\n`;
    const gate = question('gate', ', required: true');
    const fillers = Array.from({ length: 7 }, (_, i) => question(`f${i}`, '')).join('');
    const gated = question('deep', ', when: { question: gate, is: [x] }');
    const text = `key: gates\ntitle: { zh-CN: 门, en: Gates }\nquestions:\n${gate}${fillers}${gated}`;
    const id = await round(w, ['liu', 'zhao'], { questionnaire: 'gates', version: await imports(w, text) });
    expect(heard(await w.fills('liu', await start(w, 'liu', id), { gate: 'y' }))).toContain('您的回答已保存');
    const second = await w.fills('zhao', await start(w, 'zhao', id), { gate: 'x' });
    expect(asks(second)).toEqual(['deep']);
  });

  test('keeps the version its round began with', async () => {
    const w = await answering();
    const id = await morale(w, ['liu']);
    await imports(
      w,
      `key: morale\ntitle: { zh-CN: 新, en: New }\nquestions:\n  - { key: q, ask: { zh-CN: 甲？, en: A? }, kind: text }`,
    );
    expect(formOf(await start(w, 'liu', id)).title).toBe('季度小调查');
    const next = await round(w, ['liu'], { questionnaire: 'morale', version: 2 });
    expect(asks(await start(w, 'liu', next))).toEqual(['q']);
  });

  test('takes over last time’s answers to the questions that are still asked', async () => {
    const w = await answering();
    const before = await morale(w, ['liu']);
    await w.fills('liu', await named(w, 'liu', before), { leaving: 'no' });
    const changed = (await exampleWithout('remark')).replace('max: 60', 'max: 5');
    const id = await round(w, ['liu'], { questionnaire: 'morale', version: await imports(w, changed) });
    const look = await w.clicks('liu', 'questionnaires.answer.same', String(id));
    expect(heard(look)).toContain('最大的阻碍是什么？: 返工');
    expect(heard(look)).not.toContain('每周返工');
    expect(heard(look)).not.toContain('谢谢');
    const anonymous = await follows(w, 'liu', look, 'confirm');
    expect(pageIn(anonymous)).toBe('anonymous');
  });

  test('keeps a file that came with a page, also when the page is sent again without it', async () => {
    const w = await answering();
    const id = await morale(w, ['liu']);
    const stored = await w.db.transaction((tx) =>
      storeFile(tx, {
        name: 'a.txt',
        declaredType: 'text/plain',
        bytes: Buffer.from('报告'),
        owner: 'liu',
        now: w.clock.now(),
        accept: [],
      }),
    );
    const file = 'file' in stored ? stored.file.id : '';
    expect(file).not.toBe('');
    await w.fills('liu', await start(w, 'liu', id), { feeling: '5', photo: file });
    expect((await everything(w)).get('files')?.[0]).toMatch(/,t\)$/);
    await w.clicks('liu', 'questionnaires.answer.change', `${id}||`, { feeling: '4' });
    expect((await draftOf(w, id, 'liu')).get('1')).toMatchObject({ feeling: '4', photo: file });
  });
});

async function exampleWithout(key: string): Promise<string> {
  return (await example()).replace(new RegExp(` {2}- key: ${key}\\n[\\s\\S]*?(?= {2}- key)`), '');
}

test('who is erased leaves the files of others, even where their words name one', async () => {
  const w = await answering();
  const about = {
    name: 'a.txt',
    declaredType: 'text/plain',
    bytes: Buffer.from('报告'),
    now: w.clock.now(),
    accept: [],
  };
  const fileOf = async (owner: string): Promise<string> => {
    const stored = await w.db.transaction((tx) => storeFile(tx, { ...about, owner }));
    return 'file' in stored ? stored.file.id : '';
  };
  const [own, other] = [await fileOf('liu'), await fileOf('zhao')];
  const id = await morale(w, ['liu']);
  const page = await w.fills('liu', await start(w, 'liu', id), { feeling: '5', photo: own });
  await w.fills('liu', page, { remark: other });
  w.sent();
  await run(w, personErase, 'liu');
  const left = (await everything(w)).get('files') ?? [];
  expect(left.map((row) => [own, other].filter((name) => row.includes(name)))).toEqual([[other]]);
});

describe('anonymous answers', () => {
  const word = '想回老家照顾父母';

  test('are stored without the person and without a time, and nowhere else', async () => {
    const w = await answering();
    const id = await morale(w, ['liu']);
    await w.fills('liu', await named(w, 'liu', id), { leaving: 'yes', reason: word });
    const stored = await w.db.reader.select().from(anonymousAnswers);
    expect(stored.map(({ id: _, ...row }) => row).sort((a, b) => (a.question < b.question ? -1 : 1))).toEqual([
      { round: id, department: 'production', question: 'leaving', value: 'yes' },
      { round: id, department: 'production', question: 'reason', value: word },
    ]);
    expect(await tablesWith(w, word)).toEqual(['questionnaire_anonymous']);
    expect(await w.db.reader.select().from(anonymousGiven)).toEqual([{ round: id, person: 'liu' }]);
  });

  test('are nowhere else either when they were asked one at a time, once the last is given', async () => {
    const w = await answering({ poorest: true });
    const id = await morale(w, ['liu']);
    await start(w, 'liu', id);
    for (const text of ['5', '跳过', '跳过', '跳过', '跳过']) await w.says('liu', text);
    await w.says('liu', '跳过');
    await w.says('liu', '想过');
    expect(await tablesWith(w, 'leaving')).toContain('dialogues');
    await w.says('liu', word);
    w.sent();
    const left = (await tablesWith(w, word)).filter((table) => table !== 'console_messages');
    expect(left).toEqual(['questionnaire_anonymous']);
    const own = (await everything(w)).get('console_messages')?.filter((row) => row.includes(word)) ?? [];
    // What they typed is theirs, in their messenger.
    expect(own).toHaveLength(1);
    expect(own[0]).toContain(',person,');
  });

  test('asked one at a time, leave no word, no choice and no question behind that tells how another was answered', async () => {
    const w = await answering({ poorest: true });
    const file = `key: apart
title: { zh-CN: 匿名, en: Apart }
questions:
  - { key: tools, ask: { zh-CN: 缺哪些工具？, en: Which tools? }, kind: choices, anonymous: true, options: [
      { value: feeder, label: { zh-CN: 飞达, en: Feeders } }, { value: nozzle, label: { zh-CN: 吸嘴, en: Nozzles } },
      { value: tester, label: { zh-CN: 测试架, en: Fixtures } }, { value: glove, label: { zh-CN: 手套, en: Gloves } } ] }
  - { key: leaving, ask: { zh-CN: 想过离开吗？, en: Leaving? }, kind: choice, anonymous: true, options: [
      { value: "yes", label: { zh-CN: 想过, en: "Yes" } }, { value: "no", label: { zh-CN: 没有, en: "No" } } ] }
  - { key: reason, ask: { zh-CN: 为了什么事？, en: Why? }, kind: longText, anonymous: true, when: { question: leaving, is: ["yes"] } }
`;
    const id = await round(w, ['liu', 'zhao'], { questionnaire: 'apart', version: await imports(w, file) });
    const kept = async (person: string) => {
      const rows = await w.db.reader.select().from(outbox).where(eq(outbox.person, person));
      return JSON.stringify(rows.map(({ card }) => card));
    };
    await start(w, 'liu', id);
    for (const text of ['吸嘴，螺丝刀', '-吸嘴', '吸嘴', '也许吧', '想过', word]) {
      await w.says('liu', text);
      w.sent();
      expect(await kept('liu')).not.toMatch(/螺丝刀|也许吧|已选：|已记下：/);
    }
    await start(w, 'zhao', id);
    for (const text of ['手套', '没有']) await w.says('zhao', text);
    w.sent();
    for (const person of ['liu', 'zhao'])
      expect(await kept(person)).not.toMatch(/为了什么事|[飞吸测手][达嘴试套]|想过/);
    expect(await w.db.reader.select().from(dialogues)).toEqual([]);
    const values = (await w.db.reader.select().from(anonymousAnswers)).map(({ value }) => value);
    expect(values.sort()).toEqual(['glove', 'no', 'nozzle', word, 'yes'].sort());
  });

  test('can be given once, whatever is sent again', async () => {
    const w = await answering();
    const id = await morale(w, ['liu']);
    const page = await named(w, 'liu', id);
    await w.fills('liu', page, { leaving: 'no' });
    const again = await w.fills('liu', page, { leaving: 'yes', reason: word });
    expect(heard(again)).toContain('您的匿名回答已经交过，谁也分不出是哪一份。这次没有再保存。');
    expect(await w.db.reader.select().from(anonymousAnswers)).toHaveLength(1);
    const done = await start(w, 'liu', id);
    expect(heard(await w.clicks('liu', 'questionnaires.answer.page', `${id}||anonymous`))).toContain('已经交过');
    const pick = await follows(w, 'liu', done, 'change');
    expect(formOf(pick).fields[0]).toMatchObject({ options: [{ value: '1' }, { value: '2' }] });
  });

  test('of several people lie mixed, written by one transaction under new numbers', async () => {
    const w = await answering();
    const people = ['liu', 'zhao', 'sun', 'ma'];
    const id = await morale(w, people);
    const numbers = new Set<string>();
    for (const person of people) {
      await w.fills(person, await named(w, person, id), { leaving: 'yes', reason: person });
      for (const row of await w.db.reader.select().from(anonymousAnswers)) numbers.add(row.id);
    }
    const rows = await w.db.reader.execute<{ xmin: string }>('select distinct xmin::text from questionnaire_anonymous');
    expect([...(Array.isArray(rows) ? rows : (rows as { rows: unknown[] }).rows)]).toHaveLength(1);
    expect(numbers.size).toBe(2 + 4 + 6 + 8);
  });

  test('need no person: who is erased leaves them, and no other answer', async () => {
    const w = await answering();
    const id = await morale(w, ['liu']);
    const map = await round(w, ['liu', 'zhao']);
    await w.fills('liu', await named(w, 'liu', id), { leaving: 'yes', reason: word });
    await w.fills('liu', await start(w, 'liu', map), { mainWork: '排产和派工的事情', suppliers: 'purchasing' });
    const other = await w.fills('zhao', await start(w, 'zhao', map), { mainWork: '贴片', suppliersElse: '刘洋的师傅' });
    await w.fills('zhao', other, supplierPage);
    w.sent();
    await run(w, personErase, 'liu');
    expect(await tablesWith(w, '排产和派工的事情')).toEqual([]);
    expect(await tablesWith(w, '刘洋')).toEqual([]);
    expect(await tablesWith(w, word)).toEqual(['questionnaire_anonymous']);
    expect((await said(w, map)).map(({ person, answer }) => [person, answer.suppliers[0]])).toEqual([
      ['zhao', expect.objectContaining({ party: '?（已删除）的师傅', handsOn: '齐套的物料' })],
    ]);
  });
});

test('answers go 400 days after their round has ended', async () => {
  const w = await answering();
  const [old, open] = [await round(w, ['liu']), await round(w, ['liu'])];
  for (const id of [old, open]) await w.fills('liu', await start(w, 'liu', id), { mainWork: '排产' });
  await end(w, old);
  const prune = (after: number) =>
    w.db.transaction((tx) => pruneAnswers(tx, new Date(w.clock.now().getTime() + days(after))));
  await prune(399);
  expect(await draftOf(w, old, 'liu')).toHaveLength(1);
  await prune(401);
  expect((await draftOf(w, old, 'liu')).size).toBe(0);
  expect((await draftOf(w, open, 'liu')).size).toBe(1);
});

describe('a look at a questionnaire', () => {
  test('asks page after page and stores nothing', async () => {
    const w = await answering();
    await imports(w);
    const first = await w.says('chen', '/questionnaire preview morale');
    expect(formOf(first).intro).toBe('这是预览，不会保存任何内容。\n两分钟就够，谢谢。');
    const second = await w.fills('chen', first, { feeling: '2', obstacle: 'other', which: '不知道怎么说的事' });
    expect(asks(second)).toEqual(['remark']);
    const last = await w.fills('chen', second, {});
    expect(asks(last)).toEqual(['leaving', 'reason']);
    expect(heard(await w.fills('chen', last, { leaving: 'yes', reason: '随便看看' }))).toBe(
      '“季度小调查”到此为止，没有保存任何内容。',
    );
    expect(await tablesWith(w, '不知道怎么说的事')).toEqual([]);
    expect(await tablesWith(w, '随便看看')).toEqual([]);
  });

  test('shows the built-in one with a page about a supplier and a customer', async () => {
    const w = await answering();
    const first = await w.says('chen', '/questionnaire preview self-awareness');
    const supplier = await w.fills('chen', first, { mainWork: '看看', suppliers: 'sales', customers: 'finance' });
    expect(formOf(supplier).title).toBe('来自销售部');
    const customer = await w.fills('chen', supplier, supplierPage);
    expect(formOf(customer).title).toBe('交给财务部');
    expect(heard(await w.fills('chen', customer, customerPage))).toContain('没有保存任何内容');
    for (const table of ['questionnaire_answers', 'questionnaire_anonymous'])
      expect((await everything(w)).get(table)).toEqual([]);
  });

  test('names those that can be looked at, and begins anew where it got lost', async () => {
    const w = await answering();
    await imports(w);
    expect(heard(await w.says('chen', '/questionnaire preview moral'))).toBe(
      '没有这个代号的问卷。可以预览的有：self-awareness、morale',
    );
    for (const context of ['', 'x', '{}', '[]', 'null', '{"key":"morale","page":"7","rest":[],"given":{}}']) {
      const reply = await w.clicks('chen', 'questionnaires.answer.preview', context);
      expect(heard(reply)).toMatch(/没有这个代号的问卷|到此为止/);
    }
  });
});
