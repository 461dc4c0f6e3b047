import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parsed } from './shape.ts';

export type Host = 'api' | 'oapi' | 'edge';

export interface Ask {
  host: Host;
  method: string;
  path: string;
  query: URLSearchParams;
  header(name: string): string;
  /** JSON parsed, a form of the old API as an object, multipart as FormData; undefined for anything else. */
  body: unknown;
  /** Milliseconds since the machine started. */
  at: number;
}

export interface Answer {
  status: number;
  type: string;
  body: string | Uint8Array;
  headers?: Record<string, string>;
}

/** `hang`: no answer ever. `cut`: the connection is closed without one. */
export type Outcome = Answer | 'hang' | 'cut';

export interface Listener {
  host: Host;
  url: string;
  server: Server;
  close(): Promise<void>;
}

export async function listen(host: Host, answer: (ask: Ask) => Promise<Outcome>): Promise<Listener> {
  const server = createServer((request, response) => {
    void read(host, request)
      .then(answer)
      .then((outcome) => write(response, outcome))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { host, url: `http://127.0.0.1:${port}`, server, close };
}

async function read(host: Host, request: IncomingMessage): Promise<Ask> {
  const at = performance.now();
  const url = new URL(request.url ?? '/', 'http://any');
  const header = (name: string) => String(request.headers[name] ?? '');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = await bodyOf(host, Buffer.concat(chunks), header('content-type'));
  return { host, method: request.method ?? 'GET', path: url.pathname, query: url.searchParams, header, body, at };
}

async function bodyOf(host: Host, bytes: Buffer, type: string): Promise<unknown> {
  if (type.startsWith('application/json')) return parsed(bytes.toString());
  // The new API takes no forms.
  if (host === 'oapi' && type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(bytes.toString()));
  if (!type.startsWith('multipart/form-data')) return undefined;
  const copy = new Uint8Array(bytes);
  return new Response(copy, { headers: { 'content-type': type } }).formData().catch(() => undefined);
}

function write(response: ServerResponse, outcome: Outcome): void {
  if (outcome === 'hang') return;
  if (outcome === 'cut') {
    response.destroy();
    return;
  }
  response.writeHead(outcome.status, { 'content-type': outcome.type, ...outcome.headers });
  response.end(outcome.body);
}

export function json(status: number, body: unknown): Answer {
  const headers = { 'x-acs-request-id': crypto.randomUUID().toUpperCase(), 'x-acs-trace-id': crypto.randomUUID() };
  return { status, type: 'application/json;charset=utf-8', body: JSON.stringify(body), headers };
}
