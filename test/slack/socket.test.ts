import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { accountOf, type SlackWorld, slackWorld } from './world.ts';

let db: Database;
let w: SlackWorld;
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeAll(async () => {
  db = await testDatabase();
  process.on('unhandledRejection', note);
});
afterAll(async () => {
  process.off('unhandledRejection', note);
  await db.close();
});
beforeEach(() => truncateAll(db));
afterEach(async () => {
  await w.end();
  expect(unhandled).toEqual([]);
});

const wang = accountOf('sales-0');
const up = (count: number) => expect.poll(() => w.slack.connections(), { timeout: 15_000, interval: 50 }).toBe(count);

describe('Socket Mode', () => {
  test('brings events, commands, buttons and forms without an address', async () => {
    w = await slackWorld(db, { socketMode: true });
    expect(w.messenger.routes).toBeNull();
    await up(2);
    await w.slack.says(wang, 'hello');
    await w.slack.says(wang, '/duty');
    expect(w.slack.shown(wang).map(({ text }) => text)).toEqual(['你说了 5 个字', '今天值班：刘洋']);
    await w.slack.says(wang, '/request');
    const sheet = w.slack.sheet(wang);
    expect(await sheet?.options('找哪个部门', 'delivery')).toEqual(['生产部 · 按批交货']);
    await sheet?.fill('找哪个部门', '生产部 · 按批交货');
    await sheet?.fill('需要什么', '?');
    await sheet?.fill('什么时候要', '今天 17:00');
    expect(await sheet?.submit()).toEqual({ 需要什么: '请写明需要什么。' });
    expect(w.slack.offences).toEqual([]);
  });

  test('comes back after its connections were cut, after being asked to go, and after Slack was away', async () => {
    w = await slackWorld(db, { socketMode: true });
    await up(2);
    await w.slack.faults.disconnect();
    await up(2);
    w.slack.asksToReconnect('refresh_requested');
    await up(2);
    w.slack.faults.next('apps.connections.open', { kind: 'serverError' }, 2);
    w.slack.faults.next('apps.connections.open', { kind: 'refused', error: 'invalid_auth' }, 2);
    await w.slack.faults.disconnect();
    await up(2);
    await w.slack.says(wang, 'hello');
    expect(w.slack.shown(wang)).toHaveLength(1);
  });

  test('acknowledges what was kept, and nothing else', async () => {
    w = await slackWorld(db, { socketMode: true, answerMs: 300 });
    await up(2);
    w.intercept(() => Promise.reject(new Error('away')));
    await w.slack.says(wang, 'hello').catch(() => undefined);
    w.intercept(null);
    await w.slack.retryNow();
    await w.slack.settled();
    expect(w.slack.shown(wang).map(({ text }) => text)).toEqual(['你说了 5 个字']);
  });

  test('is given up by nobody when it does not open at the start', async () => {
    w = await slackWorld(db, { socketMode: true, idle: true });
    w.slack.faults.next('apps.connections.open', { kind: 'serverError' }, 2);
    await w.messenger.adapter.start({ receive: async () => null, form: async () => null });
    await up(2);
    expect(w.logs).toContainEqual(expect.objectContaining({ msg: 'slack connection not opened, trying again' }));
  });
});
