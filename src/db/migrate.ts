import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { type Database, type Reader, rows, type Tx } from './database.ts';
import { asNumber } from './decode.ts';

/** What drizzle-kit wrote about one file: `when` orders the migrations and names them in the database. */
interface Migration {
  tag: string;
  when: number;
  hash: string;
  statements: string[];
}

/** A migration that cannot be applied; the message says which, and what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

const LOCK = 7_829_104_511;

/**
 * Applies what `migrations/` has and the database has not, each in a transaction of its own, and returns the tags.
 * Any number of instances may do this at once.
 */
export async function migrate(db: Database, folder: string = migrationsFolder()): Promise<string[]> {
  const known = readMigrations(folder);
  const applied: string[] = [];
  for (;;) {
    const tag = await db.transaction((tx) => applyNext(tx, known));
    if (tag === null) return applied;
    applied.push(tag);
  }
}

/** The tags that `migrate` would apply now. */
export async function pendingMigrations(db: Database, folder: string = migrationsFolder()): Promise<string[]> {
  const known = readMigrations(folder);
  const [found] = await rows<{ there: boolean }>(
    db.reader,
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  );
  const applied = found?.there ? await appliedMigrations(db.reader) : new Map<number, string>();
  return pending(known, applied).map((migration) => migration.tag);
}

/** Throws unless every migration in the folder's journal is younger than the one before it. */
export function checkMigrationOrder(folder: string = migrationsFolder()): void {
  readMigrations(folder);
}

/** The package's `migrations/`, found from source and from `dist` alike. */
export function migrationsFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let at = here; at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return join(at, 'migrations');
  }
  throw new MigrationError(`No package.json above ${here}, so no migrations folder; install the package as a whole`);
}

/** Applies the oldest migration missing, under a lock that the transaction's end releases; null when none is. */
async function applyNext(tx: Tx, known: Migration[]): Promise<string | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(${sql.raw(String(LOCK))})`);
  // The table that drizzle's own migrator keeps, so that its tools understand the database.
  await tx.execute(sql`create schema if not exists drizzle`);
  await tx.execute(
    sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
  );
  const [next] = pending(known, await appliedMigrations(tx));
  if (!next) return null;
  for (const statement of next.statements) {
    try {
      await tx.execute(sql.raw(statement));
    } catch (cause) {
      throw new MigrationError(`Migration ${next.tag} failed and was rolled back: ${statement.slice(0, 200)}`, {
        cause,
      });
    }
  }
  await tx.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${next.hash}, ${next.when})`,
  );
  return next.tag;
}

function pending(known: Migration[], applied: Map<number, string>): Migration[] {
  const missing = known.filter((migration) => !applied.has(migration.when));
  for (const { tag, when, hash } of known) {
    const before = applied.get(when);
    if (before !== undefined && before !== hash) {
      throw new MigrationError(
        `Migration ${tag} was changed after it was applied; restore the file and write a new migration`,
      );
    }
  }
  const newest = Math.max(...applied.keys());
  const late = missing.find((migration) => migration.when < newest);
  if (late) {
    throw new MigrationError(
      `Migration ${late.tag} is older than one already applied; generate it again, so that it comes last`,
    );
  }
  return missing;
}

async function appliedMigrations(on: Reader | Tx): Promise<Map<number, string>> {
  const found = await rows<{ hash: string; created_at: unknown }>(
    on,
    sql`select hash, created_at from drizzle.__drizzle_migrations`,
  );
  return new Map(found.map((row) => [asNumber(row.created_at), row.hash]));
}

function readMigrations(folder: string): Migration[] {
  const journal = join(folder, 'meta', '_journal.json');
  if (!existsSync(folder)) throw new MigrationError(`${folder} is missing; install the package as a whole`);
  if (!existsSync(journal)) {
    if (!readdirSync(folder).some((name) => name.endsWith('.sql'))) return [];
    throw new MigrationError(
      `${journal} is missing, though there are migrations; generate them with npm run migrations`,
    );
  }
  const { entries } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: { tag: string; when: number }[] };
  const found = entries.map(({ tag, when }) => readMigration(folder, tag, when));
  for (const [index, { tag, when }] of found.entries()) {
    const before = found[index - 1];
    // drizzle's own migrator would skip such a migration without a word.
    if (before && when <= before.when) {
      throw new MigrationError(
        `Migration ${tag} is not younger than ${before.tag}, which comes before it; generate it again`,
      );
    }
  }
  return found;
}

function readMigration(folder: string, tag: string, when: number): Migration {
  const file = join(folder, `${tag}.sql`);
  if (!existsSync(file)) throw new MigrationError(`${file} is missing, though the journal names it`);
  // Git may have changed the line ends of a checkout on Windows; the hash must not notice.
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const statements = text.split('--> statement-breakpoint').map((part) => part.trim());
  return { tag, when, hash: createHash('sha256').update(text).digest('hex'), statements: statements.filter(hasCode) };
}

function hasCode(statement: string): boolean {
  return statement.split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('--'));
}
