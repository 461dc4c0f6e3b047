import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterEach, describe, expect, test } from 'vitest';
import type { SlackEmulator, SlackOptions } from './index.ts';
import { button, clientOf, quiet, section, slackOfTwo } from './official.ts';

let slack: SlackEmulator;
const after: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const one of after.splice(0)) await one();
  await slack.close();
});

async function started(options: SlackOptions): Promise<void> {
  slack = await slackOfTwo(options);
}

const client = () => clientOf(slack);

const modal = (more: object = {}) => ({
  type: 'modal' as const,
  callback_id: 'form',
  title: { type: 'plain_text' as const, text: 'A form' },
  submit: { type: 'plain_text' as const, text: 'Send' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'what',
      label: { type: 'plain_text' as const, text: 'What' },
      element: { type: 'plain_text_input' as const, action_id: 'what' },
    },
    {
      type: 'input' as const,
      block_id: 'who',
      label: { type: 'plain_text' as const, text: 'Who' },
      element: { type: 'external_select' as const, action_id: 'who', min_query_length: 1 },
    },
  ],
  ...more,
});

/** A bot that does a little of everything, and what it heard. */
function bot(app: App, heard: string[]): void {
  app.command('/ask', async ({ ack, command, client: web }) => {
    heard.push(`command ${command.text}`);
    await ack();
    await web.views.open({ trigger_id: command.trigger_id, view: modal() });
  });
  app.command('/say', async ({ ack, command }) => ack({ text: `you said ${command.text}` }));
  app.action('go', async ({ ack, respond, body }) => {
    await ack();
    heard.push(`click by ${body.user.id}`);
    await respond({ text: 'gone', replace_original: true });
  });
  app.options('who', async ({ ack, payload }) => {
    const text = { type: 'plain_text' as const, text: payload.value.startsWith('王') ? '王强' : 'Nobody' };
    await ack({ options: [{ text, value: 'W' }] });
  });
  app.view('form', async ({ ack, view }) => {
    const what = view.state.values.what?.what?.value;
    heard.push(`form ${what} ${view.state.values.who?.who?.selected_option?.value}`);
    if (what === 'nothing') await ack({ response_action: 'errors', errors: { what: 'Say more' } });
    else await ack();
  });
  app.message(async ({ message }) => {
    heard.push(`message ${message.subtype ?? ('text' in message ? message.text : '')}`);
  });
  app.event('team_join', async ({ event }) => void heard.push(`joined ${event.user.id}`));
  app.event('app_home_opened', async ({ event, client: web }) => {
    await web.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [section('Welcome home'), button('Go', 'home-go')] },
    });
  });
}

async function overHttp(heard: string[]): Promise<void> {
  await started({ answerMs: 1000 });
  const receiver = new HTTPReceiver({
    signingSecret: slack.env.SLACK_SIGNING_SECRET ?? '',
    logLevel: LogLevel.ERROR,
    processBeforeResponse: true,
  });
  await running(new App({ ...identity(), receiver }), heard);
}

async function overSockets(heard: string[]): Promise<void> {
  await started({ socketMode: true, answerMs: 1000 });
  const clientOptions = { slackApiUrl: slack.env.SLACK_API_URL ?? '' };
  const receiver = new SocketModeReceiver({
    appToken: slack.env.SLACK_APP_TOKEN ?? '',
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
    clientPingTimeout: 300,
  } as ConstructorParameters<typeof SocketModeReceiver>[0]);
  await running(new App({ ...identity(), receiver }), heard);
}

const identity = () => ({
  token: slack.env.SLACK_BOT_TOKEN ?? '',
  botId: 'B0BOT00001',
  botUserId: 'U0BOTUSER1',
  logLevel: LogLevel.ERROR,
  convoStore: false as const,
  clientOptions: { slackApiUrl: slack.env.SLACK_API_URL ?? '' },
});

async function running(app: App, heard: string[]): Promise<void> {
  bot(app, heard);
  const server = (await app.start({ host: '127.0.0.1', port: 0 })) as { address?: () => AddressInfo } | undefined;
  after.push(() => app.stop());
  const address = server?.address?.();
  if (address) slack.pointTo(`http://127.0.0.1:${address.port}`);
}

describe.each([
  ['HTTP', overHttp],
  ['Socket Mode', overSockets],
])('Bolt over %s', (_, connect) => {
  test('a command opens a modal, its search finds, its errors come back, and it closes', async () => {
    const heard: string[] = [];
    await connect(heard);
    await slack.says('U0000ANNA', '/ask about <b>');
    await expect.poll(() => slack.sheet('U0000ANNA')?.title).toBe('A form');
    const sheet = slack.sheet('U0000ANNA');
    expect(sheet?.labels()).toEqual(['What', 'Who']);
    expect(await sheet?.submit()).toEqual({ What: expect.any(String), Who: expect.any(String) });
    await sheet?.fill('What', 'nothing');
    expect(await sheet?.options('Who', '王')).toEqual(['王强']);
    await sheet?.fill('Who', '王强');
    expect(await sheet?.submit()).toEqual({ What: 'Say more' });
    await sheet?.fill('What', 'everything');
    expect(await sheet?.submit()).toBeNull();
    expect(slack.sheet('U0000ANNA')).toBeNull();
    expect(heard).toEqual(['command about &lt;b&gt;', 'form nothing W', 'form everything W']);
  });

  test('a click is answered by its address, and a command in its answer', async () => {
    const heard: string[] = [];
    await connect(heard);
    await client().chat.postMessage({ channel: 'U0000ANNA', text: 'ready?', blocks: [button('Go', 'go')], ...quiet });
    await slack.presses('U0000ANNA', 'Go');
    await expect.poll(() => slack.shown('U0000ANNA').map(({ text }) => text)).toEqual(['gone']);
    await slack.says('U0000ANNA', '/say hi');
    expect(slack.shown('U0000ANNA').at(-1)).toMatchObject({ text: 'you said hi', passing: true });
    // Bolt keeps a bot's own posts from it, and not what becomes of them.
    await slack.settled();
    expect(heard).toEqual(['click by U0000ANNA', 'message message_changed']);
  });

  test('events arrive: messages, people, the home; its own messages come back and are told apart', async () => {
    const heard: string[] = [];
    await connect(heard);
    await client().chat.postMessage({ channel: 'U0000ANNA', text: 'mine', ...quiet });
    await slack.settled();
    await slack.says('U0000ANNA', 'hello');
    await slack.hire({ account: 'U0000CARL', name: 'Carl' });
    await slack.opensHome('U0000ANNA');
    await expect.poll(() => slack.home('U0000ANNA')).toMatchObject({ text: 'Welcome home', buttons: ['Go'] });
    await expect.poll(() => heard).toEqual(['message hello', 'joined U0000CARL']);
  });

  test('a command nobody answers is a failure the person sees', async () => {
    await connect([]);
    await expect(slack.says('U0000ANNA', '/unknown')).rejects.toThrow('operation_timeout');
  });
});

test('the official socket client comes back when it is asked to go, and when the line is cut', async () => {
  const heard: string[] = [];
  await overSockets(heard);
  for (const goes of [() => slack.asksToReconnect('refresh_requested'), () => slack.faults.disconnect()]) {
    await goes();
    await expect.poll(() => slack.connections(), { timeout: 5000 }).toBe(0);
    await expect.poll(() => slack.connections(), { timeout: 5000 }).toBe(1);
    await slack.says('U0000ANNA', 'still there?');
  }
  expect(heard).toEqual(['message still there?', 'message still there?']);
});
