import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BareApp, bareApp } from './app.ts';
import { type DingtalkEmulator, type DingtalkOptions, startDingtalk } from './index.ts';
import type { Json } from './shape.ts';

const batchSend = '/v1.0/robot/oToMessages/batchSend';
let now = new Date();
let dingtalk: DingtalkEmulator;
let app: BareApp;

async function start(options: DingtalkOptions = {}): Promise<void> {
  await dingtalk?.close();
  now = new Date('2026-01-31T01:00:00Z');
  dingtalk = await startDingtalk({ now: () => now, ...options });
  app = bareApp(dingtalk);
  await dingtalk.hire({ account: 'ana', name: '安娜', email: 'ana@x.cn', title: '厂长', departments: ['生产'] });
  await dingtalk.hire({ account: 'ben', name: '本', departments: ['生产', '1'] });
}

beforeEach(() => start());

afterEach(async () => {
  app.close();
  await dingtalk.close();
});

const robotCode = () => dingtalk.env.DINGTALK_ROBOT_CODE;
const send = (msgKey: string, param: unknown, more: Json = {}) =>
  app.ask(batchSend, {
    robotCode: robotCode(),
    userIds: ['ana'],
    msgKey,
    msgParam: typeof param === 'string' ? param : JSON.stringify(param),
    ...more,
  });
const text = (content: string, more?: Json) => send('sampleText', { content }, more);

describe('the access token', () => {
  const get = (body: Json) => app.ask('/v1.0/oauth2/accessToken', body, { token: 'none' });

  test('is the same while it lives, and lives two hours from the last time it was asked for', async () => {
    const credentials = { appKey: dingtalk.env.DINGTALK_CLIENT_ID, appSecret: dingtalk.env.DINGTALK_CLIENT_SECRET };
    const first = await get(credentials);
    expect(first).toMatchObject({ status: 200, body: { expireIn: 7200 } });
    now = new Date(now.getTime() + 7_000_000);
    expect((await get(credentials)).body).toEqual(first.body);
    now = new Date(now.getTime() + 7_201_000);
    expect((await get(credentials)).body.accessToken).not.toBe(first.body.accessToken);
  });

  test('is not for strangers, and its absence and its death are told apart', async () => {
    expect(await get({ appKey: 'a', appSecret: 'b' })).toMatchObject({
      status: 400,
      body: { code: 'invalidClientIdOrSecret' },
    });
    expect(await app.ask(batchSend, {}, { token: 'old' })).toMatchObject({
      status: 400,
      body: { code: 'InvalidAuthentication', requestid: expect.any(String) },
    });
    const bare = await fetch(`${dingtalk.env.DINGTALK_API_URL}${batchSend}`, { method: 'POST' });
    expect([bare.status, await bare.json()]).toMatchObject([400, { code: 'AuthenticationFailed.MissingParameter' }]);
    expect((await app.ask('/topapi/v2/user/get', {}, { token: 'old' })).body).toMatchObject({
      errcode: 88,
      sub_code: '40014',
    });
    expect((await app.ask('/media/upload', {}, { token: 'old' })).body).toMatchObject({ errcode: 40014 });
  });

  test('can die in the middle', async () => {
    dingtalk.faults.next('batchSend', { kind: 'tokenExpired' });
    expect(await text('hello')).toMatchObject({ status: 400, body: { code: 'InvalidAuthentication' } });
    expect(await text('hello')).toMatchObject({ status: 200 });
  });

  test('does not appear in what the emulator remembers, nor does the secret', async () => {
    await text('hello');
    expect(JSON.stringify(dingtalk.calls)).not.toContain(dingtalk.env.DINGTALK_CLIENT_SECRET);
    expect(dingtalk.calls.map(({ path }) => path)).toEqual(['/v1.0/oauth2/accessToken', batchSend]);
  });
});

