import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { testDatabase } from '../db/pool.ts';
import { factsSent, pagesWorld, type World } from '../pages/world.ts';
import { openBrowser, openPage, picture, seriousViolations } from './browser.ts';

let db: Database;
let browser: Browser;
const worlds: World[] = [];

beforeAll(async () => {
  db = await testDatabase();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  for (const world of worlds) await world.stop();
  await db.close();
});

/** The narrowest telephone people still have. */
const narrow = { width: 360, height: 740 };

async function opened(locale: 'zh-CN' | 'en', scheme: 'light' | 'dark' = 'light', account = 'Sales-0') {
  const world = await pagesWorld(db, locale);
  worlds.push(world);
  const { page, errors, context } = await openPage(browser, 'phone', scheme);
  await page.setViewportSize(narrow);
  await context.addCookies([{ name: 'who', value: account, domain: 'localhost', path: '/' }]);
  return { world, page, errors, context };
}

const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Everything a person sees of a form behind a link, each reached from the one before. */
const states: [name: string, reach: (page: Page) => Promise<unknown>][] = [
  ['start', (page) => page.waitForSelector('.start')],
  [
    'form',
    async (page) => {
      await page.getByRole('button').click();
      await page.waitForSelector('[role=combobox]');
    },
  ],
  ['list', (page) => page.fill('[role=combobox]', '12')],
  [
    'condition',
    async (page) => {
      await page.press('[role=combobox]', 'Enter');
      await page.locator('[data-field=by] .pick:last-child input').check({ force: true });
      await page.locator('[data-field=urgency] .pick:last-child input').check({ force: true });
      await page.locator('[data-field=why] input').scrollIntoViewIfNeeded();
    },
  ],
  ['end', (page) => page.evaluate('scrollTo(0, 99999)')],
  [
    'problems',
    async (page) => {
      await page.setInputFiles('[data-field=photo] input', {
        name: '照片 到货区.png',
        mimeType: 'image/png',
        buffer: photo,
      });
      await page.click('[type=submit]');
      await page.waitForSelector('[data-summary]');
    },
  ],
  ['problems-top', (page) => page.evaluate('scrollTo(0, 0)')],
  ['problems-end', (page) => page.evaluate('scrollTo(0, 99999)')],
  [
    'sent',
    async (page) => {
      await page.fill('[data-field=what] textarea', '500');
      await page.locator('[data-field=by] .pick:last-child input').check({ force: true });
      await page.locator('[data-field=by] .own-words input[type=text]').fill('9:00');
      await page.fill('[data-field=why] input', 'SO-2051');
      await page.click('[type=submit]');
      await page.waitForSelector('.last');
    },
  ],
];

const photo = Buffer.from('\x89PNG\r\n\x1a\n1234', 'latin1');

describe.each([
  ['zh-CN', 'light'],
  ['en', 'dark'],
] as const)('%s, %s', (locale, scheme) => {
  test('no state of a form page has a serious violation, a script error or text beside the page', async () => {
    const { world, page, errors, context } = await opened(locale, scheme);
    page.on('dialog', (dialog) => dialog.accept());
    await page.goto(world.link());
    for (const [name, reach] of states) {
      await reach(page);
      await page.waitForTimeout(100);
      await picture(page, `page-${locale}-${name}`);
      expect([name, await seriousViolations(page)]).toEqual([name, []]);
      expect([name, await overflow(page)]).toEqual([name, 0]);
    }
    // Chromium reports the answer with problems as an error of its own.
    expect(errors.filter((error) => !error.includes('422'))).toEqual([]);
    await context.close();
  });
});

