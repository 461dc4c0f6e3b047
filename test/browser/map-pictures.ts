import { join } from 'node:path';
import pino from 'pino';
import type { Browser, Page } from 'playwright-core';
import { Registry } from 'prom-client';
import { createConsole } from '../../adapters/console/index.ts';
import { type Clock, stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { demoCompanyIn } from '../../src/demo/company-en.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { features } from '../../src/features.ts';
import { createApp, listen } from '../../src/http/server.ts';
import type { Locale } from '../../src/org/organisation.ts';
import { createPages } from '../../src/pages/index.ts';
import { createPictures } from '../../src/pictures/index.ts';
import { testDatabase } from '../db/pool.ts';
import { demoStatements } from '../map/drawn.ts';
import { publish } from '../map/kit.ts';
import { organisationFrom } from '../requests/rules-kit.ts';
import { shanghai } from '../world.ts';

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
/** Someone of the department whose map and sheet are shown. */
const reader = 'wang';

/** What the head of production sees of the map and the sheet, after the departments of the demo company have published. */
export async function takeMapPictures(on: Browser, folder: string, locale: Locale): Promise<void> {
  const db = await testDatabase();
  await publish(db, demoStatements());
  const service = await companyAt(db, locale, stoppedClock(shanghai('2026-06-01T10:00')));
  const shoot = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });
  const at = async (size: typeof desktop, scheme: 'light' | 'dark', view: string) => {
    const context = await on.newContext({ viewport: size, colorScheme: scheme, locale, deviceScaleFactor: 1.5 });
    const page = await context.newPage();
    await page.goto(service.link(view));
    await page.getByRole('button').click();
    await page.waitForSelector('main.sheet');
    await page.evaluate('document.fonts.ready');
    return page;
  };
  if (locale === 'zh-CN') {
    await shoot(await at(desktop, 'light', 'map/whole'), 'map-zh');
    await shoot(await at(phone, 'light', 'map/whole?focus=production'), 'map-phone-zh');
    await shoot(await at(desktop, 'light', 'questionnaires/sheet?unit=production'), 'sheet-zh');
  } else {
    // What the departments published is in Chinese: here only their names are seen.
    await shoot(await at({ width: 1280, height: 690 }, 'dark', 'map/whole'), 'map-dark-en');
    await shoot(await conversation(on, service.url, locale), 'map-card-en');
  }
  await service.close();
  await db.close();
}

/** The conversation of the head of production with the map asked for in it. */
async function conversation(on: Browser, url: string, locale: Locale): Promise<Page> {
  const context = await on.newContext({ viewport: desktop, locale, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  await page.goto(`${url}/console?as=${reader}`);
  await page.getByRole('button', { name: locale === 'en' ? 'English' : '中文' }).click();
  await page.fill('#box', locale === 'en' ? '/map' : '/地图');
  await page.press('#box', 'Enter');
  await page.locator('#log a.picture img').waitFor();
  await page.locator('#log').evaluate('(log) => { log.scrollTop = log.scrollHeight; document.activeElement.blur(); }');
  return page;
}

/** The product with the demo company at the console, on a real port, with time standing still. */
export async function companyAt(db: Database, locale: Locale, clock: Clock) {
  const log = pino({ level: 'silent' });
  const org = organisationFrom(demoCompanyIn(locale));
  const organisation = async () => org;
  const shared = { db, clock, log, organisation };
  const pages = createPages({
    ...{ ...shared, secret: 'pictures', features, inlets: () => engine.inlet('console') },
    ...{ publicUrl: null, console: true, identities: () => null, engine: () => engine },
  });
  const commands = features.flatMap((feature) => feature.commands);
  const console = createConsole({ ...shared, secret: 'pictures', commands, views: pages.consoleRoutes });
  const pictures = createPictures();
  const engine: Engine = createEngine({
    ...{ ...shared, features, adapters: [console.adapter], pictures, viewLink: pages.viewLink },
  });
  const { receive, form } = engine.inlet('console');
  await console.adapter.start({
    form,
    async receive(incoming) {
      const reply = await receive(incoming);
      await engine.flush();
      return reply;
    },
  });
  const app = createApp({
    ...{ log, console: console.routes, routes: [pages.routes], readiness: async () => [] },
    ...{ metrics: new Registry(), metricsToken: null, hasOrganisation: async () => true },
  });
  const { url, close } = await listen(app, '127.0.0.1', 0);
  return {
    url,
    engine,
    acts: console.acts,
    link: (view: string, account = reader) => `${url}${pages.viewLink('console', account, view)}`,
    async close() {
      await close(200);
      await pictures.stop();
    },
  };
}
