import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoControls } from '../../adapters/console/index.ts';
import type { Database } from '../../src/db/database.ts';
import { testDatabase } from '../db/pool.ts';
import { consoleWorld, type World } from './world.ts';

const words = (text: string) => ({ 'zh-CN': text, en: text });
const moved: string[] = [];
let position = 0;

const demo: DemoControls = {
  now: () => new Date('2026-05-01T02:15:00Z'),
  zone: 'Asia/Shanghai',
  moves: [{ key: 'hour', label: words('+1 小时') }],
  async move(key) {
    moved.push(key);
  },
  story: {
    title: words('急单'),
    steps: [{ text: words('王芳提出请求。'), watch: 'materials-1' }, { text: words('刘洋接单。') }],
    position: async () => position,
    async next() {
      position += 1;
    },
    async reset() {
      position = 0;
    },
  },
};

let db: Database;
let world: World;

beforeAll(async () => {
  db = await testDatabase();
  world = await consoleWorld(db, { demo });
});
afterAll(async () => {
  await world.stop();
  await db.close();
});

test('without a demo there is no time bar, and nothing to move', async () => {
  const plain = await consoleWorld(db);
  expect(await (await plain.request('/console?as=sales-0')).text()).not.toContain('id="demo"');
  expect((await plain.request('/console/demo/move', { body: { key: 'hour' } })).status).toBe(404);
  await plain.stop();
});

test('the bar shows the demo’s time and begins in someone’s conversation', async () => {
  const page = await (await world.request('/console')).text();
  expect(page).toContain('10:15');
  expect(page).toContain('播放故事');
  expect(page).toContain('王芳，您好');
});

test('time moves only as the demo offers', async () => {
  expect((await world.request('/console/demo/move', { body: { key: 'year' } })).status).toBe(422);
  expect((await world.request('/console/demo/move', { body: { key: 'hour' } })).status).toBe(200);
  expect(moved).toEqual(['hour']);
});

test('the story is played a sentence a step, and begun anew', async () => {
  const next = async () => (await world.request('/console/demo/next', { body: {} })).text();
  const first = await next();
  expect(first).toContain('王芳提出请求。');
  expect(first).toContain('以刘洋的身份查看');
  expect(first).toContain('第 1 / 2 步');
  const last = await next();
  expect(last).toContain('故事到此结束。');
  expect(last).not.toContain('id="story-next"');
  expect(await (await world.request('/console/demo/reset', { body: {} })).text()).toContain('播放故事');
});
