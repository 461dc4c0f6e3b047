import { WebSocket } from 'ws';
import type { DingtalkEmulator } from './index.ts';
import { type Json, parsed } from './shape.ts';

/** A bare app, to try the emulator with: it asks over fetch and answers frames as it is told. */
export interface BareApp {
  /** Any request with a good token; resolves to status and parsed body. */
  ask(path: string, body?: unknown, how?: { method?: string; token?: string }): Promise<{ status: number; body: Json }>;
  connect(): Promise<BareSocket>;
  close(): void;
}

export interface BareSocket {
  ws: WebSocket;
  /** Frames that came, `data` parsed. */
  frames: { type: string; headers: Record<string, string>; data: Json }[];
  /** Answers each frame; null: not at all. Default: code 200 and an empty response. */
  answer: (frame: BareSocket['frames'][number]) => Json | null;
  ack(messageId: string, more?: Json): void;
}

const subscriptions = [
  { type: 'EVENT', topic: '*' },
  { type: 'CALLBACK', topic: '/v1.0/im/bot/messages/get' },
  { type: 'CALLBACK', topic: '/v1.0/card/instances/callback' },
];

export function bareApp({ env }: DingtalkEmulator): BareApp {
  const sockets: WebSocket[] = [];
  const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret } = env;
  const post = async (url: string, body: unknown, headers: Record<string, string> = {}, method = 'POST') => {
    const all = { 'content-type': 'application/json', accept: 'application/json', ...headers };
    const content = method === 'GET' ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url, { method, headers: all, ...content });
    return { status: response.status, body: parsed(await response.text()) as Json };
  };
  const token = async () => {
    const asked = { appKey: clientId, appSecret: clientSecret };
    return String((await post(`${env.DINGTALK_API_URL}/v1.0/oauth2/accessToken`, asked)).body.accessToken);
  };
  return {
    async ask(path, body = {}, how = {}) {
      const good = how.token ?? (await token());
      if (path.startsWith('/v1.0/'))
        return post(`${env.DINGTALK_API_URL}${path}`, body, { 'x-acs-dingtalk-access-token': good }, how.method);
      return post(`${env.DINGTALK_OAPI_URL}${path}?access_token=${good}`, body, {}, how.method);
    },
    async connect() {
      const open = `${env.DINGTALK_API_URL}/v1.0/gateway/connections/open`;
      const { body } = await post(open, { clientId, clientSecret, subscriptions });
      const ws = new WebSocket(`${String(body.endpoint)}?ticket=${String(body.ticket)}`);
      sockets.push(ws);
      return bareSocket(ws);
    },
    close: () => {
      for (const ws of sockets) ws.terminate();
    },
  };
}

async function bareSocket(ws: WebSocket): Promise<BareSocket> {
  const self: BareSocket = {
    ws,
    frames: [],
    answer: () => ({}),
    ack(messageId, more = {}) {
      const headers = { messageId, contentType: 'application/json' };
      ws.send(JSON.stringify({ code: 200, message: 'OK', headers, data: '{"response":null}', ...more }));
    },
  };
  ws.on('message', (data) => {
    const frame = parsed(String(data)) as BareSocket['frames'][number] & { data: unknown };
    frame.data = parsed(String(frame.data)) as Json;
    self.frames.push(frame);
    const answer = frame.headers.topic === 'disconnect' ? null : self.answer(frame);
    const usual = frame.type === 'EVENT' ? { data: '{"status":"SUCCESS"}' } : {};
    const echo = frame.type === 'SYSTEM' ? { data: JSON.stringify(frame.data) } : {};
    if (answer) self.ack(String(frame.headers.messageId), { ...usual, ...echo, ...answer });
  });
  ws.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    ws.once('open', resolve);
    ws.once('close', () => reject(new Error('refused')));
  });
  return self;
}

/** What came with a frame, by its place. */
export function came(socket: BareSocket, index = 0): Json {
  const frame = socket.frames[index];
  if (!frame) throw new Error(`only ${socket.frames.length} frames came`);
  return frame.data;
}

/** Waits until something holds, for at most twenty seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !holds(); turn++) await new Promise((resolve) => setTimeout(resolve, 10));
  if (!holds()) throw new Error('it did not come to pass within twenty seconds');
}
