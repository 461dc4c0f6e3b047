import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { answerName } from '../../src/look/answers.ts';
import { benchCompany } from '../company.ts';
import type { Context } from '../context.ts';
import { here, newDatabase } from '../product.ts';
import { count, keep, ms, percentile, type Row, spread } from '../report.ts';

const perSecond = 50;
const people = Array.from({ length: 60 }, (_, i) => `d${i % 40}p${i % 10}`);

/** The service as `npm start` runs it: requests filed over HTTP, its memory, and how soon it answers. */
export async function http(context: Context): Promise<Row[]> {
  build();
  const folder = mkdtempSync(join(tmpdir(), 'xiayou-bench-'));
  const orgFile = join(folder, 'company.yaml');
  writeFileSync(orgFile, benchCompany());
  try {
    return [...(await onPostgres(context, orgFile)), ...(await onPglite(context, orgFile, join(folder, 'data')))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The flags with which `npm start` runs it. */
function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(here('../package.json'), 'utf8')) as { scripts: { start: string } };
  return scripts.start.match(/--[\w-]+(=\S+)?(?=.* dist\/src\/main\.js)/g) ?? [];
}

/** What `npm start` does first. */
function build(): void {
  const root = here('..');
  try {
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'pipe' });
  } catch (error) {
    if (!existsSync(join(root, 'dist/src/main.js'))) throw error;
    console.error('the product was built with type errors; measured all the same');
  }
}

async function onPostgres(context: Context, orgFile: string): Promise<Row[]> {
  const seconds = context.quick ? 8 : 60;
  const url = await newDatabase(context.postgres, 'bench_http');
  const service = await startService({ DATABASE_URL: url, ORG_FILE: orgFile });
  // The first requests pay for what is compiled and prepared once.
  await load(service, context.quick ? 1 : 5);
  const before = cpuMs(service.child);
  const filed = await load(service, seconds);
  const cpu = (cpuMs(service.child) - before) / filed.latencies.length;
  const resident = memory(service.child);
  await stop(service);
  const sql = postgres(url, { max: 1 });
  const [row] = await sql`select count(*)::integer as many from requests`;
  await sql.end();
  const acknowledged = filed.latencies.length + perSecond * (context.quick ? 1 : 5);
  if (row?.many !== acknowledged)
    throw new Error(`${acknowledged} requests were acknowledged, ${row?.many} are written`);
  const again = await startService({ DATABASE_URL: url, ORG_FILE: orgFile });
  await stop(again);
  keep('http-request', filed.latencies);
  keep('http-start-postgres', [again.startedMs]);
  const p99 = percentile(filed.latencies, 0.99);
  return [
    {
      what: '`/request` from HTTP in to acknowledgement out, PostgreSQL',
      result: `${spread(filed.latencies)} (${ms(cpu)} of the process’s CPU each, messages sent)`,
      target: 'p99 ≤ 100 ms',
      met: p99 <= 100,
      settings: `${perSecond} a second for ${seconds} s, open loop, ${people.length} people, all ${count(filed.latencies.length)} written`,
    },
    memoryRow('PostgreSQL, after that', resident, 180),
    startRow('PostgreSQL', again.startedMs, row.many),
  ];
}

async function onPglite(context: Context, orgFile: string, dataDir: string): Promise<Row[]> {
  const first = await startService({ DATA_DIR: dataDir, ORG_FILE: orgFile });
  const filed = await load(first, context.quick ? 4 : 20, 10);
  const resident = memory(first.child);
  await stop(first);
  const again = await startService({ DATA_DIR: dataDir, ORG_FILE: orgFile });
  await load(again, context.quick ? 2 : 10, 10);
  const residentAgain = memory(again.child);
  await stop(again);
  keep('http-request-pglite', filed.latencies);
  keep('http-start-pglite', [again.startedMs]);
  return [
    {
      what: 'the same, PGlite',
      result: spread(filed.latencies),
      settings: `10 a second for ${context.quick ? 4 : 20} s`,
    },
    memoryRow('PGlite, after its first start', resident, 260),
    memoryRow('PGlite, after a later start', residentAgain, 260),
    startRow('PGlite', again.startedMs, filed.latencies.length),
  ];
}

