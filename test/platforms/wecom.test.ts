import * as tencent from '@wecom/crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CipherError, decrypt, encrypt, signature } from './wecom/crypto.ts';
import { startWecom, type WecomEmulator } from './wecom/index.ts';
import { type Client, cardTo, client, startToy, type Toy, textTo } from './wecom/toy.ts';
import { accepted, foreign, json, push, refused, sample, urlCheck } from './wecom/vectors.ts';

describe('encryption of callbacks', () => {
  const { token, aesKey, receiver } = sample;

  test('the samples Tencent published are signed and decrypted, and encrypted to the same bytes', () => {
    for (const one of [urlCheck, push]) {
      expect(signature(token, one.timestamp, one.nonce, one.encrypted)).toBe(one.signature);
      const opened = decrypt(aesKey, one.encrypted);
      expect(opened).toMatchObject({ receiver, random: Buffer.from(one.random) });
      expect(encrypt(aesKey, opened.message, receiver, opened.random)).toBe(one.encrypted);
    }
    expect(decrypt(aesKey, urlCheck.encrypted).message).toBe(urlCheck.message);
    expect(decrypt(aesKey, push.encrypted).message).toContain('<MsgId>4561255354251345929</MsgId>');
    expect(signature(token, push.timestamp, push.nonce, json.encrypted)).toBe(json.signature);
    expect(decrypt(aesKey, json.encrypted).message).toContain('4561255354251345929');
  });

  test.each(accepted)('$message for "$receiver" comes out the same on both ways', (one) => {
    expect(signature(token, push.timestamp, push.nonce, one.encrypted)).toBe(one.signature);
    expect(decrypt(aesKey, one.encrypted)).toMatchObject({ message: one.message, receiver: one.receiver });
    expect(encrypt(aesKey, one.message, one.receiver, Buffer.alloc(16, 'A'))).toBe(one.encrypted);
  });

  test.each(refused)('%s is refused although it is signed', (_, encrypted, signed) => {
    expect(signature(token, push.timestamp, push.nonce, encrypted)).toBe(signed);
    expect(() => decrypt(aesKey, encrypted)).toThrow(CipherError);
  });

  test.each(foreign)('a message for "%s" shows its receiver', (other, encrypted, signed) => {
    expect(signature(token, push.timestamp, push.nonce, encrypted)).toBe(signed);
    expect(decrypt(aesKey, encrypted).receiver).toBe(other);
  });

  test('what Tencent encrypts is read here, and the other way round', () => {
    const words = '订单 7711，<xml>&]]>';
    expect(decrypt(aesKey, tencent.encrypt(aesKey, words, receiver))).toMatchObject({ message: words, receiver });
    expect(tencent.decrypt(aesKey, encrypt(aesKey, words, receiver))).toMatchObject({ message: words, id: receiver });
    expect(tencent.getSignature(token, '1409659813', '7', 'abc')).toBe(signature(token, '1409659813', '7', 'abc'));
  });
});

let wecom: WecomEmulator;
let toy: Toy;
let api: Client;

beforeEach(async () => {
  wecom = await startWecom({ answerMs: 500, verifyMs: 300, retryAfterMs: 5 });
  toy = await startToy(wecom.env);
  api = client(wecom.env);
  wecom.pointTo(toy.url);
  await wecom.hire({ account: 'LiNa', name: '李娜', departments: ['生产'] });
  await wecom.hire({ account: 'WangQiang', name: '王强' });
  toy.heard.length = 0;
});
afterEach(async () => {
  await wecom.close();
  await toy.close();
});

const sends = (account: string, text: string) => api.post('message/send', textTo(wecom.env, account, text));
const sendsCard = (to: string, id: string, more = {}) => api.post('message/send', cardTo(wecom.env, to, id, more));

