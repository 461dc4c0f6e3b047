import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWecom, type WecomEmulator } from './index.ts';
import { type Client, client } from './toy.ts';

let wecom: WecomEmulator;
let api: Client;

beforeAll(async () => {
  wecom = await startWecom();
  await wecom.hire({ account: 'LiNa', name: '李娜' });
  await wecom.hire({ account: 'WangQiang', name: '王强' });
  api = client(wecom.env);
});
beforeEach(() => {
  wecom.offences.length = 0;
});
afterAll(() => wecom.close());

const long = (length: number) => 'x'.repeat(length);
const many = <T>(count: number, one: (index: number) => T) => Array.from({ length: count }, (_, index) => one(index));

describe('menu/create', () => {
  const click = (name: string, key = 'k') => ({ type: 'click', name, key });
  const create = (button: unknown) => api.post('menu/create', { button }, { agentid: wecom.env.WECOM_AGENT_ID ?? '' });

  test.each([
    ['no entry', 40016, []],
    ['four entries', 40016, many(4, () => click('a'))],
    ['six Chinese characters', 40018, [click('六个汉字太长')]],
    ['an unknown kind', 40017, [{ type: 'press', name: 'a', key: 'k' }]],
    ['no key', 40019, [{ type: 'click', name: 'a' }]],
    ['no address', 40020, [{ type: 'view', name: 'a' }]],
    ['six below', 40023, [{ name: 'a', sub_button: many(6, () => click('a')) }]],
    ['41 bytes below', 40025, [{ name: 'a', sub_button: [click(long(41))] }]],
    ['a key of 61 bytes below', 40026, [{ name: 'a', sub_button: [click('a', long(61))] }]],
    ['three levels', 40022, [{ name: 'a', sub_button: [{ name: 'b', sub_button: [click('c')] }] }]],
  ] as const)('refuses %s', async (_, errcode, button) => {
    expect(await create(button)).toMatchObject({ errcode });
  });

  test('a menu is kept until it is taken away', async () => {
    const query = { agentid: wecom.env.WECOM_AGENT_ID ?? '' };
    expect(await create([click('五个汉字长')])).toMatchObject({ errcode: 0 });
    expect(await api.get('menu/get', query)).toMatchObject({ button: [click('五个汉字长')] });
    expect(await api.get('menu/delete', query)).toMatchObject({ errcode: 0 });
    expect(await api.get('menu/get', query)).toMatchObject({ errcode: 46003 });
  });
});

describe('groups', () => {
  const create = (more: Record<string, unknown>) =>
    api.post('appchat/create', { userlist: ['LiNa', 'wangqiang'], ...more });

  test.each([
    ['one member', 86006, { userlist: ['LiNa'] }],
    ['a stranger', 86007, { userlist: ['LiNa', 'nobody'] }],
    ['a name of 51 characters', 86004, { name: long(51) }],
    ['an owner from outside', 86005, { owner: 'nobody' }],
    ['an id with a line', 86001, { chatid: 'a-b' }],
  ])('refuses %s', async (_, errcode, more) => {
    expect(await create(more)).toMatchObject({ errcode });
  });

  test('a group appears with its first message; cards and everyone are not for it', async () => {
    const { chatid } = await create({ name: '订单 7711', owner: 'lina' });
    expect(wecom.groups()).toEqual([]);
    const send = (more: Record<string, unknown>) => api.post('appchat/send', { chatid, ...more });
    expect(await send({ msgtype: 'text', text: { content: '开始', mentioned_list: ['lina'] } })).toMatchObject({
      errcode: 0,
    });
    expect(await send({ msgtype: 'template_card', template_card: {} })).toMatchObject({ errcode: 40008 });
    wecom.offences.length = 0;
    await send({ msgtype: 'text', text: { content: 'x', mentioned_list: ['@all'] } });
    expect(wecom.offences).toHaveLength(1);
    expect(wecom.groups()).toMatchObject([
      {
        id: chatid,
        name: '订单 7711',
        owner: 'LiNa',
        members: ['LiNa', 'WangQiang'],
        messages: [{ text: '开始' }, { text: 'x' }],
      },
    ]);
    expect(await api.post('appchat/send', { chatid: 'x', msgtype: 'text', text: { content: 'x' } })).toMatchObject({
      errcode: 86003,
    });
    expect(await api.get('appchat/get', { chatid: 'wrByHand' })).toMatchObject({ errcode: 86008 });
  });

  test('an app that only some see makes no groups', async () => {
    wecom.tags = new Set(['LiNa', 'WangQiang']);
    expect(await create({})).toMatchObject({ errcode: 60011 });
    wecom.tags = 'root';
  });
});
