import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { type Database, rows } from './database.ts';
import { asDate } from './decode.ts';
import { checkChannel } from './notify.ts';
import { retrying } from './retry.ts';
import { scope } from './scope.ts';

/** 16 MB instead of 128 keeps the product under 200 MB; with UTC, raw text of dates is the same on both drivers. */
const SETTINGS = ['shared_buffers=16MB', "timezone='UTC'"];

/**
 * Opens the embedded database in `folder`, creating it at first. It guards against nobody: two processes on one folder
 * lose data silently, so take the lock first, or let `openDatabase` do both.
 */
export async function openPglite(folder: string): Promise<Database> {
  const path = resolve(folder);
  if (!existsSync(join(path, 'PG_VERSION'))) await initialise(path);
  try {
    return await open({ dataDir: path });
  } catch (cause) {
    throw new Error(
      `The embedded database in ${path} does not open; restore a backup, or move the folder away to start anew`,
      { cause },
    );
  }
}

/** A database in memory, for tests: empty, or the content of `dump`. */
export async function memoryPglite(options: { dump?: Blob | File } = {}): Promise<Database> {
  return open(options.dump ? { loadDataDir: options.dump } : {});
}

/** What a new database in memory holds after `prepare`, for `memoryPglite` to start from. */
export async function dumpPglite(prepare: (db: Database) => Promise<unknown>): Promise<Blob> {
  // Small WAL segments make the dump a quarter smaller, and loading it almost twice as fast.
  const client = new PGlite({ postgresqlconf: SETTINGS, initDbStartParams: ['--wal-segsize=1'] });
  const db = await onClient(client);
  await prepare(db);
  const dump = await client.dumpDataDir('none');
  await db.close();
  return dump;
}

function open(options: PGliteOptions): Promise<Database> {
  return onClient(new PGlite({ ...options, postgresqlconf: SETTINGS }));
}

async function onClient(client: PGlite): Promise<Database> {
  await client.waitReady;
  const running = scope();
  const query = client.query.bind(client);
  client.query = ((...args: Parameters<typeof query>) => {
    running.outside('Reading from the database');
    return query(...args);
  }) as typeof client.query;
  const db = drizzle({ client });
  return {
    kind: 'pglite',
    reader: db,
    transaction: (work) => running.track(() => retrying(() => db.transaction((tx) => running.inside(() => work(tx))))),
    async listen(channel, hear) {
      checkChannel(channel);
      running.outside('Database.listen');
      const stop = await client.listen(channel, hear);
      return () => stop();
    },
    async serverTime() {
      const [row] = await rows<{ at: unknown }>(db, sql`select clock_timestamp() as at`);
      return asDate(row?.at);
    },
    async close() {
      await running.drain();
      if (!client.closed) await client.close();
    },
  };
}

/**
 * Creates the database in a child process, because initialising takes 800 MB that this process would never give back,
 * and under another name, because a half-made folder would look like a database at the next start.
 */
async function initialise(folder: string): Promise<void> {
  const found = await readdir(folder).catch(() => []);
  if (found.length > 0) {
    throw new Error(`${folder} holds files but no database; move it away, or choose another DATA_DIR`);
  }
  await mkdir(dirname(folder), { recursive: true });
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await runChild(fresh);
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
}

/** The program is text, not a file beside this one: it runs the same from source, from `dist` and under a test runner. */
const PROGRAM = `
const { PGlite } = require(process.argv[1]);
(async () => {
  const client = new PGlite({ dataDir: process.argv[2] });
  await client.waitReady;
  await client.close();
})().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
`;

function runChild(folder: string): Promise<void> {
  const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, ['-e', PROGRAM, pglite, folder], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((done, fail) => {
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-4_000);
    });
    child.once('error', fail);
    child.once('close', (code, signal) => {
      if (code === 0) done();
      else
        fail(
          new Error(
            `Creating the embedded database in ${folder} failed (${signal ?? `exit code ${code}`}); it needs about 1 GB of memory once\n${log}`,
          ),
        );
    });
  });
}