function memoryRow(what: string, { rss, peak }: Memory, limit: number): Row {
  return {
    what: `resident memory, ${what}`,
    result: `${rss} MB (peak ${peak} MB)`,
    target: `≤ ${limit} MB`,
    met: rss <= limit,
    settings: 'VmRSS of the one process, built as by npm start',
  };
}

const startRow = (database: string, startedMs: number, many: number): Row => ({
  what: `start with existing data to first answer, ${database}`,
  result: ms(startedMs),
  target: '≤ 3 s',
  met: startedMs <= 3_000,
  settings: `from starting the process to 200 of /readyz; ${count(many)} requests, org file read again`,
});

interface Service {
  child: ChildProcess;
  port: number;
  startedMs: number;
}

async function startService(environment: Record<string, string>): Promise<Service> {
  const port = await freePort();
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), LOG_LEVEL: 'warn', ...environment };
  const begun = performance.now();
  const child = spawn(process.execPath, [...startFlags(), here('../dist/src/main.js')], {
    env,
    cwd: tmpdir(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  process.once('exit', () => child.kill('SIGKILL'));
  while (!(await answers(port))) {
    if (ended) throw new Error('the service ended while it started');
    if (performance.now() - begun > 60_000) throw new Error('the service does not get ready');
    await sleep(10);
  }
  return { child, port, startedMs: performance.now() - begun };
}

async function stop({ child }: Service): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

interface Memory {
  rss: number;
  peak: number;
}

function memory(child: ChildProcess): Memory {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const mb = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  return { rss: mb('VmRSS'), peak: mb('VmHWM') };
}

/** CPU time of a process so far; Linux counts it in hundredths of a second. */
function cpuMs(child: ChildProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** One request; sent again, under the same event id, when the connection it was about to reuse had just been closed. */
async function send(port: number, path: string, form?: Record<string, string>, cookie = ''): Promise<Response> {
  const origin = `http://127.0.0.1:${port}`;
  const headers = { origin, cookie, 'x-request-id': crypto.randomUUID() };
  const once = () =>
    fetch(`${origin}${path}`, {
      headers,
      redirect: 'manual',
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
  return once().catch((error) => (form ? once() : Promise.reject(error)));
}

async function answers(port: number): Promise<boolean> {
  return send(port, '/readyz').then(
    ({ status }) => status === 200,
    () => false,
  );
}

/**
 * Files requests at a steady rate, however long the answers take; each latency counts from the instant at which the
 * request should have left.
 */
async function load(service: Service, seconds: number, rate = perSecond): Promise<{ latencies: number[] }> {
  const cookies = await Promise.all(people.map((person) => signIn(service.port, person)));
  const latencies: number[] = [];
  const many = seconds * rate;
  const begin = performance.now() + 200;
  await Promise.all(
    Array.from({ length: many }, async (_, i) => {
      const intended = begin + (i * 1000) / rate;
      await sleep(Math.max(0, intended - performance.now()));
      await fileOne(service.port, cookies[i % cookies.length] ?? '', i);
      latencies.push(performance.now() - intended);
    }),
  );
  return { latencies };
}

async function signIn(port: number, account: string): Promise<string> {
  const { status, headers } = await send(port, '/console/who', { account });
  const cookie = headers.getSetCookie()[0]?.split(';')[0];
  if (status >= 400 || !cookie) throw new Error(`signing in as ${account} was answered with ${status}`);
  return cookie;
}

async function fileOne(port: number, cookie: string, i: number): Promise<void> {
  const own = (i % people.length) % 40;
  const answer = await send(
    port,
    '/console/submit',
    {
      action: 'requests.file',
      context: '{}',
      [answerName('to')]: `d${(own + 1 + (i % 30)) % 40}`,
      [answerName('need')]: `明早要 ${i} 件 A 料`,
      [answerName('blocks')]: `订单 SO-${i}`,
      [answerName('urgency')]: i % 4 === 0 ? 'urgent' : 'normal',
    },
    cookie,
  );
  const body = await answer.text();
  if (answer.status !== 200 || answer.headers.get('x-console-reply') === 'problems')
    throw new Error(`a request was answered with ${answer.status}: ${body.slice(0, 300)}`);
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
