import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Incoming } from '../../src/platform/adapter.ts';

/** A process of the product that is started again whenever it dies. */
export interface Instance {
  /** Each death: the failpoint it died at, or `random`. */
  readonly deaths: string[];
  /** Resolves when it takes events. */
  ready(): Promise<void>;
  /** Delivers an event; false when it was not acknowledged. */
  deliver(incoming: Incoming): Promise<boolean>;
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

const built = 'node_modules/.cache/xiayou-kill';
const instanceProgram = `${built}/test/kill/instance.js`;

/** Compiles the product and the instance once, so that each life begins in half a second. */
export async function buildInstance(): Promise<void> {
  await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.', '--outDir', built]);
}

/** Starts an instance. Each life takes the next of `failpoints`; when they are used up it lives on without one. */
export function startInstance(env: Record<string, string>, failpoints: string[] = []): Instance {
  const deaths: string[] = [];
  let child: ChildProcess | null = null;
  let url = '';
  let stopped = false;
  let killedAtRandom = false;

  const launch = (): void => {
    const failpoint = failpoints.shift() ?? '';
    url = '';
    const started = spawn(process.execPath, [instanceProgram], {
      env: { ...process.env, ...env, FAILPOINT: failpoint },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child = started;
    createInterface({ input: started.stdout }).once('line', (port) => {
      url = `http://127.0.0.1:${port}`;
    });
    started.once('exit', () => {
      if (stopped) return;
      url = '';
      deaths.push(killedAtRandom ? 'random' : failpoint);
      killedAtRandom = false;
      launch();
    });
  };
  launch();

  return {
    deaths,
    async ready() {
      // A life may end before it takes anything; the next one is waited for as well.
      while (!url) await pause(20);
    },
    async deliver(incoming) {
      if (!url) return false;
      try {
        const body = JSON.stringify(incoming);
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`${url}/event`, {
          method: 'POST',
          body,
          headers,
          signal: AbortSignal.timeout(10_000),
        });
        return answer.ok;
      } catch {
        return false;
      }
    },
    signal(signal) {
      killedAtRandom = signal === 'SIGKILL';
      child?.kill(signal);
    },
    async stop() {
      stopped = true;
      const gone = new Promise<void>((resolve) => child?.once('exit', () => resolve()));
      if (child?.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await gone;
      }
    },
  };
}
