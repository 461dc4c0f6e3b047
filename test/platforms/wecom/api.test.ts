import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stoppedClock } from '../../../src/clock.ts';
import { startWecom, type WecomEmulator } from './index.ts';
import { type Client, cardTo, client, textTo } from './toy.ts';

const clock = stoppedClock(new Date('2026-11-22T03:00:00Z'));
const later = (seconds: number) => clock.set(new Date(clock.now().getTime() + seconds * 1000));

let wecom: WecomEmulator;
let api: Client;

beforeEach(() => begin());
afterEach(() => wecom.close());

async function begin(options: Parameters<typeof startWecom>[0] = {}) {
  wecom = await startWecom({ now: clock.now, ...options });
  await wecom.hire({ account: 'LiNa', name: '李娜', departments: ['生产'], title: '调度', email: 'li@x.cn' });
  await wecom.hire({ account: 'WangQiang', name: '王强', departments: ['销售', '生产'] });
  api = client(wecom.env);
}

async function again(options: Parameters<typeof startWecom>[0]) {
  await wecom.close();
  await begin(options);
}

const sends = (text: string, more: Record<string, unknown> = {}, to = 'LiNa') =>
  api.post('message/send', { ...textTo(wecom.env, to, text), ...more });
const texts = (account = 'LiNa') => wecom.shown(account).map(({ text }) => text);

describe('tokens', () => {
  const ask = async (query: Record<string, string>) =>
    (await (
      await fetch(`${wecom.env.WECOM_API_URL}/cgi-bin/gettoken?${new URLSearchParams(query)}`)
    ).json()) as unknown;
  const callWith = async (token: string) =>
    (
      (await (await fetch(`${wecom.env.WECOM_API_URL}/cgi-bin/getcallbackip?access_token=${token}`)).json()) as {
        errcode: number;
      }
    ).errcode;

  test('the company and its secret have to be right', async () => {
    const [corpid, corpsecret] = [wecom.env.WECOM_CORP_ID ?? '', wecom.env.WECOM_SECRET ?? ''];
    expect(await ask({ corpid, corpsecret })).toMatchObject({ errcode: 0, expires_in: 7200 });
    expect(await ask({ corpid: 'wx', corpsecret })).toMatchObject({ errcode: 40013 });
    expect(await ask({ corpid, corpsecret: 'x' })).toMatchObject({ errcode: 40001 });
    expect(await ask({ corpsecret })).toMatchObject({ errcode: 41002 });
    expect(await ask({ corpid })).toMatchObject({ errcode: 41004 });
    expect(JSON.stringify(wecom.calls)).not.toContain(corpsecret);
  });

  test('a token lasts two hours, asked for again or not', async () => {
    const token = await api.token();
    later(7000);
    expect(await api.token()).toBe(token);
    expect(await callWith(token)).toBe(0);
    later(200);
    expect(await callWith(token)).toBe(42001);
    expect(await api.token()).not.toBe(token);
  });

  test('a token may end early, be unknown, or be missing', async () => {
    const token = await api.token();
    wecom.invalidateTokens('expired');
    expect(await callWith(token)).toBe(42001);
    const next = await api.token();
    expect(next).not.toBe(token);
    await wecom.faults.disconnect();
    expect(await callWith(next)).toBe(40014);
    expect(await callWith('')).toBe(41001);
  });

  test('asking again may give another one, with the first still good', async () => {
    await again({ sameToken: false });
    const [first, second] = [await api.token(), await api.token()];
    expect(first).not.toBe(second);
    expect([await callWith(first), await callWith(second)]).toEqual([0, 0]);
  });

  test('calls from an address that is not trusted are refused with that address', async () => {
    wecom.trustedIps = new Set(['203.0.113.7']);
    expect(await api.get('getcallbackip')).toMatchObject({
      errcode: 60020,
      errmsg: expect.stringContaining('from ip: 127.0.0.1'),
    });
    wecom.trustedIps = new Set(['127.0.0.1']);
    expect(await api.get('getcallbackip')).toMatchObject({ errcode: 0, ip_list: [expect.any(String)] });
  });
});

