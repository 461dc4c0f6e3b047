import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { limits } from '../../adapters/slack/limits.ts';
import { packMetadata, packOption, unpackMetadata } from '../../adapters/slack/packing.ts';
import { searchOptions, suggestions } from '../../adapters/slack/search.ts';
import { slackSheets } from '../../adapters/slack/tables.ts';
import type { Database } from '../../src/db/database.ts';
import type { Feature } from '../../src/engine/feature.ts';
import { sentence } from '../../src/platform/card.ts';
import type { Form } from '../../src/platform/form.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import type { Sheet } from '../platforms/hands.ts';
import { accountOf, type SlackWorld, slackWorld, type WorldOptions } from './world.ts';

let db: Database;
let w: SlackWorld;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => truncateAll(db));
afterEach(async () => {
  await w.end();
  expect(w.slack.offences).toEqual([]);
});

const wang = accountOf('sales-0');

async function opened(options: WorldOptions = {}): Promise<Sheet> {
  w = await slackWorld(db, options);
  await w.slack.says(wang, '/request');
  return open();
}

function open(): Sheet {
  const sheet = w.slack.sheet(wang);
  if (!sheet) throw new Error('no sheet is open');
  return sheet;
}

const submission = () => w.incoming.find((event) => event.kind === 'submitted');

describe('a sheet', () => {
  test('shows the fields whose condition holds, and keeps what was entered when others appear', async () => {
    const sheet = await opened();
    expect(sheet.labels()).toEqual([
      '找哪个部门',
      '需要什么',
      '什么时候要',
      '紧急程度',
      '涉及金额 (元)',
      '影响到',
      '还要告诉谁',
      '班组',
      '要求是否清楚',
      '照片或文件',
    ]);
    await sheet.fill('需要什么', '500 件 A 料');
    await sheet.fill('紧急程度', '紧急');
    expect(open().labels()).toContain('为什么紧急');
    await open().fill('为什么紧急', '停线');
    await open().fill('紧急程度', '一般');
    expect(open().labels()).not.toContain('为什么紧急');
    await open().fill('找哪个部门', '生产部 · 按批交货');
    await open().fill('什么时候要', '今天 17:00');
    expect(await open().submit()).toBeNull();
    expect(submission()).toMatchObject({
      action: 'gallery.everything',
      context: 'R-1042',
      answers: { what: '500 件 A 料', to: 'service-0', by: '2026-05-01T17:00', urgency: 'normal' },
    });
    expect(w.slack.shown(wang).at(-1)?.text).toContain('500 件 A 料');
  });

  test('finds one of 130 options by a part of its name, and takes a time in own words', async () => {
    const sheet = await opened();
    expect((await sheet.options('找哪个部门')).length).toBe(100);
    expect(await sheet.options('找哪个部门', 'delivery')).toEqual(['生产部 · 按批交货']);
    expect(await sheet.options('什么时候要')).toEqual(['今天 17:00', '明天 10:00', '下个工作日']);
    expect(await sheet.options('什么时候要', '后天中午')).toEqual(['后天中午']);
    await sheet.fill('找哪个部门', '供方 129 · 服务项目 129');
    await sheet.fill('需要什么', 'x');
    await sheet.fill('什么时候要', '后天中午');
    await sheet.fill('涉及金额 (元)', '1,000,000');
    await sheet.fill('影响到', ['订单', '产线']);
    expect(await sheet.options('还要告诉谁', '3')).toContain('供方 13 · 服务项目 13');
    await sheet.fill('还要告诉谁', ['供方 13 · 服务项目 13', '生产部 · 按批交货']);
    await sheet.fill('班组', '第 3 班组');
    await sheet.fill('要求是否清楚', '4');
    expect(await sheet.submit()).toBeNull();
    expect(submission()).toMatchObject({
      answers: {
        to: 'service-129',
        by: '后天中午',
        amount: '1,000,000',
        blocks: 'order,line',
        informed: 'service-13,service-0',
        shift: '2',
        rating: '4',
      },
    });
  });

  test('says what is wrong under the field, and takes the corrected answers', async () => {
    const sheet = await opened();
    await sheet.fill('找哪个部门', '生产部 · 按批交货');
    await sheet.fill('什么时候要', '今天 17:00');
    await sheet.fill('需要什么', '?');
    await sheet.fill('涉及金额 (元)', '很多');
    expect(Object.keys((await sheet.submit()) ?? {})).toEqual(['涉及金额 (元)']);
    await open().fill('涉及金额 (元)', '5');
    expect(await open().submit()).toEqual({ 需要什么: '请写明需要什么。' });
    await open().fill('需要什么', '500 件');
    expect(await open().submit()).toBeNull();
    expect(w.slack.sheet(wang)).toBeNull();
  });

  test('keeps a photo as the person’s own, and refuses what is no photo', async () => {
    const sheet = await opened();
    await sheet.fill('找哪个部门', '生产部 · 按批交货');
    await sheet.fill('需要什么', 'x');
    await sheet.fill('什么时候要', '今天 17:00');
    await w.slack.attaches(wang, '照片或文件', [
      { name: 'a.png', type: 'image/png', bytes: Buffer.from('no picture') },
    ]);
    expect(Object.keys((await open().submit()) ?? {})).toEqual(['照片或文件']);
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await w.slack.attaches(wang, '照片或文件', [{ name: 'b.png', type: 'image/png', bytes: png }]);
    expect(await open().submit()).toBeNull();
    expect(submission()).toMatchObject({ answers: { photo: expect.stringMatching(/^[\w-]{36}$/) } });
  });

  test('sent twice at once is one request', async () => {
    const sheet = await opened();
    await sheet.fill('找哪个部门', '生产部 · 按批交货');
    await sheet.fill('需要什么', 'x');
    await sheet.fill('什么时候要', '今天 17:00');
    await Promise.allSettled([sheet.submit(), sheet.submit()]);
    expect(w.slack.shown(wang)).toHaveLength(1);
  });

  test('that cannot be kept stays open with all that was entered', async () => {
    const sheet = await opened();
    await sheet.fill('找哪个部门', '生产部 · 按批交货');
    await sheet.fill('需要什么', 'x');
    await sheet.fill('什么时候要', '今天 17:00');
    w.intercept(() => Promise.reject(new Error('away')));
    expect(await sheet.submit()).toEqual({ 找哪个部门: expect.stringContaining('请再试一次') });
    w.intercept(null);
    expect(await open().submit()).toBeNull();
  });

  test('that did not open in time is offered behind a button', async () => {
    w = await slackWorld(db);
    w.slack.faults.next('views.open', { kind: 'refused', error: 'expired_trigger_id' });
    await w.slack.says(wang, '/request');
    expect(w.slack.shown(wang).at(-1)).toMatchObject({ buttons: ['打开表单'], passing: true });
    await w.slack.presses(wang, '打开表单');
    expect(open().title).toBe('提出请求');
  });

  test('of a form that is gone says so', async () => {
    await opened({ features: [vanishing] });
    expect(await open().submit()).toBeNull();
    // The sheet is closed first; what is said comes after it.
    const closed = { passing: true, text: '⚠️ 已经关闭' };
    await vi.waitFor(() => expect(w.slack.shown(wang).at(-1)).toMatchObject(closed), 20_000);
  });
});

