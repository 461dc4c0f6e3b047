import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWecom, type WecomEmulator } from './index.ts';
import { type Client, cardTo, client, textTo } from './toy.ts';

let wecom: WecomEmulator;
let api: Client;
let picture: string;

beforeAll(async () => {
  wecom = await startWecom();
  await wecom.hire({ account: 'LiNa', name: '李娜' });
  wecom.pointTo('http://127.0.0.1:9');
  api = client(wecom.env);
  picture = String((await upload('image', png(20))).media_id);
});
beforeEach(() => {
  wecom.offences.length = 0;
});
afterAll(() => wecom.close());

const long = (length: number) => 'x'.repeat(length);
const many = <T>(count: number, one: (index: number) => T) => Array.from({ length: count }, (_, index) => one(index));
const png = (size: number) => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(size)]);
const url = 'https://bot.example.com/';
const action = { type: 1, url };

let task = 0;
const card = (more: Record<string, unknown> = {}) => {
  task += 1;
  return cardTo(wecom.env, 'LiNa', `task-${task}`, more);
};
const notice = (more: Record<string, unknown> = {}) =>
  card({ card_type: 'text_notice', button_list: undefined, task_id: undefined, card_action: action, ...more });
const news = (more: Record<string, unknown> = {}) =>
  notice({ card_type: 'news_notice', card_image: { url, aspect_ratio: 2 }, ...more });
const options = (count: number, length = 3) =>
  many(count, (index) => ({ id: `o${index}`.padEnd(length, '_'), text: `${index}` }));
