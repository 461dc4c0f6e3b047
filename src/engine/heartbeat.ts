import type { Logger } from 'pino';

export interface HeartbeatOptions {
  url: string;
  sweepAgeMs: () => number;
  log: Logger;
  /** A sweep older than this is late, in milliseconds. */
  freshMs?: number;
  timeoutMs?: number;
}

/**
 * Calls an outside watcher, which raises the alarm when calls stay away. It calls only while timers are being swept: a
 * process that lives and does nothing must look dead.
 */
export function createHeartbeat(options: HeartbeatOptions): () => Promise<void> {
  const { url, sweepAgeMs, log, freshMs = 30_000, timeoutMs = 5_000 } = options;
  let state = 'ok';
  const becomes = (next: string, tell: () => void) => {
    if (next !== state) tell();
    state = next;
  };
  return async () => {
    const ageMs = Math.round(sweepAgeMs());
    if (ageMs >= freshMs) return becomes('late', () => log.error({ ageMs }, 'heartbeat held back: sweep is late'));
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`answered ${response.status}`);
      becomes('ok', () => log.info('heartbeat goes out again'));
    } catch (error) {
      // The address may hold a secret, and fetch names it in no error.
      const reason = error instanceof Error ? (error.cause ?? error) : error;
      becomes('failed', () => log.warn({ err: reason }, 'heartbeat not delivered'));
    }
  };
}
