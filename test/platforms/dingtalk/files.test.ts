import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BareApp, bareApp, came } from './app.ts';
import { type DingtalkEmulator, startDingtalk } from './index.ts';
import type { Json } from './shape.ts';

let now = new Date();
let dingtalk: DingtalkEmulator;
let app: BareApp;

beforeEach(async () => {
  now = new Date('2026-01-31T01:00:00Z');
  dingtalk = await startDingtalk({ now: () => now });
  app = bareApp(dingtalk);
  await dingtalk.hire({ account: 'ana', name: '安娜', email: 'ana@x.cn', title: '厂长', departments: ['生产'] });
  await dingtalk.hire({ account: 'ben', name: '本', departments: ['生产', '1'] });
});

afterEach(async () => {
  app.close();
  await dingtalk.close();
});

const robotCode = () => dingtalk.env.DINGTALK_ROBOT_CODE;
const bytes = new Uint8Array([137, 80, 78, 71]);

async function upload(type: string, file: File): Promise<Json> {
  const credentials = { appKey: dingtalk.env.DINGTALK_CLIENT_ID, appSecret: dingtalk.env.DINGTALK_CLIENT_SECRET };
  const token = (await app.ask('/v1.0/oauth2/accessToken', credentials)).body.accessToken;
  const form = new FormData();
  form.set('type', type);
  form.set('media', file);
  const url = `${dingtalk.env.DINGTALK_OAPI_URL}/media/upload?access_token=${String(token)}`;
  return (await fetch(url, { method: 'POST', body: form })).json() as Promise<Json>;
}

describe('files', () => {
  test('of people come as a code that becomes an address, for an hour', async () => {
    const socket = await app.connect();
    await dingtalk.says('ana', '', [
      { name: 'a.png', type: 'image/png', bytes },
      { name: 'b.pdf', type: 'application/pdf', bytes },
    ]);
    const [picture, file] = socket.frames.map(({ data }) => data);
    expect(picture).toMatchObject({ msgtype: 'picture', content: { downloadCode: expect.any(String) } });
    expect(file).toMatchObject({ msgtype: 'file', content: { fileName: 'b.pdf' } });
    const { downloadCode } = came(socket).content as Json;
    const { body } = await app.ask('/v1.0/robot/messageFiles/download', { robotCode: robotCode(), downloadCode });
    const address = String(body.downloadUrl);
    expect(new Uint8Array(await (await fetch(address)).arrayBuffer())).toEqual(bytes);
    expect((await fetch(address.replace('Signature=', 'Signature=x'))).status).toBe(403);
    now = new Date(now.getTime() + 3_601_000);
    expect((await fetch(address)).status).toBe(403);
    expect(dingtalk.offences).toEqual([]);
  });

  test('with words are one rich text; a code of nobody is refused', async () => {
    const socket = await app.connect();
    await dingtalk.says('ana', '看', [{ name: 'a.png', type: 'image/png', bytes }]);
    expect(socket.frames[0]?.data).toMatchObject({
      msgtype: 'richText',
      content: { richText: [{ text: '看' }, { type: 'picture', downloadCode: expect.any(String) }] },
    });
    const asked = { robotCode: robotCode(), downloadCode: 'x' };
    expect((await app.ask('/v1.0/robot/messageFiles/download', asked)).status).toBe(400);
  });

  test('the access token has no business at the file host', async () => {
    const socket = await app.connect();
    await dingtalk.says('ana', '', [{ name: 'a.png', type: 'image/png', bytes }]);
    const { downloadCode } = came(socket).content as Json;
    const { body } = await app.ask('/v1.0/robot/messageFiles/download', { robotCode: robotCode(), downloadCode });
    await fetch(String(body.downloadUrl), { headers: { 'x-acs-dingtalk-access-token': 'secret' } });
    expect(dingtalk.offences).toEqual(['the access token went to the file host']);
  });

  test('of the bot are uploaded, then shown by name', async () => {
    const uploaded = await upload('image', new File([bytes], 'chart.png', { type: 'image/png' }));
    expect(uploaded).toMatchObject({ errcode: 0, type: 'image', media_id: expect.stringMatching(/^@/) });
    const msgParam = JSON.stringify({ photoURL: uploaded.media_id });
    const asked = { robotCode: robotCode(), userIds: ['ana'], msgKey: 'sampleImageMsg', msgParam };
    await app.ask('/v1.0/robot/oToMessages/batchSend', asked);
    expect(dingtalk.shown('ana')).toMatchObject([{ files: ['chart.png'] }]);
  });

  test('of the wrong kind or too large are refused', async () => {
    expect(await upload('picture', new File([bytes], 'a.png'))).toMatchObject({ errcode: 40004 });
    expect(await upload('image', new File([bytes], 'a.svg'))).toMatchObject({ errcode: 40005 });
    const large = new File([new Uint8Array((20 << 20) + 1)], 'a.png');
    expect(await upload('image', large)).toMatchObject({ errcode: 40006 });
  });
});

