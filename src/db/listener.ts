import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { checkChannel } from './notify.ts';

type Hear = (payload: string) => void;

export interface Listener {
  listen(channel: string, hear: Hear): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

/**
 * LISTEN on a connection of its own, opened at the first use and listening again when it was lost. What was sent in
 * between is lost, as NOTIFY always is: whoever listens also polls.
 */
export function listener(url: string, options: postgres.Options<Record<string, never>>): Listener {
  const channels = new Map<string, Set<Hear>>();
  let client: postgres.Sql | null = null;
  let closed = false;
  let restoring = false;
  let losses = 0;

  const connect = () => {
    client ??= postgres(url, {
      ...options,
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      backoff: () => 0.05,
      onclose: () => {
        losses += 1;
        void restore();
      },
      onnotify: (channel: string, payload: string) => {
        // A listener that throws must not be mistaken by the driver for a broken connection.
        for (const hear of channels.get(channel) ?? []) queueMicrotask(() => hear(payload));
      },
    } as postgres.Options<Record<string, never>>);
    return client;
  };

  const restore = async () => {
    if (closed || restoring || channels.size === 0) return;
    restoring = true;
    for (let wait = FIRST_WAIT_MS; !closed; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      await sleep(wait, undefined, { ref: false });
      const before = losses;
      try {
        for (const channel of channels.keys()) await connect().unsafe(`listen ${channel}`);
        if (losses === before) break;
      } catch {
        // The server is still away; the pool's own queries report that.
      }
    }
    restoring = false;
  };

  return {
    async listen(channel, hear) {
      checkChannel(channel);
      const hearers = channels.get(channel) ?? new Set<Hear>();
      // Entered before it is sure, because the connection may be lost again right after the answer.
      channels.set(channel, hearers.add(hear));
      const forget = () => {
        hearers.delete(hear);
        if (hearers.size === 0) channels.delete(channel);
        return hearers.size === 0 && !closed;
      };
      try {
        await connect().unsafe(`listen ${channel}`);
      } catch (error) {
        forget();
        throw error;
      }
      return async () => {
        if (forget())
          await connect()
            .unsafe(`unlisten ${channel}`)
            .catch(() => {});
      };
    },
    async close() {
      closed = true;
      await client?.end({ timeout: 1 });
    },
  };
}