const oneField: Form = {
  action: 'gone.form',
  context: '长'.repeat(3000),
  title: '长的',
  submit: '好',
  fields: [{ key: 'a', kind: 'text', max: 10, label: '甲', required: false }],
};

const vanishing: Feature = {
  name: 'gone',
  commands: [{ name: 'request', aliases: [], help: { en: '', 'zh-CN': '' } }],
  commanded: async () => ({ effects: [], reply: { kind: 'form', form: oneField } }),
  form: async () => sentence('已经关闭', 'warn'),
  submitted: async () => ({ effects: [] }),
};

const following: Feature = {
  ...vanishing,
  form: async () => oneField,
  submitted: async (_turn, _name, context, answers) =>
    answers.a === 'next'
      ? { effects: [], reply: { kind: 'form', form: { ...oneField, title: '下一张' } } }
      : { effects: [], reply: { kind: 'whisper', card: sentence(`${context.length} ${answers.a}`) } },
};

describe('what a sheet carries', () => {
  test('may be longer than Slack takes, and comes back whole', async () => {
    const sheet = await opened({ features: [following] });
    expect(await db.reader.select().from(slackSheets)).toHaveLength(1);
    await sheet.fill('甲', '乙');
    expect(await sheet.submit()).toBeNull();
    await expect.poll(() => w.slack.shown(wang).at(-1)?.text).toBe('3000 乙');
    expect(w.slack.shown(wang).at(-1)?.passing).toBe(true);
  });

  test('a form can follow a form in the same window', async () => {
    const sheet = await opened({ features: [following] });
    await sheet.fill('甲', 'next');
    await sheet.submit();
    expect(open().title).toBe('下一张');
  });

  test('what is said after a sheet that was opened from nowhere stands in its window', async () => {
    w = await slackWorld(db, { features: [following] });
    await w.slack.shortcut(wang, 'new_request');
    await open().fill('甲', '乙');
    await open().submit();
    expect(open().title).toBe('下游');
    expect(open().labels()).toEqual([]);
  });

  test('is read as it was packed, and nothing else is read', async () => {
    w = await slackWorld(db);
    const note = { action: 'a.b', context: '"|', respond: 'https://x', home: true as const };
    expect(unpackMetadata(packMetadata({ note }))).toEqual({ note });
    for (const text of ['', 'null', '[]', '{"a":1}', '{"a":"x"}', undefined]) expect(unpackMetadata(text)).toBeNull();
  });
});

describe('a search', () => {
  const options = [
    { value: 'a', label: '生产部', words: ['production'] },
    { value: 'b', label: '生产技术部' },
    { value: 'c', label: '物控部 (生产)' },
  ];

  test('puts the likeliest first', async () => {
    w = await slackWorld(db, { idle: true });
    const found = (typed: string) => searchOptions(options, typed).map(({ value }) => value);
    expect(found('生产部')).toEqual(['a']);
    expect(found('生产')).toEqual(['a', 'b', 'c']);
    expect(found('ＰＲＯＤ')).toEqual(['a']);
    expect(found('生产部的')).toEqual(['a']);
    expect(found('财务')).toEqual([]);
    expect(found('')).toHaveLength(3);
  });

  test('offers at most a hundred, each short enough', async () => {
    w = await slackWorld(db, { idle: true });
    const many = Array.from({ length: 300 }, (_, index) => ({
      value: `${'v'.repeat(90)}${index}`,
      label: `部门 ${'长'.repeat(90)} ${index}`,
    }));
    const shown = suggestions({ key: 'x', label: '', required: true, kind: 'choice', options: many }, '部门');
    expect(shown).toHaveLength(limits.options);
    expect(new Set(shown.map(({ value }) => value)).size).toBe(limits.options);
    for (const { text, value } of shown)
      expect([text.text.length <= 75, (value ?? '').length <= 75]).toEqual([true, true]);
    expect(packOption('x')).toBe('x');
  });
});
