import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { demoCompanyIn } from '../../src/demo/company-en.ts';
import type { Locale } from '../../src/org/organisation.ts';
import { startWecom, type WecomEmulator } from '../platforms/wecom/index.ts';

const phone = { width: 390, height: 844 };

const asked = {
  'zh-CN': { words: '请求 生产部 SO-2051 出口订单一百万件，请排产', blocks: '出口订单 SO-2051', urgent: '紧急' },
  en: {
    words: '/request Production SO-2051, one million pieces: plan the run',
    blocks: 'Order SO-2051',
    urgent: 'Urgent',
  },
} as const satisfies Record<Locale, object>;

/** Who asks, and the colleague to whom the link is forwarded. */
const asker = 'lin';
const colleague = 'luo';

/** The demo company as an org file, with everyone on WeCom under their key. */
export const companyOnWecom = (locale: Locale): string =>
  demoCompanyIn(locale).replace(/\{ key: ([\w-]+), name: [^,]+, department:/g, (found, key) =>
    found.replace('{ ', `{ wecom: ${key}, `),
  );

/** A WeCom of this machine in which those two work. `app` is where the product answers. */
export async function wecomFor(app: string): Promise<WecomEmulator> {
  const wecom = await startWecom();
  for (const account of [asker, colleague]) await wecom.hire({ account, name: account });
  wecom.pointTo(app);
  return wecom;
}

/** What people on WeCom see of a form: the page behind the link they were sent, and the same link forwarded. */
export async function takeFormPictures(on: Browser, wecom: WecomEmulator, folder: string, locale: Locale) {
  const link = await linkFor(wecom, asked[locale].words);
  const own = await phoneOf(on, wecom, asker, locale);
  const page = await opened(own, link);
  await fillIn(page, locale);
  await page.screenshot({ path: join(folder, `form-phone-${locale === 'en' ? 'en' : 'zh'}.png`) });
  await own.close();
  const other = await phoneOf(on, wecom, colleague, locale);
  // The same in both languages, as nobody knows who reads it.
  await (await opened(other, link)).screenshot({ path: join(folder, 'form-forwarded.png') });
  await other.close();
}

/** The page somebody is sent after writing `words`. */
async function linkFor(wecom: WecomEmulator, words: string): Promise<string> {
  await wecom.says(asker, words);
  for (let tries = 0; tries < 100; tries++) {
    const found = wecom
      .shown(asker)
      .at(-1)
      ?.links.find((link) => link.includes('/forms/'));
    if (found) return found;
    await pause(50);
  }
  throw new Error('no link to a form was sent');
}

/** A telephone on which this person is signed in to WeCom. */
async function phoneOf(on: Browser, wecom: WecomEmulator, account: string, locale: Locale): Promise<BrowserContext> {
  const signIn = wecom.env.WECOM_OAUTH_URL ?? '';
  const context = await on.newContext({
    ...{ viewport: phone, locale, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true },
  });
  const cookies = Object.entries(wecom.browser(account).cookies(signIn));
  await context.addCookies(cookies.map(([name, value]) => ({ name, value, url: new URL(signIn).origin })));
  return context;
}

/** Opens a link as a person does: looks, and presses the one button. */
async function opened(context: BrowserContext, link: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('button').click();
  await page.waitForLoadState('networkidle');
  return page;
}

async function fillIn(page: Page, locale: Locale): Promise<void> {
  const { blocks, urgent } = asked[locale];
  await page.locator('[data-field=needBy] .pick').first().click();
  await page.locator('[data-field=blocks] input').fill(blocks);
  await page.locator('[data-field=urgency] .pick', { hasText: urgent }).click();
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');
}
