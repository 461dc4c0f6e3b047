import type { Connection, Connections } from './connection.ts';
import { isJson, type Json, objectAt, parsed, textAt } from './shape.ts';
import type { World } from './world.ts';

/** What the platform has to tell the app. Redeliveries keep `data` and `headers`; each has a message id of its own. */
export interface Parcel {
  type: 'CALLBACK' | 'EVENT';
  topic: string;
  data: Json;
  headers: Record<string, string>;
  /** Milliseconds the app has. */
  withinMs: number;
  /** Deliveries at most. */
  tries: number;
  /** Copies of a click are the same frame; copies of all others are told apart by the message id. */
  sameFrame: boolean;
}

export interface Latency {
  topic: string;
  ms: number;
  /** The platform had given up on it. */
  late: boolean;
}

export interface FrameRef {
  topic: string;
  messageId: string;
}

export interface Unacked {
  /** The topic; of an event its type. */
  topic: string;
  /** How often it was delivered. */
  tried: number;
}

interface Frame {
  parcel: Parcel;
  messageId: string;
  on: Set<Connection>;
  sentAt: number;
  state: 'waiting' | 'acked' | 'lost';
  settle(ack: Json | Error): void;
}

interface Delivery {
  parcel: Parcel;
  tried: number;
  done: boolean;
}

/** Pushes frames and reads what comes back. */
export class Stream {
  readonly ackLatencies: Latency[] = [];
  readonly acksOnWrongSocket: FrameRef[] = [];
  /** How often each parcel is delivered, one after the other or `together`. */
  copies = 1;
  together = false;
  /** The next frames go, identical, to two connections. */
  twins = 0;
  /** The next acks are not read: the connection is cut instead. */
  lostAcks = 0;
  private readonly world: World;
  private readonly connections: Connections;
  private readonly frames = new Map<string, Frame>();
  private readonly deliveries: Delivery[] = [];
  private held: (() => Promise<void>)[] | null = null;

  constructor(world: World, connections: Connections) {
    this.world = world;
    this.connections = connections;
    connections.onText = (connection, text) => this.read(connection, text);
    connections.onClose = (connection) => this.lose(connection);
  }

  /** What was delivered and never answered well. */
  get unacked(): Unacked[] {
    return this.deliveries
      .filter((one) => !one.done)
      .map(({ parcel, tried }) => ({ topic: parcel.headers.eventType ?? parcel.topic, tried }));
  }

  /** Resolves when the app has answered every copy; `then` gets its first answer. Rejects when it has answered none. */
  async deliver(parcel: Parcel, then: (ack: Json) => void = () => {}): Promise<void> {
    const delivery: Delivery = { parcel, tried: 0, done: false };
    const work = () => this.copy(delivery, then);
    if (this.held) this.held.push(work);
    else await work();
  }

  /** All faults are over; what is held stays held until it is released. */
  clear(): void {
    this.copies = 1;
    this.together = false;
    this.twins = 0;
    this.lostAcks = 0;
  }

  hold(): void {
    this.held ??= [];
  }

  /** Delivers what was held, the last first. */
  async release(): Promise<void> {
    const work = this.held?.reverse() ?? [];
    this.held = null;
    for (const one of work) await one();
  }

  /** Delivers again, now, what was not answered well and has a try left. Resolves to how many were. */
  async redeliverNow(): Promise<number> {
    const due = this.deliveries.filter((one) => !one.done && one.tried < one.parcel.tries);
    await Promise.allSettled(due.map((one) => this.attempt(one)));
    return due.length;
  }

  /** A frame that is no delivery: resolves to its ack. */
  ask(connection: Connection, frame: { type: string; topic: string; data: Json }): Promise<Json> {
    const parcel: Parcel = {
      ...frame,
      type: 'CALLBACK',
      headers: {},
      withinMs: this.world.patience.frameMs,
      tries: 1,
      sameFrame: true,
    };
    return this.push(parcel, newId(), connection, frame.type);
  }

  private async copy(delivery: Delivery, then: (ack: Json) => void): Promise<void> {
    this.deliveries.push(delivery);
    let answered = false;
    const messageId = delivery.parcel.sameFrame ? newId() : undefined;
    const once = async () => {
      const ack = await this.attempt(delivery, messageId);
      if (!answered) then(ack);
      answered = true;
    };
    if (this.together || this.copies === 1) {
      const results = await Promise.allSettled(Array.from({ length: this.copies }, once));
      const failed = results.find((one) => one.status === 'rejected');
      if (failed && !answered) throw failed.reason;
      return;
    }
    for (let copy = 0; copy < this.copies; copy++) await once();
  }

