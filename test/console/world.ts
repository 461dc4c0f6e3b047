import { serve } from '@hono/node-server';
import { pino } from 'pino';
import { type Console, type ConsoleOptions, createConsole } from '../../adapters/console/index.ts';
import { type MovableClock, stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import { company } from './company.ts';
import { gallery } from './gallery.ts';

export interface World {
  console: Console;
  engine: Engine;
  clock: MovableClock;
  /** A request of a browser at `http://localhost`, as the person `as`. */
  request(
    path: string,
    options?: { as?: string; body?: Record<string, string | File>; headers?: Record<string, string> },
  ): Promise<Response>;
  /** Serves the pages on a real port. */
  listen(port?: number): Promise<{ url: string; close(): Promise<void> }>;
  stop(): Promise<void>;
}

/** A console over a real engine with the gallery as its only feature. What is promised is sent at once. */
export async function consoleWorld(
  db: Database,
  options: Partial<ConsoleOptions> & { org?: Organisation } = {},
): Promise<World> {
  const clock = stoppedClock(new Date('2026-05-01T02:00:00Z'));
  const log = pino({ level: 'silent' });
  const org = options.org ?? company();
  const organisation = async () => org;
  const shared = { db, clock, log, organisation };
  const made = createConsole({ ...shared, secret: 'test', commands: gallery.commands, ...options });
  const engine = createEngine({ ...shared, features: [gallery], adapters: [made.adapter] });
  await made.adapter.start({
    ...engine.inlet('console'),
    receive: async (incoming) => {
      const reply = await engine.receive(incoming);
      await engine.flush();
      return reply;
    },
  });
  return {
    console: made,
    engine,
    clock,
    request: async (path, { as, body, headers } = {}) => {
      const about = {
        host: 'localhost',
        origin: 'http://localhost',
        ...(as ? { 'x-console-as': as } : {}),
        ...headers,
      };
      return made.routes.request(`http://localhost${path}`, {
        headers: about,
        ...(body ? { method: 'POST', body: formOf(body) } : {}),
      });
    },
    listen: (port = 0) => listen(made, port),
    stop: () => made.adapter.stop(),
  };
}

function formOf(body: Record<string, string | File>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) form.append(name, value);
  return form;
}

function listen(made: Console, port: number): Promise<{ url: string; close(): Promise<void> }> {
  return new Promise((resolve) => {
    const server = serve({ fetch: made.routes.fetch, hostname: '127.0.0.1', port }, (address) => {
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ url: `http://127.0.0.1:${address.port}`, close });
    });
  });
}