test('a link that opens nothing says so legibly', async () => {
  const { world, page, context } = await opened('zh-CN', 'light', 'Finance-1');
  await page.goto(world.link());
  await page.getByRole('button').click();
  await page.waitForSelector('.refused');
  await picture(page, 'page-refused');
  expect(await seriousViolations(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  await context.close();
});

test('a form is filled in and sent by keyboard alone', async () => {
  const { world, page, context } = await opened('zh-CN');
  await page.goto(world.link());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=combobox]');
  await page.keyboard.press('Tab');
  await page.keyboard.type('production');
  await page.keyboard.press('Enter');
  expect(await page.inputValue('[role=combobox]')).toBe('生产部 · 按批交货');
  await page.keyboard.press('Tab');
  await page.keyboard.type('500 件 A 料');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.locator('[data-field=why] input').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('产线会停');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.last');
  await context.close();
});

test('several of a long list are found by typing, chosen by touch, taken back, and no more than fit', async () => {
  const { world, page, errors, context } = await opened('zh-CN');
  await page.goto(world.link());
  await page.getByRole('button').click();
  const field = page.locator('[data-field=informed]');
  const input = field.locator('[data-names]');
  const chosen = () => field.locator('[data-chosen] .pick').allInnerTexts();
  const offered = () => field.locator('[role=option]').allInnerTexts();
  await input.fill('production');
  expect(await offered()).toEqual(['生产部 · 按批交货']);
  await field.locator('[role=option]').first().tap();
  expect(await input.inputValue()).toBe('');
  await input.pressSequentially('12');
  await picture(page, 'page-many-list');
  await input.press('Enter');
  await input.fill('3');
  await input.press('ArrowDown');
  await input.press('Enter');
  expect(await chosen()).toEqual(['生产部 · 按批交货', '供方 12 · 服务项目 12', '供方 13 · 服务项目 13']);
  await input.fill('5');
  expect(await offered()).toEqual([]);
  expect(await field.locator('[role=status]').textContent()).toBe('最多选 3 项，去掉一项才能另选。');
  await picture(page, 'page-many-full');
  expect(await seriousViolations(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  await field.locator('[data-chosen] .pick').nth(1).tap();
  expect(await chosen()).toEqual(['生产部 · 按批交货', '供方 13 · 服务项目 13']);
  await input.fill('没有这家');
  expect(await field.locator('[role=status]').textContent()).toBe('没有匹配的结果，换个说法试试。');
  await input.fill('供方 7 · 服务项目 7');
  await page.locator('[data-field=what] textarea').fill('500 件');
  await page.locator('[data-field=by] .pick').first().tap();
  expect(await chosen()).toHaveLength(3);
  await page.locator('[data-field=to] [role=combobox]').fill('production');
  await page.locator('[data-field=to] [role=combobox]').press('Enter');
  await page.click('[type=submit]');
  await page.waitForSelector('.last');
  expect(await factsSent(db)).toMatchObject({ informed: 'service-0,service-13,service-7' });
  expect(errors).toEqual([]);
  await context.close();
});

test('without scripts every field is there, says when it counts, and the form goes through', async () => {
  const world = await pagesWorld(db);
  worlds.push(world);
  const context = await browser.newContext({ viewport: narrow, javaScriptEnabled: false });
  await context.addCookies([{ name: 'who', value: 'Sales-1', domain: 'localhost', path: '/' }]);
  const page = await context.newPage();
  await page.goto(world.link('Sales-1'));
  await page.getByRole('button').click();
  await page.getByText('仅当“紧急程度”为紧急时填写。').waitFor();
  await picture(page, 'page-without-scripts');
  await page.getByLabel('找哪个部门').selectOption({ label: '生产部 · 按批交货' });
  await page.getByLabel('需要什么').fill('500 件');
  await page.getByRole('button', { name: '提出请求' }).click();
  await page.getByText('请再看一下').waitFor();
  expect(await page.getByLabel('需要什么').inputValue()).toBe('500 件');
  expect(await page.getByLabel('找哪个部门').inputValue()).toBe('service-0');
  await page.getByLabel('今天 17:00').check();
  await page.getByRole('button', { name: '提出请求' }).click();
  await page.getByText('可以关闭本页了').waitFor();
  await context.close();
});
