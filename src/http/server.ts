import { createHash, timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { isLoopback } from '../config.ts';
import { words } from './messages.ts';

export interface AppOptions {
  log: Logger;
  /** What the messengers call, and pages: each with its own proof of who calls. */
  routes?: readonly Hono[];
  /** The console's own routes, with their own guard and limits; null when it is off. */
  console: Hono | null;
  /** Why this process is not ready. */
  readiness: () => Promise<string[]>;
  metrics: Registry;
  metricsToken: string | null;
  /** Whether there is an organisation to show the console for. */
  hasOrganisation: () => Promise<boolean>;
}

/** Everything that answers on the one port. */
export function createApp(options: AppOptions): Hono {
  const { log, console, readiness, metrics, metricsToken } = options;
  const app = new Hono();
  app.use(elsewhere(secure));
  app.use(elsewhere(bodyLimit({ maxSize: 1024 * 1024, onError: (c) => c.text('This is too large.', 413) })));
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const reasons = await readiness();
    return reasons.length === 0 ? c.json({ status: 'ready' }) : c.json({ status: 'not ready', reasons }, 503);
  });
  app.get('/metrics', async (c) => {
    if (!mayMeasure(c, metricsToken)) return c.text('METRICS_TOKEN is needed from here.', 401);
    return c.body(await metrics.metrics(), 200, { 'Content-Type': metrics.contentType });
  });
  for (const routes of options.routes ?? []) app.route('/', routes);
  if (console) {
    app.get('/', (c) => c.redirect('/console'));
    app.use('/console/*', onceThereIsACompany(options.hasOrganisation));
    app.route('/', console);
  }
  app.notFound((c) => c.text('There is nothing here.', 404));
  app.onError((error, c) => {
    log.error({ err: error, path: c.req.path }, 'request failed');
    return c.text('This did not go through.', 500);
  });
  return app;
}

/** Everywhere but in the console and on pages of ours, which limit and guard themselves. */
function elsewhere(middleware: MiddlewareHandler): MiddlewareHandler {
  return (c, next) => (/^\/(console|forms|views)(\/|$)/.test(c.req.path) ? next() : middleware(c, next));
}

const secure: MiddlewareHandler = async (c, next) => {
  c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('X-Frame-Options', 'DENY');
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Cache-Control', 'no-store');
  await next();
};

/** Loopback may ask without a token, unless the request came through a proxy or under a foreign name. */
function mayMeasure(c: Context, token: string | null): boolean {
  const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (token && given && same(given, token)) return true;
  const forwarded = c.req.header('x-forwarded-for') ?? c.req.header('forwarded') ?? c.req.header('via');
  const host = (c.req.header('host') ?? '').replace(/:\d+$/, '');
  return !forwarded && isLoopback(host) && isLoopback(getConnInfo(c).remote.address ?? '');
}

/** Compares secrets without telling by its duration how much of them was right. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Before the first import there is nobody to be, and the page says what to do instead. */
function onceThereIsACompany(hasOrganisation: () => Promise<boolean>): MiddlewareHandler {
  let there = false;
  return async (c, next) => {
    there ||= await hasOrganisation();
    if (there || c.req.path.startsWith('/console/assets/')) return next();
    const section = (['zh-CN', 'en'] as const).map((locale) => {
      const say = words(locale, 'UTC');
      return `<section lang="${locale}"><h1>${say('noCompanyTitle')}</h1><p>${say('noCompany')}</p></section>`;
    });
    const title = words('en', 'UTC')('noCompanyTitle');
    const page = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${title}</title></head><body><main>${section.join('')}<pre>npm run org:import company.yaml</pre></main></body></html>`;
    c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
    c.header('Cache-Control', 'no-store');
    return c.html(page, 503);
  };
}

export interface Listening {
  /** With the chosen port when 0 was asked for. */
  url: string;
  /** Takes no more requests, and waits for those being answered, at most `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** The port cannot be listened on. The message says what to do. */
class ListenError extends Error {
  override name = 'ListenError';
}

/**
 * How long a client may take: one that sends its headers or its body drop by drop is cut off, so that it holds a connection
 * for seconds and not for ever. Messengers send a few kilobytes at once.
 */
const limits = {
  headersTimeout: 8_000,
  // A photo over a slow line takes its time.
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
};

/** Serves `app` on the one port. */
export function listen(
  app: Hono,
  host: string,
  port: number,
  patience: Partial<typeof limits> = {},
): Promise<Listening> {
  const hostname = host.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port, serverOptions: { ...limits, ...patience } }, (address) =>
      resolve({ url: urlOf(host, address), close: (graceMs) => close(server as Server, graceMs) }),
    ) as Server;
    server.maxHeadersCount = 100;
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
  });
}

/** Throws ListenError when the port is taken: asked before anything is written, so that a slip costs nothing. */
export async function checkPort(host: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
      probe.listen(port, host.replace(/^\[|\]$/g, ''), resolve);
    });
  } finally {
    await new Promise<void>((resolve) => probe.close(() => resolve()));
  }
}

function urlOf(host: string, { port }: AddressInfo): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${shown.includes(':') && !shown.startsWith('[') ? `[${shown}]` : shown}:${port}`;
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const says: Record<string, string> = {
    EADDRINUSE: `Port ${port} on ${host} is in use: stop the program that has it, or set PORT to another one.`,
    EACCES: `Port ${port} needs more rights than this user has: set PORT to 1024 or more.`,
    EADDRNOTAVAIL: `HOST=${host} is no address of this machine: set HOST to one it has, such as 127.0.0.1 or 0.0.0.0.`,
    ENOTFOUND: `HOST=${host} is not known: set HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0.`,
  };
  return new ListenError(says[cause.code ?? ''] ?? `Cannot listen on ${host}:${port}: ${cause.message}`, { cause });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    // Connections that end a request after this point would otherwise be kept alive.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const late = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(late);
      resolve();
    });
  });
}
