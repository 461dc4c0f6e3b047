import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { formPage } from '../../src/pages/draw/form.tsx';
import { words } from '../../src/pages/messages.ts';
import { type Field, type Form, type Option, readAnswers } from '../../src/platform/form.ts';
import { cpuMs } from '../cpu.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { all, readHtml, wordsOf } from '../platforms/html.ts';
import { factsSent, opened, pagesWorld, type World } from './world.ts';

let db: Database;
let world: World;

beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(async () => {
  await world?.stop();
  await truncateAll(db);
  world = await pagesWorld(db);
});
afterAll(async () => {
  await world.stop();
  await db.close();
});

const label = '还要告诉谁';

/** The form with what is needed filled in. */
async function filled() {
  const sheet = await opened(world);
  await sheet.fill('找哪个部门', '生产部 · 按批交货');
  await sheet.fill('需要什么', '500 件 A 料');
  await sheet.fill('什么时候要', '今天 17:00');
  return sheet;
}

describe('several of a long list, without scripts', () => {
  test('are written by name; what is unclear comes back with what it may mean, and what was understood is ticked', async () => {
    const sheet = await filled();
    await sheet.fill(label, ['供方 12 · 服务项目 12', '供方 1', '没有这家']);
    const wrong = await sheet.submit();
    expect(Object.keys(wrong ?? {})).toEqual([label]);
    expect(wrong?.[label]).toMatch(/没有找到“供方 1”，是不是：供方 1 · 服务项目 1 · .*选项里没有“没有这家”。/);
    expect(sheet.page.status).toBe(422);
    const ticked = all(
      readHtml(sheet.page.text),
      (node) => 'checked' in node.attributes && node.attributes.name === 'f:informed',
    );
    expect(ticked.map((node) => node.attributes.value)).toEqual(['service-12']);
    expect(sheet.page.text).toContain('value="供方 1, 没有这家"');
    await sheet.fill(label, ['service-12', '供方 1 · 服务项目 1']);
    expect(await sheet.submit()).toBeNull();
    expect(await factsSent(db)).toMatchObject({ informed: 'service-12,service-1' });
  });

  test('are no more than there is room for', async () => {
    const sheet = await filled();
    await sheet.fill(label, ['供方 12 · 服务项目 12', '供方 13 · 服务项目 13', '供方 14 · 服务项目 14', '生产部']);
    expect(await sheet.submit()).toEqual({ [label]: '最多选 3 项。' });
    await sheet.fill(label, ['service-12']);
    expect(await sheet.submit()).toBeNull();
  });

  test('are found by a part of the name, as the script does', async () => {
    const sheet = await opened(world);
    expect(await sheet.options(label, 'production')).toEqual(['生产部 · 按批交货']);
    expect(await sheet.options(label)).toHaveLength(40);
  });
});

describe('a page with lists of three thousand', () => {
  const options: Option[] = Array.from({ length: 3_000 }, (_, index) => ({
    value: `d-${index}`,
    label: `第${index}事业部 <b>`,
    words: [`division ${index}`],
  }));
  const field = (key: string, more: Partial<Field & { kind: 'choices' }> = {}): Field => ({
    ...{ key, label: key, required: false, kind: 'choices', search: true, options, most: 5 },
    ...more,
  });
  const form: Form = {
    ...{ action: 'toy.many', context: '', title: 'Many', submit: 'Send' },
    fields: ['suppliers', 'customers', 'troubles', 'hopes'].map((key) => field(key, { initial: 'd-7,d-9' })),
  };
  const reader = { say: words('en', 'UTC'), locale: 'en' as const, asset: (name: string) => name };

  test('carries each list once, whatever it holds, and draws what is chosen', () => {
    const begun = cpuMs();
    const page = formPage(reader, form, '/x', null);
    const ms = cpuMs() - begun;
    process.stdout.write(
      `a page with four lists of 3,000: ${Math.round(page.length / 1024)} KiB in ${Math.round(ms)} ms\n`,
    );
    expect(page.length).toBeLessThan(300_000);
    const root = readHtml(page);
    const lists = all(root, (node) => node.name === 'datalist');
    expect(lists).toHaveLength(1);
    expect(wordsOf(lists[0] ?? root).split('\n')[7]).toBe('d-7\t第7事业部 <b>\tdivision 7');
    expect(all(root, (node) => node.attributes.type === 'checkbox')).toHaveLength(8);
    expect(all(root, (node) => node.name === 'option')).toEqual([]);
  });

  test('a hundred thousand answers are refused without counting them against every option', () => {
    const one = { ...form, fields: form.fields.slice(0, 1) };
    const answers = { suppliers: Array.from({ length: 100_000 }, (_, index) => `d-${index % 3_000}`).join(',') };
    const begun = cpuMs();
    expect(readAnswers(one, answers)).toEqual({
      problems: [{ field: 'suppliers', problem: 'tooMany', limit: 5 }],
    });
    expect(cpuMs() - begun).toBeLessThan(1_000);
  });
});