describe('the address a message carries', () => {
  async function webhook(): Promise<(body: Json) => Promise<Json>> {
    const socket = await app.connect();
    await dingtalk.says('ana', 'hello');
    const url = String(socket.frames[0]?.data.sessionWebhook);
    expect(url.startsWith(String(dingtalk.env.DINGTALK_OAPI_URL))).toBe(true);
    const headers = { 'content-type': 'application/json' };
    return async (body) =>
      (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json() as Promise<Json>;
  }

  test('takes answers for 90 minutes, and counts them as messages', async () => {
    const post = await webhook();
    expect(await post({ msgtype: 'text', text: { content: 'hi' } })).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(await post({ msgtype: 'markdown', markdown: { title: 't', text: '**b**' } })).toMatchObject({ errcode: 0 });
    expect(dingtalk.shown('ana').map(({ text }) => text)).toEqual(['hi', 't\nb']);
    expect(dingtalk.usage()).toMatchObject({ calls: 0, messages: 3 });
    now = new Date(now.getTime() + 90 * 60_000);
    expect(await post({ msgtype: 'text', text: { content: 'late' } })).toMatchObject({ errcode: 300001 });
  });

  test('can die early, refuses what it cannot show, and mentions nobody by accident', async () => {
    const post = await webhook();
    expect(await post({ msgtype: 'image', image: {} })).toMatchObject({ errcode: 400105 });
    expect(await post({ msgtype: 'text' })).toMatchObject({ errcode: 40035 });
    await post({ msgtype: 'text', text: { content: 'all' }, at: { isAtAll: true, atUserIds: ['ben'] } });
    expect(dingtalk.offences).toEqual([
      'sendBySession: everyone is mentioned',
      'sendBySession: ben is in atUserIds and not in the text',
    ]);
    dingtalk.expireWebhooks();
    expect(await post({ msgtype: 'text', text: { content: 'late' } })).toMatchObject({ errcode: 300001 });
  });
});

describe('the directory', () => {
  const ask = async (path: string, body: Json = {}) => (await app.ask(`/topapi/${path}`, body)).body;

  test('is read level by level and page by page, without cost', async () => {
    const dept_id = dingtalk.department('生产', { managers: ['ana'] });
    dingtalk.department('一车间', { parent: '生产' });
    expect(await ask('v2/department/listsub')).toMatchObject({ errcode: 0, result: [{ dept_id, parent_id: 1 }] });
    expect(await ask('v2/department/listsubid', { dept_id })).toMatchObject({
      result: { dept_id_list: [expect.any(Number)] },
    });
    expect(await ask('v2/department/get', { dept_id })).toMatchObject({
      result: { name: '生产', dept_manager_userid_list: ['ana'] },
    });
    expect(await ask('user/listid', { dept_id })).toMatchObject({ result: { userid_list: ['ana', 'ben'] } });
    const first = await ask('v2/user/list', { dept_id, cursor: 0, size: 1 });
    expect(first).toMatchObject({
      result: {
        has_more: true,
        next_cursor: 1,
        list: [{ userid: 'ana', leader: true, email: 'ana@x.cn', title: '厂长' }],
      },
    });
    const second = await ask('v2/user/list', { dept_id, cursor: 1, size: 1 });
    expect(second.result).toMatchObject({ has_more: false, list: [{ userid: 'ben', dept_id_list: [dept_id, 1] }] });
    expect(await ask('user/listsimple', { dept_id: `${dept_id}`, cursor: '0', size: '100' })).toMatchObject({
      result: { list: [{ userid: 'ana', name: '安娜' }, { userid: 'ben' }] },
    });
    expect(dingtalk.usage().calls).toBe(0);
  });

  test('knows one person by both ids, and what the app may see', async () => {
    const { result } = await ask('v2/user/get', { userid: 'ana' });
    const { unionid, leader_in_dept } = result as Json;
    expect(leader_in_dept).toMatchObject([{ leader: false }]);
    expect(await ask('user/getbyunionid', { unionid })).toMatchObject({ result: { contact_type: 0, userid: 'ana' } });
    expect((await app.ask('/auth/scopes', {}, { method: 'GET' })).body).toMatchObject({
      auth_org_scopes: { authed_user: [], authed_dept: [1] },
    });
    const found = await app.ask('/v1.0/contact/users/search', { queryWord: '安', offset: 0, size: 10 });
    expect(found.body).toEqual({ hasMore: false, totalCount: 1, list: ['ana'] });
  });

  test('keeps the address to itself without the right to it', async () => {
    dingtalk.permissions.delete('fieldEmail');
    expect(((await ask('v2/user/get', { userid: 'ana' })).result as Json).email).toBeUndefined();
  });

  test.each<[string, Json, number]>([
    ['v2/department/listsub', { dept_id: 99 }, 60003],
    ['v2/department/get', {}, 400002],
    ['v2/user/list', { dept_id: 1, cursor: 0, size: 101 }, 400002],
    ['v2/user/list', { dept_id: 1, size: 10 }, 400002],
    ['v2/user/get', { userid: 'gone' }, 60121],
    ['user/getbyunionid', { unionid: 'ana' }, 60121],
  ])('%s refuses %j with %i', async (path, body, errcode) => {
    expect(await ask(path, body)).toMatchObject({ errcode });
  });
});
