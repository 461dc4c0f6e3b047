import { afterAll, beforeAll, expect, test } from 'vitest';
import { words } from '../../adapters/console/messages.ts';
import type { Database } from '../../src/db/database.ts';
import { answersOf } from '../../src/look/answers.ts';
import { visible } from '../../src/look/words.tsx';
import { testDatabase } from '../db/pool.ts';
import { consoleWorld, type World } from './world.ts';

let db: Database;
let world: World;

beforeAll(async () => {
  db = await testDatabase();
  world = await consoleWorld(db);
});
afterAll(async () => {
  await world.stop();
  await db.close();
});

const pageOf = async (account: string) => (await world.request('/console', { as: account })).text();

test('every kind of element is drawn', async () => {
  await world.console.acts.say('sales-0', '/cards');
  const page = await pageOf('sales-0');
  for (const drawn of [
    'class="quote"',
    'class="facts"',
    'class="chain"',
    'class="list"',
    'class="faces"',
    'role="progressbar"',
    'class="chart"',
  ]) {
    expect(page).toContain(drawn);
  }
  expect(page).toContain('aria-current="step"');
  for (const tone of ['tone-act', 'tone-warn', 'tone-good', 'tone-plain']) expect(page).toContain(tone);
  expect(page).toContain('该文件已不可用。');
});

test('nothing that a person wrote becomes part of the page', async () => {
  await world.console.acts.say('sales-1', '/chain "><script>alert(1)</script>');
  const page = await pageOf('sales-1');
  expect(page).not.toContain('<script>');
  expect(page).not.toContain('<img src=x');
  expect(page).not.toContain('<i>x</i>');
  expect(page).toContain('&lt;script&gt;alert(1)');
});

test('control characters are shown, and marks that turn text around are named', () => {
  expect(visible('a\u0007b\u202Ec\u007F\r\nd\te')).toBe('a\u2407b[U+202E]c\u2421\nd\te');
});

test('a text of 1 MiB is folded, cut on the page and whole behind a link', async () => {
  const text = '长'.repeat(300_000);
  await world.console.acts.say('finance-0', text);
  const page = await pageOf('finance-0');
  expect(page.length).toBeLessThan(120_000);
  expect(page).toContain('data-fold');
  const link = /\/console\/messages\/\d+\/text/.exec(page)?.[0] ?? '';
  const whole = await world.request(link, { as: 'finance-0' });
  expect(await whole.text()).toBe(text);
  expect(whole.headers.get('content-type')).toMatch(/^text\/plain/);
});

test('a form is drawn with all its fields, those whose condition fails switched off', async () => {
  const response = await world.request('/console/say', { as: 'sales-0', body: { text: '/request' } });
  expect(response.headers.get('x-console-reply')).toBe('form');
  const html = await response.text();
  for (const drawn of [
    'role="combobox"',
    '<textarea',
    'type="checkbox"',
    '<select',
    'datetime-local',
    'type="file"',
    'class="scale"',
  ]) {
    expect(html).toContain(drawn);
  }
  expect(html).toMatch(/data-field="why"[^>]*hidden[^>]*disabled/);
  expect(html).not.toMatch(/data-field="urgency"[^>]*hidden/);
});

test('answers are read as the port wants them', () => {
  const data = new FormData();
  for (const [name, value] of [
    ['f:a', '1'],
    ['f:several', 'x'],
    ['f:several', 'y'],
    ['f:when', '~words'],
    ['t:when', '明早\r\n九点'],
    ['t:other', 'soon'],
    ['f:chip', '17:00'],
    ['t:chip', 'ignored'],
    ['action', 'x'],
  ] as const) {
    data.append(name, value);
  }
  expect(answersOf(data)).toEqual({ a: '1', several: 'x,y', when: '明早\n九点', other: 'soon', chip: '17:00' });
});

test('problems come back for their fields, and the form stays', async () => {
  const body = { action: 'gallery.everything', context: 'R-1042', 'f:urgency': 'urgent' };
  const response = await world.request('/console/submit', { as: 'sales-0', body });
  expect(response.headers.get('x-console-reply')).toBe('problems');
  expect(response.headers.get('hx-reswap')).toBe('none');
  expect((await response.text()).match(/hx-swap-oob="true"/g)).toHaveLength(4);
});

test('a form submitted after it was closed is answered with what is true now', async () => {
  const response = await world.request('/console/submit', {
    as: 'sales-0',
    body: { action: 'gallery.gone', context: '' },
  });
  expect(response.headers.get('x-console-reply')).toBe('whisper');
  expect(await response.text()).toContain('这张表单已经关闭。');
});

test('both languages have the same texts with the same places', () => {
  const { en, 'zh-CN': zh } = words.texts;
  expect(Object.keys(zh)).toEqual(Object.keys(en));
  const places = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort();
  for (const key of Object.keys(en)) expect([key, places(zh[key] ?? '')]).toEqual([key, places(en[key] ?? '')]);
});
