import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BareApp, bareApp, until } from './app.ts';
import { type DingtalkEmulator, startDingtalk } from './index.ts';

const open = '/v1.0/gateway/connections/open';
let now = new Date('2026-01-31T01:00:00Z');
let dingtalk: DingtalkEmulator;
let app: BareApp;

beforeEach(async () => {
  now = new Date('2026-01-31T01:00:00Z');
  dingtalk = await startDingtalk({ now: () => now });
  await dingtalk.hire({ account: 'ana', name: '安娜' });
  app = bareApp(dingtalk);
});

afterEach(async () => {
  app.close();
  await dingtalk.close();
});

describe('a connection', () => {
  test('its ticket works once, and for 90 seconds', async () => {
    const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret } = dingtalk.env;
    const { body } = await app.ask(open, { clientId, clientSecret, subscriptions: [] });
    now = new Date(now.getTime() + 91_000);
    const status = (url: string) => fetchUpgrade(url);
    expect(await status(`${String(body.endpoint)}?ticket=${String(body.ticket)}`)).toBe(401);
    const other = await app.ask(open, { clientId, clientSecret, subscriptions: [] });
    const url = `${String(other.body.endpoint)}?ticket=${String(other.body.ticket)}`;
    expect(await status(url)).toBe(101);
    expect(await status(url)).toBe(401);
    expect(await status(`${String(body.endpoint)}?ticket=guessed`)).toBe(401);
  });

  test('what is opened and with which topics is on record', async () => {
    await app.connect();
    await app.connect();
    expect(dingtalk.openCalls).toHaveLength(2);
    expect(dingtalk.openCalls[0]?.topics).toContain('EVENT *');
    expect(dingtalk.openCalls[1]?.atMs).toBeGreaterThan(dingtalk.openCalls[0]?.atMs ?? Infinity);
    expect(dingtalk.sockets.live).toBe(2);
  });

  test('asking for a topic that does not exist is an offence', async () => {
    const { DINGTALK_CLIENT_ID: clientId, DINGTALK_CLIENT_SECRET: clientSecret } = dingtalk.env;
    await app.ask(open, { clientId, clientSecret, subscriptions: [{ type: 'EVENT', topic: 'user_add_org' }] });
    expect(dingtalk.offences).toEqual(['open: no topic EVENT user_add_org']);
  });

  test('the gateway can be out of order, or answer with a page', async () => {
    dingtalk.faults.next(open, { kind: 'serverError' });
    dingtalk.faults.next(open, { kind: 'refused', error: 'authFailed' });
    dingtalk.faults.next(open, { kind: 'garbage' });
    dingtalk.faults.next(open, { kind: 'silent' });
    expect((await app.ask(open)).status).toBe(503);
    expect((await app.ask(open)).status).toBe(401);
    const page = await fetch(`${dingtalk.env.DINGTALK_API_URL}${open}`, { method: 'POST' });
    expect(page.headers.get('content-type')).toBe('text/html');
    const url = `${dingtalk.env.DINGTALK_API_URL}${open}`;
    await expect(fetch(url, { method: 'POST', signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
  });

  test('handshakes can be refused although the ticket is good', async () => {
    dingtalk.sockets.refuseHandshakes(1);
    await expect(app.connect()).rejects.toThrow('refused');
    await app.connect();
  });
});

describe('what is delivered', () => {
  test('goes to one connection, by chance', async () => {
    const sockets = [await app.connect(), await app.connect()];
    for (let message = 0; message < 30; message++) await dingtalk.says('ana', `${message}`);
    const counts = sockets.map(({ frames }) => frames.length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(30);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  test('an answer on another connection than the frame came on counts for nothing, and is noticed', async () => {
    const [one, other] = [await app.connect(), await app.connect()];
    for (const [self, wrong] of [
      [one, other],
      [other, one],
    ] as const)
      self.answer = ({ headers }) => {
        wrong.ack(String(headers.messageId));
        setTimeout(() => self.ws.terminate(), 50);
        return null;
      };
    await expect(dingtalk.says('ana', 'hello')).rejects.toThrow('connection of the app was lost');
    expect(dingtalk.acksOnWrongSocket).toMatchObject([{ topic: '/v1.0/im/bot/messages/get' }]);
    expect(dingtalk.unacked).toHaveLength(1);
  });

  test('a robot message nobody answered comes once more: a new message id, the same msgId', async () => {
    const socket = await app.connect();
    socket.answer = () => ({ code: 500 });
    await expect(dingtalk.says('ana', 'hello')).rejects.toThrow('code 500');
    expect(dingtalk.unacked).toHaveLength(1);
    socket.answer = () => ({});
    expect(await dingtalk.redeliverNow()).toBe(1);
    expect(dingtalk.unacked).toEqual([]);
    expect(await dingtalk.redeliverNow()).toBe(0);
    const [first, second] = socket.frames;
    expect(second?.data.msgId).toBe(first?.data.msgId);
    expect(second?.headers.messageId).not.toBe(first?.headers.messageId);
  });

  test('an event put off is tried three times in all, then given up', async () => {
    const socket = await app.connect();
    socket.answer = () => ({ data: '{"status":"LATER"}' });
    await dingtalk.hire({ account: 'ben', name: '本' });
    expect(await dingtalk.redeliverNow()).toBe(1);
    expect(await dingtalk.redeliverNow()).toBe(1);
    expect(await dingtalk.redeliverNow()).toBe(0);
    expect(new Set(socket.frames.map(({ headers }) => headers.eventId)).size).toBe(1);
    expect(new Set(socket.frames.map(({ headers }) => headers.messageId)).size).toBe(3);
    expect(dingtalk.unacked).toEqual([{ topic: 'user_add_org', tried: 3 }]);
  });

  test('an event of a time without connection comes when there is one; a message to the robot is lost', async () => {
    const before = await app.connect();
    dingtalk.sockets.cut();
    await until(() => before.ws.readyState === before.ws.CLOSED);
    await dingtalk.hire({ account: 'ben', name: '本' });
    await expect(dingtalk.says('ana', 'hello')).rejects.toThrow('no connection');
    const after = await app.connect();
    expect(await dingtalk.redeliverNow()).toBe(1);
    expect(after.frames.map(({ headers }) => headers.eventType)).toEqual(['user_add_org']);
  });

  test('can come twice, on two connections at once', async () => {
    const sockets = [await app.connect(), await app.connect()];
    dingtalk.faults.duplicate(2, true);
    await dingtalk.says('ana', 'hello');
    const frames = sockets.map((socket) => socket.frames[0]);
    expect(frames[0]?.data.msgId).toBe(frames[1]?.data.msgId);
    expect(frames[0]?.headers.messageId).not.toBe(frames[1]?.headers.messageId);
    dingtalk.faults.clear();
    dingtalk.sockets.twin(1);
    await dingtalk.says('ana', 'again');
    await until(() => sockets.every((socket) => socket.frames.length === 2));
    const twins = sockets.map((socket) => socket.frames[1]?.headers.messageId);
    expect(twins[0]).toBe(twins[1]);
    expect(dingtalk.acksOnWrongSocket).toEqual([]);
  });

  test('can be held and come in reverse', async () => {
    const socket = await app.connect();
    dingtalk.faults.hold();
    await dingtalk.says('ana', 'first');
    await dingtalk.says('ana', 'second');
    expect(socket.frames).toEqual([]);
    await dingtalk.faults.release();
    expect(socket.frames[0]?.data.msgId).not.toBe(socket.frames[1]?.data.msgId);
    expect(socket.frames.map(({ data }) => data.text)).toEqual([{ content: 'second' }, { content: 'first' }]);
  });

  test('an answer lost with its connection leads to another delivery', async () => {
    const before = await app.connect();
    dingtalk.sockets.loseAcks(1);
    await expect(dingtalk.says('ana', 'hello')).rejects.toThrow('lost');
    const after = await app.connect();
    expect(await dingtalk.redeliverNow()).toBe(1);
    expect(after.frames[0]?.data.msgId).toBe(before.frames[0]?.data.msgId);
  });

  test('an answer that is no JSON, or whose data is none in a text, is an offence', async () => {
    const socket = await app.connect();
    socket.ws.send('pardon?');
    socket.answer = () => ({ data: { response: null } });
    await dingtalk.says('ana', 'hello');
    expect(dingtalk.offences).toEqual([
      'a frame from the app is no JSON object',
      'the ack of /v1.0/im/bot/messages/get has data that is no text',
    ]);
  });
});

describe('a connection that fails', () => {
  test('after the goodbye nothing comes on it, and it is closed', async () => {
    const socket = await app.connect();
    dingtalk.sockets.goodbye(50);
    await expect(dingtalk.says('ana', 'hello')).rejects.toThrow('no connection');
    await until(() => socket.ws.readyState === socket.ws.CLOSED);
    expect(socket.frames.map(({ headers }) => headers.topic)).toEqual(['disconnect']);
  });

  test('half open, it answers no ping; stalled, it does and brings nothing', async () => {
    let pongs = 0;
    const socket = await app.connect();
    socket.ws.on('pong', () => pongs++);
    dingtalk.sockets.stall();
    socket.ws.ping();
    await until(() => pongs === 1);
    const other = await app.connect();
    other.ws.on('pong', () => pongs++);
    dingtalk.sockets.halfOpen();
    other.ws.ping();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(pongs).toBe(1);
    expect(dingtalk.sockets.live).toBe(0);
    await expect(dingtalk.says('ana', 'hello')).rejects.toThrow('no connection');
  });

  test('a frame of a topic nobody knows, and one that is no JSON, reach the app', async () => {
    const socket = await app.connect();
    const texts: string[] = [];
    socket.ws.removeAllListeners('message');
    socket.ws.on('message', (data) => {
      texts.push(String(data));
      const id = /"messageId":"([^"]+)"/.exec(String(data))?.[1];
      if (id) socket.ack(id, { code: 404, data: '' });
    });
    dingtalk.sockets.raw('{"type":');
    expect(await dingtalk.sockets.unknownTopic()).toBe(404);
    expect(texts[0]).toBe('{"type":');
  });
});

async function fetchUpgrade(url: string): Promise<number> {
  const { WebSocket } = await import('ws');
  return new Promise((resolve) => {
    const ws = new WebSocket(url);
    ws.on('open', () => {
      ws.terminate();
      resolve(101);
    });
    ws.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    ws.on('error', () => {});
  });
}
