import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { benchCompany } from '../../bench/company.ts';
import type { Database } from '../../src/db/database.ts';
import { demoCompanyIn } from '../../src/demo/company-en.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { demoStatements, mapPages } from '../map/drawn.ts';
import { publish } from '../map/kit.ts';
import { statementsOf, teams } from '../map/teams.ts';
import { organisationFrom } from '../requests/rules-kit.ts';
import { openBrowser, openPage, picture, seriousViolations } from './browser.ts';

let db: Database;
let browser: Browser;
let closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  db = await testDatabase();
  browser = await openBrowser();
});
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
  await truncateAll(db);
});
afterAll(async () => {
  await browser.close();
  await db.close();
});

// Looking for violations among hundreds of links takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

type Locale = 'zh-CN' | 'en';
/** The narrowest telephone people still have. */
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } } as const;

const demo = (locale: Locale) => organisationFrom(demoCompanyIn(locale));

/** The hundreds of teams of a real company, all of whom have published. */
async function manyTeams() {
  const drawn = teams();
  await publish(db, statementsOf(drawn));
  return organisationFrom(benchCompany(drawn.count, 3));
}

/** Someone has come through a link of the bot, and looks at the map. */
async function opened(org: ReturnType<typeof demo>, account: string, size: keyof typeof sizes, scheme?: 'dark') {
  const pages = await mapPages(db, org);
  const { page, errors, context } = await openPage(browser, size, scheme ?? 'light');
  closing.push(() => context.close(), pages.close);
  await page.setViewportSize(sizes[size]);
  await page.goto(pages.link(account));
  await page.getByRole('button').click();
  await page.waitForSelector('.map');
  return { page, errors, whole: `${pages.url}/views/map/whole` };
}

const overflow = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Keeps a picture of what is seen first, and of all of it. */
async function kept(page: Page, name: string) {
  const folder = process.env.SCREENSHOTS;
  await picture(page, name);
  if (folder) await page.screenshot({ path: `${folder}/${name}-full.png`, fullPage: true });
  expect([name, await overflow(page)]).toEqual([name, 0]);
}

async function looksRight(page: Page, name: string) {
  await kept(page, name);
  expect([name, await seriousViolations(page)]).toEqual([name, []]);
}

/** What a page can be asked for. */
const states = [
  ['whole', ''],
  ['focus', '?focus=production'],
  ['silent', '?focus=office'],
  ['search', '?q=部'],
  ['gaps', '?only=gaps&sort=gaps'],
  ['since', '?since=2026-05-07'],
] as const;

describe.each([
  ['desktop', 'zh-CN', 'light'],
  ['phone', 'zh-CN', 'dark'],
  ['desktop', 'en', 'dark'],
  ['phone', 'en', 'light'],
] as const)('%s, %s, %s', (size, locale, scheme) => {
  test('no state of the map has a serious violation, a script error or text beside the page', async () => {
    await publish(db, demoStatements());
    const { page, errors, whole } = await opened(demo(locale), 'lin', size, scheme === 'dark' ? 'dark' : undefined);
    for (const [name, query] of states) {
      await page.goto(`${whole}${query}`);
      await looksRight(page, `map-${locale}-${size}-${name}`);
    }
    expect(errors).toEqual([]);
  });
});

test.each(['desktop', 'phone'] as const)('hundreds of teams stay legible: %s', async (size) => {
  const { page, errors, whole } = await opened(await manyTeams(), 'd0p0', size);
  await looksRight(page, `map-many-${size}-whole`);
  await page.goto(`${whole}?focus=d37`);
  await kept(page, `map-many-${size}-focus`);
  await page.goto(`${whole}?focus=d37&all=1`);
  expect(await page.locator('.side a.box').count()).toBeGreaterThan(200);
  await page.goto(`${whole}?q=12&only=gaps`);
  await kept(page, `map-many-${size}-search`);
  expect(errors).toEqual([]);
});

test('with hundreds of teams, the search answers within three seconds of opening the page', async () => {
  const { page, whole } = await opened(await manyTeams(), 'd0p0', 'desktop');
  const took: number[] = [];
  for (let run = 0; run < 3; run++) {
    const begun = performance.now();
    await page.goto(whole, { waitUntil: 'commit' });
    await page.fill('#find', '部门64');
    await page.waitForFunction("document.querySelectorAll('.found a').length > 0");
    took.push(performance.now() - begun);
    expect(await page.locator('.found a').allInnerTexts()).toContain('部门64');
  }
  const size = (await page.content()).length;
  process.stdout.write(
    `map of 649 teams: search usable after ${took.map(Math.round).join(', ')} ms, page of ${Math.round(size / 1024)} KB\n`,
  );
  expect(Math.min(...took)).toBeLessThan(3_000);
});

test('by keyboard alone: a department is found, and from it its neighbour', async () => {
  await publish(db, demoStatements());
  const { page } = await opened(demo('zh-CN'), 'lin', 'desktop');
  await page.locator('#find').focus();
  await page.keyboard.type('生产');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/focus=production/);
  expect(await page.locator('h1').textContent()).toBe('地图：生产部');
  await page.locator('.suppliers a').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/focus=(purchasing|quality)/);
  await page.locator('#find').focus();
  await page.keyboard.type('没有这个');
  expect(await page.locator('[data-found-note]').textContent()).toBe('没有名称相近的部门。');
  await page.keyboard.press('Escape');
  expect(await page.locator('[data-found]').isHidden()).toBe(true);
  await page.keyboard.type('finance');
  await page.keyboard.press('Enter');
  await page.waitForURL(/focus=finance/);
});

test('in the drawing of a small company, a department’s own hand-offs stand out', async () => {
  await publish(db, demoStatements());
  const { page } = await opened(demo('zh-CN'), 'lin', 'desktop');
  await page.locator('[data-node=finance]').hover();
  await picture(page, 'map-drawing-hover');
  expect(await page.locator('.thread.near').count()).toBeLessThan(await page.locator('.thread').count());
  expect(await page.locator('[data-node=materials].near').count()).toBe(0);
  expect(await page.locator('[data-node=purchasing].near').count()).toBe(1);
  await page.locator('[data-node=finance]').click();
  await page.waitForURL(/focus=finance/);
});

test('without scripts everything is reached by links and the form', async () => {
  await publish(db, demoStatements());
  const pages = await mapPages(db, demo('zh-CN'));
  const context = await browser.newContext({ viewport: sizes.phone, javaScriptEnabled: false });
  closing.push(() => context.close(), pages.close);
  const page = await context.newPage();
  await page.goto(pages.link('lin'));
  await page.getByRole('button').click();
  await page.fill('#find', '财务部');
  await page.press('#find', 'Enter');
  expect(await page.locator('h1').textContent()).toBe('地图：财务部');
  await page.locator('.customers a.box').first().click();
  expect(await page.locator('h1').textContent()).toMatch(/^地图：/);
  await page.getByRole('link', { name: '整张地图' }).click();
  await page.locator('select[name=since]').selectOption({ label: '2026年5月7日' });
  await page.getByRole('button', { name: '对比' }).click();
  expect(page.url()).toContain('since=2026-05-07#changes');
  await page.getByRole('columnheader', { name: '客户', exact: false }).first().waitFor({ state: 'attached' });
});
