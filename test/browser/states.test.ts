import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { sentence } from '../../src/platform/card.ts';
import { company } from '../console/company.ts';
import { consoleWorld, type World } from '../console/world.ts';
import { testDatabase } from '../db/pool.ts';
import { openBrowser, openPage, picture, type Size, seriousViolations } from './browser.ts';
import { toyDemo } from './toy-demo.ts';

let db: Database;
let browser: Browser;
const worlds: { world: World; url: string; close(): Promise<void> }[] = [];

beforeAll(async () => {
  db = await testDatabase();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  for (const { world, close } of worlds) {
    await world.stop();
    await close();
  }
  await db.close();
});

async function started(locale: 'zh-CN' | 'en', more = {}) {
  const world = await consoleWorld(db, { org: company(locale), ...more });
  const served = { world, ...(await world.listen()) };
  worlds.push(served);
  return served;
}

const tell = async (page: Page, text: string) => {
  await page.fill('#box', text);
  await page.press('#box', 'Enter');
};

/** Everything the page can look like, each reached from the one before. */
const states: [name: string, reach: (page: Page) => Promise<unknown>][] = [
  ['empty', (page) => page.waitForSelector('.empty')],
  ['commands', (page) => page.fill('#box', '/')],
  [
    'cards',
    async (page) => {
      await page.setInputFiles('#composer input[type=file]', {
        name: '到货区.png',
        mimeType: 'image/png',
        buffer: photo,
      });
      await page.waitForSelector('#attached [data-uploaded]');
      await tell(page, '/cards');
      await page.waitForSelector('.tone-act');
    },
  ],
  ['cards-top', (page) => page.locator('#log').evaluate((log) => log.scrollTo(0, 0))],
  [
    'whisper',
    async (page) => {
      await tell(page, '/duty');
      await page.waitForSelector('.whisper');
    },
  ],
  [
    'form',
    async (page) => {
      await tell(page, '/request');
      await page.waitForSelector('dialog[open]');
    },
  ],
  ['form-list', (page) => page.fill('dialog [role=combobox]', '12')],
  [
    'form-problems',
    async (page) => {
      await page.press('dialog [role=combobox]', 'Enter');
      await page.getByRole('radio').nth(3).check({ force: true });
      await page.click('#dialog-submit');
      await page.waitForSelector('[aria-invalid]');
    },
  ],
  ['form-end', (page) => page.locator('.dialog-body').evaluate((body) => body.scrollTo(0, 9999))],
  ['form-discard', (page) => page.keyboard.press('Escape')],
  [
    'hostile',
    async (page) => {
      await page.click('[data-throw-away]');
      await tell(page, `/chain ${'<script>alert(1)</script>\n'.repeat(60)}`);
      await page.waitForSelector('[data-fold-button]');
    },
  ],
];

const photo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAAFklEQVR4nGNkWHCBAQaYGJAATg4DAwAuNgGKD2ZpfwAAAABJRU5ErkJggg==',
  'base64',
);

const looks = [
  ['desktop', 'zh-CN', 'light', 'materials-1'],
  ['phone', 'zh-CN', 'light', 'finance-1'],
  ['desktop', 'en', 'dark', 'materials-0'],
  ['phone', 'en', 'dark', 'finance-0'],
] as const;

describe.each(looks)('%s, %s, %s', (size, locale, scheme, account) => {
  test('no state has a serious violation, a script error or text beside the page', async () => {
    const { url } = await started(locale, { demo: toyDemo() });
    const { page, errors, context } = await openPage(browser, size, scheme);
    await page.goto(`${url}/console?as=${account}`);
    for (const [name, reach] of states) {
      await reach(page);
      await page.waitForTimeout(150);
      await picture(page, `${locale}-${size}-${name}`);
      expect([name, await seriousViolations(page)]).toEqual([name, []]);
      expect([name, await overflow(page)]).toEqual([name, 0]);
    }
    expect(errors).toEqual([]);
    await context.close();
  });
});

const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

test.each(['desktop', 'phone'] satisfies Size[])('pages before a conversation: %s', async (size) => {
  const locked = await started('zh-CN', { password: 'secret' });
  const { page, errors, context } = await openPage(browser, size);
  await page.goto(`${locked.url}/console`);
  await picture(page, `password-${size}`);
  expect(await seriousViolations(page)).toEqual([]);
  await page.fill('#password', 'wrong');
  await page.press('#password', 'Enter');
  await page.waitForSelector('#login-problem:not(:empty)');
  expect(await seriousViolations(page)).toEqual([]);
  await page.fill('#password', 'secret');
  await page.press('#password', 'Enter');
  await page.waitForSelector('#people', { state: 'attached' });
  if (size === 'phone') await page.locator('main [data-open-people]').last().click();
  await page.waitForTimeout(300);
  await picture(page, `people-${size}`);
  expect(await seriousViolations(page)).toEqual([]);
  // Chromium reports the 401 of the password page as an error of its own.
  expect(errors.filter((error) => !error.includes('401'))).toEqual([]);
  await context.close();
});

test('a long conversation and many unread messages', async () => {
  const { world, url } = await started('zh-CN');
  for (let number = 0; number < 120; number++) {
    const account = number < 60 ? 'quality-1' : 'sales-2';
    await world.console.adapter.send({
      priority: 'reply',
      again: false,
      id: `long-${number}`,
      account,
      card: sentence(`第 ${number} 条`),
    });
  }
  const { page, context } = await openPage(browser, 'desktop');
  await page.goto(`${url}/console?as=quality-1`);
  await page.waitForSelector('.earlier');
  await picture(page, 'long-list');
  expect(await seriousViolations(page)).toEqual([]);
  await page.click('.earlier');
  await expect.poll(() => page.locator('#log .entry').count()).toBe(60);
  await context.close();
});

test('the check itself notices what is wrong', async () => {
  const { page, context } = await openPage(browser, 'desktop');
  await page.setContent('<html lang="en"><title>x</title><main><img src="x"><button></button></main></html>');
  expect((await seriousViolations(page)).map((line) => line.split(':')[0])).toEqual(['button-name', 'image-alt']);
  await context.close();
});
