import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { type Database, rows } from './database.ts';
import { asDate } from './decode.ts';
import { listener } from './listener.ts';
import { prepared } from './prepared.ts';
import { retrying } from './retry.ts';
import { scope } from './scope.ts';

export interface PostgresSettings {
  /** Connections at most, besides the one that listens; 10 unless told. */
  max?: number;
  /** The server ends a transaction that waits this long for its next statement: a frozen process frees its rows. */
  idleInTransactionMs?: number;
}

const CONNECT_SECONDS = 10;
const CLOSE_SECONDS = 5;

/** Opens a pool of connections to a PostgreSQL server; rejects when the server cannot be reached. */
export async function openPostgres(url: string, settings: PostgresSettings = {}): Promise<Database> {
  const options = {
    max: settings.max ?? 10,
    connect_timeout: CONNECT_SECONDS,
    onnotice: () => {},
    connection: {
      application_name: 'xiayou',
      // The same raw text of dates on every server, whatever its own zone.
      TimeZone: 'UTC',
      idle_in_transaction_session_timeout: settings.idleInTransactionMs ?? 3_000,
    },
  } satisfies postgres.Options<Record<string, never>>;
  const client = postgres(url, options);
  const running = scope();
  const db = drizzle({ client: prepared(client, () => running.outside('Reading from the database')) });
  acceptDatesAndJson(client);
  const hearing = listener(url, options);
  try {
    await client`select 1`;
  } catch (error) {
    await client.end({ timeout: 0 });
    throw error;
  }
  return {
    kind: 'postgres',
    reader: db,
    transaction: (work) => running.track(() => retrying(() => db.transaction((tx) => running.inside(() => work(tx))))),
    listen: (channel, hear) => {
      running.outside('Database.listen');
      return hearing.listen(channel, hear);
    },
    async serverTime() {
      const [row] = await rows<{ at: unknown }>(db, sql`select clock_timestamp() as at`);
      return asDate(row?.at);
    },
    async close() {
      await running.drain();
      await Promise.all([hearing.close(), client.end({ timeout: CLOSE_SECONDS })]);
    },
  };
}

const DATES = [1082, 1114, 1184];
const JSONS = [114, 3802];

/**
 * drizzle makes the driver send parameters as they are, so a `Date` or an object in raw SQL would be a TypeError deep in
 * the driver, and only on this one of our two. What drizzle's own columns hand over is text and passes unchanged.
 */
function acceptDatesAndJson(client: postgres.Sql): void {
  const { serializers } = client.options as unknown as { serializers: Record<number, (value: unknown) => unknown> };
  for (const type of DATES) serializers[type] = (value) => (value instanceof Date ? value.toISOString() : value);
  for (const type of JSONS) serializers[type] = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
}
