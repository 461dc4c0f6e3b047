import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);

test('the migrations create exactly the tables the code declares', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xiayou-drift-'));
  try {
    await cp('migrations', folder, { recursive: true });
    const before = await readdir(folder);
    const env = { ...process.env, MIGRATIONS_OUT: relative('.', folder) };
    await run('npx', ['drizzle-kit', 'generate', '--name=drift'], { env });
    const added = (await readdir(folder)).filter((file) => !before.includes(file));
    const missing = await Promise.all(
      added.filter((file) => file.endsWith('.sql')).map((file) => readFile(join(folder, file), 'utf8')),
    );
    expect(missing).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
