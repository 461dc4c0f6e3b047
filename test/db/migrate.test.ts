import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, rows } from '../../src/db/database.ts';
import {
  checkMigrationOrder,
  MigrationError,
  migrate,
  migrationsFolder,
  pendingMigrations,
} from '../../src/db/migrate.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { testDatabase } from './pool.ts';

type File = { tag: string; when: number; text: string };

const first: File = {
  tag: '0000_first',
  when: 1_000,
  text: 'create table test_a (id int);\n--> statement-breakpoint\ncreate table test_b (id int);\n--> statement-breakpoint\n-- nothing\n',
};
const second: File = { tag: '0001_second', when: 2_000, text: 'insert into test_a select 1 from pg_sleep(0.1);' };
const third: File = { tag: '0002_third', when: 3_000, text: 'alter table test_a add column name text;' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiayou-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(...files: File[]): void {
  mkdirSync(join(folder, 'meta'), { recursive: true });
  const entries = files.map(({ tag, when }, idx) => ({ idx, version: '7', when, tag, breakpoints: true }));
  writeFileSync(
    join(folder, 'meta', '_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  );
  for (const { tag, text } of files) writeFileSync(join(folder, `${tag}.sql`), text);
}

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** As if nothing had been applied: the tables that the tests create are none of ours. */
async function unmigrated(): Promise<Database> {
  const db = await testDatabase();
  await db.reader.execute(sql`drop schema if exists drizzle cascade`);
  return db;
}

describe.each(['pglite', 'postgres'] as const)('on %s', (kind) => {
  let db: Database;
  beforeEach(async () => {
    db = kind === 'pglite' ? await unmigrated() : await openPostgres(await server.newDatabase(), { max: 3 });
  });
  afterEach(() => db.close());

  test('what is missing is applied, in order and once', async () => {
    write(first);
    expect(await pendingMigrations(db, folder)).toEqual(['0000_first']);
    expect(await migrate(db, folder)).toEqual(['0000_first']);
    write(first, second, third);
    expect(await pendingMigrations(db, folder)).toEqual(['0001_second', '0002_third']);
    expect(await migrate(db, folder)).toEqual(['0001_second', '0002_third']);
    expect(await migrate(db, folder)).toEqual([]);
    expect(await pendingMigrations(db, folder)).toEqual([]);
    expect(await rows(db.reader, sql`select * from test_a`)).toEqual([{ id: 1, name: null }]);
  });

  test('one that fails is named and undone as a whole; those before it stay', async () => {
    const broken = {
      ...second,
      text: 'create table test_c (id int);\n--> statement-breakpoint\ncreate table test_a (id int);',
    };
    write(first, broken);
    await expect(migrate(db, folder)).rejects.toThrow(/0001_second failed and was rolled back: create table test_a/);
    expect(await pendingMigrations(db, folder)).toEqual(['0001_second']);
    write(first, second);
    expect(await migrate(db, folder)).toEqual(['0001_second']);
  });

  test('one that was changed after it was applied is refused; other line ends are no change', async () => {
    write(first);
    await migrate(db, folder);
    write({ ...first, text: first.text.replaceAll('\n', '\r\n') });
    expect(await migrate(db, folder)).toEqual([]);
    write({ ...first, text: 'create table test_z (id int);' });
    await expect(migrate(db, folder)).rejects.toThrow('0000_first was changed after it was applied');
  });

  test('one that is older than the newest applied is refused, not skipped', async () => {
    write(first, third);
    await migrate(db, folder);
    write(first, second, third);
    await expect(migrate(db, folder)).rejects.toThrow('0001_second is older than one already applied');
  });

  test('a database newer than the program is left alone', async () => {
    write(first, second);
    await migrate(db, folder);
    write(first);
    expect(await migrate(db, folder)).toEqual([]);
    expect(await pendingMigrations(db, folder)).toEqual([]);
  });
});

test('instances that start together apply each migration once', async () => {
  write(first, second, third);
  const url = await server.newDatabase();
  const instances = await Promise.all([1, 2, 3].map(() => openPostgres(url, { max: 2 })));
  const applied = await Promise.all(instances.map((db) => migrate(db, folder)));
  expect(applied.flat().sort()).toEqual(['0000_first', '0001_second', '0002_third']);
  await Promise.all(instances.map((db) => db.close()));
});

test('a journal whose times do not ascend is refused', () => {
  write(first, third, second);
  expect(() => checkMigrationOrder(folder)).toThrow('0001_second is not younger than 0002_third');
  write(first, second, third);
  expect(() => checkMigrationOrder(folder)).not.toThrow();
});

test('a folder without migrations is empty, but one with files and no journal is broken', async () => {
  expect(() => checkMigrationOrder(folder)).not.toThrow();
  writeFileSync(join(folder, '0000_first.sql'), 'select 1');
  expect(() => checkMigrationOrder(folder)).toThrow(MigrationError);
  expect(() => checkMigrationOrder(join(folder, 'none'))).toThrow('is missing');
});

test('our own migrations are in order', () => {
  checkMigrationOrder(migrationsFolder());
});
