import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** A messenger over real HTTP that remembers what it showed to whom. */
export interface Emulator {
  url: string;
  /** When each message was shown, by delivery id. A messenger with idempotency keys shows each once. */
  shown: Map<string, number[]>;
  close(): Promise<void>;
}

/** `idempotent`: a delivery id that came before is answered as before and not shown again. */
export async function startEmulator(options: { idempotent: boolean }): Promise<Emulator> {
  const shown = new Map<string, number[]>();
  const app = new Hono();
  app.post('/send', async (c) => {
    const { id } = (await c.req.json()) as { id: string };
    const times = shown.get(id) ?? [];
    if (times.length === 0 || !options.idempotent) times.push(performance.now());
    shown.set(id, times);
    return c.json({ message: `x${id}` });
  });
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(started));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the emulator has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    shown,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
