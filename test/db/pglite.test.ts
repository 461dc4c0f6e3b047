import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rows } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/index.ts';
import { LockedError } from '../../src/db/lock.ts';
import { openPglite } from '../../src/db/pglite.ts';
import { runScript } from './process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiayou-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the first start stays small, even after one that was cut short; data outlives kill -9, and nobody else gets in meanwhile', async () => {
  const dataDir = join(folder, 'data');
  mkdirSync(join(dataDir, 'pglite.new', 'base'), { recursive: true });
  const script = runScript(`
    import { existsSync, readFileSync } from 'node:fs';
    import { openDatabase } from './src/db/index.ts';
    setInterval(() => {}, 1000);
    const { db } = await openDatabase({ dataDir: ${JSON.stringify(dataDir)} });
    // Linux counts the process that started this one in with maxRSS.
    const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '';
    console.log(Number(/VmHWM:\\s+(\\d+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS) / 1024);
    await db.reader.execute('create table things (id int)');
    await db.transaction((tx) => tx.execute('insert into things values (1)'));
    console.log('written');
  `);
  expect(Number(await script.line())).toBeLessThan(450);
  expect(await script.line()).toBe('written');
  await expect(openDatabase({ dataDir })).rejects.toThrow(LockedError);
  script.child.kill('SIGKILL');
  await script.ended;

  const { db, lock } = await openDatabase({ dataDir });
  expect(lock).not.toBeNull();
  expect(await rows(db.reader, sql`select * from things`)).toEqual([{ id: 1 }]);
  await db.close();
  const again = await openDatabase({ dataDir });
  await again.db.close();
});

test('a folder with something else in it is left alone', async () => {
  writeFileSync(join(folder, 'cat.jpg'), '');
  await expect(openPglite(folder)).rejects.toThrow('holds files but no database');
});

test('a database that does not open says where it is and what to do, and gives the lock back', async () => {
  mkdirSync(join(folder, 'pglite'));
  writeFileSync(join(folder, 'pglite', 'PG_VERSION'), '9\n');
  for (let i = 0; i < 2; i++) {
    await expect(openDatabase({ dataDir: folder })).rejects.toThrow(/pglite does not open; restore a backup/);
  }
});
