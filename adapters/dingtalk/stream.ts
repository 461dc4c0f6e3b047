import type { Logger } from 'pino';
import { restMs, type StreamTiming, Turnstile } from './backoff.ts';
import { Connection, type ConnectionPorts } from './connection.ts';
import { DingtalkError } from './errors.ts';
import type { Ack, Frame } from './frames.ts';
import { Room } from './room.ts';

export interface StreamPorts {
  log: Logger;
  timing: StreamTiming;
  /** Asks the gateway where to connect; throws DingtalkError. */
  gateway: () => Promise<{ endpoint: string; ticket: string }>;
  /** Null: nobody is there for this topic. A rejection is answered as a failure. */
  handle: (frame: Frame) => Promise<Ack | null>;
  /** Connections at the same time. DingTalk gives each message to one of them. */
  connections: number;
}

/** How one connection is doing. `refused`: the credentials are wrong or the app is not ready; somebody has to mend that. */
export interface LineState {
  is: 'starting' | 'up' | 'waiting' | 'refused' | 'stopped';
  /** What went wrong last, for the operator. */
  why: string | null;
}

export interface Stream {
  /** Resolves when each connection is up, or has failed for the first time: it goes on trying by itself. */
  start(): Promise<void>;
  /** Answers what it has begun, then closes. */
  stop(): Promise<void>;
  states(): LineState[];
}

/** Frames handled at the same time; the others wait. */
const inFlight = 50;

/** The stream to DingTalk, with a name of its own for each failure and never a storm of connections. */
export function createStream(ports: StreamPorts): Stream {
  const room = new Room(inFlight);
  const turnstile = new Turnstile(ports.timing.opensPerMinute);
  const shared = {
    ...ports,
    turnstile,
    pinged: { ever: false },
    handle: (frame: Frame) => room.with(() => ports.handle(frame)),
  };
  const lines = Array.from({ length: ports.connections }, () => new Line(shared));
  return {
    start: async () => {
      await Promise.all(lines.map((line) => line.start()));
    },
    stop: async () => {
      await Promise.all(lines.map((line) => line.stop()));
    },
    states: () => lines.map((line) => ({ ...line.state })),
  };
}

interface LinePorts extends StreamPorts, ConnectionPorts {
  turnstile: Turnstile;
}

/** One place among the connections: always one socket, a new one before the old one is given up. */
class Line {
  readonly state: LineState = { is: 'starting', why: null };
  private readonly ports: LinePorts;
  private readonly stopping = new AbortController();
  private current: Connection | null = null;
  private failures = 0;
  private running: Promise<void> = Promise.resolve();

  constructor(ports: LinePorts) {
    this.ports = ports;
  }

  start(): Promise<void> {
    return new Promise((tried) => {
      this.running = this.run(tried);
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.state.is = 'stopped';
    await Promise.all([this.current?.leave(), this.running]);
  }

  private async run(tried: () => void): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const restless = await this.attempt(tried);
      tried();
      if (!this.stopping.signal.aborted) await this.rest(restless);
    }
  }

  /** Connects and stays connected. Resolves to how long to rest before the next try. */
  private async attempt(tried: () => void): Promise<number> {
    const { timing, log } = this.ports;
    try {
      const connection = await this.connect();
      if (this.stopping.signal.aborted) return connection.close() ?? 0;
      const previous = this.current;
      this.current = connection;
      void previous?.leave();
      Object.assign(this.state, { is: 'up', why: null });
      const since = performance.now();
      tried();
      const end = await connection.over;
      if (!this.stopping.signal.aborted) {
        log.info({ end }, 'dingtalk connection ends');
        Object.assign(this.state, { is: 'waiting', why: `the connection ended (${end})` });
      }
      this.failures = performance.now() - since >= timing.stableMs ? 0 : this.failures + 1;
      return restMs(this.failures, timing, Math.random());
    } catch (error) {
      return this.failed(error);
    }
  }

  private failed(error: unknown): number {
    const { log, timing } = this.ports;
    this.failures += 1;
    const why = error instanceof Error ? error.message : 'unknown';
    const status = error instanceof DingtalkError ? error.status : 0;
    const refused = status === 401 || status === 403;
    Object.assign(this.state, { is: refused ? 'refused' : 'waiting', why });
    if (refused) {
      log.fatal({ why }, 'dingtalk refuses the credentials: no message comes in until they are mended');
      return timing.refusedMs;
    }
    // 400: the app is not published, not in stream mode, or this address is not allowed.
    if (status === 400) log.error({ why }, 'dingtalk refuses the stream: is the app published and in stream mode?');
    else log.warn({ why, failures: this.failures }, 'dingtalk connection failed');
    return restMs(status === 400 ? Math.max(this.failures, 6) : this.failures, timing, Math.random());
  }

  private async connect(): Promise<Connection> {
    for (;;) {
      const waitMs = this.ports.turnstile.pass(performance.now());
      if (waitMs === 0) break;
      await this.rest(waitMs);
      if (this.stopping.signal.aborted) throw new Error('stopped');
    }
    const { endpoint, ticket } = await this.ports.gateway();
    const url = new URL(endpoint);
    url.searchParams.set('ticket', ticket);
    return Connection.open(url.href, this.ports);
  }

  private rest(ms: number): Promise<void> {
    const { signal } = this.stopping;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(done, ms);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done);
    });
  }
}
