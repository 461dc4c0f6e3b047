import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type World, wecomWorld } from './world.ts';

let w: World;
beforeEach(async () => {
  w = await wecomWorld();
});
afterEach(async () => {
  expect(w.wecom.offences).toEqual([]);
  await w.close();
});

const liu = 'Materials-1';
const inner = (created = seconds(), id = '7421339999999999999', more = '') =>
  `<xml><ToUserName>${w.settings.corpId}</ToUserName><FromUserName>${liu}</FromUserName><CreateTime>${created}</CreateTime><MsgType>text</MsgType><Content>hello</Content><MsgId>${id}</MsgId>${more}</xml>`;
const seconds = () => Math.floor(w.clock.now().getTime() / 1000);
const packet = (message = inner()) => w.wecom.encrypted(message);
const post = async ({ query, body }: { query: Record<string, string>; body: string | Uint8Array }) =>
  (await w.wecom.deliver(query, body)).status;

describe('the check of the address', () => {
  test('is answered within a second with the very bytes', async () => {
    const check = await w.wecom.verifyUrl();
    expect(check).toMatchObject({ ok: true, why: null });
    expect(check.ms).toBeLessThan(1000);
  });

  test('a plus that arrives raw is a plus', async () => {
    expect(await w.wecom.verifyUrl({ rawPlus: true })).toMatchObject({ ok: true });
  });

  test('with another token or for another corporation it is refused without a word', async () => {
    expect(await w.wecom.verifyUrl({ token: 'another' })).toMatchObject({ ok: false, status: 403, body: '' });
    expect(await w.wecom.verifyUrl({ receiveId: 'wwother' })).toMatchObject({ ok: false, status: 403, body: '' });
  });

  test('a message sent back as a check is not read out', async () => {
    const { query, body } = packet();
    const encrypt = /CDATA\[([A-Za-z0-9+/=]{40,})\]/.exec(body)?.[1] ?? /<Encrypt>([^<]+)</.exec(body)?.[1] ?? '';
    const answer = await w.messenger.routes?.request(
      `/wecom/callback?${new URLSearchParams({ ...query, echostr: encrypt })}`,
    );
    expect(answer?.status).toBe(403);
    expect(await answer?.text()).toBe('');
  });
});

describe('what is not a callback of ours', () => {
  test('is refused before it is read, and without a word', async () => {
    const good = packet();
    const changed = (query: Record<string, string>) => ({ ...good, query: { ...good.query, ...query } });
    expect(await post(changed({ msg_signature: '0'.repeat(40) }))).toBe(403);
    expect(await post(changed({ timestamp: '1' }))).toBe(403);
    expect(await post(changed({ extra: '1' }))).toBe(400);
    expect(await post({ ...good, query: {} })).toBe(400);
    const twice = `${new URLSearchParams(good.query)}&nonce=1`;
    expect((await w.wecom.deliver(twice, good.body)).status).toBe(400);
    expect(await post({ ...good, body: '' })).toBe(400);
    expect(await post({ ...good, body: '{"encrypt":"a"}' })).toBe(400);
    expect(await post({ ...good, body: `<!DOCTYPE xml>${good.body}` })).toBe(400);
    expect(await post({ ...good, body: new Uint8Array([0xff, 0xfe, 0x3c, 0x00]) })).toBe(400);
    expect(w.heard).toEqual([]);
    expect(await post(good)).toBe(200);
    expect(w.heard).toHaveLength(1);
  });

  test('signed rightly but not ours inside is refused too', async () => {
    const bad = ['', 'hello', '<xml></xml>', inner().replace(w.settings.corpId, 'wwother'), `<!DOCTYPE x>${inner()}`];
    const worse = [inner(seconds(), '1', '<MsgId>2</MsgId>'), `<xml>${'<a>'.repeat(9000)}${'</a>'.repeat(9000)}</xml>`];
    for (const message of [...bad, ...worse]) expect(await post(packet(message))).toBe(400);
    expect(await post(w.wecom.encrypted(inner(), { receiveId: 'wwother' }))).toBe(403);
    expect(await post(w.wecom.encrypted(inner(), { encrypt: Buffer.alloc(64).toString('base64') }))).toBe(403);
    expect(w.heard).toEqual([]);
  });

  test('stale or from the future', async () => {
    for (const off of [-3600, -601, 601, 3600]) expect(await post(packet(inner(seconds() + off)))).toBe(403);
    for (const off of [-590, 590]) expect(await post(packet(inner(seconds() + off, String(off + 1000))))).toBe(200);
    expect(w.heard).toHaveLength(2);
  });

  test('too large, with its length told or not', async () => {
    const { query } = packet();
    expect(await post({ query, body: 'x'.repeat(1024 * 1024 + 1) })).toBe(413);
    const chunks = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(256 * 1024)),
    });
    const init = { method: 'POST', body: chunks, duplex: 'half' } as RequestInit;
    const answer = await w.messenger.routes?.request(`/wecom/callback?${new URLSearchParams(query)}`, init);
    expect(answer?.status).toBe(413);
  });

  test('a body that stops half way keeps nobody else waiting', async () => {
    const { query } = packet();
    const socket = connect(Number(new URL(w.url).port), '127.0.0.1');
    socket.write(
      `POST /wecom/callback?${new URLSearchParams(query)} HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n<xml>`,
    );
    expect(await post(packet())).toBe(200);
    socket.destroy();
  });
});

