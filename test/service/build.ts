import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(root, 'node_modules', '.cache');
const prefix = 'xiayou-service-';

/** Compiles the product once for each state of its source, because a process starts four times faster so; returns where. */
export async function builtProduct(): Promise<string> {
  const folder = join(cache, `${prefix}${await fingerprint()}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  for (const name of await readdir(cache)) {
    if (name.startsWith(prefix)) await rm(join(cache, name), { recursive: true, force: true });
  }
  const fresh = await mkdtemp(join(cache, `new-${prefix}`));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh], { cwd: root });
  // Another test process may have been faster; its result is as good.
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
  return folder;
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['src', 'adapters']) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.filter((name) => /\.tsx?$/.test(name)).sort()) {
      const { mtimeMs, size } = await stat(join(root, folder, name));
      hash.update(`${folder}/${name} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}
