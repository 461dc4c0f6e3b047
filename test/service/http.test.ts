import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import pino from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { createReadiness } from '../../src/http/readiness.ts';
import { type AppOptions, createApp, listen } from '../../src/http/server.ts';
import { testDatabase } from '../db/pool.ts';

const log = pino({ level: 'silent' });

function app(options: Partial<AppOptions> = {}): Hono {
  return createApp({
    log,
    console: null,
    readiness: async () => [],
    metrics: new Registry(),
    metricsToken: null,
    hasOrganisation: async () => true,
    ...options,
  });
}

/** A request as the server sees it that comes from `from`. */
const measure = (to: Hono, from: string, headers: Record<string, string> = {}) =>
  to.request(
    '/metrics',
    { headers: { host: 'localhost:3000', ...headers } },
    {
      incoming: { socket: { remoteAddress: from, remotePort: 1, remoteFamily: 'IPv4' } },
    },
  );

describe('who may read the metrics', () => {
  test.each([
    ['this machine', '127.0.0.1', {}, null, 200],
    ['this machine over IPv6', '::1', { host: '[::1]:3000' }, null, 200],
    ['another machine', '10.0.0.7', {}, null, 401],
    ['another machine with the token', '10.0.0.7', { authorization: 'Bearer secret' }, 'secret', 200],
    ['another machine with a wrong token', '10.0.0.7', { authorization: 'Bearer secre' }, 'secret', 401],
    ['another machine when there is no token', '10.0.0.7', { authorization: 'Bearer ' }, null, 401],
    ['whoever comes through a proxy on this machine', '127.0.0.1', { 'x-forwarded-for': '10.0.0.7' }, null, 401],
    ['a page that had its name point to this machine', '127.0.0.1', { host: 'evil.example' }, null, 401],
  ])('%s', async (_, from, headers, metricsToken, status) => {
    expect((await measure(app({ metricsToken }), from, headers)).status).toBe(status);
  });
});

test('without the console there is nothing at the root', async () => {
  expect((await app().request('/')).status).toBe(404);
});

test('before the first import the console says how to import, in both languages', async () => {
  const console = new Hono().get('/console', (c) => c.text('the console'));
  let there = false;
  const made = app({ console, hasOrganisation: async () => there });
  const page = await made.request('/console');
  expect(page.status).toBe(503);
  expect(await page.text()).toMatch(/等待导入[\s\S]*waits for your company[\s\S]*npm run org:import/);
  there = true;
  expect(await (await made.request('/console')).text()).toBe('the console');
});

describe('a process is not ready', () => {
  const around = (database: Partial<Database>, sweepAgeMs = 0) =>
    createReadiness({ db: database as Database, sweepAgeMs: () => sweepAgeMs })();

  test('while its database is away, hangs or is behind in its migrations', async () => {
    const away = { serverTime: () => Promise.reject(new Error('gone')) };
    expect(await around(away)).toEqual(['the database cannot be reached']);
    const hangs = { serverTime: () => new Promise<Date>(() => {}) };
    expect(await around(hangs)).toEqual(['the database did not answer within 2000 ms']);
  });

  test('while its clock is more than two seconds from the database, or its sweep is late', async () => {
    const db = await testDatabase();
    expect(await around(db)).toEqual([]);
    expect(await around(db, 31_000)).toEqual(['timers were last swept 31 s ago']);
    const shifted = (ms: number) => ({
      ...db,
      serverTime: async () => new Date((await db.serverTime()).getTime() + ms),
    });
    expect(await around(shifted(1_500))).toEqual([]);
    expect(await around(shifted(2_600))).toEqual([
      expect.stringMatching(/clock is 2\.\d s behind the database's.*NTP/),
    ]);
    expect(await around(shifted(-2_600))).toEqual([expect.stringMatching(/clock is 2\.\d s ahead of the database's/)]);
    await db.close();
  });
});

test('a port that is taken, and an address that is not ours, are told in a sentence', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const { port } = other.address() as AddressInfo;
  await expect(listen(app(), '127.0.0.1', port)).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use: stop the program that has it, or set PORT to another one.`,
  );
  await expect(listen(app(), '203.0.113.9', 0)).rejects.toThrow(/^HOST=203\.0\.113\.9 is no address of this machine/);
  other.close();
});

test('a request in flight is answered when the port is closed, and one that never ends is cut off', async () => {
  const arrived: string[] = [];
  let finish = (_: Response) => {};
  const made = app();
  made.get('/:which', (c) => {
    const which = c.req.param('which');
    arrived.push(which);
    return new Promise<Response>((done) => {
      if (which === 'slow') finish = done;
    });
  });
  const port = await listen(made, '127.0.0.1', 0);
  const slow = fetch(`${port.url}/slow`);
  const endless = expect(fetch(`${port.url}/endless`)).rejects.toThrow();
  while (arrived.length < 2) await new Promise((done) => setTimeout(done, 5));
  const closed = port.close(500);
  finish(new Response('done'));
  expect(await (await slow).text()).toBe('done');
  await endless;
  await closed;
});
