import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'drizzle-orm';
import { type Database, rows } from '../../src/db/database.ts';
import { migrate, migrationsFolder } from '../../src/db/migrate.ts';
import { dumpPglite, memoryPglite } from '../../src/db/pglite.ts';

/** A fresh, migrated database in memory, in a third of a second. One for each test file: `truncateAll` between tests. */
export async function testDatabase(): Promise<Database> {
  return memoryPglite({ dump: await migratedDump() });
}

/**
 * Empties every table but the record of migrations, and starts every sequence anew. Tables nothing was ever written to are
 * left alone: making them anew is most of what it would take. Their sequences are not: a number may be taken without a row.
 */
export async function truncateAll(db: Database): Promise<void> {
  const tables = await rows<{ name: string }>(
    db.reader,
    sql`select format('%I.%I', n.nspname, t.relname) as name
        from pg_class t join pg_namespace n on n.oid = t.relnamespace
        where t.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'drizzle')
          and pg_relation_size(t.oid) > 0`,
  );
  await db.transaction(async (tx) => {
    if (tables.length > 0) await tx.execute(sql.raw(`truncate ${tables.map(({ name }) => name).join(', ')} cascade`));
    await tx.execute(
      sql`select setval(seqrelid::regclass, seqstart, false) from pg_sequence s join pg_class c on c.oid = s.seqrelid
          where c.relnamespace = 'public'::regnamespace`,
    );
  });
}

const PREFIX = `xiayou-migrated-${process.getuid?.() ?? 'me'}-`;
const OLD_MS = 24 * 60 * 60 * 1000;

/** Made once for each state of the migrations, and kept in a file that every test process reads. */
async function migratedDump(): Promise<Blob> {
  const folder = migrationsFolder();
  const file = join(tmpdir(), `${PREFIX}${await fingerprint(folder)}.tar`);
  const kept = await mine(file);
  if (kept) return new Blob([await readFile(file)]);
  const dump = await dumpPglite((db) => migrate(db, folder));
  await removeOld();
  // Written elsewhere and renamed, because other test processes may be reading and writing this very name.
  const place = await mkdtemp(`${file}-`);
  await writeFile(join(place, 'dump'), Buffer.from(await dump.arrayBuffer()), { mode: 0o600 });
  await rename(join(place, 'dump'), file);
  await rm(place, { recursive: true });
  return dump;
}

async function fingerprint(folder: string): Promise<string> {
  const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const hash = createHash('sha256').update(await readFile(join(dirname(pglite), '..', 'package.json')));
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((name) => /\.(sql|json)$/.test(name)).sort()) {
    hash.update(name).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function mine(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  return found !== null && (process.getuid === undefined || found.uid === process.getuid());
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(tmpdir(), name);
    const found = await stat(path).catch(() => null);
    if (found && Date.now() - found.mtimeMs > OLD_MS) await rm(path, { recursive: true, force: true });
  }
}
