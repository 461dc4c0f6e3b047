import { afterEach, expect, test } from 'vitest';
import { startWecom, type WecomEmulator } from './index.ts';
import type { WecomOptions } from './state.ts';
import { type Client, cardTo, client, startToy, type Toy } from './toy.ts';

/** Where WeCom's pages are silent or contradict each other, the emulator can be either way. */
let wecom: WecomEmulator;
let toy: Toy;
let api: Client;

async function begin(options: WecomOptions) {
  wecom = await startWecom({ retryAfterMs: 5, ...options });
  toy = await startToy(wecom.env);
  api = client(wecom.env);
  for (const account of ['LiNa', 'WangQiang']) await wecom.hire({ account, name: account });
  wecom.pointTo(toy.url);
}
afterEach(async () => {
  await wecom.close();
  await toy.close();
});

test('a further try may repeat the very bytes', async () => {
  await begin({ reencrypts: false });
  toy.next.push('hangsUp');
  await wecom.says('LiNa', 'hello');
  const [first, second] = wecom.attempts;
  expect(second).toMatchObject({ query: first?.query, body: first?.body, status: 200 });
  expect(first?.status).toBeNull();
});

test('another status than 200 may be the end of it', async () => {
  await begin({ retriesOtherStatus: false });
  toy.next.push({ status: 500 });
  await expect(wecom.says('LiNa', 'hello')).rejects.toThrow('status 500');
  expect(wecom.attempts).toHaveLength(1);
});

test('the code of a press may change the card of who pressed, and no other', async () => {
  await begin({ pressReachesOthers: false });
  const { response_code: sent } = await api.post('message/send', cardTo(wecom.env, 'LiNa|WangQiang', 'a'));
  await wecom.presses('LiNa', '接受');
  const change = (code: unknown, name: string) =>
    api.post('message/update_template_card', {
      agentid: Number(wecom.env.WECOM_AGENT_ID),
      response_code: code,
      atall: 1,
      button: { replace_name: name },
    });
  const pressed = toy.heard[0]?.ResponseCode;
  expect(await change(pressed, '一')).toMatchObject({ errcode: 0, invaliduser: ['wangqiang'] });
  expect(await change(sent, '二')).toMatchObject({ errcode: 0 });
  expect(wecom.shown('WangQiang')[0]?.text).toContain('二');
});

test('a recorded callback can be sent again, byte for byte, a day later', async () => {
  await begin({});
  await wecom.says('LiNa', 'hello');
  const { query, body } = wecom.attempts[0] ?? { query: {}, body: '' };
  expect(await wecom.deliver(query, body)).toEqual({ status: 200, body: '' });
  expect(toy.heard[1]).toEqual(toy.heard[0]);
  const twice = `${new URLSearchParams(query)}&nonce=1`;
  expect((await wecom.deliver(twice, body, { 'x-forwarded-for': '10.0.0.1' })).status).toBe(200);
});

test('an event nobody knows reaches the app, from a member or from WeCom itself', async () => {
  await begin({});
  await wecom.happens('LiNa', 'brand_new_event', [['EventKey', '007']]);
  await wecom.happens('sys', 'inactive_alert', [['EffectTime', 1_790_000_000]]);
  expect(toy.heard).toMatchObject([
    { FromUserName: 'LiNa', Event: 'brand_new_event', EventKey: '007' },
    { FromUserName: 'sys', Event: 'inactive_alert', EffectTime: '1790000000' },
  ]);
  expect(toy.heard.every((event) => event.MsgId === undefined)).toBe(true);
});

test('a menu on a card tells the app, beside the buttons or without any', async () => {
  await begin({});
  const action_menu = { desc: '更多', action_list: [{ text: '静音', key: 'mute' }] };
  await api.post('message/send', cardTo(wecom.env, 'LiNa', 'with-menu', { action_menu }));
  expect(wecom.shown('LiNa')[0]?.buttons).toEqual(['接受', '退回', '静音']);
  await wecom.presses('LiNa', '静音');
  expect(toy.heard[0]).toMatchObject({ Event: 'template_card_menu_event', EventKey: 'mute', TaskId: 'with-menu' });
});
