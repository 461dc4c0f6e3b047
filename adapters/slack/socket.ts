import { setTimeout as pause } from 'node:timers/promises';
import { SocketModeClient } from '@slack/socket-mode';
import { clientOptions, libraryLog } from './client.ts';
import type { Desk } from './desk.ts';
import { codeOf, faultOf } from './failures.ts';
import type { Intake } from './intake.ts';

/** Two, because Slack closes each every few hours and the other goes on meanwhile. */
const connections = 2;

/** Slack has to greet within this time. */
const helloMs = 10_000;

/** How long starting waits for the first connection. */
const startMs = 5000;

/** Connections of Socket Mode, kept up for good. */
export interface Sockets {
  /** Resolves when the first connection is up, or after five seconds without one: it goes on trying. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Connections that are up. */
  up(): number;
}

/** What the library hands over for each envelope. */
interface Envelope {
  ack(body?: Record<string, unknown>): Promise<void>;
  type: string;
  body: Record<string, unknown>;
  retry_num?: number;
  retry_reason?: string;
}

/** Makes the connections; none is opened yet. `baseMs`: the rest after the first failure, which then grows. */
export function createSockets(desk: Desk, appToken: string, intake: Intake, baseMs = 500): Sockets {
  const ending = new AbortController();
  const open = new Set<SocketModeClient>();
  const loops: Promise<void>[] = [];
  const first = signalled();
  const connect = async (): Promise<number> => {
    const client = socketClient(desk, appToken, intake);
    try {
      return await connection(client, ending.signal, () => {
        open.add(client);
        first.give();
      });
    } finally {
      open.delete(client);
      await closed(client);
    }
  };
  const keepUp = async (): Promise<void> => {
    for (let failures = 0; !ending.signal.aborted; ) {
      try {
        const lastedMs = await connect();
        desk.log.info({ up: open.size }, 'slack connection ended, opening another');
        failures = lastedMs > 5000 ? 0 : failures + 1;
      } catch (error) {
        failures += 1;
        if (!ending.signal.aborted)
          desk.log.error({ code: codeOf(error), failures }, 'slack connection not opened, trying again');
      }
      await rest(failures, baseMs, ending.signal);
    }
  };
  return {
    start: async () => {
      for (let count = 0; count < connections; count++) loops.push(keepUp());
      await Promise.race([first.given, pause(startMs, undefined, { ref: false })]);
    },
    stop: async () => {
      ending.abort();
      await Promise.all(loops);
    },
    up: () => open.size,
  };
}

function signalled(): { given: Promise<void>; give(): void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

/** Exponential with full jitter, at most half a minute: many instances must not come back in one instant. */
async function rest(failures: number, baseMs: number, signal: AbortSignal): Promise<void> {
  if (failures === 0) return;
  const ceiling = Math.min(30_000, baseMs * 2 ** Math.min(failures - 1, 10));
  await pause(ceiling * (0.2 + 0.8 * Math.random()), undefined, { signal, ref: false }).catch(() => undefined);
}

/** A client that does not reconnect by itself: after a failed reconnect the library's own loop ends in an unhandled rejection. */
function socketClient(desk: Desk, appToken: string, intake: Intake): SocketModeClient {
  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    logger: libraryLog(desk.log),
    clientOptions: { ...clientOptions(desk.settings, desk.log, desk.ways), timeout: 5000 },
  });
  guarded(client, desk);
  client.on('slack_event', (envelope: Envelope) => desk.later(take(envelope, intake, desk)));
  return client;
}

/** The library reads messages in a promise nobody waits for: an event it does not expect would end the process. */
function guarded(client: SocketModeClient, desk: Desk): void {
  for (const listener of client.listeners('ws_message')) {
    client.removeListener('ws_message', listener as () => void);
    client.on('ws_message', (...message: unknown[]) => {
      void Promise.resolve((listener as (...args: unknown[]) => unknown)(...message)).catch((error: unknown) =>
        desk.log.error({ err: faultOf(error) }, 'slack message not understood'),
      );
    });
  }
}

/** Acknowledged when it is kept, and not before: without an acknowledgement Slack delivers an event again. */
async function take(envelope: Envelope, intake: Intake, desk: Desk): Promise<void> {
  const { retry_num: num, retry_reason: reason } = envelope;
  try {
    const body = await intake(envelope.body, { ...(num ? { num } : {}), ...(reason ? { reason } : {}) });
    await envelope.ack(body);
  } catch (error) {
    desk.log.error({ err: faultOf(error), type: envelope.type }, 'slack payload failed');
  }
}

/** Opens a connection and resolves when it has ended, to how long it lasted in milliseconds. */
async function connection(client: SocketModeClient, signal: AbortSignal, up: () => void): Promise<number> {
  const ended = new Promise<void>((resolve) => {
    client.once('disconnected', resolve);
    client.once('close', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const started = client.start();
  const greeted = await Promise.race([
    started.then(() => 'greeted' as const),
    ended.then(() => 'ended' as const),
    pause(helloMs, 'silent' as const, { ref: false }),
  ]).finally(() => started.catch(() => undefined));
  if (greeted !== 'greeted') throw new Error(`slack connection ${greeted}`);
  up();
  const since = performance.now();
  await ended;
  return performance.now() - since;
}

async function closed(client: SocketModeClient): Promise<void> {
  const bye = client.disconnect().catch(() => undefined);
  await Promise.race([bye, pause(1000, undefined, { ref: false })]);
}