  private async attempt(delivery: Delivery, messageId = newId()): Promise<Json> {
    const { parcel } = delivery;
    const topic = `${parcel.type} ${parcel.topic}`;
    const before = this.frames.get(messageId)?.on ?? this.lastOn(parcel);
    const connection = this.connections.choose(topic, before);
    if (!connection) {
      // A message nobody is there for is lost; an event is kept and tried again.
      if (parcel.type !== 'EVENT') delivery.done = true;
      throw new Error('no connection of the app takes this');
    }
    delivery.tried += 1;
    const ack = await this.push(parcel, messageId, connection, parcel.type);
    if (ack.code !== 200) throw new Error(`the app answered with code ${String(ack.code)}`);
    const status = objectIn(ack)?.status;
    if (parcel.type === 'EVENT' && status !== 'SUCCESS') throw new Error(`the app answered ${String(status)}`);
    delivery.done = true;
    return ack;
  }

  private lastOn(parcel: Parcel): Set<Connection> {
    const last = [...this.frames.values()].findLast((frame) => frame.parcel === parcel && frame.state === 'waiting');
    return last?.on ?? new Set();
  }

  private push(parcel: Parcel, messageId: string, connection: Connection, type: string): Promise<Json> {
    const twin = this.twins > 0 ? this.connections.choose(`${type} ${parcel.topic}`, new Set([connection])) : null;
    if (twin) this.twins -= 1;
    const text = this.write(parcel, messageId, connection, type);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => frame.settle(new Error('the app did not answer in time')), parcel.withinMs);
      const known = this.frames.get(messageId);
      const frame: Frame = known ?? { parcel, messageId, on: new Set(), sentAt: 0, state: 'waiting', settle: () => {} };
      const settleOthers = frame.settle;
      frame.settle = (ack) => {
        clearTimeout(timer);
        if (frame.state === 'waiting') frame.state = ack instanceof Error ? 'lost' : 'acked';
        settleOthers(ack);
        if (ack instanceof Error) reject(ack);
        else resolve(ack);
      };
      frame.state = 'waiting';
      frame.sentAt = performance.now();
      frame.on.add(connection);
      if (twin) frame.on.add(twin);
      this.frames.set(messageId, frame);
      for (const one of twin ? [connection, twin] : [connection]) one.socket.send(text);
    });
  }

  private write({ topic, data, headers }: Parcel, messageId: string, { id }: Connection, type: string): string {
    const time = String(this.world.now().getTime());
    const { appId } = this.world.app;
    const ids = type === 'CALLBACK' ? { appId, connectionId: id } : {};
    const all = { ...headers, ...ids, topic, messageId, contentType: 'application/json', time };
    return JSON.stringify({ specVersion: '1.0', type, headers: all, data: JSON.stringify(data) });
  }

  private read(connection: Connection, text: string): void {
    const ack = parsed(text);
    if (!isJson(ack)) return void this.world.offences.push('a frame from the app is no JSON object');
    const messageId = textAt(objectAt(ack, 'headers') ?? {}, 'messageId');
    const frame = this.frames.get(messageId);
    // The goodbye is acked by some clients, with or without an id.
    if (!frame) return;
    const ref = { topic: frame.parcel.topic, messageId };
    if (!frame.on.has(connection)) return void this.acksOnWrongSocket.push(ref);
    if (this.lostAcks > 0) {
      this.lostAcks -= 1;
      connection.socket.terminate();
      return;
    }
    if (typeof ack.data !== 'string') this.world.offences.push(`the ack of ${ref.topic} has data that is no text`);
    if (frame.state === 'acked') return;
    this.ackLatencies.push({ topic: ref.topic, ms: performance.now() - frame.sentAt, late: frame.state === 'lost' });
    if (frame.state === 'waiting') frame.settle(ack);
  }

  /** What was sent on a connection that is gone, and on no other, is not answered any more. */
  private lose(connection: Connection): void {
    for (const frame of this.frames.values()) {
      if (!frame.on.has(connection) || frame.state !== 'waiting') continue;
      if ([...frame.on].some((one) => one !== connection && this.connections.all.has(one))) continue;
      frame.settle(new Error('the connection of the app was lost'));
    }
  }
}

/** The answer inside an ack: its `data`, which is JSON in a text. */
export function objectIn(ack: Json): Json | null {
  const data = parsed(textAt(ack, 'data'));
  return isJson(data) ? data : null;
}

/** As they look in logs: `212b9d7c_165f_19bfa1a500a_1461def`. */
function newId(): string {
  return crypto.randomUUID().replaceAll('-', '_');
}
