import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { sentence } from '../../src/platform/card.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { consoleWorld, type World } from './world.ts';

let db: Database;
let world: World;
let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(async () => {
  world = await consoleWorld(db);
  ({ url, close } = await world.listen());
});
afterEach(async () => {
  await world.stop();
  await close();
  await truncateAll(db);
});
afterAll(() => db.close());

/** Opens a stream and collects what it says. */
async function stream(account: string, since = 0) {
  const leaving = new AbortController();
  const response = await fetch(`${url}/console/stream?as=${account}&since=${since}`, { signal: leaving.signal });
  let heard = '';
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) heard += decoder.decode(chunk, { stream: true });
  })().catch(() => {});
  const hears = (words: string) => expect.poll(() => heard, { timeout: 3000 }).toContain(words);
  return { status: response.status, heard: () => heard, hears, ended, leave: () => leaving.abort() };
}

test('a message appears on an open page at once', async () => {
  const page = await stream('sales-0');
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm1',
    account: 'sales-0',
    card: sentence('到了'),
  });
  await page.hears('到了');
  expect(page.heard()).toContain('hx-swap-oob="beforeend:#log"');
  page.leave();
});

test('a card changed in place is sent again under its id', async () => {
  const id = await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm1',
    account: 'sales-0',
    card: sentence('旧'),
  });
  const page = await stream('sales-0');
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm2',
    account: 'sales-0',
    card: sentence('变新了'),
    replaces: id,
  });
  await page.hears('变新了');
  expect(page.heard()).toContain(`id="m${id}"`);
  page.leave();
});

test('counts of unread messages change on everyone else’s page, and what is open counts as read', async () => {
  const [sales, finance] = [await stream('sales-0'), await stream('finance-0')];
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm1',
    account: 'quality-0',
    card: sentence('给品质部'),
  });
  await sales.hears('1 条未读');
  await finance.hears('1 条未读');
  expect(sales.heard()).not.toContain('给品质部');
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm2',
    account: 'sales-0',
    card: sentence('给销售部'),
  });
  await sales.hears('给销售部');
  const later = await stream('finance-0');
  await later.hears('unread-');
  expect(later.heard().match(/1 条未读/g)).toHaveLength(1);
  for (const page of [sales, finance, later]) page.leave();
});

test('a page that comes back hears what it missed', async () => {
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm1',
    account: 'sales-0',
    card: sentence('错过的'),
  });
  const page = await stream('sales-0', 0);
  await page.hears('错过的');
  page.leave();
});

test('what another instance sends is seen too', async () => {
  const other = await consoleWorld(db);
  const page = await stream('sales-0');
  await other.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm1',
    account: 'sales-0',
    card: sentence('来自另一台'),
  });
  await page.hears('来自另一台');
  await other.request('/console/poorest', { body: { on: 'yes' } });
  await expect.poll(() => world.console.adapter.can.sheets).toBeNull();
  page.leave();
  await other.stop();
});

test('streams end when the console stops, so that the server can', async () => {
  const page = await stream('sales-0');
  await page.hears('unread-');
  await world.stop();
  await page.ended;
});

test('a text with line ends of every kind does not break out of its event', async () => {
  const page = await stream('sales-0');
  await world.console.acts.say('sales-0', 'a\r\n\r\nevent: update\rdata: x\n\nid: 9');
  await page.hears('你说了');
  expect(page.heard()).not.toMatch(/^event: update\r?\ndata: x/m);
  page.leave();
});
