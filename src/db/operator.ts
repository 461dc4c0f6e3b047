import type { Socket } from 'node:net';
import { connectToOwner, type Lock } from './lock.ts';

/** One question and one answer to a connection, each a line of JSON. */
type Answer = { ok: true; result?: unknown } | { ok: false; error: string };

const LONGEST_LINE = 8 * 1024 * 1024;
const QUESTION_MS = 10_000;
const ANSWER_MS = 10 * 60_000;

/**
 * Answers `askService` from other processes, while this one has the lock: an operator's command cannot open the database
 * beside a running service. An error of `handle` reaches the asker as its message.
 */
export function serveOperator(lock: Lock, handle: (command: string, args: unknown) => Promise<unknown>): void {
  lock.onConnection((socket) => {
    socket.setTimeout(QUESTION_MS, () => socket.destroy());
    readLine(socket).then(
      async (line) => {
        if (line === null) return socket.destroy();
        socket.setTimeout(0);
        socket.end(await answerTo(line, handle));
      },
      (error) => socket.end(text({ ok: false, error: messageOf(error) })),
    );
  });
}

/**
 * Has the service that uses `dataDir` carry out a command. Null means that nobody is running, and the caller may take
 * the lock itself; a command without a result answers undefined. Throws what the service refused, in its words.
 */
export async function askService(dataDir: string, command: string, args: unknown): Promise<unknown | null> {
  const question = `${JSON.stringify({ command, args })}\n`;
  if (Buffer.byteLength(question) > LONGEST_LINE)
    throw new Error(`${command}: the request is over ${LONGEST_LINE} bytes`);
  const socket = await connectToOwner(dataDir);
  if (socket === null) return null;
  socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error(`${command}: the service did not answer in time`)));
  socket.write(question);
  const line = await readLine(socket).finally(() => socket.destroy());
  if (line === null) {
    throw new Error(
      `${command}: the service using ${dataDir} closed the connection without an answer; it may be starting or stopping. ` +
        'Try again in a moment, and look at its log.',
    );
  }
  const answer = JSON.parse(line) as Answer;
  if (!answer.ok) throw new Error(answer.error);
  return answer.result ?? undefined;
}

async function answerTo(line: string, handle: (command: string, args: unknown) => Promise<unknown>): Promise<string> {
  try {
    const { command, args } = JSON.parse(line) as { command?: unknown; args?: unknown };
    if (typeof command !== 'string') throw new Error('The request names no command');
    const answer = text({ ok: true, result: await handle(command, args) });
    if (Buffer.byteLength(answer) > LONGEST_LINE)
      throw new Error(`${command}: the answer is over ${LONGEST_LINE} bytes`);
    return answer;
  } catch (error) {
    return text({ ok: false, error: messageOf(error) });
  }
}

function text(answer: Answer): string {
  return `${JSON.stringify(answer)}\n`;
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 10_000);
}

/** The first line; null when the other side closed before it was complete. */
function readLine(socket: Socket): Promise<string | null> {
  return new Promise((done, fail) => {
    const parts: Buffer[] = [];
    let size = 0;
    const take = (part: Buffer) => {
      const end = part.indexOf(10);
      parts.push(end < 0 ? part : part.subarray(0, end));
      size += part.length;
      if (end < 0 && size <= LONGEST_LINE) return;
      // It flows on without a listener, so that the rest is dropped and the end is noticed.
      socket.off('data', take);
      if (size > LONGEST_LINE) fail(new Error(`Over ${LONGEST_LINE} bytes`));
      else done(Buffer.concat(parts).toString('utf8'));
    };
    socket.on('data', take);
    // The other side may close while we are still writing.
    socket.once('error', (error: NodeJS.ErrnoException) =>
      /EPIPE|ECONNRESET/.test(error.code ?? '') ? done(null) : fail(error),
    );
    socket.once('close', () => done(null));
  });
}
