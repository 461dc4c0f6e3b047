import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import { sentence } from '../../src/platform/card.ts';
import { type ForwardProxy, startProxy } from './proxy.ts';
import { type World, wecomWorld } from './world.ts';

let w: World;
let proxy: ForwardProxy;

beforeEach(async () => {
  proxy = await startProxy();
});
afterEach(async () => {
  expect(w.wecom.offences).toEqual([]);
  await w.close();
  await proxy.close();
});

/** A name that leads nowhere (RFC 2606): a call that went past the proxy would fail. */
const nowhere = 'wecom.invalid';

/** WeCom under a name only the proxy knows; `credentials` stand in the proxy's address. */
async function open(credentials = ''): Promise<void> {
  w = await wecomWorld({
    settings({ env }) {
      proxy.to = Number(new URL(env.WECOM_API_URL ?? '').port);
      return { apiUrl: `http://${nowhere}`, proxyUrl: proxy.url.replace('//', `//${credentials}`) };
    },
  });
}

const delivery: Delivery = {
  id: 'm1',
  account: 'Sales-1',
  card: sentence('through the proxy'),
  priority: 'reply',
  again: false,
};
const failure = async (): Promise<DeliveryError> => {
  const error = await w.messenger.adapter.send(delivery).catch((thrown: unknown) => thrown);
  if (!(error instanceof DeliveryError)) throw new Error(`no DeliveryError but ${String(error)}`);
  return error;
};
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const called = () => new Set(w.wecom.calls.map(({ path }) => path.slice('/cgi-bin/'.length)));

test('every call leaves through the proxy: token, menu, messages, files, directory, signing in, the doctor', async () => {
  await open();
  const { identity, directory } = w.messenger;
  await w.wecom.says('Materials-1', '', [{ name: 'a.png', type: 'image/png', bytes: png }]);
  const [said] = w.heard;
  const file = said?.kind === 'said' ? (said.files?.[0] ?? '') : '';
  const card = { ...sentence('照片'), elements: [{ kind: 'image' as const, file, alt: '到货' }] };
  await w.messenger.adapter.send({ ...delivery, card });
  const begin = identity?.begin(new URL('/forms/back', w.url), 's1').href ?? '';
  const { url } = await w.wecom.browser('Sales-0').get(begin);
  expect(await identity?.complete(new URL(url).searchParams.get('code') ?? '')).toBe('sales-0');
  const people: string[] = [];
  for await (const { account } of directory.people()) people.push(account);
  expect(people.length).toBeGreaterThan(0);
  const findings = await w.messenger.check();
  expect(findings.filter(({ level }) => level === 'broken')).toEqual([]);

  const kinds = [
    'gettoken',
    'menu/create',
    'media/get',
    'media/upload',
    'message/send',
    'auth/getuserinfo',
    'agent/get',
  ];
  expect([...called()]).toEqual(expect.arrayContaining(kinds));
  expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${nowhere}:80`]));
});

test('name and password of the proxy are given to it, and to nobody else', async () => {
  await open('xiayou:s%40crecy@');
  await w.messenger.adapter.send(delivery);
  const basic = `Basic ${Buffer.from('xiayou:s@crecy').toString('base64')}`;
  expect(new Set(proxy.credentials)).toEqual(new Set([basic]));
  expect(JSON.stringify([w.wecom.calls, w.logged])).not.toMatch(/crecy/);
});

test.each([[407], [502]])('a proxy that answers %i is tried again later, and nothing goes past it', async (status) => {
  await open('xiayou:secrecy@');
  await proxy.cut();
  proxy.refuses = status;
  const calls = w.wecom.calls.length;
  const { retry, message, cause } = await failure();
  expect(retry).toBe('later');
  expect(`${message} ${String(cause)} ${JSON.stringify(w.logged)}`).not.toMatch(/secrecy/);
  expect(w.wecom.calls).toHaveLength(calls);
  proxy.refuses = null;
  await w.messenger.adapter.send(delivery);
  expect(w.wecom.shown('Sales-1')).toHaveLength(1);
});
