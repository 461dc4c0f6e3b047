import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { Locale } from '../../src/org/organisation.ts';

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const said = {
  'zh-CN': {
    round: '/问卷',
    begin: '开始一轮',
    start: '开始',
    work: '按计划组装和包装成品',
    suppliers: ['采购部', '品质部'],
    customers: ['物控部'],
  },
  en: {
    round: '/questionnaire',
    begin: 'Start a round',
    start: 'Start',
    work: 'Assemble and pack finished goods to plan',
    suppliers: ['Purchasing', 'Quality'],
    customers: ['Material Control'],
  },
} as const satisfies Record<Locale, object>;

/** What someone sees of a round of the demo company: the first page of the questionnaire, on a telephone. */
export async function takeRoundPictures(on: Browser, url: string, folder: string, locale: Locale): Promise<void> {
  const words = said[locale];
  const context = await on.newContext({ viewport: desktop, locale, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  await page.goto(`${url}/console?as=chen`);
  await page.getByRole('button', { name: locale === 'en' ? 'English' : '中文' }).click();
  await page.fill('#box', words.round);
  await page.press('#box', 'Enter');
  await page.getByRole('button', { name: words.begin }).click();
  await page.locator('#dialog-submit').click();
  await page.locator('#dialog').waitFor({ state: 'hidden' });
  for (const move of ['workday', '1h']) await later(page, move);
  await page.setViewportSize(phone);
  await page.goto(`${url}/console?as=zhao`);
  await page.locator('#log').getByRole('button', { name: words.start, exact: true }).click();
  await page.locator('#dialog textarea').first().fill(words.work);
  await pick(page, 0, words.suppliers);
  await pick(page, 1, words.customers);
  await page.evaluate('document.activeElement.blur(); document.querySelector("#dialog .dialog-body").scrollTop = 0');
  await pause(500);
  await page.screenshot({ path: join(folder, `questionnaire-${locale === 'en' ? 'en' : 'zh'}.png`) });
  await context.close();
}

/** Moves the demo's time. */
async function later(page: Page, move: string): Promise<void> {
  await Promise.all([
    page.waitForResponse((answer) => answer.url().includes('/demo/move')),
    page.locator(`#move-${move}`).click(),
  ]);
  await pause(1000);
}

/** Picks names in the nth list, by typing them. */
async function pick(page: Page, list: number, names: readonly string[]): Promise<void> {
  const box = page.locator('#dialog [data-many] input[data-names]').nth(list);
  for (const name of names) {
    await box.fill(name);
    await pause(300);
    await box.press('Enter');
  }
}
