import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Outcome, Parcel } from './delivery.ts';
import { isObj, type Obj, parsed, textOf } from './json.ts';
import { limits } from './limits.ts';
import { app, secret } from './workspace.ts';

type Reason = 'warning' | 'refresh_requested' | 'link_disabled';

/** The server side of Socket Mode: see "Using Socket Mode" at docs.slack.dev. */
export interface Sockets {
  /** A path with a ticket for one connection. */
  ticket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Brings it over one of the open connections, chosen at random, and waits for its acknowledgement. */
  bring(parcel: Parcel, ms: number): Promise<Outcome>;
  count(): number;
  /** Tells every connection to go; the client comes back with a new one. */
  ask(reason: Reason): void;
  /** Cuts every connection without a word. */
  cut(): void;
  /** Says goodbye, and does not wait long for the answer. */
  close(): Promise<void>;
}

interface Waiting {
  socket: WebSocket;
  settle(outcome: Outcome): void;
}

const lost = (reason: 'http_timeout' | 'connection_failed'): Outcome => ({ answered: false, reason, noRetry: false });

export function sockets(): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const waiting = new Map<string, Waiting>();
  const open = () => [...server.clients].filter((socket) => socket.readyState === socket.OPEN);
  const pulse = setInterval(() => open().forEach((socket) => void socket.ping()), 10_000);
  pulse.unref();

  server.on('connection', (socket: WebSocket) => {
    socket.on('message', (data) => acknowledge(waiting, parsed(String(data))));
    socket.on('close', () => abandon(waiting, socket));
    socket.on('error', () => socket.terminate());
    socket.send(JSON.stringify(hello(open().length)));
  });

  return {
    ticket() {
      const ticket = secret();
      tickets.add(ticket);
      return `/link/?ticket=${ticket}&app_id=${app.id}`;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket) || open().length >= limits.sockets)
        return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      server.handleUpgrade(request, socket, head, (made) => server.emit('connection', made, request));
    },
    bring: (parcel, ms) => bring(parcel, ms, open(), waiting),
    count: () => open().length,
    ask: (reason) =>
      open().forEach(
        (socket) => void socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink' } })),
      ),
    cut: () => server.clients.forEach((socket) => void socket.terminate()),
    async close() {
      clearInterval(pulse);
      server.close();
      for (const socket of server.clients) socket.close(1001);
      for (let waits = 0; server.clients.size > 0 && waits < 10; waits++) await setTimeout(10);
      for (const socket of server.clients) socket.terminate();
    },
  };
}

const hello = (connections: number): Obj => ({
  type: 'hello',
  num_connections: connections,
  connection_info: { app_id: app.id },
  debug_info: { host: 'applink', started: '', build_number: 1, approximate_connection_time: 18_060 },
});

function bring(parcel: Parcel, ms: number, open: WebSocket[], waiting: Map<string, Waiting>): Promise<Outcome> {
  const socket = open[Math.floor(Math.random() * open.length)];
  if (!socket) return Promise.resolve(lost('connection_failed'));
  const envelope_id = randomUUID();
  const events = parcel.type === 'events_api';
  const retry = events ? { retry_attempt: parcel.retry?.num ?? 0, retry_reason: parcel.retry ? 'timeout' : '' } : {};
  const envelope = {
    envelope_id,
    type: parcel.type,
    accepts_response_payload: !events,
    payload: parcel.payload,
    ...retry,
  };
  return new Promise((resolve) => {
    const timer = globalThis.setTimeout(() => settle(lost('http_timeout')), ms);
    const settle = (outcome: Outcome) => {
      clearTimeout(timer);
      waiting.delete(envelope_id);
      resolve(outcome);
    };
    waiting.set(envelope_id, { socket, settle });
    socket.send(JSON.stringify(envelope));
  });
}

/** An acknowledgement belongs to the envelope it names; its payload is what the answer's body is over HTTP. */
function acknowledge(waiting: Map<string, Waiting>, message: unknown): void {
  if (!isObj(message)) return;
  const payload =
    isObj(message.payload) && Object.keys(message.payload).length > 0 ? JSON.stringify(message.payload) : '';
  waiting
    .get(textOf(message.envelope_id))
    ?.settle({ answered: true, status: 200, body: payload, type: 'application/json' });
}

function abandon(waiting: Map<string, Waiting>, gone: WebSocket): void {
  for (const { socket, settle } of [...waiting.values()]) if (socket === gone) settle(lost('connection_failed'));
}