const submit_button = { text: '发送', key: 'send' };
const vote = (checkbox: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  card({
    card_type: 'vote_interaction',
    button_list: undefined,
    checkbox: { question_key: 'q', option_list: options(20), ...checkbox },
    submit_button,
    ...more,
  });
const selects = (select_list: unknown, more: Record<string, unknown> = {}) =>
  card({ card_type: 'multiple_interaction', button_list: undefined, select_list, submit_button, ...more });
const select = (index: number, more: Record<string, unknown> = {}) => ({
  question_key: `q${index}`,
  title: 'q',
  option_list: options(10),
  ...more,
});
const message = (msgtype: string, payload: unknown, more: Record<string, unknown> = {}) => ({
  ...textTo(wecom.env, 'LiNa', ''),
  text: undefined,
  msgtype,
  [msgtype]: payload,
  ...more,
});

async function upload(type: string, bytes: Uint8Array, filename = 'a.png', field = 'media') {
  const form = new FormData();
  form.append(field, new Blob([new Uint8Array(bytes)]), filename);
  const path = type === 'forever' ? 'media/uploadimg' : 'media/upload';
  return (await api.raw(path, { method: 'POST', body: form }, { type })).json() as Promise<Record<string, unknown>>;
}

type Sample = [what: string, code: number, body: () => unknown];

const good: [what: string, body: () => unknown][] = [
  ['a text of 2048 bytes', () => textTo(wecom.env, 'LiNa', long(2048))],
  ['a markdown of 2048 bytes', () => message('markdown', { content: long(2048) })],
  ['a text card', () => message('textcard', { title: long(128), description: long(512), url, btntxt: '看看详情' })],
  ['news', () => message('news', { articles: many(8, () => ({ title: 'a', url })) })],
  ['a picture', () => message('image', { media_id: picture })],
  ['six buttons', () => card({ button_list: many(6, (index) => ({ text: 'a', key: `${index}` })) })],
  ['a selection beside buttons', () => card({ button_selection: { question_key: 'q', option_list: options(10) } })],
  ['a notice', () => notice({ jump_list: many(3, () => ({ type: 1, title: 'a', url })) })],
  [
    'a notice with a menu',
    () => notice({ task_id: 'with-menu', action_menu: { desc: 'm', action_list: [{ text: 'a', key: 'a' }] } }),
  ],
  ['six facts', () => news({ horizontal_content_list: many(6, () => ({ keyname: 'a', value: 'b' })) })],
  ['a vote among twenty', () => vote({})],
  ['three selects of ten', () => selects(many(3, select))],
];

const bad: Sample[] = [
  ['escapes in the body', 40033, () => JSON.stringify(textTo(wecom.env, 'LiNa', 'x')).replace('"x"', '"\\u4f60"')],
  ['half a body', 40035, () => '{"touser":'],
  ['nobody', 40063, () => textTo(wecom.env, '', 'x')],
  ['1001 people', 40058, () => textTo(wecom.env, many(1001, (index) => `u${index}`).join('|'), 'x')],
  ['the number of the app as a text', 40056, () => ({ ...textTo(wecom.env, 'LiNa', 'x'), agentid: '1000002' })],
  ['the number of another app', 301002, () => ({ ...textTo(wecom.env, 'LiNa', 'x'), agentid: 1 })],
  ['an unknown type', 40008, () => message('voicecall', {})],
  ['an empty text', 44004, () => textTo(wecom.env, 'LiNa', '')],
  ['half a character', 40033, () => JSON.stringify(textTo(wecom.env, 'LiNa', '\ud800'))],
  ['markdown of 2049 bytes', 45002, () => message('markdown', { content: long(2049) })],
  ['a title of 129 bytes', 45002, () => message('textcard', { title: long(129), description: 'a', url })],
  ['a description of 513 bytes', 45002, () => message('textcard', { title: 'a', description: long(513), url })],
  ['a text card without a link', 40063, () => message('textcard', { title: 'a', description: 'a' })],
  [
    'a link of 2049 bytes',
    45002,
    () => message('textcard', { title: 'a', description: 'a', url: url.padEnd(2049, 'x') }),
  ],
  [
    'five characters on the link',
    45002,
    () => message('textcard', { title: 'a', description: 'a', url, btntxt: '看看详情吧' }),
  ],
  ['nine articles', 45008, () => message('news', { articles: many(9, () => ({ title: 'a', url })) })],
  ['an unknown picture', 40007, () => message('image', { media_id: 'nothing' })],
  ['a window of five hours', 40058, () => ({ ...textTo(wecom.env, 'LiNa', 'x'), duplicate_check_interval: 18_000 })],
  ['a confidential card', 40058, () => ({ ...card(), safe: 1 })],
  ['seven buttons', 42014, () => card({ button_list: many(7, (index) => ({ text: 'a', key: `${index}` })) })],
  ['no button', 40016, () => card({ button_list: [] })],
  ['a button without a key', 42017, () => card({ button_list: [{ text: 'a' }] })],
  ['two buttons of one key', 42017, () => card({ button_list: many(2, () => ({ text: 'a', key: 'k' })) })],
  ['a key of 1025 bytes', 45002, () => card({ button_list: [{ text: 'a', key: long(1025) }] })],
  ['a button to a page without one', 40063, () => card({ button_list: [{ type: 1, text: 'a' }] })],
  ['a style that does not exist', 40058, () => card({ button_list: [{ text: 'a', key: 'k', style: 5 }] })],
  ['no task_id', 42014, () => card({ task_id: undefined })],
  ['a task_id with a space', 42014, () => card({ task_id: 'a b' })],
  ['a task_id of 129 bytes', 42014, () => card({ task_id: long(129) })],
  ['a menu without a task_id', 42014, () => notice({ action_menu: { action_list: [{ text: 'a', key: 'a' }] } })],
  [
    'a menu of four',
    40016,
    () => card({ action_menu: { action_list: many(4, (index) => ({ text: 'a', key: `${index}` })) } }),
  ],
  ['a notice that leads nowhere', 42045, () => notice({ card_action: undefined })],
  ['a notice that leads to no address', 42045, () => notice({ card_action: { type: 1 } })],
  ['a notice without words', 40063, () => notice({ main_title: {} })],
  ['news without a picture', 40063, () => news({ card_image: undefined })],
  ['a picture three times as wide as high', 40058, () => news({ card_image: { url, aspect_ratio: 3 } })],
  ['seven facts', 40058, () => card({ horizontal_content_list: many(7, () => ({ keyname: 'a', value: 'b' })) })],
  ['four jumps', 40058, () => notice({ jump_list: many(4, () => ({ type: 1, title: 'a', url })) })],
  ['five lines', 40058, () => news({ vertical_content_list: many(5, () => ({ title: 'a' })) })],
  ['a selection of eleven', 40058, () => card({ button_selection: { question_key: 'q', option_list: options(11) } })],
  ['a vote among 21', 40058, () => vote({ option_list: options(21) })],
  ['an option id of 129 bytes', 45002, () => vote({ option_list: options(1, 129) })],
  ['two options of one id', 40058, () => vote({ option_list: [...options(1), ...options(1)] })],
  ['a vote nothing sends', 40063, () => vote({}, { submit_button: undefined })],
  ['four selects', 40058, () => selects(many(4, select))],
  ['a select of eleven', 40058, () => selects([select(0, { option_list: options(11) })])],
  ['two selects of one key', 40058, () => selects([select(0), select(0)])],
  ['a chosen option that is none', 40058, () => selects([select(0, { selected_id: 'nothing' })])],
];

describe('message/send', () => {
  test.each(good)('takes %s', async (_, body) => {
    expect(await api.post('message/send', body())).toMatchObject({
      errcode: 0,
      errmsg: 'ok',
      msgid: expect.any(String),
    });
    expect(wecom.offences).toEqual([]);
  });

  test.each(bad)('refuses %s', async (_, code, body) => {
    const answer = await api.post('message/send', body());
    expect(answer).toMatchObject({
      errcode: code,
      errmsg: expect.stringMatching(/hint: \[\d+\], from ip: 127\.0\.0\.1/),
    });
    // An unknown file may have been known three days ago.
    expect(wecom.offences).toHaveLength(code === 40007 ? 0 : 1);
  });

  test('cuts a text of more than 2048 bytes between characters, and says so', async () => {
    await api.post('message/send', textTo(wecom.env, 'LiNa', '需'.repeat(700)));
    expect(wecom.shown('LiNa').at(-1)?.text).toBe('需'.repeat(682));
    expect(wecom.offences).toEqual(['message/send: text.content has 2100 bytes, WeCom cuts at 2048']);
  });

  test('notices what is unsafe or means nothing, although it is taken', async () => {
    await wecom.says('LiNa', '<a href="https://evil.example">奖金</a> [x](https://evil.example)').catch(() => {});
    const samples = [
      textTo(wecom.env, '@all', 'x'),
      { ...textTo(wecom.env, 'LiNa', 'y'), enable_duplicate_check: undefined },
      textTo(wecom.env, 'LiNa', '李娜：<a href="https://evil.example">奖金</a>'),
      message('markdown', { content: '李娜：[x](https://evil.example)' }),
      textTo(wecom.env, 'LiNa', '<@all> hello'),
      { ...textTo(wecom.env, 'LiNa', 'z'), text: { content: 'z', contnet: 'z' } },
    ];
    for (const [index, sample] of samples.entries()) {
      expect(await api.post('message/send', sample)).toMatchObject({ errcode: 0 });
      expect(wecom.offences).toHaveLength(index + 1);
    }
    await api.post('message/send', textTo(wecom.env, 'LiNa', '看 <a href="https://bot.example.com">这里</a>'));
    expect(wecom.offences).toHaveLength(samples.length);
    expect(wecom.shown('LiNa').at(-1)).toMatchObject({ text: '看 这里', links: ['https://bot.example.com'] });
  });

  test('words longer than clients show are told apart from offences', async () => {
    await api.post('message/send', card({ main_title: { title: long(37) } }));
    expect(wecom.clipped).toEqual(['message/send: template_card.main_title.title has 37 characters, clients show 36']);
    expect(wecom.offences).toEqual([]);
  });

  test('a card that calls back needs an address to call', async () => {
    const deaf = await startWecom();
    await deaf.hire({ account: 'LiNa', name: '李娜' });
    expect(await client(deaf.env).post('message/send', cardTo(deaf.env, 'LiNa', 'a'))).toMatchObject({
      errcode: 48002,
    });
    await deaf.close();
  });
});

describe('media', () => {
  test.each([
    ['no part called media', 44001, () => upload('image', png(9), 'a.png', 'file')],
    ['five bytes', 40006, () => upload('file', Buffer.alloc(5))],
    ['an unknown type', 40005, () => upload('gif', png(9))],
    ['words as a picture', 40004, () => upload('image', Buffer.from('not a picture'))],
    ['a picture of more than 10 MB', 45001, () => upload('image', png(10 * 1024 * 1024))],
    ['a Chinese file name', 40058, () => upload('file', png(9), '库存.csv')],
    ['words as a picture that stays', 40004, () => upload('forever', Buffer.from('not a picture'))],
  ] as const)('refuses %s', async (_, errcode, send) => {
    expect(await send()).toMatchObject({ errcode });
    expect(wecom.offences).toHaveLength(1);
  });

  test('a picture that stays has an address, one that does not has an id', async () => {
    const stays = await upload('forever', png(50));
    expect(stays).toMatchObject({ errcode: 0, errmsg: '', url: expect.any(String) });
    expect((await (await fetch(String(stays.url))).arrayBuffer()).byteLength).toBe(54);
    expect(await upload('image', png(50))).toMatchObject({
      errmsg: '',
      type: 'image',
      created_at: expect.stringMatching(/^\d+$/),
    });
  });
});
