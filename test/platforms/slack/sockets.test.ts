import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { SlackEmulator } from './index.ts';
import { type Obj, objOf, textOf } from './json.ts';
import { slackOfTwo } from './official.ts';

let slack: SlackEmulator;
const open: WebSocket[] = [];

beforeEach(async () => {
  slack = await slackOfTwo({ socketMode: true, answerMs: 400 });
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await slack.close();
});

async function address(): Promise<string> {
  const headers = { authorization: `Bearer ${slack.env.SLACK_APP_TOKEN}` };
  const answer = await fetch(`${slack.env.SLACK_API_URL}apps.connections.open`, { method: 'POST', headers });
  return textOf(objOf(await answer.json()).url);
}

/** A connection that acknowledges what `takes` says, and what it got. */
async function connection(takes: (envelope: Obj) => boolean = () => true, url?: string): Promise<Obj[]> {
  const socket = new WebSocket(url ?? (await address()));
  open.push(socket);
  const got: Obj[] = [];
  socket.on('message', (data) => {
    const envelope = objOf(JSON.parse(String(data)));
    got.push(envelope);
    if (envelope.envelope_id && takes(envelope))
      socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload: {} }));
  });
  await once(socket, 'message');
  return got;
}

test('a connection is greeted, and told of events and commands', async () => {
  const got = await connection();
  await slack.says('U0000ANNA', 'hello');
  await slack.says('U0000ANNA', '/ask');
  expect(got).toMatchObject([
    { type: 'hello', num_connections: 1 },
    { type: 'events_api', accepts_response_payload: false, retry_attempt: 0, payload: { event: { text: 'hello' } } },
    { type: 'slash_commands', accepts_response_payload: true, payload: { command: '/ask' } },
  ]);
});

test('an event nobody acknowledged comes again, a command does not', async () => {
  const got = await connection(({ retry_attempt }) => retry_attempt === 1);
  await slack.says('U0000ANNA', 'hello');
  expect(got.slice(1)).toMatchObject([{ retry_attempt: 0 }, { retry_attempt: 1, retry_reason: 'timeout' }]);
  expect(new Set(got.slice(1).map(({ envelope_id }) => envelope_id)).size).toBe(2);
  await expect(slack.says('U0000ANNA', '/ask')).rejects.toThrow('operation_timeout');
  expect(got).toHaveLength(4);
});

test('an event under way when the line is cut goes over another one', async () => {
  await connection(() => {
    for (const socket of open.splice(0, 1)) socket.terminate();
    return false;
  });
  const saying = slack.says('U0000ANNA', 'hello');
  await expect(saying).rejects.toThrow('connection_failed');
  const got = await connection();
  await slack.retryNow();
  expect(got.at(-1)).toMatchObject({ retry_attempt: 2, payload: { event: { text: 'hello' } } });
});

test('ten connections share the work, an eleventh and a used ticket are refused', async () => {
  const url = await address();
  const all = [await connection(undefined, url)];
  await expect(connection(undefined, url)).rejects.toThrow('403');
  for (let more = 1; more < 10; more++) all.push(await connection());
  expect(slack.connections()).toBe(10);
  await expect(connection()).rejects.toThrow('403');
  for (let event = 0; event < 30; event++) await slack.says('U0000ANNA', `${event}`);
  expect(all.filter((got) => got.length > 1).length).toBeGreaterThan(3);
});

test('connections are asked to go, and cut', async () => {
  const got = await connection();
  slack.asksToReconnect('warning');
  await expect.poll(() => got.at(-1)).toMatchObject({ type: 'disconnect', reason: 'warning' });
  await slack.faults.disconnect();
  await expect.poll(() => slack.connections()).toBe(0);
  await expect(slack.says('U0000ANNA', '/ask')).rejects.toThrow('dispatch_failed');
});
