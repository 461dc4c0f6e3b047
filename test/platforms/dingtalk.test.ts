import { DWClient, type DWClientDownStream, EventAck } from 'dingtalk-stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bareApp, until } from './dingtalk/app.ts';
import { type DingtalkEmulator, startDingtalk } from './dingtalk/index.ts';

const robot = '/v1.0/im/bot/messages/get';
const card = '/v1.0/card/instances/callback';

/** The platform's own client, but for its gateway, which it does not let one choose. */
class Client extends DWClient {
  readonly api: string;

  constructor(api: string, clientId: string, clientSecret: string) {
    super({ clientId, clientSecret });
    this.api = api;
    this.config.autoReconnect = false;
  }

  override async getEndpoint(): Promise<this> {
    const { clientId, clientSecret, subscriptions } = this.config;
    const response = await fetch(`${this.api}/v1.0/gateway/connections/open`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ clientId, clientSecret, subscriptions, ua: '' }),
    });
    if (!response.ok) throw new Error(`the gateway answered ${response.status}`);
    const { endpoint, ticket } = (await response.json()) as { endpoint: string; ticket: string };
    Object.assign(this, { dw_url: `${endpoint}?ticket=${ticket}` });
    return this;
  }
}

let dingtalk: DingtalkEmulator;
let client: Client;
const heard: DWClientDownStream[] = [];

beforeEach(async () => {
  for (const method of ['info', 'warn'] as const) vi.spyOn(console, method).mockReturnValue();
  heard.length = 0;
  dingtalk = await startDingtalk();
  await dingtalk.hire({ account: 'ana', name: '安娜' });
  const { DINGTALK_API_URL: api, DINGTALK_CLIENT_ID: id, DINGTALK_CLIENT_SECRET: secret } = dingtalk.env;
  client = new Client(api ?? '', id ?? '', secret ?? '');
});

afterEach(async () => {
  client.disconnect();
  await dingtalk.close();
  vi.restoreAllMocks();
});

async function connected(): Promise<void> {
  await client.connect();
  await until(() => dingtalk.sockets.live === 1);
}

/** Answers clicks with this. */
function answering(answer: unknown): void {
  client.registerCallbackListener(card, (frame) => {
    heard.push(frame);
    client.socketCallBackResponse(frame.headers.messageId, answer);
  });
}

async function deliverCard(): Promise<void> {
  const buttons = JSON.stringify([{ text: '同意', id: 'agree', style: 'primary', value: 'r-1' }]);
  const body = {
    cardTemplateId: dingtalk.env.DINGTALK_CARD_TEMPLATE_ID,
    outTrackId: 'card-1',
    callbackType: 'STREAM',
    cardData: { cardParamMap: { title: '请假', buttons } },
    openSpaceId: 'dtv1.card//IM_ROBOT.ana',
    imRobotOpenSpaceModel: { supportForward: false },
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: dingtalk.env.DINGTALK_ROBOT_CODE },
  };
  const answer = await bareApp(dingtalk).ask('/v1.0/card/instances/createAndDeliver', body);
  expect(answer.body).toMatchObject({ success: true, result: { deliverResults: [{ success: true }] } });
}

describe('the official client', () => {
  test('connects, receives a message to the robot and acknowledges it', async () => {
    client.registerCallbackListener(robot, (frame) => {
      heard.push(frame);
      client.socketCallBackResponse(frame.headers.messageId, null);
    });
    await connected();
    await dingtalk.says('ana', '请求 打印机坏了');
    const data = JSON.parse(heard[0]?.data ?? '{}') as Record<string, unknown>;
    expect(data).toMatchObject({
      msgtype: 'text',
      text: { content: '请求 打印机坏了' },
      conversationType: '1',
      senderStaffId: 'ana',
      robotCode: dingtalk.env.DINGTALK_ROBOT_CODE,
    });
    expect(Number(data.sessionWebhookExpiredTime) - Number(data.createAt)).toBe(90 * 60_000);
    expect(dingtalk.unacked).toEqual([]);
    expect(dingtalk.ackLatencies).toHaveLength(1);
    expect(dingtalk.offences).toEqual([]);
  });

  test('echoes the ping of the platform', async () => {
    await connected();
    await dingtalk.sockets.ping();
    expect(dingtalk.ackLatencies).toMatchObject([{ topic: 'ping', late: false }]);
  });

  test('hears who joins, changes and leaves, once it was connected', async () => {
    await dingtalk.hire({ account: 'early', name: '早' });
    client.registerAllEventListener((frame) => {
      heard.push(frame);
      return { status: EventAck.SUCCESS };
    });
    await connected();
    await dingtalk.hire({ account: 'ben', name: '本' });
    await dingtalk.hire({ account: 'ben', name: '本本' });
    await dingtalk.dismiss('ben');
    expect(heard.map(({ headers }) => headers.eventType)).toEqual([
      'user_add_org',
      'user_modify_org',
      'user_leave_org',
    ]);
    const data = heard.map((frame) => JSON.parse(frame.data) as Record<string, unknown>);
    expect(data[0]).toMatchObject({ userId: ['ben'], timeStamp: expect.stringMatching(/^\d+$/) });
    expect(data[1]).toMatchObject({ diffInfo: { userid: 'ben', prev: { name: '本' }, curr: { name: '本本' } } });
    expect(dingtalk.unacked).toEqual([]);
  });

  test('answers a click, and the card changes', async () => {
    answering({
      cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
      cardData: { cardParamMap: { title: '请假 · 已同意', buttons: '' } },
      userPrivateData: { cardParamMap: { asOf: '您已同意' } },
    });
    await connected();
    await deliverCard();
    expect(dingtalk.shown('ana')).toMatchObject([{ id: 'card-1', text: '请假', buttons: ['同意'], edited: false }]);
    await dingtalk.presses('ana', '同意');
    const click = JSON.parse(heard[0]?.data ?? '{}') as Record<string, string>;
    expect(click).toMatchObject({ type: 'actionCallback', outTrackId: 'card-1', userId: 'ana', userIdType: 1 });
    expect(JSON.parse(click.content ?? '')).toEqual({
      cardPrivateData: { actionIds: ['agree'], params: { value: 'r-1' } },
    });
    expect(dingtalk.shown('ana')).toMatchObject([{ text: '请假 · 已同意\n您已同意', buttons: [], edited: true }]);
    expect(dingtalk.offences).toEqual([]);
  });

  test('with a wrong secret it is not let in', async () => {
    client.config.clientSecret = 'stolen';
    await expect(client.getEndpoint()).rejects.toThrow('401');
    expect(dingtalk.calls.at(-1)).toMatchObject({ status: 401, error: 'authFailed' });
  });
});
