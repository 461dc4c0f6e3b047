import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createConsole } from '../../adapters/console/index.ts';
import { stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { createApp, type Listening, listen } from '../../src/http/server.ts';
import { pages as asking } from '../../src/pages/asking/feature.ts';
import { createPages, type Pages } from '../../src/pages/index.ts';
import { pagesBrowsers } from '../../src/pages/tables.ts';
import { company } from '../console/company.ts';
import { testDatabase } from '../db/pool.ts';
import { toyBrowser } from './browser.ts';
import { toyFeature } from './toy.ts';

let db: Database;
let listening: Listening | null = null;

beforeAll(async () => {
  db = await testDatabase();
});
afterEach(async () => {
  await listening?.close(200);
  await db.reader.delete(pagesBrowsers);
});
afterAll(() => db.close());

const log = pino({ level: 'silent' });
const made = company('zh-CN');
/** The first one is on Slack as well. */
const org = { ...made, byAccount: new Map([...made.byAccount, ...onSlack()]) };
const organisation = async () => org;
const heading = (page: string) => /<h1>(?:<bdi>)?([^<]+)/.exec(page)?.[1];

function onSlack() {
  const person = made.byAccount.get('console:sales-0');
  return person ? [['slack:U1', person] as const] : [];
}

/** The console as it is served, without a public address unless told. */
async function served(password?: string, publicUrl: URL | null = null): Promise<{ pages: Pages; url: string }> {
  const clock = stoppedClock(new Date('2026-05-01T02:00:00Z'));
  const features = [toyFeature().feature, asking];
  const shared = { db, clock, log, organisation, secret: 'test' };
  const inlets = () => engine.inlet('console');
  const pages = createPages({
    ...{ ...shared, features, inlets, publicUrl, console: true },
    ...{ identities: () => null, engine: () => engine },
  });
  const console = createConsole({
    ...{ ...shared, commands: [], views: pages.consoleRoutes, ...(password ? { password } : {}) },
  });
  const { viewLink } = pages;
  const engine: Engine = createEngine({
    db,
    clock,
    log,
    organisation,
    features,
    adapters: [console.adapter],
    viewLink,
  });
  await console.adapter.start(engine.inlet('console'));
  const app = createApp({
    ...{ log, console: console.routes, routes: [pages.routes], readiness: async () => [] },
    ...{ metrics: new Registry(), metricsToken: null, hasOrganisation: async () => true },
  });
  listening = await listen(app, '127.0.0.1', 0);
  return { pages, url: listening.url };
}

const linkOf = (pages: Pages, account = 'sales-0') => pages.viewLink('console', account, 'toy/notes?of=today') ?? '';

test('a link in the conversation leads to the page, without a public address', async () => {
  const { pages, url } = await served();
  const link = linkOf(pages);
  expect(link).toMatch(/^\/views\/link\/[\w-]+\.[\w-]+$/);
  const browser = toyBrowser();
  const start = await browser.get(`${url}${link}`);
  expect(heading(start.text)).toBe('笔记');
  const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(start.text) ?? [];
  expect(action).toBe(link.replace('/views/link/', '/console/views/'));
  const page = await browser.post(`${url}${action}`, {});
  expect(page.url).toBe(`${url}/views/toy/notes?of=today`);
  expect(page.text).toContain('reads today');
  expect((await browser.get(`${url}${link}`)).text).toContain('reads today');
  expect((await browser.post(`${url}/views/leave`, {})).status).toBe(200);
  expect((await browser.get(page.url)).status).toBe(403);
});

test('whoever is someone else in the next conversation sees that person’s page', async () => {
  const { pages, url } = await served();
  const browser = toyBrowser();
  const shown: (string | undefined)[] = [];
  for (const account of ['sales-0', 'sales-1']) {
    const action = linkOf(pages, account).replace('/views/link/', '/console/views/');
    shown.push(/<p id="notes">(\S+)/.exec((await browser.post(`${url}${action}`, {})).text)?.[1]);
  }
  expect(new Set(shown).size).toBe(2);
});

test('another site, another host and a plain look open nothing', async () => {
  const { pages, url } = await served();
  const link = linkOf(pages);
  const action = `${url}${link.replace('/views/link/', '/console/views/')}`;
  const browser = toyBrowser();
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}])
    expect((await browser.only('POST', action, headers as Record<string, string>)).status).toBe(403);
  expect((await browser.only('POST', `${url}${link}`, { origin: url })).status).toBe(403);
  expect((await browser.only('GET', action)).status).toBe(404);
  expect((await browser.only('POST', `${action}x`, { origin: url })).status).toBe(404);
  expect(await db.reader.select().from(pagesBrowsers)).toEqual([]);
});

test('with a password, it is asked for before any page', async () => {
  const { pages, url } = await served('open sesame');
  const action = `${url}${linkOf(pages).replace('/views/link/', '/console/views/')}`;
  const browser = toyBrowser();
  expect((await browser.post(action, {})).status).toBe(401);
  expect(await db.reader.select().from(pagesBrowsers)).toEqual([]);
  await browser.post(`${url}/console/login`, { password: 'open sesame' });
  expect((await browser.post(action, {})).text).toContain('reads today');
});

test('a link of the console opens nothing on the way messengers’ links go, nor the other way round', async () => {
  const { pages, url } = await served(undefined, new URL('http://xiayou.example.com'));
  expect(linkOf(pages)).toMatch(/^\/views\/link\//);
  const theirs = pages.viewLink('slack', 'U1', 'toy/notes') ?? '';
  expect(theirs).toMatch(/^http:\/\/xiayou\.example\.com\/views\/link\//);
  const action = `${url}/console/views/${theirs.split('/').at(-1)}`;
  expect((await toyBrowser().post(action, {})).status).toBe(403);
  expect(await db.reader.select().from(pagesBrowsers)).toEqual([]);
});
