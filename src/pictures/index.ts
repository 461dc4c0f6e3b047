import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Drawing } from '../platform/card.ts';
import { checkDrawing, PictureError } from './plain.ts';

export interface Pictures {
  /** A PNG of twice the drawing's size. Rejects with PictureError. */
  png(drawing: Drawing): Promise<Uint8Array>;
  /** What is under way and waits is rejected; the thread ends. */
  stop(): Promise<void>;
}

export interface PicturesOptions {
  /** How long one picture may take, in milliseconds, the start of the thread included: 30,000. */
  timeoutMs?: number;
  /** The thread ends when nothing was drawn for this long, and gives its memory back: 60,000. */
  idleMs?: number;
  /** Pictures that may wait: 64. */
  queue?: number;
  start?: () => Worker;
}

/** To the thread, and back. */
export interface Asked {
  id: number;
  drawing: Drawing;
}

export type Drawn = { id: number } & ({ png: Uint8Array } | { error: string; broken: boolean });

interface Job extends Asked {
  resolve: (png: Uint8Array) => void;
  reject: (error: PictureError) => void;
}

/** Draws charts and graphs as pictures, one after the other, in a thread of its own that is there while there is work. */
export function createPictures(options: PicturesOptions = {}): Pictures {
  const { queue: most = 64 } = options;
  const waiting: Job[] = [];
  const line = drawingLine(waiting, options);
  let stopped = false;
  let count = 0;
  return {
    async png(drawing) {
      checkDrawing(drawing);
      if (stopped) throw new PictureError('busy', 'the service is ending');
      if (waiting.length >= most) throw new PictureError('busy', `${most} pictures wait already`);
      return new Promise((resolve, reject) => {
        count += 1;
        waiting.push({ id: count, drawing, resolve, reject });
        line.next();
      });
    },
    async stop() {
      stopped = true;
      for (const job of waiting.splice(0)) job.reject(new PictureError('busy', 'the service is ending'));
      await line.end('the service is ending');
    },
  };
}

/** Takes what waits, and answers each, whatever becomes of the thread. */
function drawingLine(waiting: Job[], { timeoutMs = 30_000, idleMs = 60_000, start = startWorker }: PicturesOptions) {
  let worker: Worker | null = null;
  let current: Job | null = null;
  let timer: NodeJS.Timeout | undefined;

  /** The thread is gone, or has to go; what it was drawing is answered. */
  async function end(reason: string): Promise<void> {
    clearTimeout(timer);
    const [ending, job] = [worker, current];
    worker = null;
    current = null;
    job?.reject(new PictureError('failed', reason));
    await ending?.terminate();
  }

  function settle(drawn: Drawn): void {
    const job = current;
    if (job?.id !== drawn.id) return;
    if ('error' in drawn && drawn.broken) return void end(drawn.error).then(next);
    current = null;
    if ('png' in drawn) job.resolve(drawn.png);
    else job.reject(new PictureError('failed', drawn.error));
    next();
  }

  function next(): void {
    if (current) return;
    clearTimeout(timer);
    current = waiting.shift() ?? null;
    if (!current) {
      worker?.unref();
      timer = setTimeout(() => void end('idle'), idleMs).unref();
      return;
    }
    worker ??= heard(start(), settle, (gone, reason) => {
      if (gone === worker) void end(reason).then(next);
    });
    worker.ref();
    timer = setTimeout(() => void end(`not drawn within ${timeoutMs} ms`).then(next), timeoutMs);
    worker.postMessage({ id: current.id, drawing: current.drawing } satisfies Asked);
  }

  return { next, end };
}

/** What a thread says, and that it is gone. */
function heard(thread: Worker, drawn: (drawn: Drawn) => void, gone: (thread: Worker, reason: string) => void): Worker {
  thread.on('message', drawn);
  thread.on('error', (error: unknown) => gone(thread, `the thread that draws failed: ${messageOf(error)}`));
  thread.on('exit', () => gone(thread, 'the thread that draws has ended'));
  return thread;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** From source there is no `worker.js`, and Node reads TypeScript in no thread by itself, so tsx is taken along. */
function startWorker(): Worker {
  const settings = { resourceLimits: { maxOldGenerationSizeMb: 384 }, stderr: true };
  const worker = import.meta.url.endsWith('.ts')
    ? new Worker(fromSource(new URL('./worker.ts', import.meta.url)), { ...settings, eval: true })
    : new Worker(new URL('./worker.js', import.meta.url), settings);
  // The chart library writes its remarks there.
  worker.stderr.resume();
  return worker;
}

function fromSource(file: URL): string {
  const required = createRequire(import.meta.url).resolve('tsx/esm/api');
  const tsx = pathToFileURL(required.replace(/\.cjs$/, '.mjs')).href;
  return `import(${JSON.stringify(tsx)}).then(({ register }) => (register(), import(${JSON.stringify(file.href)})))`;
}