describe('the gateway', () => {
  test('names the right that is missing, in the manner of each host', async () => {
    dingtalk.permissions.clear();
    expect(await text('hello')).toMatchObject({
      status: 403,
      body: {
        code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
        accessdenieddetail: { requiredScopes: ['qyapi_robot_sendmsg'] },
      },
    });
    const directory = await app.ask('/topapi/v2/department/listsub');
    expect(directory).toMatchObject({ status: 200, body: { errcode: 88, sub_code: '60011' } });
  });

  test('takes JSON only, and knows what does not exist', async () => {
    const form = await fetch(`${dingtalk.env.DINGTALK_API_URL}/v1.0/oauth2/accessToken`, {
      method: 'POST',
      body: new URLSearchParams({ appKey: 'a' }),
    });
    expect([form.status, await form.json()]).toMatchObject([400, { code: 'Missingbody' }]);
    expect((await app.ask('/v1.0/robot/otomessages/batchsend')).status).toBe(404);
    expect((await app.ask('/topapi/v3/user/get')).body).toMatchObject({ errcode: 22 });
  });

  test('throttles at 20 calls a second, and only when it is told to', async () => {
    const burst = () => Promise.all(Array.from({ length: 25 }, () => text('hello')));
    expect((await burst()).every(({ status }) => status === 200)).toBe(true);
    await start({ limits: true });
    const token = String((await app.ask('/v1.0/oauth2/accessToken', credentials())).body.accessToken);
    const all = await Promise.all(
      Array.from({ length: 25 }, () => app.ask('/v1.0/contact/users/search', {}, { token })),
    );
    const throttled = all.filter(({ status }) => status === 403);
    expect(throttled).toHaveLength(5);
    expect(throttled[0]?.body.code).toBe('Forbidden.AccessDenied.QpsLimitForAppkeyAndApi');
  });

  test('goes wrong as it is told, the right number of times', async () => {
    dingtalk.faults.next('batchSend', { kind: 'throttled' });
    dingtalk.faults.next('batchSend', { kind: 'serverError' }, 2);
    dingtalk.faults.next('batchSend', { kind: 'refused', error: 'send.too.fast' });
    const statuses: unknown[] = [];
    for (let turn = 0; turn < 5; turn++) statuses.push((await text(`${turn}`)).status);
    expect(statuses).toEqual([403, 500, 500, 400, 200]);
    dingtalk.faults.next('batchSend', { kind: 'answerLost' });
    await expect(text('lost')).rejects.toThrow('fetch failed');
    expect(dingtalk.shown('ana').map((one) => one.text)).toEqual(['4', 'lost']);
    dingtalk.faults.next('/topapi', { kind: 'throttled' });
    dingtalk.faults.next('/topapi', { kind: 'serverError' });
    dingtalk.faults.next('/topapi', { kind: 'refused', error: '50004' });
    const codes: unknown[] = [];
    for (let turn = 0; turn < 3; turn++) codes.push((await app.ask('/topapi/v2/department/listsub')).body.errcode);
    expect(codes).toEqual([88, -1, 50004]);
  });
});

const credentials = () => ({
  appKey: dingtalk.env.DINGTALK_CLIENT_ID,
  appSecret: dingtalk.env.DINGTALK_CLIENT_SECRET,
});

describe('the month', () => {
  test('ends the billed calls, then begins anew in China', async () => {
    await start({ quota: { calls: 2 } });
    now = new Date('2026-01-31T15:59:00Z');
    await text('1');
    await app.ask('/topapi/v2/department/listsub');
    await text('2');
    expect(dingtalk.usage()).toEqual({ month: '2026-01', calls: 2, messages: 0, callLimit: 2, messageLimit: 3000 });
    expect(await text('3')).toMatchObject({
      status: 403,
      body: { code: 'Forbidden.AccessDenied.ApiCountLimitForOrg' },
    });
    expect((await app.ask('/media/upload')).body).toMatchObject({ errcode: 90020 });
    now = new Date('2026-01-31T16:00:00Z');
    expect((await text('4')).status).toBe(200);
    expect(dingtalk.usage()).toMatchObject({ month: '2026-02', calls: 1 });
  });

  test('takes the words out of messages when they are used up', async () => {
    await start({ quota: { messages: 1 } });
    const socket = await app.connect();
    await dingtalk.says('ana', 'heard');
    await dingtalk.says('ana', 'not heard');
    expect(socket.frames[0]?.data).toMatchObject({ text: { content: 'heard' } });
    expect(socket.frames[1]?.data).toMatchObject({ errCode: 20001, senderStaffId: 'ana' });
    expect(socket.frames[1]?.data.text).toBeUndefined();
    expect(dingtalk.usage().messages).toBe(1);
    await dingtalk.hire({ account: 'new', name: '新' });
    expect(socket.frames[2]?.headers.eventType).toBe('user_add_org');
  });
});

