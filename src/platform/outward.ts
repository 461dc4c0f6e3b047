import { Agent, type Dispatcher, fetch, ProxyAgent } from 'undici';

/** Calls to a messenger's API, directly or through a proxy. */
export interface Outward {
  readonly fetch: typeof fetch;
  /** Ends the connections when what is under way has been answered; a later call opens new ones. */
  close(): Promise<void>;
}

/** A connection that stood idle this long, in milliseconds, is not used again. */
const idleMs = 1500;

/**
 * A connection that stood idle may be closed by the other side at the very moment it is used: the call fails, and nobody can
 * say whether it arrived. undici closes idle connections with timers, which come too late when the process was busy, so the
 * pause is measured as well: after one, calls leave on new connections.
 */
export function outward(proxyUrl: string | null = null, restMs = idleMs): Outward {
  const idle = { keepAliveTimeout: restMs, keepAliveMaxTimeout: restMs };
  const open = (): Dispatcher => (proxyUrl ? new ProxyAgent({ uri: proxyUrl, ...idle }) : new Agent(idle));
  let dispatcher: Dispatcher | null = null;
  let usedAt = 0;
  const close = async () => {
    const closing = dispatcher;
    dispatcher = null;
    await closing?.close();
  };
  const current = (): Dispatcher => {
    const now = performance.now();
    if (now - usedAt > restMs) void close();
    usedAt = now;
    dispatcher ??= open();
    return dispatcher;
  };
  return { fetch: (input, init) => fetch(input, { ...init, dispatcher: current() }), close };
}
