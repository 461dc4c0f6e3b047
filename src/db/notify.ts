import { sql } from 'drizzle-orm';
import type { Reader, Tx } from './database.ts';

const MOST_BYTES = 7_999;

/** Sends NOTIFY when the transaction commits. Send ids, not content: a payload is at most 7,999 bytes. */
export async function notify(tx: Tx | Reader, channel: string, payload: string): Promise<void> {
  checkChannel(channel);
  if (Buffer.byteLength(payload) > MOST_BYTES)
    throw new Error(`NOTIFY on ${channel}: the payload is over ${MOST_BYTES} bytes`);
  await tx.execute(sql`select pg_notify(${channel}, ${payload})`);
}

/** Throws unless `channel` means the same quoted and unquoted: PGlite does not quote it, postgres.js does. */
export function checkChannel(channel: string): void {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(channel))
    throw new Error(`"${channel}" cannot name a channel: use a-z, 0-9 and _`);
}
