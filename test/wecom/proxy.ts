import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A forward proxy, as companies run one on the host whose address WeCom trusts. */
export interface ForwardProxy {
  url: string;
  /** What was asked for, in order: `CONNECT wecom.invalid:80`. */
  readonly asked: string[];
  /** What `Proxy-Authorization` said, in order. */
  readonly credentials: (string | undefined)[];
  /** The port of this machine every tunnel leads to, whatever name was asked for. */
  to: number;
  /** Refuses from now on, with this status; null: lets everything through. */
  refuses: number | null;
  /** Ends all tunnels; resolves when both ends know. */
  cut(): Promise<void>;
  close(): Promise<void>;
}

/** Serves nothing but tunnels. */
export async function startProxy(): Promise<ForwardProxy> {
  const open = new Set<Socket>();
  const kept = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // Either end may leave first.
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const cut = async () => {
    const closed = [...open].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of open) socket.destroy();
    await Promise.all(closed);
  };
  const close = async () => {
    await cut();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const proxy: ForwardProxy = { url: '', asked: [], credentials: [], to: 0, refuses: null, cut, close };
  const server = createServer((request, response) => {
    proxy.asked.push(`${request.method} ${request.url}`);
    response.writeHead(501).end();
  });
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    proxy.asked.push(`CONNECT ${request.url}`);
    proxy.credentials.push(request.headers['proxy-authorization']);
    kept(socket);
    if (proxy.refuses !== null) return socket.end(`HTTP/1.1 ${proxy.refuses} No\r\n\r\n`);
    const out = kept(
      connect(proxy.to, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        out.write(head);
        out.pipe(socket).pipe(out);
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}
