import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { testDatabase } from '../db/pool.ts';
import { consoleWorld, type World } from './world.ts';

let db: Database;
let open: World;
let locked: World;

beforeAll(async () => {
  db = await testDatabase();
  open = await consoleWorld(db, { allowedHosts: ['xiayou.example.com'] });
  locked = await consoleWorld(db, { password: '下游-2026' });
});
afterAll(async () => {
  await open.stop();
  await locked.stop();
  await db.close();
});

const say = (headers: Record<string, string>) =>
  open.request('/console/say', { as: 'sales-0', body: { text: 'x' }, headers });

test.each(['localhost:3000', '127.0.0.1', '[::1]:3000', 'xiayou.example.com', 'XIAYOU.example.com:8443'])(
  'the host %s is served',
  async (host) => {
    expect((await open.request('/console', { headers: { host } })).status).toBe(200);
  },
);

test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.7'])(
  'the host %s is refused: it may be a rebound name',
  async (host) => {
    expect((await open.request('/console', { headers: { host } })).status).toBe(421);
    expect((await open.request('/console/assets/x/base.css', { headers: { host } })).status).toBe(421);
  },
);

test.each(['https://evil.example', 'null', 'http://localhost:9999', 'file://'])(
  'a change asked for by a page of %s is refused',
  async (origin) => {
    expect((await say({ origin })).status).toBe(403);
  },
);

test('without an origin, the browser has to say that it is the same one', async () => {
  expect((await say({ origin: '' })).status).toBe(403);
  expect((await say({ origin: '', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await say({ origin: '', 'sec-fetch-site': 'same-origin' })).status).toBe(200);
});

test('behind a proxy that changes the host, the public origin is accepted', async () => {
  expect((await say({ host: '127.0.0.1:3000', origin: 'https://xiayou.example.com' })).status).toBe(200);
});

test('every page forbids scripts and frames of others', async () => {
  const { headers } = await open.request('/console');
  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(headers.get('content-security-policy')).not.toContain('unsafe');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('pages hold no inline scripts, styles or handlers, and htmx may not evaluate', async () => {
  const page = await (await open.request('/console?as=sales-0')).text();
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(page).not.toMatch(/\sstyle="|<style|\son[a-z]+="/);
  expect(page).toContain('&quot;allowEval&quot;:false');
});

test('a body over the limit is refused before it is read', async () => {
  const response = await say({ 'content-length': String(1024 * 1024 + 1) });
  expect(response.status).toBe(413);
});

test('with a password, nothing is shown or done without it', async () => {
  const page = await locked.request('/console');
  expect(page.status).toBe(401);
  expect(await page.text()).toContain('type="password"');
  for (const path of [
    '/console/stream?as=sales-0',
    '/console/files/x',
    '/console/earlier',
    '/console/messages/1/text',
  ]) {
    expect((await locked.request(path, { as: 'sales-0' })).status).toBe(401);
  }
  expect((await locked.request('/console/say', { as: 'sales-0', body: { text: 'x' } })).status).toBe(401);
  expect((await locked.request('/console/assets/x/base.css')).status).toBe(200);
});

test('the right password opens a signed session that cannot be made up', async () => {
  const wrong = await locked.request('/console/login', { body: { password: 'guess' } });
  expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);

  const right = await locked.request('/console/login', { body: { password: '下游-2026' } });
  const set = right.headers.get('set-cookie') ?? '';
  expect(set).toMatch(/HttpOnly; SameSite=Strict/);
  const cookie = set.split(';')[0] ?? '';
  expect((await locked.request('/console', { headers: { cookie } })).status).toBe(200);

  const forged = Buffer.from(JSON.stringify({ in: true, until: 9e9 })).toString('base64url');
  const signature = cookie.split('.')[1];
  for (const value of [`xiayou_console=${forged}.${signature}`, `xiayou_console=${forged}.`, 'xiayou_console=x.y']) {
    expect((await locked.request('/console', { headers: { cookie: value } })).status).toBe(401);
  }
});

test('guessing passwords is slowed down', async () => {
  const world = await consoleWorld(db, { password: 'p' });
  const guesses = [];
  for (let guess = 0; guess < 11; guess++) {
    guesses.push((await world.request('/console/login', { body: { password: `${guess}` } })).status);
  }
  expect(guesses.at(-1)).toBe(429);
  await world.stop();
});

test('the person chosen is remembered in the session, the tab says for whom it acts', async () => {
  const chosen = await open.request('/console/who', { body: { account: 'finance-1' } });
  expect(chosen.status).toBe(303);
  const cookie = (chosen.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  expect(await (await open.request('/console', { headers: { cookie } })).text()).toContain('郭明，您好');
  expect(await (await open.request('/console', { as: 'sales-0', headers: { cookie } })).text()).toContain('王芳，您好');
  expect((await open.request('/console/who', { body: { account: 'nobody' } })).status).toBe(422);
  expect((await open.request('/console/say', { as: 'nobody', body: { text: 'x' } })).status).toBe(409);
});

test('the language follows the person and can be overruled', async () => {
  const english = await open.request('/console', { as: 'office-1' });
  expect(await english.text()).toContain('<html lang="en">');
  const set = await open.request('/console/language', { body: { language: 'en' } });
  const cookie = (set.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  expect(await (await open.request('/console', { as: 'sales-0', headers: { cookie } })).text()).toContain(
    'Hello, 王芳',
  );
});
