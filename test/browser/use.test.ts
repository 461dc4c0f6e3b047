import { eq } from 'drizzle-orm';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { inbox } from '../../src/engine/tables.ts';
import { sentence } from '../../src/platform/card.ts';
import { consoleWorld, type World } from '../console/world.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { openBrowser, openPage } from './browser.ts';

let db: Database;
let browser: Browser;
let world: World;
let url: string;
let close: () => Promise<void>;
let page: Page;
let context: BrowserContext;
let errors: string[];

beforeAll(async () => {
  db = await testDatabase();
  browser = await openBrowser();
});
beforeEach(async () => {
  world = await consoleWorld(db);
  ({ url, close } = await world.listen());
  ({ page, context, errors } = await openPage(browser, 'desktop'));
  await page.goto(`${url}/console?as=sales-0`);
});
afterEach(async () => {
  await context.close();
  await world.stop();
  await close();
  await truncateAll(db);
});
afterAll(async () => {
  await browser.close();
  await db.close();
});

const tell = async (text: string) => {
  await page.fill('#box', text);
  await page.press('#box', 'Enter');
};
const events = () => db.reader.select().from(inbox).where(eq(inbox.platform, 'console'));
const focused = () => page.evaluate('document.activeElement?.id || document.activeElement?.className');

test('what is sent appears without a reload, and counts change for the others', async () => {
  const other = await openPage(browser, 'phone');
  await other.page.goto(`${url}/console?as=finance-0`);
  await other.page.waitForSelector('#live[sse-connect]', { state: 'attached' });
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm1',
    account: 'sales-0',
    card: sentence('给王芳'),
  });
  await page.getByText('给王芳').waitFor();
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm2',
    account: 'finance-0',
    card: sentence('给高洁'),
  });
  await other.page.getByText('给高洁').waitFor();
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm3',
    account: 'quality-0',
    card: sentence('给梁晨'),
  });
  await page.locator('#people').getByText('1 条未读').waitFor({ state: 'attached' });
  await other.context.close();
});

test('a double click is one event; the buttons are off meanwhile and the changed card keeps the focus', async () => {
  await tell('/cards');
  const accept = page.getByRole('button', { name: '接单' });
  await accept.waitFor();
  await accept.dblclick();
  await page.getByText('已接单').waitFor();
  expect((await events()).length).toBe(2);
  expect(errors).toEqual([]);
});

test('a card is changed in its place, not added', async () => {
  await tell('/cards');
  await page.getByRole('button', { name: '接单' }).waitFor();
  const messages = page.locator('#log .message:not(.own)');
  const before = await messages.count();
  await page.getByRole('button', { name: '接单' }).click();
  await page.getByText('已接单').waitFor();
  expect(await messages.count()).toBe(before);
});

test('whoever reads further up is told that something came, and not moved', async () => {
  for (let number = 0; number < 30; number++) await world.console.acts.say('sales-0', `${number}`);
  await page.getByText('29', { exact: true }).waitFor();
  await page.locator('#log').evaluate((log) => log.scrollTo(0, 0));
  await page.waitForTimeout(100);
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'late-1',
    account: 'sales-0',
    card: sentence('刚刚到的'),
  });
  await page.getByRole('button', { name: '新消息' }).waitFor();
  expect(await page.locator('#log').evaluate((log) => log.scrollTop)).toBe(0);
  await page.getByRole('button', { name: '新消息' }).click();
  expect(await page.getByText('刚刚到的').isVisible()).toBe(true);
  await page.getByRole('button', { name: '新消息' }).waitFor({ state: 'hidden' });
});

test('commands are completed and sent by keyboard alone, with a new line on Shift and Enter', async () => {
  await page.focus('#box');
  await page.keyboard.type('/');
  expect(await page.locator('#commands [role=option]:visible').count()).toBe(5);
  await page.keyboard.type('du');
  await page.keyboard.press('Tab');
  expect(await page.inputValue('#box')).toBe('/值班 ');
  await page.keyboard.press('Enter');
  await page.getByText('今天值班').waitFor();
  await page.keyboard.type('一');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('二');
  expect(await page.inputValue('#box')).toBe('一\n二');
});

test('Enter that belongs to the input method sends nothing', async () => {
  await page.fill('#box', 'nihao');
  await page.dispatchEvent('#box', 'keydown', { key: 'Enter', isComposing: true, bubbles: true });
  expect(await page.inputValue('#box')).toBe('nihao');
});

test('a form is filled in and submitted by keyboard alone', async () => {
  await tell('/request');
  await page.waitForSelector('dialog[open]');
  expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('combobox');
  await page.keyboard.type('production');
  await page.keyboard.press('Enter');
  expect(await page.inputValue('dialog [role=combobox]')).toBe('生产部 · 按批交货');
  await page.keyboard.press('Tab');
  await page.keyboard.type('500 件 A 料');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.type('明天一早');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.locator('[data-field="why"]').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('产线会停');
  await page.keyboard.press('Enter');
  await page.getByText('已提交').waitFor();
  const card = page.locator('.card', { hasText: '已提交' });
  for (const answer of ['service-0', '500 件 A 料', '明天一早', 'urgent', '产线会停'])
    await card.getByText(answer, { exact: true }).waitFor();
  expect(await page.locator('dialog').count()).toBe(0);
});

