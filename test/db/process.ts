import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface Script {
  child: ChildProcessByStdio<null, Readable, Readable>;
  /** Resolves to the next line of its output; rejects when it ends instead. */
  line(): Promise<string>;
  /** Resolves to everything it wrote to stderr, when it has ended. */
  ended: Promise<{ code: number | null; stderr: string }>;
}

/** Runs TypeScript in a process of its own; its imports start at the package's root: `./src/db/index.ts`. */
export function runScript(code: string): Script {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const cwd = fileURLToPath(new URL('../../', import.meta.url));
  const args = ['--import', tsx, '--input-type=module', '-e', code];
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting: { done: (line: string) => void; fail: (error: Error) => void }[] = [];
  let rest = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const next = waiting.shift();
      if (next) next.done(part);
      else lines.push(part);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((done) => {
    child.once('close', (code) => {
      for (const { fail } of waiting.splice(0)) fail(new Error(`ended with ${code}: ${stderr}`));
      done({ code, stderr });
    });
  });
  const line = () => {
    const ready = lines.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    return new Promise<string>((done, fail) => waiting.push({ done, fail }));
  };
  return { child, line, ended };
}
