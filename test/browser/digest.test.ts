import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { testDatabase } from '../db/pool.ts';
import { writeYear } from '../digest/figures/year.ts';
import { shanghai } from '../world.ts';
import { openBrowser, openPage, picture, type Size, seriousViolations } from './browser.ts';
import { companyAt } from './map-pictures.ts';

type Service = Awaited<ReturnType<typeof companyAt>>;

let db: Database;
let browser: Browser;
let services: Record<'zh-CN' | 'en', Service>;
let closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  db = await testDatabase();
  browser = await openBrowser();
  await writeYear(db, 60, 7);
  const clock = stoppedClock(shanghai('2026-04-27T09:05'));
  services = { 'zh-CN': await companyAt(db, 'zh-CN', clock), en: await companyAt(db, 'en', clock) };
}, 240_000);
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});
afterAll(async () => {
  for (const service of Object.values(services)) await service.close();
  await browser.close();
  await db.close();
});

vi.setConfig({ testTimeout: 120_000 });

/** Someone follows the link of their digest. */
async function opened(locale: 'zh-CN' | 'en', view: string, size: Size, scheme: 'light' | 'dark' = 'light') {
  const { page, errors, context } = await openPage(browser, size, scheme);
  closing.push(() => context.close());
  await page.goto(services[locale].link(view, 'lin'));
  await page.getByRole('button').click();
  await page.waitForSelector('.trend canvas, .trend svg');
  return { page, errors };
}

const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** How many colours the chart shows: an empty one has a single colour. */
const inks = (page: Page): Promise<number> =>
  page.evaluate(`(() => {
    const drawn = document.querySelector('.trend canvas');
    const { data } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })()`);

describe.each([
  ['desktop', 'zh-CN', 'light'],
  ['phone', 'zh-CN', 'dark'],
  ['desktop', 'en', 'dark'],
  ['phone', 'en', 'light'],
] as const)('%s, %s, %s', (size, locale, scheme) => {
  test.each(['department', 'company'])(
    'the page of the %s shows its chart beside its tables, without serious violations',
    async (view) => {
      const { page, errors } = await opened(locale, `digest/${view}`, size, scheme);
      await page.waitForTimeout(300);
      await picture(page, `digest-${view}-${locale}-${size}`);
      expect(await inks(page)).toBeGreaterThan(10);
      expect(await page.locator('.trend').getAttribute('aria-label')).toMatch(/\d+(\.\d+)?\s?%/);
      expect(await page.locator('.sideways tbody tr').count()).toBeGreaterThan(3);
      expect(await overflow(page)).toBe(0);
      expect(await seriousViolations(page)).toEqual([]);
      expect(errors).toEqual([]);
    },
  );
});

test('by keyboard alone: another week, another department, and a wide table moved sideways', async () => {
  const { page } = await opened('zh-CN', 'digest/department', 'phone');
  const first = await page.locator('h1').textContent();
  await page.locator('a[rel=prev]').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/week=2026-04-13/);
  expect(await page.locator('h1').textContent()).not.toBe(first);

  await page.locator('#department').focus();
  await page.keyboard.press('Tab');
  await page.evaluate(`document.querySelector('#department').value = 'finance'`);
  await page.keyboard.press('Enter');
  await page.waitForURL(/department=finance/);
  expect(await page.locator('h1').textContent()).toContain('财务部');

  const table = page.locator('.sideways').first();
  await table.focus();
  for (let presses = 0; presses < 5; presses++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => table.evaluate((one) => one.scrollLeft)).toBeGreaterThan(0);
  expect(await overflow(page)).toBe(0);
});

test('a point of the chart says its week and its numbers', async () => {
  const { page } = await opened('zh-CN', 'digest/department', 'desktop');
  const points = JSON.parse((await page.locator('.trend').getAttribute('data-points')) ?? '[]') as string[];
  expect(points).toHaveLength(12);
  const before = await inks(page);
  await page.locator('.trend').hover();
  await expect.poll(() => inks(page)).not.toBe(before);
});
