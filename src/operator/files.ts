import { randomUUID } from 'node:crypto';
import { copyFile, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StartError } from '../service/errors.ts';

/** A text file the operator named. Throws StartError when it is not there or not UTF-8. */
export async function readFileText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new StartError(`${path} cannot be read: check the path and its permissions.`, { cause });
  });
  try {
    // A byte order mark stays, so that the file is written as it was.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new StartError(`${path} is not UTF-8: save it as UTF-8 and try again.`, { cause });
  }
}

/** Replaces a file as a whole or not at all; the one before stays beside it as `.bak`. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const { mode } = await stat(target);
  const fresh = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
  try {
    const file = await open(fresh, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await copyFile(target, `${path}.bak`);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