describe('callbacks', () => {
  test('a text arrives whole, whatever is in it', async () => {
    const texts = ['请求 零件还有多少？', ' a <b> & "c" ', ']]> x', '007', '<![CDATA[y]]>', '第一行\n第二行'];
    for (const text of texts) await wecom.says('LiNa', text);
    expect(toy.heard.map(({ Content }) => Content)).toEqual(texts);
    expect(toy.heard[0]).toMatchObject({ FromUserName: 'LiNa', ToUserName: wecom.env.WECOM_CORP_ID, MsgType: 'text' });
    expect(wecom.offences).toEqual([]);
  });

  test('numbers of messages are larger than what a double holds, and never the same', async () => {
    for (const text of ['a', 'b', 'c']) await wecom.says('LiNa', text);
    const ids = toy.heard.map(({ MsgId }) => String(MsgId));
    expect(new Set(ids).size).toBe(3);
    expect(ids.every((id) => /^\d{19}$/.test(id) && BigInt(id) > Number.MAX_SAFE_INTEGER)).toBe(true);
  });

  test('the order of elements, CDATA and the number of the app differ between callbacks', async () => {
    for (let one = 0; one < 12; one++) await wecom.says('LiNa', 'x');
    const bodies = wecom.attempts.map(({ body }) => body);
    expect(bodies.some((body) => body.startsWith('<xml><Encrypt'))).toBe(true);
    expect(bodies.some((body) => body.includes('<Encrypt><![CDATA['))).toBe(true);
    expect(bodies.some((body) => /<Encrypt>[^<]/.test(body))).toBe(true);
    expect(bodies.some((body) => !body.includes('AgentID'))).toBe(true);
    expect(new Set(toy.heard.map((one) => Object.keys(one).join(' '))).size).toBeGreaterThan(6);
  });

  test('a picture and a file come as messages of their own, and their bytes can be fetched', async () => {
    const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
    await wecom.says('LiNa', '看', [
      { name: '照片.png', type: 'image/png', bytes },
      { name: 'stock.csv', type: 'text/csv', bytes },
    ]);
    expect(toy.heard.map(({ MsgType }) => MsgType)).toEqual(['text', 'image', 'file']);
    const got = await api.raw('media/get', {}, { media_id: String(toy.heard[1]?.MediaId) });
    expect(got.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes);
    expect(toy.heard[2]).toMatchObject({ FileName: 'stock.csv' });
  });

  test('an app that is too slow is called again, encrypted afresh, with the same message', async () => {
    toy.next.push({ afterMs: 700 }, { status: 500 }, 'hangsUp');
    await wecom.says('LiNa', 'hello');
    expect(wecom.attempts.slice(-4).map(({ status }) => status)).toEqual([null, 500, null, 200]);
    expect(new Set(wecom.attempts.slice(-4).map(({ query }) => query.nonce)).size).toBe(4);
    expect(new Set(toy.heard.map(({ MsgId }) => MsgId)).size).toBe(1);
  });

  test('an app that never answers loses the message after three more tries', async () => {
    toy.next.push('hangsUp', 'hangsUp', 'hangsUp', 'hangsUp');
    await expect(wecom.says('LiNa', 'hello')).rejects.toThrow('did not take text');
    expect(toy.heard).toEqual([]);
    await toy.close();
    await expect(wecom.says('LiNa', 'hello')).rejects.toThrow('did not take text');
  });

  test('an answer that is no answer is an offence', async () => {
    toy.next.push({ body: 'success' }, { body: 'ok' });
    await wecom.says('LiNa', 'one');
    expect(wecom.offences).toEqual([]);
    await wecom.says('LiNa', 'two');
    expect(wecom.offences).toHaveLength(1);
  });

  test('events are repeated, held, and delivered in reverse order when a test says so', async () => {
    wecom.faults.duplicate(3, true);
    await wecom.says('LiNa', 'thrice');
    expect(toy.heard.map(({ Content }) => Content)).toEqual(['thrice', 'thrice', 'thrice']);
    wecom.faults.clear();
    wecom.faults.hold();
    await wecom.says('LiNa', 'first');
    await wecom.says('LiNa', 'second');
    expect(toy.heard).toHaveLength(3);
    await wecom.faults.release();
    expect(toy.heard.slice(3).map(({ Content }) => Content)).toEqual(['second', 'first']);
  });

  test('a forged callback can be made in every way there is, and sent by hand', async () => {
    const fine = wecom.encrypted('<xml><MsgType>text</MsgType></xml>');
    expect((await wecom.deliver(fine.query, fine.body)).status).toBe(200);
    const others = { token: 'x', aesKey: sample.aesKey, receiveId: 'wwother' };
    for (const [name, value] of Object.entries(others)) {
      const { query, body } = wecom.encrypted('<xml></xml>', { [name]: value });
      expect((await wecom.deliver(query, body)).status).toBe(403);
    }
    const padded = wecom.encrypted('', { padded: Buffer.alloc(64) });
    expect((await wecom.deliver(padded.query, padded.body)).status).toBe(403);
    const { timestamp, nonce } = wecom.encrypted('', { timestamp: '1409659589', nonce: '7' }).query;
    expect([timestamp, nonce]).toEqual(['1409659589', '7']);
  });

  test('the address is checked to the byte and within its time', async () => {
    expect(await wecom.verifyUrl()).toMatchObject({ ok: true, status: 200 });
    for (const body of ['"PLAIN"', 'PLAIN\n', '\ufeffPLAIN']) {
      toy.next.push({ body });
      expect(await wecom.verifyUrl()).toMatchObject({ ok: false, why: 'the answer is not the plain text' });
    }
    toy.next.push({ afterMs: 450 });
    expect((await wecom.verifyUrl()).why).toContain('no answer within');
    expect(await wecom.verifyUrl({ token: 'another' })).toMatchObject({ ok: false, status: 403 });
  });

  test('people come and go, enter the app and press its menu', async () => {
    await wecom.hire({ account: 'new', name: '新人' });
    await wecom.dismiss('NEW');
    const menu = { button: [{ name: '我的', sub_button: [{ type: 'click', name: '待办', key: 'm.in' }] }] };
    expect(await api.post('menu/create', menu, { agentid: wecom.env.WECOM_AGENT_ID ?? '' })).toMatchObject({
      errcode: 0,
    });
    await wecom.enters('LiNa');
    await wecom.clicksMenu('LiNa', 'm.in');
    expect(toy.heard.map(({ Event, ChangeType }) => ChangeType ?? Event)).toEqual([
      ...['subscribe', 'create_user', 'unsubscribe', 'delete_user', 'enter_agent', 'click'],
    ]);
    expect(toy.heard.at(-1)).toMatchObject({ EventKey: 'm.in' });
    await expect(wecom.says('new', 'hello')).rejects.toThrow('nobody');
    expect(await sends('new', 'hello')).toMatchObject({ errcode: 81013, invaliduser: 'new' });
    expect(wecom.menu()[0]?.below.map(({ name }) => name)).toEqual(['待办']);
  });
});

