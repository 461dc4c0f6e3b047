import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { Entries, Entry } from './draw/conversation.tsx';
import { DemoBar } from './draw/demo.tsx';
import { Unread } from './draw/sidebar.tsx';
import type { Viewer } from './draw/view.ts';
import {
  type Change,
  changedSince,
  channel,
  markRead,
  messageById,
  sentBefore,
  unreadCounts,
  unreadOf,
} from './store.ts';
import { type Desk, filesOf } from './viewer.ts';

const heartbeatMs = 20_000;
const mostCaughtUp = 100;

interface Stream {
  viewer: Viewer;
  send(html: unknown, revision?: number): void;
  close(): void;
}

/** Open pages, each told at once what changes for it, whichever process changed it. */
export interface Hub {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Answers with an endless stream of server-sent events; `since` is the newest revision the page has. */
  open(c: Context, viewer: Viewer, since: number): Response;
}

/** Makes the hub of one process. */
export function createHub(desk: Desk): Hub {
  const streams = new Set<Stream>();
  const { log } = desk.options;
  let stopListening = async () => {};
  let heartbeat: NodeJS.Timeout | undefined;
  // One change after the other, so that pages see them in order.
  let queue = Promise.resolve();
  const later = (work: () => Promise<void>) => {
    queue = queue.then(work).catch((error: unknown) => log.error({ err: error }, 'console pages not updated'));
  };
  return {
    async start() {
      stopListening = await desk.options.db.listen(channel, (payload) =>
        later(() => tell(desk, streams, JSON.parse(payload))),
      );
      heartbeat = setInterval(() => later(() => beat(desk, streams)), heartbeatMs);
      heartbeat.unref();
    },
    async stop() {
      clearInterval(heartbeat);
      for (const stream of streams) stream.close();
      await stopListening();
      await queue;
    },
    open(c, viewer, since) {
      // Proxies would otherwise keep events back until there are many.
      c.header('X-Accel-Buffering', 'no');
      return streamSSE(c, (sse) =>
        endless(sse, viewer, streams, (stream) => catchUp(desk, stream, since)).catch((error: unknown) => {
          log.warn({ err: error }, 'console stream ended');
        }),
      );
    },
  };
}

/** Lives until the browser leaves or the hub stops. */
async function endless(
  sse: SSEStreamingApi,
  viewer: Viewer,
  streams: Set<Stream>,
  begin: (stream: Stream) => Promise<void>,
): Promise<void> {
  let close = () => {};
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  let writing = Promise.resolve();
  const stream: Stream = {
    viewer,
    close,
    send(html, revision) {
      const event = {
        event: 'update',
        data: String(html),
        ...(revision === undefined ? {} : { id: String(revision) }),
      };
      writing = writing.then(() => sse.writeSSE(event)).catch(close);
    },
  };
  sse.onAbort(close);
  streams.add(stream);
  try {
    await begin(stream);
    await closed;
    await Promise.race([writing, new Promise((resolve) => setTimeout(resolve, 200).unref())]);
  } finally {
    streams.delete(stream);
  }
}

/** What changed while the page had no stream. Pages put known messages in their place, so twice is harmless. */
async function catchUp(desk: Desk, stream: Stream, since: number): Promise<void> {
  const { reader } = desk.options.db;
  const { viewer } = stream;
  const messages = await changedSince(reader, viewer.account, since, mostCaughtUp);
  const first = messages[0];
  if (first) {
    const files = await filesOf(
      desk,
      messages.map((message) => message.card),
    );
    const before = await sentBefore(reader, viewer.account, first.id);
    const revision = Math.max(...messages.map((message) => message.revision));
    stream.send(
      <Upsert>
        <Entries messages={messages} files={files} viewer={viewer} before={before} />
      </Upsert>,
      revision,
    );
  }
  await readUpTo(desk, viewer.account, messages.at(-1)?.id);
  const unread = await unreadCounts(reader);
  const accounts = [...viewer.org.people.values()].flatMap((person) => person.accounts.console ?? []);
  stream.send(
    accounts.map((account) => <Unread account={account} count={unread.get(account) ?? 0} say={viewer.say} swap />),
  );
  await sendDemo(desk, [stream]);
}

/** Whoever has a page open has read what it shows. */
async function readUpTo(desk: Desk, account: string, id: number | undefined): Promise<void> {
  if (id !== undefined) await markRead(desk.options.db, account, id);
}

async function tell(desk: Desk, streams: ReadonlySet<Stream>, change: Change): Promise<void> {
  if (change.kind === 'switch') return desk.poorest.load();
  if (streams.size === 0) return;
  if (change.kind === 'demo') return sendDemo(desk, streams);
  if (change.kind === 'message') await tellMessage(desk, streams, change);
  const count = await unreadOf(desk.options.db.reader, change.account);
  for (const stream of streams)
    stream.send(<Unread account={change.account} count={count} say={stream.viewer.say} swap />);
}

async function tellMessage(
  desk: Desk,
  streams: ReadonlySet<Stream>,
  change: { account: string; id: number },
): Promise<void> {
  const watching = [...streams].filter((stream) => stream.viewer.account === change.account);
  if (watching.length === 0) return;
  const { reader } = desk.options.db;
  const message = await messageById(reader, change.id);
  if (!message) return;
  const files = await filesOf(desk, [message.card]);
  const before = await sentBefore(reader, change.account, change.id);
  const now = desk.options.clock.now();
  for (const stream of watching) {
    const viewer = { ...stream.viewer, now };
    stream.send(
      <Upsert>
        <Entry message={message} files={files} viewer={viewer} before={before} />
      </Upsert>,
      message.revision,
    );
  }
  await readUpTo(desk, change.account, change.id);
}

/** Messages on their way to the end of the log; the page puts those it knows into their place instead. */
export function Upsert({ children }: { children: unknown }) {
  return <div hx-swap-oob="beforeend:#log">{children as never}</div>;
}

/** Keeps proxies from closing quiet streams, and the demo's clock right. */
async function beat(desk: Desk, streams: ReadonlySet<Stream>): Promise<void> {
  if (desk.options.demo) return sendDemo(desk, streams);
  for (const stream of streams) stream.send('');
}

async function sendDemo(desk: Desk, streams: Iterable<Stream>): Promise<void> {
  const { demo } = desk.options;
  if (!demo) return;
  const position = await demo.story.position();
  for (const stream of streams) {
    const { say, locale, org } = stream.viewer;
    stream.send(<DemoBar view={{ demo, position, say, locale, org }} swap />);
  }
}
