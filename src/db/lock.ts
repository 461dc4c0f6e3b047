import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, lstatSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { chmod, readlink, rm, symlink } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
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

const ATTEMPTS = 100;
const PAUSE_MS = 10;

/**
 * Takes the lock of `dataDir`, creating the folder at first; throws `LockedError` when another process has it.
 *
 * The lock is a listening socket: whoever can connect knows that its owner lives. It listens under a name of its own
 * before the symlink `lock.sock` makes it the lock, because making a link is all or nothing, while a socket that is
 * bound but not yet listening would look abandoned.
 */
export async function takeLock(dataDir: string): Promise<Lock> {
  makeFolder(resolve(dataDir));
  const folder = realpathSync(resolve(dataDir));
  const place = lockPlace(folder);
  const socket = await listenAt(place.socket(randomBytes(4).toString('hex')), folder);
  const close = async () => {
    await socket.close();
    place.close();
  };
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      if (place.lock === null || (await linked(socket.name, place.lock))) {
        return {
          dataDir: folder,
          onConnection: socket.onConnection,
          release: once(() => release(place, socket.name, close)),
        };
      }
      if ((await state(place.lock)) === 'alive') break;
      if (!(await removeStale(place.lock, socket.name))) await sleep(PAUSE_MS);
    }
    throw new LockedError(folder);
  } catch (error) {
    await close();
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
  const place = lockPlace(folder);
  try {
    const found = await connect(place.lock ?? place.socket(''));
    if (found === 'busy')
      throw new Error(`The service using ${folder} takes no more connections; try again in a moment`);
    return typeof found === 'string' ? null : found;
  } finally {
    place.close();
  }
}

interface Place {
  /** The link; null where the system itself lets only one process have a name (Windows). */
  lock: string | null;
  /** The path of an owner's socket. */
  socket(name: string): string;
  close(): void;
}

/** Longer socket paths are cut off or refused by the kernel. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

const notWritable = (folder: string, cause: unknown): Error =>
  new Error(`Cannot create the lock of ${folder}; DATA_DIR must be a local folder that this user may write`, { cause });

/** Where the lock of `folder` (a real path) is, the same for every process. */
function lockPlace(folder: string): Place {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 24);
  const below = (start: string, close = () => {}): Place => ({
    lock: `${start}.sock`,
    socket: (name) => `${start}.${name}.sock`,
    close,
  });
  if (process.platform === 'win32') {
    return { lock: null, socket: () => `\\\\.\\pipe\\xiayou-${hash}`, close: () => {} };
  }
  if (Buffer.byteLength(join(folder, 'lock.12345678.sock')) <= LONGEST_PATH) return below(join(folder, 'lock'));
  if (process.platform !== 'linux') return below(join(tmpdir(), `xiayou-${hash}`));
  // Short, and still in the folder: the temporary one differs between a service and a shell (PrivateTmp, TMPDIR).
  const open = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  return below(`/proc/self/fd/${open}/lock`, () => closeSync(open));
}

interface Listening {
  name: string;
  onConnection: Lock['onConnection'];
  close(): Promise<void>;
}

async function listenAt(path: string, folder: string): Promise<Listening> {
  let hear = (socket: Socket): void => void socket.destroy();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    hear(socket);
  });
  const problem = await new Promise<NodeJS.ErrnoException | null>((done) => {
    server.once('error', done);
    server.listen(path, () => done(null));
  });
  if (problem && process.platform === 'win32') throw new LockedError(folder);
  if (problem) {
    throw notWritable(folder, problem);
  }
  if (process.platform !== 'win32') await chmod(path, 0o600);
  // Holding the lock is no reason to stay alive.
  server.unref();
  return {
    name: basename(path),
    onConnection: (next) => {
      hear = next;
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function release(place: Place, name: string, close: () => Promise<void>): Promise<void> {
  if (place.lock && (await readlink(place.lock).catch(() => null)) === name) await rm(place.lock);
  await close();
}

/** Makes `path` a link to the socket `name` beside it; false when there is something already. */
async function linked(name: string, path: string): Promise<boolean> {
  try {
    await symlink(name, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes what a killed owner left. One process at a time, and it looks again: else the slower of two would remove the
 * lock that the faster one has just taken. False when it is another's turn.
 */
async function removeStale(path: string, name: string): Promise<boolean> {
  const turn = path.replace(/\.sock$/, '.removing.sock');
  if (!(await linked(name, turn))) {
    // Killed during its turn.
    if ((await state(turn)) === 'stale') await rm(turn, { force: true });
    return false;
  }
  try {
    if ((await state(path)) !== 'stale') return true;
    const target = await readlink(path).catch(() => null);
    if (target === null && !lstatSync(path).isSocket()) {
      throw new Error(`${path} is in the way of the data folder's lock; remove it`);
    }
    await rm(path);
    if (target) await rm(join(dirname(path), basename(target)), { force: true });
    return true;
  } finally {
    await rm(turn, { force: true });
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}

/** `stale`: there is something, and nobody listens. */
async function state(path: string): Promise<'alive' | 'stale' | 'gone'> {
  const found = await connect(path);
  if (found === 'gone') return lstatSync(path, { throwIfNoEntry: false }) ? 'stale' : 'gone';
  if (found === 'stale') return 'stale';
  if (found !== 'busy') found.destroy();
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
