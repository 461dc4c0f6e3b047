import type { Connections } from './connection.ts';
import { objectIn, type Stream } from './stream.ts';

/** What can happen to the app's connections. */
export interface Sockets {
  /** Connections that get what is delivered now. */
  readonly live: number;
  /** Cuts all connections, or one of them: the client sees 1006. */
  cut(all?: 'one'): void;
  /** The goodbye frame on every connection (or one): nothing more comes on it, and it is closed after so many milliseconds. */
  goodbye(closeAfterMs?: number, all?: 'one'): void;
  /** Nothing comes through any more in either direction, on all connections there are; no FIN, no pong. */
  halfOpen(): void;
  /** The connections there are stay up and answer pings, and get nothing more. */
  stall(): void;
  /** The next acks are lost: the connection is cut when they come. */
  loseAcks(times: number): void;
  /** The next frames go, identical, to two connections. */
  twin(times: number): void;
  /** Sends this text, JSON or not, on every live connection. */
  raw(text: string): void;
  /** A frame with a topic nobody knows; resolves to the code it was acked with, or null. */
  unknownTopic(): Promise<unknown>;
  /** The next WebSocket handshakes are refused, whatever their ticket. */
  refuseHandshakes(times: number): void;
  /** The platform's own ping on every live connection; rejects when one does not echo it. */
  ping(): Promise<void>;
}

export function socketFaults(connections: Connections, stream: Stream): Sockets {
  const chosen = (all?: 'one') => (all === 'one' ? connections.live.slice(0, 1) : [...connections.all]);
  const turn = (state: 'halfOpen' | 'stalled') => {
    for (const one of connections.live) one.state = state;
  };
  return {
    get live() {
      return connections.live.length;
    },
    cut(all) {
      for (const { socket } of chosen(all)) socket.terminate();
    },
    goodbye(closeAfterMs = 10_000, all) {
      const headers = { topic: 'disconnect', contentType: 'application/json' };
      const data = JSON.stringify({ reason: 'connection is expired' });
      for (const one of chosen(all)) {
        one.state = 'leaving';
        one.socket.send(JSON.stringify({ specVersion: '1.0', type: 'SYSTEM', headers, data }));
        setTimeout(() => one.socket.terminate(), closeAfterMs).unref();
      }
    },
    halfOpen: () => turn('halfOpen'),
    stall: () => turn('stalled'),
    loseAcks(times) {
      stream.lostAcks += times;
    },
    twin(times) {
      stream.twins += times;
    },
    raw(text) {
      for (const { socket } of connections.live) socket.send(text);
    },
    async unknownTopic() {
      const [connection] = connections.live;
      if (!connection) return null;
      const frame = { type: 'CALLBACK', topic: '/v1.0/nobody/knows', data: {} };
      return stream.ask(connection, frame).then(
        (ack) => ack.code,
        () => null,
      );
    },
    refuseHandshakes(times) {
      connections.refusals += times;
    },
    async ping() {
      await Promise.all(
        connections.live.map(async (one) => {
          const opaque = crypto.randomUUID();
          const ack = await stream.ask(one, { type: 'SYSTEM', topic: 'ping', data: { opaque } });
          if (objectIn(ack)?.opaque !== opaque) throw new Error('a ping was not echoed');
        }),
      );
    },
  };
}
