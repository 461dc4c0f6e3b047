import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import pino from 'pino';
import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/db/index.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { createRunner } from '../../src/engine/runner.ts';
import { features } from '../../src/features.ts';
import { organisationCache } from '../../src/org/store.ts';
import { type Adapter, DeliveryError, type Incoming } from '../../src/platform/adapter.ts';
import { everyKind } from '../../src/platform/form.ts';

/**
 * One instance of the product for the kill tests: real database, real engine and runner, a messenger over HTTP. With
 * `FAILPOINT=name:n` it kills itself with SIGKILL at the n-th time it passes that place.
 */
const { DATABASE_URL, DATA_DIR = '', EMULATOR_URL = '', FAILPOINT = '', SABOTAGE } = process.env;

const adapter: Adapter = {
  platform: 'console',
  can: {
    sheets: { from: 1, kinds: everyKind },
    edits: true,
    groups: false,
    rooms: false,
    selects: 0,
    buttons: 12,
    text: 4000,
    title: 200,
    elements: 40,
    images: true,
  },
  start: async () => {},
  stop: async () => {},
  pace: () => [],
  async send(delivery) {
    const body = JSON.stringify({ id: delivery.id });
    const answer = await fetch(`${EMULATOR_URL}/send`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    }).catch((cause: unknown) => {
      throw new DeliveryError('the messenger did not answer', { retry: 'later', cause });
    });
    const { message } = (await answer.json()) as { message: string };
    return message;
  },
};

const [place = '', times = '1'] = FAILPOINT.split(':');
let left = Number(times);
async function failpoint(name: string): Promise<void> {
  if (name !== place) return;
  left -= 1;
  if (left > 0) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way; nothing may happen after it.
  await new Promise(() => {});
}

const log = pino({ level: 'error' }, pino.destination(2));
const { db } = await openDatabase({ ...(DATABASE_URL ? { databaseUrl: DATABASE_URL } : {}), dataDir: DATA_DIR });
const cache = organisationCache();
const engine = createEngine({
  db,
  clock: systemClock,
  features,
  adapters: [adapter],
  organisation: (tx) => cache.current(tx),
  log,
  ...(place ? { failpoint } : {}),
  ...(SABOTAGE ? { sabotage: true } : {}),
});
const runner = createRunner({ engine, db, log });
await runner.start();

const app = new Hono();
app.post('/event', async (c) => c.json({ reply: await engine.receive((await c.req.json()) as Incoming) }));
const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, (address) => {
  process.stdout.write(`${address.port}\n`);
});
// Whoever started it is gone: nobody would ever stop it.
process.stdin.on('end', () => process.exit(1)).resume();
process.on('SIGTERM', async () => {
  server.close();
  await runner.stop(8_000);
  await db.close();
  process.exit(0);
});