describe('the same thing again', () => {
  test('the same bytes are answered and do nothing', async () => {
    const one = packet();
    expect(await post(one)).toBe(200);
    expect(await post(one)).toBe(200);
    await w.later(86_400_000);
    expect(await post(one)).toBe(403);
    expect(w.heard).toHaveLength(1);
  });

  test('the same message in other bytes, also at once, has one effect', async () => {
    w.wecom.faults.duplicate(3, true);
    await w.wecom.says(liu, 'hello');
    w.wecom.faults.duplicate(2);
    await w.wecom.says(liu, '值班');
    w.wecom.faults.clear();
    const shown = w.wecom.shown(liu).map(({ text }) => text.split('\n').at(-1));
    expect(new Set(w.heard.map(({ id }) => id)).size).toBe(2);
    expect(shown.filter((text) => text === '今天值班：刘洋')).toHaveLength(1);
    expect(shown).toHaveLength(2);
  });

  test('what could not be kept is not taken, and is taken when it comes again', async () => {
    w.broken = true;
    setTimeout(() => {
      w.broken = false;
    }, 30);
    await w.wecom.says(liu, '值班');
    expect(w.wecom.attempts.map(({ status }) => status)).toContain(500);
    expect(w.wecom.shown(liu)).toHaveLength(1);
  });

  test('the same bytes again after a failure are not a replay', async () => {
    const one = packet();
    w.broken = true;
    expect(await post(one)).toBe(500);
    w.broken = false;
    expect(await post(one)).toBe(200);
    expect(w.heard).toHaveLength(1);
  });

  test('out of order and late by minutes they are still what they were', async () => {
    w.wecom.faults.hold();
    await w.wecom.says(liu, 'first');
    await w.wecom.says(liu, 'second');
    await w.later(540_000);
    await w.wecom.faults.release();
    expect(w.heard.map((one) => one.kind === 'said' && one.text)).toEqual(['second', 'first']);
  });
});

describe('what WeCom itself has to say', () => {
  test('unknown events and visits are acknowledged', async () => {
    await w.wecom.enters(liu);
    await w.wecom.happens(liu, 'tomorrows_event');
    await w.wecom.happens('sys', 'batch_job_result');
    expect(w.heard).toEqual([]);
    expect(w.wecom.attempts.every(({ status }) => status === 200)).toBe(true);
  });

  test('a restriction that threatens is told to the operator', async () => {
    await w.wecom.happens('sys', 'inactive_alert', [['EffectTime', '1754000000']]);
    expect(w.logged.map(({ msg }) => msg).join()).toContain('restrict the app');
  });

  test('nothing said or secret is in the log', async () => {
    await w.wecom.says(liu, 'secret-words');
    w.broken = true;
    const one = packet();
    await post(one);
    w.broken = false;
    const log = JSON.stringify(w.logged);
    for (const word of ['secret-words', w.settings.secret, w.settings.token, w.settings.encodingAesKey])
      expect(log).not.toContain(word);
  });
});
