import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, constants, lstatSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { chmod, link, rename, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The right of one process to use a data folder. The operating system takes it back however the process ends. */
export interface Lock {
  readonly dataDir: string;
  /** Who hears of connections to the lock's socket; without anybody they are closed. */
  onConnection(hear: (socket: Socket) => void): void;
  release(): Promise<void>;
}

/** Another process uses the data folder. */
export class LockedError extends Error {
  override name = 'LockedError';

  constructor(dataDir: string) {
    super(
      `Another process is using the data folder ${dataDir}, and two at once would destroy its database. ` +
        'Stop the other one first, or set DATA_DIR to a folder of its own for this one.',
    );
  }
}

const ATTEMPTS = 10;
const SECOND_LOOK_MS = 100;

/**
 * Takes the lock of `dataDir`, creating the folder at first; throws `LockedError` when another process has it. The lock
 * is a listening socket: whoever can connect knows that its owner lives.
 */
export async function takeLock(dataDir: string): Promise<Lock> {
  mkdirSync(resolve(dataDir), { recursive: true, mode: 0o700 });
  const folder = realpathSync(resolve(dataDir));
  const address = lockAddress(folder);
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const lock = await listenAt(address, folder);
      if (lock) return lock;
      if (!(await cleared(address.path))) break;
    }
    throw new LockedError(folder);
  } catch (error) {
    address.close();
    throw error;
  }
}

/** Connects to the process that has the lock; null when nobody has it. */
export async function connectToOwner(dataDir: string): Promise<Socket | null> {
  let folder: string;
  try {
    folder = realpathSync(resolve(dataDir));
  } catch {
    return null;
  }
  const address = lockAddress(folder);
  try {
    const found = await connect(address.path);
    if (found === 'busy')
      throw new Error(`The service using ${folder} takes no more connections; try again in a moment`);
    return typeof found === 'string' ? null : found;
  } finally {
    address.close();
  }
}

interface Address {
  path: string;
  close(): void;
}

/** Longer socket paths are cut off or refused by the kernel. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

/** Where the socket of `folder` (a real path) is, the same for every process. */
export function lockAddress(folder: string): Address {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\xiayou-${hash}`, close: () => {} };
  const path = join(folder, 'lock.sock');
  if (Buffer.byteLength(path) <= LONGEST_PATH) return { path, close: () => {} };
  if (process.platform !== 'linux') return { path: join(tmpdir(), `xiayou-${hash}.sock`), close: () => {} };
  // Short, and still in the folder: the temporary one differs between a service and a shell (PrivateTmp, TMPDIR).
  const open = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: `/proc/self/fd/${open}/lock.sock`, close: () => closeSync(open) };
}

/** Listens on the address; null when it is taken. */
async function listenAt(address: Address, dataDir: string): Promise<Lock | null> {
  let hear = (socket: Socket): void => void socket.destroy();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    hear(socket);
  });
  const problem = await new Promise<NodeJS.ErrnoException | null>((done) => {
    server.once('error', done);
    server.listen(address.path, () => done(null));
  });
  if (problem?.code === 'EADDRINUSE' || (problem?.code === 'EACCES' && process.platform === 'win32')) return null;
  if (problem) {
    throw new Error(
      `Cannot create the lock ${address.path}; DATA_DIR must be a local folder that this user may write`,
      {
        cause: problem,
      },
    );
  }
  if (process.platform !== 'win32') await chmod(address.path, 0o600);
  // Holding the lock is no reason to stay alive.
  server.unref();
  return {
    dataDir,
    onConnection: (next) => {
      hear = next;
    },
    async release() {
      if (!server.listening) return;
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
      address.close();
    },
  };
}

/** Whether the address is free to try: false when its owner lives. Removes what a killed owner left. */
async function cleared(path: string): Promise<boolean> {
  const seen = identity(path);
  const first = await state(path);
  if (first !== 'stale' || seen === null) return first !== 'alive';
  // An owner between binding and listening refuses too, for some microseconds.
  await sleep(SECOND_LOOK_MS);
  if (identity(path) !== seen) return true;
  const now = await state(path);
  if (now === 'stale') await removeStale(path, seen);
  return now !== 'alive';
}

/**
 * Moves the socket away before removing it: between our look and the removal another process may have done the same
 * and be listening there by now. Then what we moved is its lock, and goes back.
 */
async function removeStale(path: string, seen: string): Promise<void> {
  const aside = `${path}.${process.pid}.stale`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if (identity(aside) !== seen) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function state(path: string): Promise<'alive' | 'stale' | 'gone'> {
  const found = await connect(path);
  if (found === 'busy') return 'alive';
  if (typeof found === 'string') return found;
  found.destroy();
  return 'alive';
}

const MEANINGS: Record<string, 'stale' | 'gone' | 'busy'> = { ECONNREFUSED: 'stale', ENOENT: 'gone', EAGAIN: 'busy' };

function connect(path: string): Promise<Socket | 'stale' | 'gone' | 'busy'> {
  return new Promise((done, fail) => {
    const failed = (cause: NodeJS.ErrnoException) => {
      const meaning = MEANINGS[cause.code ?? ''];
      if (meaning) return done(meaning);
      fail(new Error(`No answer from the lock ${path}; run this as the user that runs the service`, { cause }));
    };
    const socket = createConnection(path, () => {
      socket.off('error', failed).on('error', () => socket.destroy());
      done(socket);
    });
    socket.once('error', failed);
  });
}

/** Tells one socket from the next at the same path; inode numbers alone are used again at once. */
function identity(path: string): string | null {
  if (process.platform === 'win32') return null;
  const found: BigIntStats | undefined = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!found) return null;
  if (!found.isSocket()) throw new Error(`${path} is in the way of the data folder's lock; remove it`);
  return `${found.ino}/${found.mtimeNs}`;
}
