import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import type { StreamTiming } from './backoff.ts';
import { type Ack, ackFrame, type Frame, parseFrame, pongFrame } from './frames.ts';

export interface ConnectionPorts {
  log: Logger;
  timing: StreamTiming;
  /** Null: nobody is there for this topic. */
  handle: (frame: Frame) => Promise<Ack | null>;
  /** Whether the platform is known to ping; then its silence is noticed sooner. */
  pinged: { ever: boolean };
}

/** Why a connection is no good any more: closed, told to leave by the platform, or silent. */
export type End = 'closed' | 'leaving' | 'silent';

/** One socket. Every frame is answered on the socket it came on, or not at all. */
export class Connection {
  /** Resolves when another connection is needed; this one may still finish what it began. */
  readonly over: Promise<End>;
  private readonly socket: WebSocket;
  private readonly ports: ConnectionPorts;
  private readonly working = new Set<Promise<void>>();
  private readonly timers: NodeJS.Timeout[] = [];
  private end: (end: End) => void = () => undefined;
  private heardAt = performance.now();
  private ponged = true;

  private constructor(socket: WebSocket, ports: ConnectionPorts) {
    this.socket = socket;
    this.ports = ports;
    this.over = new Promise((resolve) => {
      this.end = resolve;
    });
    socket.on('message', (data, binary) => {
      if (!binary) this.hear(String(data));
    });
    socket.on('pong', () => {
      this.ponged = true;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => this.closed());
    this.watch();
  }

  /** Connects with a ticket of the gateway, which is good for one connection. Rejects when the handshake fails. */
  static open(url: string, ports: ConnectionPorts): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, {
        handshakeTimeout: ports.timing.graceMs,
        maxPayload: 4 * 1024 * 1024,
        perMessageDeflate: false,
      });
      // Listening begins before the handshake is over, so that no early frame is missed.
      const connection = new Connection(socket, ports);
      socket.once('open', () => resolve(connection));
      socket.once('error', (error) => reject(new Error('the stream could not be opened', { cause: error })));
      socket.once('close', () => reject(new Error('the stream was closed before it was open')));
    });
  }

  get open(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  /** Closes when what is being handled has been answered, or after `leaveMs`. */
  async leave(): Promise<void> {
    const limit = this.after(this.ports.timing.leaveMs);
    await Promise.race([Promise.all([...this.working]), limit]);
    this.close();
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    if (this.open) this.socket.close(1000);
    const hard = setTimeout(() => this.socket.terminate(), 500);
    hard.unref();
    this.socket.once('close', () => clearTimeout(hard));
  }

  private closed(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.end('closed');
  }

  private after(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.timers.push(setTimeout(resolve, ms).unref());
    });
  }

  /** Pings, and notices a socket that is dead or from which nothing comes any more. */
  private watch(): void {
    const { timing, pinged } = this.ports;
    const ping = setInterval(() => {
      if (this.socket.readyState !== WebSocket.OPEN) return;
      if (performance.now() - this.heardAt > (pinged.ever ? timing.idleMs : timing.quietMs)) return this.end('silent');
      this.ponged = false;
      this.socket.ping();
      const grace = setTimeout(() => {
        if (!this.ponged) this.socket.terminate();
      }, timing.graceMs);
      this.timers.push(grace.unref());
    }, timing.pingMs);
    this.timers.push(ping.unref());
  }

  private hear(text: string): void {
    this.heardAt = performance.now();
    const frame = parseFrame(text);
    if (!frame) this.ports.log.warn('dingtalk: a frame that is no JSON was left out');
    else if (frame.type === 'SYSTEM') this.system(frame);
    else this.begin(frame);
  }

  private begin(frame: Frame): void {
    const work = this.answer(frame);
    this.working.add(work);
    void work.finally(() => this.working.delete(work));
  }

  private system(frame: Frame): void {
    if (frame.topic === 'ping') {
      this.ports.pinged.ever = true;
      this.send(pongFrame(frame));
    } else if (frame.topic === 'disconnect') {
      if (frame.messageId) this.send(ackFrame(frame, { code: 200, data: null }));
      this.end('leaving');
    }
  }

  private async answer(frame: Frame): Promise<void> {
    const { log } = this.ports;
    try {
      const ack = frame.type === 'other' ? null : await this.ports.handle(frame);
      this.acknowledge(frame, ack ?? { code: 404, data: null });
    } catch (error) {
      log.error({ err: error, topic: frame.topic, frame: frame.messageId }, 'dingtalk frame not handled');
      this.acknowledge(frame, { code: 500, data: null });
    }
  }

  private acknowledge(frame: Frame, ack: Ack): void {
    if (!frame.messageId) return;
    if (!this.send(ackFrame(frame, ack)))
      this.ports.log.warn({ topic: frame.topic, frame: frame.messageId }, 'dingtalk socket closed before the answer');
  }

  private send(text: string): boolean {
    if (!this.open) return false;
    this.socket.send(text, () => undefined);
    return true;
  }
}