describe('what is sent', () => {
  test('goes to those it can reach, and names the others in lower case', async () => {
    wecom.tags = new Set(['lina']);
    expect(await sends('hello', {}, 'LINA|WangQiang|Nobody')).toMatchObject({
      errcode: 0,
      invaliduser: 'wangqiang|nobody',
    });
    expect(texts()).toEqual(['hello']);
    expect(await sends('hello', {}, 'WangQiang')).toMatchObject({ errcode: 81013 });
    wecom.tags = 'root';
    const production = String(wecom.department('生产'));
    expect(await sends('to all of production', { touser: '', toparty: `${production}|999` })).toMatchObject({
      invalidparty: '999',
    });
    expect(texts('WangQiang')).toEqual(['to all of production']);
  });

  test('the same body is delivered once within its window', async () => {
    const first = await sends('hello');
    later(1700);
    expect(await sends('hello')).toMatchObject({ errcode: 0, msgid: first.msgid });
    expect(texts()).toEqual(['hello']);
    await sends('hello', { enable_duplicate_check: 0 });
    expect(texts()).toHaveLength(2);
    later(101);
    await sends('hello');
    expect(texts()).toHaveLength(3);
  });

  test('a task_id is used once, even by a card whose answer was lost', async () => {
    wecom.pointTo('http://127.0.0.1:9');
    wecom.faults.next('message/send', { kind: 'answerLost' });
    const sent = cardTo(wecom.env, 'LiNa', 'once');
    await expect(api.post('message/send', sent)).rejects.toThrow();
    expect(await api.post('message/send', sent)).toMatchObject({ errcode: 42014 });
    expect(texts()).toHaveLength(1);
    expect(wecom.offences).toEqual([]);
  });

  test('a card is changed within 72 hours, by its own code, for those who have it', async () => {
    wecom.pointTo('http://127.0.0.1:9');
    const codes: unknown[] = [];
    for (const id of ['a', 'b'])
      codes.push((await api.post('message/send', cardTo(wecom.env, 'LiNa', id))).response_code);
    const change = (code: unknown, more: Record<string, unknown>) =>
      api.post('message/update_template_card', {
        agentid: Number(wecom.env.WECOM_AGENT_ID),
        response_code: code,
        button: { replace_name: '已结束' },
        ...more,
      });
    expect(await change(codes[0], { userids: ['WangQiang'] })).toMatchObject({ errcode: 81013 });
    expect(await change(codes[0], { userids: ['LiNa'], template_card: {} })).not.toMatchObject({ errcode: 0 });
    expect(await change('nothing', { atall: 1 })).not.toMatchObject({ errcode: 0 });
    later(72 * 3600 - 1);
    expect(await change(codes[0], { atall: 1 })).toMatchObject({ errcode: 0 });
    later(1);
    expect(await change(codes[1], { atall: 1 })).not.toMatchObject({ errcode: 0 });
    expect(wecom.shown('LiNa').map(({ edited }) => edited)).toEqual([true, false]);
  });

  test('a message can be taken back for a day', async () => {
    const { msgid } = await sends('oops');
    const { msgid: old } = await sends('old');
    expect(await api.post('message/recall', { msgid })).toMatchObject({ errcode: 0 });
    expect(texts()).toEqual(['old']);
    later(24 * 3600 + 1);
    expect(await api.post('message/recall', { msgid: old })).not.toMatchObject({ errcode: 0 });
  });

  test('a file is gone after three days', async () => {
    const form = new FormData();
    form.append('media', new Blob(['a,b\n1,2\n']), 'stock.csv');
    const { media_id } = (await (
      await api.raw('media/upload', { method: 'POST', body: form }, { type: 'file' })
    ).json()) as {
      media_id: string;
    };
    const file = { text: undefined, msgtype: 'file', file: { media_id } };
    expect(await sends('', file)).toMatchObject({ errcode: 0 });
    expect(wecom.shown('LiNa')[0]?.files).toEqual(['stock.csv']);
    later(3 * 24 * 3600);
    expect(await sends('', file)).toMatchObject({ errcode: 40007 });
    expect(await (await api.raw('media/get', {}, { media_id })).json()).toMatchObject({ errcode: 40007 });
  });
});

