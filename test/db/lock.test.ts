import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lock, LockedError, takeLock } from '../../src/db/lock.ts';
import { askService, serveOperator } from '../../src/db/operator.ts';
import { runScript, type Script } from './process.ts';

let folder: string;
const held: Lock[] = [];
const scripts: Script[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xiayou-lock-'));
});
afterEach(async () => {
  for (const lock of held.splice(0)) await lock.release();
  for (const script of scripts.splice(0)) script.child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const take = async (dataDir = folder) => {
  const lock = await takeLock(dataDir);
  held.push(lock);
  return lock;
};

/** Another process that takes the lock, says so, and keeps it until it is killed. */
const holder = (dataDir = folder) => {
  const script = runScript(`
    import { takeLock } from './src/db/lock.ts';
    import { serveOperator } from './src/db/operator.ts';
    setInterval(() => {}, 1000);
    const lock = await takeLock(${JSON.stringify(dataDir)}).catch((error) => error);
    if ('release' in lock) serveOperator(lock, async (command) => command);
    console.log('release' in lock ? 'held' : lock.message);
  `);
  scripts.push(script);
  return script;
};

/** Leaves what a killed owner leaves: a socket on which nobody listens, and the link to it. */
async function abandon(): Promise<void> {
  const lock = await takeLock(folder);
  const target = join(folder, readlinkSync(join(folder, 'lock.sock')));
  linkSync(target, join(folder, 'kept'));
  await lock.release();
  renameSync(join(folder, 'kept'), target);
  symlinkSync(basename(target), join(folder, 'lock.sock'));
}

describe('the lock', () => {
  test('refuses a second one with the folder and what to do, and is free again after its release', async () => {
    const lock = await take();
    const error = await takeLock(folder).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(LockedError);
    expect((error as Error).message).toContain(`the data folder ${folder}`);
    expect((error as Error).message).toMatch(/Stop the other one first, or set DATA_DIR/);
    await lock.release();
    await lock.release();
    await take();
  });

  test('is the same by every name of the folder', async () => {
    symlinkSync(folder, `${folder}-link`);
    await take();
    await expect(takeLock(`${folder}-link`)).rejects.toThrow(LockedError);
    rmSync(`${folder}-link`);
  });

  test('holds between processes, and is free at once when its owner is killed', async () => {
    const owner = holder();
    expect(await owner.line()).toBe('held');
    await expect(takeLock(folder)).rejects.toThrow(LockedError);
    expect(await askService(folder, 'hello', null)).toBe('hello');
    owner.child.kill('SIGKILL');
    await owner.ended;
    expect(lstatSync(join(folder, 'lock.sock')).isSymbolicLink()).toBe(true);
    const since = performance.now();
    expect(await askService(folder, 'hello', null)).toBeNull();
    await take();
    expect(performance.now() - since).toBeLessThan(10_000);
  });

  test('holds while its owner is frozen', async () => {
    const owner = holder();
    await owner.line();
    owner.child.kill('SIGSTOP');
    await expect(takeLock(folder)).rejects.toThrow(LockedError);
  });

  test('of several that find a killed owner together, one gets it', async () => {
    for (let round = 0; round < 50; round++) {
      await abandon();
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => sleep(i % 4).then(() => take())));
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const lock of held.splice(0)) await lock.release();
      expect(readdirSync(folder)).toEqual([]);
    }
    await abandon();
    const said = await Promise.all([holder(), holder(), holder()].map((rival) => rival.line()));
    expect(said.filter((word) => word === 'held')).toHaveLength(1);
  });

  test('works in a folder whose path is too long for a socket', async () => {
    const deep = join(folder, '深'.repeat(30), 'x'.repeat(60));
    const owner = holder(deep);
    expect(await owner.line()).toBe('held');
    await expect(takeLock(deep)).rejects.toThrow(deep);
    expect(await askService(deep, 'hello', null)).toBe('hello');
    owner.child.kill('SIGKILL');
    await owner.ended;
    const lock = await take(deep);
    await lock.release();
    expect(readdirSync(deep)).toEqual([]);
  });

  test('is for its owner only, and so is the folder it makes', async () => {
    const made = join(folder, 'data');
    await take(made);
    expect(statSync(made).mode & 0o777).toBe(0o700);
    expect(statSync(join(made, 'lock.sock')).mode & 0o777).toBe(0o600);
  });

  test('removes nothing that is not a socket', async () => {
    writeFileSync(join(folder, 'lock.sock'), 'mine');
    await expect(takeLock(folder)).rejects.toThrow('in the way');
  });

  test('says so when it may not write', async () => {
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'no'));
    chmodSync(join(folder, 'no'), 0o500);
    // Nothing is forbidden to root, so root is somebody else for this.
    const root = process.getuid?.() === 0;
    if (root) process.seteuid?.(65_534);
    try {
      await expect(takeLock(join(folder, 'no'))).rejects.toThrow('this user may write');
      await expect(takeLock(join(folder, 'no', 'deeper'))).rejects.toThrow('this user may write');
    } finally {
      if (root) process.seteuid?.(0);
    }
  });
});

describe('the service behind the lock', () => {
  test('carries out commands, and answers with a result or its own words of refusal', async () => {
    const done: unknown[] = [];
    serveOperator(await take(), async (command, args) => {
      done.push([command, args]);
      if (command === 'refuse') throw new Error('不行: the file has 2 errors');
      if (command === 'big') return 9n;
      return command === 'nothing' ? null : { echo: args };
    });
    const args = { text: '深\n'.repeat(100_000), list: [1, null] };
    expect(await askService(folder, 'echo', args)).toEqual({ echo: args });
    expect(await askService(folder, 'nothing', undefined)).toBeUndefined();
    await expect(askService(folder, 'refuse', {})).rejects.toThrow('不行: the file has 2 errors');
    await expect(askService(folder, 'big', {})).rejects.toThrow('BigInt');
    expect(done).toHaveLength(4);
  });

  test('answers several at once', async () => {
    serveOperator(await take(), async (_, args) => args);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => askService(folder, 'echo', i)));
    expect(answers).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  test('is null when nobody runs, and a fault while it is starting', async () => {
    expect(await askService(folder, 'hello', null)).toBeNull();
    expect(await askService(join(folder, 'none'), 'hello', null)).toBeNull();
    await take();
    await expect(askService(folder, 'hello', null)).rejects.toThrow('may be starting or stopping');
  });

  test('bounds what it takes and gives, and outlives nonsense', async () => {
    serveOperator(await take(), async (_, args) => 'x'.repeat(Number(args)));
    await expect(askService(folder, 'x', 'x'.repeat(9_000_000))).rejects.toThrow('the request is over');
    await expect(askService(folder, 'x', 9_000_000)).rejects.toThrow('the answer is over');
    for (const nonsense of ['not json\n', '{}\n', 'null\n', '"half', 'x'.repeat(9_000_000)]) {
      const socket = createConnection(join(folder, 'lock.sock'));
      socket.on('error', () => {}).on('data', () => {});
      socket.end(nonsense);
      await new Promise((done) => socket.once('close', done));
    }
    expect(await askService(folder, 'x', 3)).toBe('xxx');
  });

  test('ends with the connections it has', async () => {
    const lock = await take();
    serveOperator(lock, () => new Promise(() => {}));
    const asked = askService(folder, 'for ever', null);
    setTimeout(() => void lock.release(), 50);
    await expect(asked).rejects.toThrow('may be starting or stopping');
  });
});
