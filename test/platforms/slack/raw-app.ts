import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Obj, objOf, parsed } from './json.ts';

/** What came in, and the answer to it; the plainest app there can be. */
export interface RawApp {
  url: string;
  heard: Heard[];
  /** What it answers from now on; 200 and nothing unless told. */
  answer: (heard: Heard) => Answer | Promise<Answer>;
  close(): Promise<void>;
}

export interface Heard {
  headers: Record<string, string | string[] | undefined>;
  /** An event's envelope, an interaction's payload, or a command's fields. */
  payload: Obj;
  raw: string;
}

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> };

export async function rawApp(): Promise<RawApp> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const raw = Buffer.concat(parts).toString();
    const one: Heard = {
      headers: request.headers,
      payload: payloadOf(request.headers['content-type'] ?? '', raw),
      raw,
    };
    app.heard.push(one);
    const { status = 200, body, headers = {} } = await app.answer(one);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  const app: RawApp = {
    url: '',
    heard: [],
    answer: () => ({}),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  app.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return app;
}

function payloadOf(type: string, raw: string): Obj {
  if (type === 'application/json') return objOf(parsed(raw));
  const fields = Object.fromEntries(new URLSearchParams(raw));
  return fields.payload ? objOf(parsed(fields.payload)) : fields;
}