describe('cards', () => {
  const update = (code: unknown, more: Record<string, unknown>) =>
    api.post('message/update_template_card', {
      agentid: Number(wecom.env.WECOM_AGENT_ID),
      response_code: code,
      userids: ['LINA', 'wangqiang'],
      ...more,
    });

  test('a press carries a code of its own, which changes the cards of all once', async () => {
    const sent = await sendsCard('LiNa|WangQiang', 'req-42@3');
    expect(sent.response_code).toEqual(expect.any(String));
    expect(wecom.shown('lina')[0]).toMatchObject({
      text: '订单 7711 还缺什么？\n销售部',
      buttons: ['接受', '退回'],
      links: ['https://bot.example.com/r/42'],
      edited: false,
    });
    await wecom.presses('LiNa', '接受');
    expect(toy.heard[0]).toMatchObject({
      FromUserName: 'LiNa',
      Event: 'template_card_event',
      EventKey: 'accept',
      TaskId: 'req-42@3',
      CardType: 'button_interaction',
    });
    const code = toy.heard[0]?.ResponseCode;
    expect(code).not.toBe(sent.response_code);
    expect(await update(code, { button: { replace_name: '李娜已接受' } })).toMatchObject({ errcode: 0 });
    for (const account of ['LiNa', 'WangQiang'])
      expect(wecom.shown(account)[0]).toMatchObject({
        buttons: [],
        edited: true,
        text: expect.stringContaining('李娜已接受'),
      });
    expect((await update(code, { button: { replace_name: '再来' } })).errcode).not.toBe(0);
    await expect(wecom.presses('LiNa', '接受')).rejects.toThrow('no button');
  });

  test('the code of the answer to the send changes the card into another one', async () => {
    const { response_code: code } = await sendsCard('LiNa', 'a');
    const { template_card: other } = cardTo(wecom.env, '', 'b', { main_title: { title: '新' } });
    expect(await update(code, { template_card: other })).toMatchObject({ errcode: 0, invaliduser: ['wangqiang'] });
    await wecom.presses('LiNa', '退回');
    expect(toy.heard[0]).toMatchObject({ TaskId: 'b', EventKey: 'return' });
    expect(wecom.shown('LiNa')[0]?.text).toContain('新');
  });

  test('options are chosen by their labels; what is not chosen stays as it stood', async () => {
    const options = (...labels: string[]) => labels.map((text, index) => ({ id: `o${index}`, text }));
    const select_list = [
      { question_key: 'when', title: '何时', option_list: options('今天', '明天') },
      { question_key: 'who', title: '谁', selected_id: 'o1', option_list: options('我', '他') },
    ];
    const submit_button = { text: '发送', key: 'send' };
    await sendsCard('LiNa', 'm', {
      card_type: 'multiple_interaction',
      button_list: undefined,
      select_list,
      submit_button,
    });
    expect(wecom.shown('LiNa')[0]).toMatchObject({ options: ['今天', '明天', '我', '他'], buttons: ['发送'] });
    await wecom.chooses('LiNa', ['明天']);
    expect(toy.heard[0]).toMatchObject({
      EventKey: 'send',
      SelectedItems: {
        SelectedItem: [
          { QuestionKey: 'when', OptionIds: { OptionId: ['o1'] } },
          { QuestionKey: 'who', OptionIds: { OptionId: ['o1'] } },
        ],
      },
    });
    const checkbox = { question_key: 'v', mode: 1, option_list: options('一', '二', '三') };
    await sendsCard('LiNa', 'v', { card_type: 'vote_interaction', button_list: undefined, checkbox, submit_button });
    await wecom.chooses('LiNa', ['一', '三']);
    const items = toy.heard[1]?.SelectedItems as { SelectedItem: { OptionIds: { OptionId: string[] } }[] };
    expect(items.SelectedItem[0]?.OptionIds.OptionId.toSorted()).toEqual(['o0', 'o2']);
  });

  test('two presses at once are two events with two codes', async () => {
    await sendsCard('LiNa', 'twice');
    const id = wecom.shown('LiNa')[0]?.id ?? '';
    await Promise.all([wecom.pressesOn('LiNa', id, '接受'), wecom.pressesOn('LiNa', id, '接受')]);
    expect(new Set(toy.heard.map(({ ResponseCode }) => ResponseCode)).size).toBe(2);
  });

  test('grey buttons in the answer to the press are taken when they are encrypted properly', async () => {
    await sendsCard('LiNa', 'grey');
    const inner = '<xml><MsgType>update_button</MsgType><Button><ReplaceName>好</ReplaceName></Button></xml>';
    const [key, token] = [wecom.env.WECOM_ENCODING_AES_KEY ?? '', wecom.env.WECOM_TOKEN ?? ''];
    const encrypted = tencent.encrypt(key, inner, wecom.env.WECOM_CORP_ID ?? '');
    const signed = tencent.getSignature(token, '1409659813', '7', encrypted);
    const stamp = '<TimeStamp>1409659813</TimeStamp><Nonce><![CDATA[7]]></Nonce>';
    const body = `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature>${signed}</MsgSignature>${stamp}</xml>`;
    toy.next.push({ body });
    await wecom.presses('LiNa', '接受');
    expect(wecom.shown('LiNa')[0]).toMatchObject({ buttons: [], edited: true });
    expect(wecom.offences).toEqual([]);
  });
});