describe('frequencies', () => {
  test('what is too much for one member is dropped without a word', async () => {
    await again({ limits: true, rates: { memberPerMinute: 2 } });
    for (const text of ['a', 'b', 'c']) expect(await sends(text)).toMatchObject({ errcode: 0 });
    await sends('d', {}, 'WangQiang');
    expect([texts(), texts('WangQiang')]).toEqual([['a', 'b'], ['d']]);
    expect(wecom.dropped).toMatchObject([{ account: 'lina' }]);
    expect(wecom.offences).toHaveLength(1);
  });

  test('an API that was called too often is closed for a while', async () => {
    await again({ limits: true, rates: { apiPerMinute: 1, minuteMs: 200 } });
    const token = await api.token();
    const call = async () => {
      const answer = await fetch(`${wecom.env.WECOM_API_URL}/cgi-bin/getcallbackip?access_token=${token}`);
      return ((await answer.json()) as { errcode: number }).errcode;
    };
    // A busy machine may need more than a window for two calls.
    await expect.poll(call, { interval: 1, timeout: 5000 }).toBe(45009);
    await expect.poll(call, { interval: 20, timeout: 5000 }).toBe(0);
  });

  test('a day has 200 messages for each account', async () => {
    await again({ limits: true, rates: { dayPerAccount: 1 } });
    expect(await sends('a', {}, 'LiNa|WangQiang')).toMatchObject({ errcode: 0 });
    expect(await sends('b')).toMatchObject({ errcode: 45009 });
  });

  test('nothing is counted unless a test wants it', async () => {
    for (let one = 0; one < 40; one++) await sends(`${one}`);
    expect(texts()).toHaveLength(40);
  });
});

describe('faults', () => {
  test('each is met as often as it was armed, and by the calls it is for', async () => {
    wecom.faults.next('message/send', { kind: 'throttled' });
    wecom.faults.next('message/send', { kind: 'refused', error: '-1' });
    wecom.faults.next('message/send', { kind: 'tokenExpired' });
    expect(await sends('a')).toMatchObject({ errcode: 45009 });
    expect(await sends('a')).toMatchObject({ errcode: -1 });
    expect(await sends('a')).toMatchObject({ errcode: 42001 });
    expect(await sends('a')).toMatchObject({ errcode: 0 });
    wecom.faults.next('message', { kind: 'serverError' });
    wecom.faults.next('message', { kind: 'garbage' });
    const body = JSON.stringify(textTo(wecom.env, 'LiNa', 'b'));
    expect((await api.raw('message/send', { method: 'POST', body })).status).toBe(502);
    expect(await (await api.raw('message/send', { method: 'POST', body })).text()).toContain('<html>');
    expect(texts()).toEqual(['a']);
    const seen = wecom.calls.filter(({ path }) => path === '/cgi-bin/message/send');
    expect(seen.map(({ error }) => error)).toEqual(['45009', '-1', '42001', null, 'serverError', 'garbage']);
  });

  test('silence ends when the caller gives up, and nothing was done', async () => {
    wecom.faults.next('message/send', { kind: 'silent' });
    const body = JSON.stringify(textTo(wecom.env, 'LiNa', 'b'));
    const signal = AbortSignal.timeout(60);
    await expect(api.raw('message/send', { method: 'POST', body, signal })).rejects.toThrow();
    expect(texts()).toEqual([]);
  });

  test('a throttled API stays closed for the time that was named', async () => {
    wecom.faults.next('message/send', { kind: 'throttled', afterMs: 800 });
    expect([(await sends('a')).errcode, (await sends('a')).errcode]).toEqual([45009, 45009]);
    await expect.poll(async () => (await sends('a')).errcode, { interval: 50, timeout: 5000 }).toBe(0);
  });
});
