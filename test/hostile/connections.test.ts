import { connect, type Socket } from 'node:net';
import { Hono } from 'hono';
import pino from 'pino';
import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { createApp, type Listening, listen } from '../../src/http/server.ts';

let open: { port: Listening; sockets: Socket[] } | null = null;
afterEach(async () => {
  for (const socket of open?.sockets ?? []) socket.destroy();
  await open?.port.close(100);
  open = null;
});

/** The port with a route that takes a body, as the messengers' do. */
async function port(): Promise<{ url: URL; sockets: Socket[] }> {
  const routes = new Hono();
  routes.post('/toy', async (c) => c.text(String((await c.req.text()).length)));
  const app = createApp({
    log: pino({ level: 'silent' }),
    routes: [routes],
    console: null,
    readiness: async () => [],
    metrics: new Registry(),
    metricsToken: null,
    hasOrganisation: async () => true,
  });
  const listening = await listen(app, '127.0.0.1', 0, { requestTimeout: 12_000 });
  open = { port: listening, sockets: [] };
  return { url: new URL(listening.url), sockets: open.sockets };
}

/** A connection that sends `first`, then `more` again and again; resolves when the other end has cut it. */
function hostile(url: URL, sockets: Socket[], first: string, more: string, everyMs: number): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(url.port), url.hostname, () => socket.write(first));
    sockets.push(socket);
    const dripping = setInterval(() => socket.writable && socket.write(more), everyMs);
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(dripping);
      resolve(answer);
    });
  });
}

const head = (path: string, more: string) => `POST ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

test('two hundred hostile connections delay nobody, and each is cut off', async () => {
  const { url, sockets } = await port();
  const kinds: [string, string, number][] = [
    ['GET / HTTP/1.1\r\nHost: x\r\n', 'X-Slow: 1\r\n', 400],
    [head('/toy', 'Content-Length: 100000\r\n'), 'x', 300],
    [head('/toy', 'Transfer-Encoding: chunked\r\n'), '1\r\nx\r\n', 300],
    [head('/toy', 'Content-Length: 90000000\r\n'), 'x'.repeat(20_000), 50],
    // Who goes on writing may lose the answer with the connection; this one hears it.
    [head('/toy', 'Content-Length: 90000000\r\n'), '', 1_000],
    [`GET / HTTP/1.1\r\nHost: x\r\n${'X-Flood: 1\r\n'.repeat(5_000)}`, '\r\n', 100],
    ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '\x00'.repeat(50), 200],
    ['', '', 1_000],
    [`GET /${'a'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, '', 1_000],
  ];
  const cut = Array.from({ length: 200 }, (_, index) => {
    const [first, more, everyMs] = kinds[index % kinds.length] ?? ['', '', 1_000];
    return hostile(url, sockets, first, more, everyMs);
  });
  const took: number[] = [];
  for (let asked = 0; asked < 300; asked++) {
    const began = performance.now();
    const answer = await fetch(
      new URL(asked % 2 ? '/healthz' : '/toy', url),
      asked % 2 ? {} : { method: 'POST', body: 'hello' },
    );
    await answer.text();
    expect(answer.status).toBe(200);
    took.push(performance.now() - began);
  }
  const p99 = took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Infinity;
  process.stdout.write(`p99 of normal requests beside 200 hostile connections: ${p99.toFixed(1)} ms\n`);
  expect(p99).toBeLessThan(500);
  const answers = await Promise.all(cut);
  const statuses = new Set(answers.map((answer) => answer.slice(9, 12)));
  expect(statuses).toContain('408');
  expect(statuses).toContain('413');
  expect(statuses).toContain('431');
  expect(statuses).not.toContain('500');
}, 60_000);
