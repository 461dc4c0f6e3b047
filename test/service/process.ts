import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtProduct } from './build.ts';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Process {
  child: ChildProcess;
  /** What it has written so far. */
  stdout(): string;
  ended: Promise<Ended>;
}

/** Runs a compiled program of ours in a process and a folder of its own, with no environment but the given one. */
async function runProgram(
  path: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Promise<Process> {
  const { PATH = '', TMPDIR } = process.env;
  const child = spawn(process.execPath, [join(await builtProduct(), path), ...args], {
    cwd,
    env: { PATH, ...(TMPDIR ? { TMPDIR } : {}), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      written[stream] += text;
    });
  }
  // One that cannot be started has ended, too.
  child.once('error', (error) => {
    written.stderr += String(error);
  });
  const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, ...written })));
  return { child, stdout: () => written.stdout, ended };
}

export interface Service extends Process {
  url: string;
  /** Asks it to end, and resolves when it has. */
  stop(): Promise<Ended>;
}

/** Starts the service and resolves when it says that it runs. */
export async function startService(options: { cwd: string; env?: Record<string, string> }): Promise<Service> {
  const running = await runProgram('src/main.js', [], { ...options, env: { PORT: '0', ...options.env } });
  const url = await new Promise<string>((done, fail) => {
    const look = () => {
      const found = /http:\/\/\S+:\d+/.exec(running.stdout())?.[0];
      if (found) done(found);
    };
    running.child.stdout?.on('data', look);
    void running.ended.then(({ code, stderr }) => fail(new Error(`ended with ${code} before it ran: ${stderr}`)));
  });
  return {
    ...running,
    url,
    stop() {
      running.child.kill('SIGTERM');
      return running.ended;
    },
  };
}

/** Tries to start the service where it must not. */
export async function startRefused(options: { cwd: string; env?: Record<string, string> }): Promise<Ended> {
  return (await runProgram('src/main.js', [], { ...options, env: { PORT: '0', ...options.env } })).ended;
}

/** Runs an operator's command. */
export async function operator(
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string> },
): Promise<Ended> {
  return (await runProgram('src/operator/cli.js', args, options)).ended;
}

/** A folder for one test file. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'xiayou-service-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

export const orgFile = `company: { name: Test Works, timezone: Asia/Shanghai, locale: en, referees: [chen] }
departments:
  - { key: sales, name: Sales, head: chen }
  - { key: production, name: Production, head: wang }
people:
  - { key: chen, name: Chen Wei, department: sales }
  - { key: wang, name: Wang Qiang, department: production }
  - { key: li, name: Li Na, department: production }
`;
