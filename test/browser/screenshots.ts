import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';

/** Makes the pictures of the README from the running demo: `npm run screenshots`. */
const folder = 'docs/images';
const port = 3199;

interface Picture {
  name: string;
  locale: 'zh-CN' | 'en';
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
for (const locale of ['zh-CN', 'en'] as const) await takeAll(locale);
await browser.close();

/** The demo in one language from its beginning, and its pictures on the way. */
async function takeAll(locale: Picture['locale']): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'xiayou-pictures-'));
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOCALE: locale };
  const service = spawn(process.execPath, ['dist/src/main.js'], { env, stdio: 'ignore' });
  try {
    await untilReady();
    let played = 0;
    for (const picture of pictures.filter((one) => one.locale === locale)) {
      await take(browser, picture, played);
      played = picture.steps;
    }
  } finally {
    service.kill('SIGTERM');
    await new Promise((resolve) => service.once('exit', resolve));
    await rm(dataDir, { recursive: true });
  }
}

async function untilReady(): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await pause(200);
  }
  throw new Error('the service did not become ready within 30 s');
}

async function take(on: Browser, picture: Picture, played: number): Promise<void> {
  const context = await on.newContext({ viewport: desktop, locale: picture.locale, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/console`);
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
