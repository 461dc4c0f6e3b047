import { asc, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { consoleMessages } from '../../adapters/console/tables.ts';
import type { Database } from '../../src/db/database.ts';
import { DeliveryError } from '../../src/platform/adapter.ts';
import { sentence } from '../../src/platform/card.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { consoleWorld, type World } from './world.ts';

let db: Database;
let world: World;

beforeAll(async () => {
  db = await testDatabase();
});
beforeEach(async () => {
  world = await consoleWorld(db);
});
afterEach(async () => {
  await world.stop();
  await truncateAll(db);
});
afterAll(() => db.close());

const told = (account: string) =>
  db.reader.select().from(consoleMessages).where(eq(consoleMessages.account, account)).orderBy(asc(consoleMessages.id));

test('what a person writes stands before its answer, in one conversation', async () => {
  await world.console.acts.say('sales-0', '你好');
  const rows = await told('sales-0');
  expect(rows.map((row) => [row.author, row.card.title, row.card.elements])).toEqual([
    ['person', '', [{ kind: 'text', text: '你好' }]],
    ['bot', '你说了 2 个字', []],
  ]);
});

test('a delivery that is tried again is one message with one id', async () => {
  const delivery = { id: 'm7', account: 'sales-0', card: sentence('一次'), priority: 'reply', again: false } as const;
  const first = await world.console.adapter.send(delivery);
  expect(await world.console.adapter.send(delivery)).toBe(first);
  expect(await told('sales-0')).toHaveLength(1);
});

test('a card is changed in place, and only by its own conversation', async () => {
  const { adapter } = world.console;
  const id = await adapter.send({
    priority: 'reply',
    again: false,
    id: 'm1',
    account: 'sales-0',
    card: sentence('旧'),
  });
  const replaces = { id: 'm2', card: sentence('新'), replaces: id };
  expect(await adapter.send({ priority: 'reply', again: false, ...replaces, account: 'sales-0' })).toBe(id);
  const [row] = await told('sales-0');
  expect(row).toMatchObject({ card: { title: '新' }, editedAt: world.clock.now() });

  const refused = adapter.send({ priority: 'reply', again: false, ...replaces, account: 'finance-0' });
  await expect(refused).rejects.toMatchObject({ name: 'DeliveryError', retry: 'never' });
  await expect(refused).rejects.toBeInstanceOf(DeliveryError);
});

test('the same request posted twice is one event and is answered as it was', async () => {
  const headers = { 'x-request-id': 'press-0000000001' };
  const body = { text: '只说一次' };
  const first = await world.request('/console/say', { as: 'sales-0', body, headers });
  const second = await world.request('/console/say', { as: 'sales-0', body, headers });
  expect([first.status, second.status]).toEqual([200, 200]);
  expect((await told('sales-0')).map((row) => row.author)).toEqual(['person', 'bot']);
});

test('two people may use the same request id', async () => {
  const headers = { 'x-request-id': 'press-0000000001' };
  await world.request('/console/say', { as: 'sales-0', body: { text: 'a' }, headers });
  await world.request('/console/say', { as: 'finance-0', body: { text: 'b' }, headers });
  expect(await told('finance-0')).toHaveLength(2);
});

test('what could not be handled is taken back, so that it can be sent again', async () => {
  await world.console.adapter.start({
    receive: () => Promise.reject(new Error('the database is away')),
    form: async () => null,
  });
  const response = await world.request('/console/say', { as: 'sales-0', body: { text: '再试一次' } });
  expect(response.status).toBe(500);
  expect(await told('sales-0')).toEqual([]);
});

test('text that PostgreSQL refuses is stored in a readable form', async () => {
  await world.console.acts.say('sales-0', 'a\u0000b\uD800');
  const [row] = await told('sales-0');
  expect(row?.card.elements).toEqual([{ kind: 'text', text: 'a\uFFFDb\uFFFD' }]);
});

test('a page shows the newest messages and fetches earlier ones', async () => {
  for (let number = 1; number <= 60; number++) {
    await world.console.adapter.send({
      priority: 'reply',
      again: false,
      id: `m${number}`,
      account: 'sales-0',
      card: sentence(`卡片${number}号`),
    });
  }
  const page = await (await world.request('/console?as=sales-0')).text();
  expect(page).toContain('卡片60号');
  expect(page).not.toContain('卡片10号');
  const before = /earlier\?before=(\d+)/.exec(page)?.[1];
  const earlier = await (await world.request(`/console/earlier?before=${before}`, { as: 'sales-0' })).text();
  expect(earlier).toContain('卡片10号');
  expect(earlier).toContain('卡片1号');
  expect(earlier).not.toContain('before=');
});

test('messages are unread until their page is opened', async () => {
  const unread = async () => {
    const page = await (await world.request('/console?as=finance-0')).text();
    return [...page.matchAll(/<span aria-hidden="true">(\d+)<\/span><span class="sr">\d+ 条未读/g)].map(
      (match) => match[1],
    );
  };
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm1',
    account: 'sales-0',
    card: sentence('一'),
  });
  await world.console.adapter.send({
    priority: 'reply',
    again: false,
    id: 'm2',
    account: 'sales-0',
    card: sentence('二'),
  });
  expect(await unread()).toEqual(['2']);
  await world.request('/console?as=sales-0');
  expect(await unread()).toEqual([]);
});

test('with the switch for the poorest messenger, a form is asked one question at a time, also after a restart', async () => {
  await world.request('/console/poorest', { body: { on: 'yes' } });
  expect(world.console.adapter.can).toMatchObject({ sheets: null, edits: false, buttons: 2, images: false });
  expect(await world.console.acts.say('sales-0', '/request')).toBeNull();
  expect((await told('sales-0')).at(-1)?.card.title).toContain('1 /');

  const again = await consoleWorld(db);
  expect(again.console.adapter.can.sheets).toBeNull();
  await again.request('/console/poorest', { body: { on: '' } });
  expect(again.console.adapter.can).toMatchObject({ edits: true, buttons: 12 });
  await again.stop();
});
