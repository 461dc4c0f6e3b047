import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import type { Locale } from '../../src/org/organisation.ts';
import { openBrowser } from './browser.ts';
import { companyOnWecom, takeFormPictures, wecomFor } from './form-pictures.ts';
import { takeMapPictures } from './map-pictures.ts';
import { takeRhythmPictures } from './rhythm-pictures.ts';
import { takeRoundPictures } from './round-pictures.ts';

/** Makes the pictures of the README from the running product: `npm run screenshots`. */
const folder = 'docs/images';
const port = 3199;
const url = `http://127.0.0.1:${port}`;

interface Picture {
  name: string;
  locale: Locale;
  size: { width: number; height: number };
  /** Steps of the story to play before. */
  steps: number;
  /** Through whose eyes, by name. */
  as: string;
}

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const pictures: Picture[] = [
  { name: 'console-zh', locale: 'zh-CN', size: desktop, steps: 3, as: '王强' },
  { name: 'console-phone-zh', locale: 'zh-CN', size: phone, steps: 6, as: '宋佳' },
  { name: 'console-phone-en', locale: 'en', size: phone, steps: 3, as: 'Wang Qiang' },
  { name: 'console-en', locale: 'en', size: desktop, steps: 11, as: 'Lin Xiaoyan' },
];

const browser = await openBrowser();
await mkdir(folder, { recursive: true });
for (const locale of ['zh-CN', 'en'] as const) {
  await ofTheDemo(locale);
  await ofForms(locale);
  await whileRunning({ LOCALE: locale }, () => takeRoundPictures(browser, url, folder, locale));
  await takeMapPictures(browser, folder, locale);
  await takeRhythmPictures(browser, folder, locale);
}
await browser.close();

/** The demo in one language from its beginning, and its pictures on the way. */
async function ofTheDemo(locale: Locale): Promise<void> {
  await whileRunning({ LOCALE: locale }, async () => {
    let played = 0;
    for (const picture of pictures.filter((one) => one.locale === locale)) {
      await take(browser, picture, played);
      played = picture.steps;
    }
  });
}

/** The same company on an emulated WeCom. */
async function ofForms(locale: Locale): Promise<void> {
  const wecom = await wecomFor(url);
  const home = await mkdtemp(join(tmpdir(), 'xiayou-company-'));
  const orgFile = join(home, 'company.yaml');
  await writeFile(orgFile, companyOnWecom(locale));
  try {
    await whileRunning({ ...wecom.env, PUBLIC_URL: url, ORG_FILE: orgFile, LOCALE: locale }, () =>
      takeFormPictures(browser, wecom, folder, locale),
    );
  } finally {
    await wecom.close();
    await rm(home, { recursive: true });
  }
}

/** The built product with these settings and an empty database, for as long as `work` takes. */
async function whileRunning(settings: Record<string, string>, work: () => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'xiayou-pictures-'));
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), ...settings };
  const service = spawn(process.execPath, ['dist/src/main.js'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await untilReady();
    await work();
  } finally {
    service.kill('SIGTERM');
    if (service.exitCode === null) await new Promise((resolve) => service.once('exit', resolve));
    await rm(dataDir, { recursive: true });
  }
}

async function untilReady(): Promise<void> {
  for (let tries = 0; tries < 450; tries++) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error('the service did not become ready within 90 s');
}

async function take(on: Browser, picture: Picture, played: number): Promise<void> {
  const context = await on.newContext({ viewport: desktop, locale: picture.locale, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  await page.goto(`${url}/console`);
  await page.getByRole('button', { name: picture.locale === 'en' ? 'English' : '中文' }).click();
  for (let step = played; step < picture.steps; step++) await playStep(page);
  await page.getByText(picture.as, { exact: true }).first().click();
  await page.setViewportSize(picture.size);
  await pause(1500);
  await page.screenshot({ path: join(folder, `${picture.name}.png`) });
  await context.close();
}

async function playStep(page: Page): Promise<void> {
  const next = page.getByRole('button', { name: /播放故事|下一步|Play the story|Next/ }).first();
  await Promise.all([page.waitForResponse((answer) => answer.url().includes('/demo/next')), next.click()]);
  await pause(500);
}
