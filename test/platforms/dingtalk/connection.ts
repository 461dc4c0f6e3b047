import type { Server } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Route } from './gate.ts';
import { limits } from './limits.ts';
import { refuse } from './refusal.ts';
import { isJson, textAt } from './shape.ts';
import type { World } from './world.ts';

export interface Connection {
  id: string;
  socket: WebSocket;
  /** `CALLBACK /v1.0/card/instances/callback`. */
  topics: ReadonlySet<string>;
  /**
   * `live`: gets what is delivered. `leaving`: was told to disconnect. `stalled`: answers pings and gets nothing.
   * `halfOpen`: nothing comes through in either direction, and nobody says so.
   */
  state: 'live' | 'leaving' | 'stalled' | 'halfOpen';
}

/** One request for a connection, for finding clients that storm. */
export interface OpenCall {
  atMs: number;
  topics: string[];
}

interface Ticket {
  until: number;
  topics: ReadonlySet<string>;
}

const legal = ['EVENT *', 'CALLBACK /v1.0/im/bot/messages/get', 'CALLBACK /v1.0/card/instances/callback'];

/** Tickets and sockets of the app. */
export class Connections {
  readonly openCalls: OpenCall[] = [];
  readonly all = new Set<Connection>();
  refusals = 0;
  /** The app was connected once: the platform tells it what changes from then on. */
  everOpened = false;
  onText: (connection: Connection, text: string) => void = () => {};
  onClose: (connection: Connection) => void = () => {};
  private readonly world: World;
  private readonly endpoint: () => string;
  private readonly startedAt: number;
  private readonly tickets = new Map<string, Ticket>();
  private readonly server = new WebSocketServer({ noServer: true, autoPong: false });

  constructor(world: World, endpoint: () => string, startedAt: number) {
    this.world = world;
    this.endpoint = endpoint;
    this.startedAt = startedAt;
  }

  route(): Route {
    return {
      host: 'api',
      method: 'POST',
      path: '/v1.0/gateway/connections/open',
      open: true,
      free: true,
      handle: ({ body, header, at }) => {
        const { clientId, clientSecret } = this.world.app;
        const asked = isJson(body) ? body : {};
        const topics = topicsIn(asked.subscriptions);
        this.openCalls.push({ atMs: at - this.startedAt, topics });
        if (textAt(asked, 'clientId') !== clientId || textAt(asked, 'clientSecret') !== clientSecret)
          throw refuse('authFailed', '鉴权失败');
        if (!header('accept').includes('json')) this.world.offences.push('open: without Accept: application/json');
        for (const topic of topics) if (!legal.includes(topic)) this.world.offences.push(`open: no topic ${topic}`);
        const ticket = crypto.randomUUID();
        this.tickets.set(ticket, { until: this.world.now().getTime() + limits.ticketMs, topics: new Set(topics) });
        return { endpoint: this.endpoint(), ticket };
      },
    };
  }

  /** Takes WebSocket handshakes on this server. */
  listenOn(server: Server): void {
    server.on('upgrade', (request, socket, head) => {
      const url = new URL(request.url ?? '/', 'http://any');
      const ticket = this.use(url.searchParams.get('ticket') ?? '');
      const refused = this.refusals > 0;
      if (refused) this.refusals -= 1;
      if (!ticket || refused || url.pathname !== '/connect') {
        socket.end(`HTTP/1.1 ${refused ? '503 Service Unavailable' : '401 Unauthorized'}\r\nconnection: close\r\n\r\n`);
        return;
      }
      this.server.handleUpgrade(request, socket, head, (ws) => this.add(ws, ticket.topics));
    });
  }

  /** One of the live connections that asked for this topic, by chance; `not` only when there is no other. */
  choose(topic: string, not: ReadonlySet<Connection> = new Set()): Connection | null {
    const able = [...this.all].filter((one) => one.state === 'live' && one.topics.has(topic));
    const fresh = able.filter((one) => !not.has(one));
    const from = fresh.length > 0 ? fresh : able;
    return from[Math.floor(Math.random() * from.length)] ?? null;
  }

  get live(): Connection[] {
    return [...this.all].filter((one) => one.state === 'live');
  }

  private use(id: string): Ticket | null {
    const ticket = this.tickets.get(id);
    this.tickets.delete(id);
    return ticket && ticket.until > this.world.now().getTime() ? ticket : null;
  }

  private add(socket: WebSocket, topics: ReadonlySet<string>): void {
    const connection: Connection = { id: crypto.randomUUID(), socket, topics, state: 'live' };
    this.everOpened = true;
    this.all.add(connection);
    socket.on('ping', (data) => {
      if (connection.state !== 'halfOpen') socket.pong(data);
    });
    socket.on('message', (data: RawData) => {
      if (connection.state !== 'halfOpen') this.onText(connection, String(data));
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.all.delete(connection);
      this.onClose(connection);
    });
  }
}

function topicsIn(subscriptions: unknown): string[] {
  if (!Array.isArray(subscriptions)) return [];
  return subscriptions.map((one) => (isJson(one) ? `${textAt(one, 'type')} ${textAt(one, 'topic')}` : ''));
}
