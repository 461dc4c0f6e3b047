import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Paths of the source files under a folder of the repository, relative to it, with forward slashes. */
export async function sourceFiles(folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name))
    .sort();
}

export const textOf = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
