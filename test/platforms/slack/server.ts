import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call } from '../hands.ts';
import type { ApiAnswer, ApiRequest } from './api.ts';
import { answerOf, type FaultPlan, type RawAnswer } from './faults.ts';
import { isObj, type Obj, parsed } from './json.ts';
import type { HookAnswer } from './responses.ts';

/** What stands behind the addresses. */
export interface Behind {
  api(request: ApiRequest): ApiAnswer;
  hook(path: string, body: string): HookAnswer;
  /** Bytes for a ticket. */
  upload(ticket: string, bytes: Uint8Array): HookAnswer;
  download(path: string, bearer: string | null): { type: string; bytes: Uint8Array };
}

interface Running {
  server: Server;
  base: string;
  /** Cuts all connections that are open now. */
  cut(): void;
  close(): Promise<void>;
}

export async function serve(behind: Behind, calls: Call[], faults: FaultPlan): Promise<Running> {
  const started = performance.now();
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bytesOf(request);
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = await routed(request, pathname, body, behind);
    const call: Call = {
      path: route.path,
      body: route.said,
      status: 0,
      error: null,
      atMs: Math.round(performance.now() - started),
    };
    calls.push(call);
    const fault = faults.take(route.path);
    if (fault?.kind === 'silent') return void Object.assign(call, { error: 'silent' });
    const answer = (fault && answerOf(fault)) ?? route.run();
    const { status, error } = fault?.kind === 'answerLost' ? { status: 0, error: 'answerLost' } : summary(answer);
    Object.assign(call, { status, error });
    if (fault?.kind === 'answerLost') return void response.socket?.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => server.closeAllConnections(),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

type Answer = Omit<RawAnswer, 'body'> & { body: string | Uint8Array };

interface Route {
  /** As calls name it. */
  path: string;
  said: unknown;
  run(): Answer;
}

async function routed(request: IncomingMessage, pathname: string, body: Buffer, behind: Behind): Promise<Route> {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null;
  const [, first = '', second = '', third = ''] = pathname.split('/');
  if (first === 'api') return apiRoute(second, await argumentsOf(request, body), bearer, behind);
  if (first === 'upload') {
    const bytes = await uploaded(request, body);
    return { path: '/upload/v1', said: { bytes: bytes.length }, run: () => plain(behind.upload(third, bytes)) };
  }
  if (first === 'files-pri')
    return { path: '/files-pri', said: null, run: () => downloaded(behind.download(pathname, bearer)) };
  if (request.method !== 'POST') return { path: `/${first}`, said: null, run: () => ({ status: 404, body: '' }) };
  const said = parsed(body.toString());
  return { path: `/${first}`, said: said ?? null, run: () => plain(behind.hook(pathname, body.toString())) };
}

function apiRoute(method: string, args: Obj, bearer: string | null, behind: Behind): Route {
  const { token: _, ...said } = args;
  const run = () => {
    const { status, headers, body } = behind.api({ method, args, bearer });
    return {
      status,
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body: JSON.stringify(body),
    };
  };
  return { path: method, said: readable(said), run };
}

/** Structured arguments out of their JSON, for whoever reads the calls. */
function readable(args: Obj): Obj {
  const entries = Object.entries(args).map(([key, value]) => {
    const inside = typeof value === 'string' && /^[[{]/.test(value) ? parsed(value) : undefined;
    return [key, inside ?? value] as const;
  });
  return Object.fromEntries(entries);
}

const plain = ({ status, body }: HookAnswer): Answer => ({
  status,
  headers: { 'content-type': body.startsWith('{') ? 'application/json; charset=utf-8' : 'text/plain' },
  body,
});

const downloaded = ({ type, bytes }: { type: string; bytes: Uint8Array }): Answer => ({
  status: 200,
  headers: { 'content-type': type },
  body: bytes,
});

function summary({ status, body }: Answer): Pick<Call, 'status' | 'error'> {
  const answer = typeof body === 'string' ? parsed(body) : null;
  if (isObj(answer) && answer.ok === false) return { status, error: String(answer.error) };
  return { status, error: status >= 400 ? String(status) : null };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const formOf = (body: Buffer, type: string) =>
  new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();

/** Arguments of a form, of JSON, of a multipart body, and of the address. */
async function argumentsOf(request: IncomingMessage, body: Buffer): Promise<Obj> {
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://localhost').searchParams);
  const type = request.headers['content-type'] ?? '';
  if (body.length === 0) return query;
  if (type.startsWith('application/json')) {
    const value = parsed(body.toString());
    return isObj(value) ? { ...query, ...value } : query;
  }
  if (type.startsWith('multipart/')) return { ...query, ...Object.fromEntries(await formOf(body, type)) };
  return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString())) };
}

/** The bytes of a file, sent as they are or as one part of a form. */
async function uploaded(request: IncomingMessage, body: Buffer): Promise<Uint8Array> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return body;
  for (const part of (await formOf(body, type)).values()) {
    if (typeof part !== 'string') return new Uint8Array(await part.arrayBuffer());
  }
  return new Uint8Array();
}