test('a field appears when its condition holds, and what was in it is not sent when it no longer does', async () => {
  await tell('/request');
  const why = page.locator('[data-field="why"]');
  await why.waitFor({ state: 'hidden' });
  await page.getByRole('radio', { name: '紧急' }).check();
  await why.locator('input').fill('因为');
  await page.getByRole('radio', { name: '一般' }).check();
  await why.waitFor({ state: 'hidden' });
  expect(await why.locator('input').isDisabled()).toBe(true);
});

test('Esc closes an untouched form, and asks before typed answers are thrown away', async () => {
  await tell('/request');
  await page.waitForSelector('dialog[open]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  expect(await focused()).toBe('box');

  await tell('/request');
  await page.fill('dialog textarea', '写了一半');
  await page.keyboard.press('Escape');
  await page.getByText('放弃已填写的内容？').waitFor();
  await page.keyboard.press('Escape');
  expect(await page.inputValue('dialog textarea')).toBe('写了一半');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '放弃', exact: true }).click();
  await page.waitForSelector('dialog', { state: 'detached' });
});

test('problems stand beside their fields, the first one has the focus, and they go when it is changed', async () => {
  await tell('/request');
  await page.waitForSelector('dialog[open]');
  await page.click('#dialog-submit');
  const what = page.locator('[data-field="what"]');
  await what.getByText('这一项需要填写。').waitFor();
  expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('combobox');
  await what.locator('textarea').fill('有了');
  expect(await what.locator('> .problem').textContent()).toBe('');
  await page.getByText('请再看一下标出的项目。').waitFor();
});

test('a picked date becomes words that can be changed', async () => {
  await tell('/request');
  await page.getByRole('radio', { name: '其他时间' }).check();
  await page.fill('[data-pick-time]', '2026-05-04T08:30');
  expect(await page.inputValue('[data-field="by"] .own-words input[type=text]')).toBe('2026-05-04 08:30');
});

test('a file is previewed, refused with a reason, or removed', async () => {
  await tell('/request');
  const field = page.locator('[data-field="photo"]');
  const give = (name: string, buffer: Buffer) =>
    field.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/png', buffer });
  await give('错的.png', Buffer.from('MZ\u0000'));
  await field.getByText('不支持这种文件').waitFor();
  await give('太大.png', Buffer.alloc(5 * 1024 * 1024 + 1));
  await field.getByText('文件超过 5 MB').waitFor();
  await give('对的.png', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  await field.getByText('对的.png').waitFor();
  expect(await field.locator('.problem:visible').count()).toBe(0);
  await field.getByRole('button', { name: '移除 对的.png' }).click();
  expect(await field.locator('[data-uploaded]').count()).toBe(0);
});

test('what could not be sent is back in the box, with a word about it', async () => {
  await page.route('**/console/say', (route) => route.abort());
  await tell('不能丢');
  await page.getByText('没有成功，内容未发送').waitFor();
  expect(await page.inputValue('#box')).toBe('不能丢');
  await page.unroute('**/console/say');
  await page.press('#box', 'Enter');
  await page.getByText('你说了 3 个字').waitFor();
  expect(await page.locator('#composer-problem').textContent()).toBe('');
});

test('a text of over a megabyte is not sent, and says so', async () => {
  await page.evaluate('document.getElementById("box").value = "长".repeat(400000)');
  await page.press('#box', 'Enter');
  await page.getByText('消息太长').waitFor();
  expect((await events()).length).toBe(0);
});

test('another person is one press away; the list keeps its place and the page its stream', async () => {
  await page.fill('#find-person', '财务');
  expect(await page.locator('#people .person:visible').count()).toBe(3);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: '高洁' }).waitFor();
  expect(await focused()).toBe('box');
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm1',
    account: 'finance-0',
    card: sentence('给高洁'),
  });
  await page.getByText('给高洁').waitFor();
  expect(errors).toEqual([]);
});

test('a page that nobody looks at gives its stream back, and catches up when it is looked at again', async () => {
  const hide = (hidden: boolean) =>
    page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'))`);
  await page.waitForSelector('#live[sse-connect]', { state: 'attached' });
  await tell('/值班');
  await page.waitForSelector('.whisper');
  await hide(true);
  await page.waitForSelector('#live:not([sse-connect])', { state: 'attached' });
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'late-1',
    account: 'sales-0',
    card: sentence('不在的时候'),
  });
  await page.waitForTimeout(200);
  expect(await page.getByText('不在的时候').count()).toBe(0);
  await hide(false);
  await page.getByText('不在的时候').waitFor();
  expect(await page.locator('.whisper').count()).toBe(1);
  expect(await page.locator('.own').count()).toBe(1);
});

test('the poorest messenger asks one question at a time, and its pictures are words', async () => {
  await page.getByRole('switch').click();
  await page.locator('#poorest[aria-checked=true]').waitFor();
  await tell('/request');
  await page.getByText(/1 \/ \d/).waitFor();
  await tell('生产部 · 按批交货');
  await page.getByText(/2 \/ \d/).waitFor();
  expect(await page.locator('dialog').count()).toBe(0);
});