describe('the robot', () => {
  test('writes to people, and says who could not be reached', async () => {
    dingtalk.flowControlled.add('ben');
    const { body } = await text('hello', { userIds: ['ana', 'ben', 'gone'] });
    expect(body).toEqual({
      processQueryKey: expect.any(String),
      invalidStaffIdList: ['gone'],
      flowControlledStaffIdList: ['ben'],
    });
    expect(dingtalk.shown('ana')).toMatchObject([{ id: body.processQueryKey, text: 'hello', passing: false }]);
    expect(dingtalk.shown('ben')).toEqual([]);
  });

  test.each<[string, string, unknown, Json, string]>([
    ['another robot', 'sampleText', { content: 'a' }, { robotCode: 'dingother' }, 'invalidParameter.robotCode.auth'],
    ['no robot', 'sampleText', { content: 'a' }, { robotCode: undefined }, 'invalidParameter.robotCode.empty'],
    ['nobody', 'sampleText', { content: 'a' }, { userIds: [] }, 'invalidParameter.userIds.empty'],
    [
      '21 people',
      'sampleText',
      { content: 'a' },
      { userIds: Array(21).fill('ana') },
      'invalidParameter.userIds.overMax',
    ],
    ['no key', '', { content: 'a' }, {}, 'invalidParameter.msgKey.empty'],
    ['an unknown key', 'sampleCard', { content: 'a' }, {}, 'invalidParameter.msgKey.invalid'],
    ['an object for a text', 'sampleText', '', { msgParam: { content: 'a' } }, 'invalidParameter.msgParam.invalid'],
    ['no JSON', 'sampleText', 'hello', {}, 'invalidParameter.msgParam.invalid'],
    ['a field missing', 'sampleMarkdown', { text: 'a' }, {}, 'invalidParameter.msgParam.invalid'],
    ['too much', 'sampleText', { content: '长'.repeat(5001) }, {}, 'invalidParameter.msgParam.tooLong'],
    ['an unknown picture', 'sampleImageMsg', { photoURL: '@lADP1' }, {}, 'invalidParameter.param.invalid'],
  ])('refuses %s', async (_, msgKey, param, more, code) => {
    expect(await send(msgKey, param, more)).toMatchObject({ status: 400, body: { code } });
    expect(dingtalk.shown('ana')).toEqual([]);
  });

  test('its buttons make people say something, and its words stay words', async () => {
    const socket = await app.connect();
    const says = `dtmd://dingtalkclient/sendMessage?content=${encodeURIComponent('同意 7')}`;
    const urls = { actionTitle1: '同意', actionURL1: says, actionTitle2: '看', actionURL2: 'https://x.cn/7' };
    await send('sampleActionCard2', {
      title: '请求',
      text: '### 请求\n**打印机** 坏\\*了 [见](https://x.cn/8)',
      ...urls,
    });
    const [card] = dingtalk.shown('ana');
    expect(card).toMatchObject({ text: '请求\n打印机 坏*了 见', buttons: ['同意'] });
    expect(card?.links).toEqual(['https://x.cn/7', 'https://x.cn/8']);
    await dingtalk.presses('ana', '同意');
    expect(socket.frames[0]?.data).toMatchObject({
      msgtype: 'text',
      text: { content: '同意 7' },
      senderStaffId: 'ana',
    });
  });

  test('takes messages back within a day', async () => {
    const [one, old] = [(await text('one')).body.processQueryKey, (await text('two')).body.processQueryKey];
    const recall = (key: unknown) =>
      app.ask('/v1.0/robot/otoMessages/batchRecall', { robotCode: robotCode(), processQueryKeys: [key] });
    expect((await recall(one)).body).toEqual({ successResult: [one], failedResult: {} });
    expect(dingtalk.shown('ana').map((shown) => shown.text)).toEqual(['two']);
    now = new Date(now.getTime() + 25 * 3_600_000);
    expect((await recall(old)).body).toMatchObject({ successResult: [] });
  });

  test('hears a group only when it is mentioned, and writes there', async () => {
    const socket = await app.connect();
    const openConversationId = dingtalk.group('生产', ['ana', 'ben']);
    await dingtalk.saysInGroup('ana', '生产', '大家好', { mention: false });
    await dingtalk.saysInGroup('ana', '生产', '请求', { mention: true });
    expect(socket.frames.map(({ data }) => data)).toMatchObject([
      { conversationType: '2', conversationId: openConversationId, text: { content: ' 请求' }, isInAtList: true },
    ]);
    const body = { robotCode: robotCode(), msgKey: 'sampleText', msgParam: '{"content":"好"}' };
    expect((await app.ask('/v1.0/robot/groupMessages/send', { ...body, openConversationId })).status).toBe(200);
    expect(dingtalk.shown('ben').map((shown) => shown.text)).toEqual(['好']);
    const elsewhere = await app.ask('/v1.0/robot/groupMessages/send', { ...body, openConversationId: 'cid1==' });
    expect(elsewhere.body).toMatchObject({ code: 'invalid.openConversationId' });
  });
});
