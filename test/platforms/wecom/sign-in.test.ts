import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stoppedClock } from '../../../src/clock.ts';
import { startWecom, type WecomEmulator } from './index.ts';
import { type Client, client } from './toy.ts';

const clock = stoppedClock(new Date('2026-11-22T03:00:00Z'));
const later = (seconds: number) => clock.set(new Date(clock.now().getTime() + seconds * 1000));

let wecom: WecomEmulator;
let api: Client;

beforeEach(async () => {
  wecom = await startWecom({ now: clock.now });
  await wecom.hire({ account: 'LiNa', name: '李娜' });
  api = client(wecom.env);
});
afterEach(() => wecom.close());

describe('signing in', () => {
  let app: Server;
  let url: string;

  /** A site that knows people by WeCom alone, with a strict cookie for the way out and a lax one for the way back. */
  beforeEach(async () => {
    app = createServer(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', url);
      const cookies = new Map(
        (request.headers.cookie ?? '').split('; ').map((one) => one.split('=') as [string, string]),
      );
      const code = searchParams.get('code');
      if (code) {
        const who = await api.get('auth/getuserinfo', { code });
        const more = `via=${cookies.get('strict') ?? 'nothing'}-${searchParams.get('state')}-${cookies.get('lax')}`;
        response.writeHead(303, { location: '/form', 'set-cookie': [`who=${who.userid ?? who.openid}`, more] }).end();
      } else if (pathname === '/form' && !cookies.has('who')) {
        const query = new URLSearchParams({
          appid: wecom.env.WECOM_CORP_ID ?? '',
          redirect_uri: `${url}/back?form=7&a=%20b`,
          response_type: 'code',
          scope: 'snsapi_base',
          state: 'abc',
          agentid: wecom.env.WECOM_AGENT_ID ?? '',
        });
        const location = `${wecom.env.WECOM_OAUTH_URL}?${query}#wechat_redirect`;
        response
          .writeHead(302, { location, 'set-cookie': ['strict=1; SameSite=Strict', 'lax=1; SameSite=Lax; HttpOnly'] })
          .end();
      } else {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
        response.end(`${cookies.get('who')} ${cookies.get('via')} ${request.headers.origin} ${Buffer.concat(chunks)}`);
      }
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
    wecom.pointTo(url);
  });
  afterEach(() => new Promise((resolve) => app.close(resolve)));

  test('a member comes back as themselves, and stays signed in', async () => {
    const browser = wecom.browser('LiNa');
    const page = await browser.get(`${url}/form`);
    // A strict cookie stays at home when another site leads back.
    expect(page).toMatchObject({ url: `${url}/form`, status: 200, text: 'LiNa nothing-abc-1 undefined ' });
    const sent = await browser.post(`${url}/form`, { quantity: '12', parts: ['a', 'b'] });
    expect(sent.text).toBe(`LiNa nothing-abc-1 ${url} quantity=12&parts=a&parts=b`);
    expect(browser.cookies(url)).toMatchObject({ who: 'LiNa', strict: '1' });
    expect(wecom.offences).toEqual([]);
  });

  test('a file goes as multipart', async () => {
    const browser = wecom.browser('LiNa');
    await browser.get(`${url}/form`);
    const photo = { name: 'a.png', type: 'image/png', bytes: new Uint8Array([1]) };
    expect((await browser.post(`${url}/form`, { photo })).text).toContain('filename="a.png"');
  });

  test('someone from outside is no member, and a browser outside WeCom gets nowhere', async () => {
    expect((await wecom.browser('visitor').get(`${url}/form`)).text).toMatch(/^o[0-9a-f]+ /);
    expect((await wecom.stranger().get(`${url}/form`)).text).toContain('请在企业微信客户端打开链接');
  });

  test('the way back leads to the trusted domain only, port included', async () => {
    wecom.trustedDomain = '127.0.0.1';
    expect((await wecom.browser('LiNa').get(`${url}/form`)).text).toContain('50001');
    expect(wecom.offences).toHaveLength(1);
  });

  test('a code is good once, for five minutes', async () => {
    const state = new URLSearchParams({
      appid: wecom.env.WECOM_CORP_ID ?? '',
      redirect_uri: `${url}/nothing`,
      response_type: 'code',
    });
    const address = `${wecom.env.WECOM_OAUTH_URL}?${state}&scope=snsapi_base`;
    const cookie = Object.entries(wecom.browser('LiNa').cookies(address))
      .map((pair) => pair.join('='))
      .join('; ');
    const code = async () => {
      const answer = await fetch(address, { redirect: 'manual', headers: { cookie } });
      return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
    };
    const [once, late] = [await code(), await code()];
    expect(await api.get('auth/getuserinfo', { code: once })).toMatchObject({ userid: 'LiNa' });
    expect(await api.get('auth/getuserinfo', { code: once })).toMatchObject({ errcode: 40029 });
    later(300);
    expect(await api.get('auth/getuserinfo', { code: late })).toMatchObject({ errcode: 40029 });
    expect(JSON.stringify(wecom.calls)).not.toContain(once);
  });
});
