import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outward } from '../../src/platform/outward.ts';

/** What a connection may stand idle before the platform closes it, in milliseconds. */
let platformMs: number;

let server: Server;
let url: string;
let connections: Set<Socket>;
let usedAt: WeakMap<Socket, number>;
let resets: number;

beforeEach(async () => {
  platformMs = 150;
  connections = new Set();
  usedAt = new WeakMap();
  resets = 0;
  server = createServer((request, response) => {
    const { socket } = request;
    const before = usedAt.get(socket);
    usedAt.set(socket, performance.now());
    connections.add(socket);
    // As when the closing and the request cross on their way.
    if (before !== undefined && performance.now() - before > platformMs) {
      resets += 1;
      return void socket.resetAndDestroy();
    }
    request.resume().once('end', () => response.end('here'));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Nothing else happens meanwhile: no timer, no news of a closed connection. */
const blockFor = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

const post = async (ways: ReturnType<typeof outward>) => {
  const answer = await ways.fetch(url, { method: 'POST', body: 'x=1' });
  const text = await answer.text();
  // The connection is free again a moment after its answer was read.
  await new Promise((resolve) => setTimeout(resolve, 20));
  return text;
};

test('a call after the process was busy leaves on a new connection, not on one the platform has given up', async () => {
  const ways = outward(null, 100);
  expect(await post(ways)).toBe('here');
  blockFor(200);
  expect(await post(ways)).toBe('here');
  expect(resets).toBe(0);
  expect(connections.size).toBe(2);
  await ways.close();
});

test('one that keeps connections longer than the platform does meets the reset, and does not send again by itself', async () => {
  const ways = outward(null, 10_000);
  expect(await post(ways)).toBe('here');
  blockFor(200);
  await expect(post(ways)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(resets).toBe(1);
  await ways.close();
});

test('calls that follow each other share a connection', async () => {
  platformMs = 60_000;
  const ways = outward(null, 10_000);
  for (let call = 0; call < 5; call++) await post(ways);
  expect(connections.size).toBe(1);
  await ways.close();
});

test('after closing, a late call is still made', async () => {
  const ways = outward();
  await post(ways);
  await ways.close();
  expect(await post(ways)).toBe('here');
  await ways.close();
});
