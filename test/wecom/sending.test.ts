import { afterEach, describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/platform/adapter.ts';
import { DeliveryError } from '../../src/platform/adapter.ts';
import type { Card } from '../../src/platform/card.ts';
import type { Fault } from '../platforms/hands.ts';
import { type World, type WorldOptions, wecomWorld } from './world.ts';

let w: World;
const open = async (options?: WorldOptions) => {
  w = await wecomWorld(options);
};
afterEach(async () => {
  expect(w.wecom.offences).toEqual([]);
  await w.close();
});

const liu = 'Materials-1';
const button = { action: 'toy.accept', value: '1', label: '接单', style: 'primary' as const };
const card = (more: Partial<Card> = {}): Card => ({
  title: '标题',
  tone: 'act',
  elements: [],
  buttons: [button],
  ...more,
});
const delivery = (more: Partial<Delivery> = {}): Delivery => ({
  id: 'm1',
  account: liu,
  card: card(),
  priority: 'reply',
  again: false,
  ...more,
});
const send = (more?: Partial<Delivery>) => w.messenger.adapter.send(delivery(more));
const failure = async (more?: Partial<Delivery>): Promise<DeliveryError> => {
  const error = await send(more).catch((thrown: unknown) => thrown);
  if (!(error instanceof DeliveryError)) throw new Error(`no DeliveryError but ${String(error)}`);
  return error;
};
const count = (path: string) => w.wecom.calls.filter((call) => call.path.endsWith(path)).length;
const shown = (account = liu) => w.wecom.shown(account).map(({ text }) => text);
const long: Card = card({ elements: [{ kind: 'text', text: '长'.repeat(1500) }] });

describe('what follows when WeCom says no', () => {
  test.each([
    ['45009', 'later', 60_000],
    ['45033', 'later', 1500],
    ['-1', 'later', 1000],
    ['6000', 'later', 1000],
    ['81013', 'never', undefined],
    ['60111', 'never', undefined],
    ['46004', 'never', undefined],
    ['40058', 'never', undefined],
    ['45002', 'never', undefined],
  ])('%s: %s', async (error, retry, afterMs) => {
    await open();
    w.wecom.faults.next('message/send', { kind: 'refused', error });
    expect(await failure()).toMatchObject({ retry, afterMs });
  });

  test.each<Fault>([{ kind: 'serverError' }, { kind: 'garbage' }, { kind: 'silent' }, { kind: 'answerLost' }])(
    '$kind: later, and told once however often it is tried',
    async (fault) => {
      await open();
      w.wecom.faults.next('message/send', fault);
      expect(await failure({ card: long })).toMatchObject({ retry: 'later' });
      await send({ card: long, again: true });
      const texts = shown();
      expect(texts.filter((text) => text.includes('截至'))).toHaveLength(1);
      expect(texts).toHaveLength(4);
    },
    15_000,
  );

  test('the answer to the card itself is lost: it is not sent again', async () => {
    await open();
    w.wecom.faults.next('message/send', { kind: 'answerLost' });
    expect((await failure()).retry).toBe('later');
    expect(await send({ again: true })).toMatch(/-m1$/);
    expect(shown()).toHaveLength(1);
  }, 15_000);

  test('an id that was used before a database was restored does not swallow the message', async () => {
    await open();
    await send();
    await send({ card: card({ title: '另一条' }) });
    expect(shown().join()).toContain('另一条');
  });

  test('an answer of 0 that reached nobody is a no', async () => {
    await open();
    w.wecom.tags = new Set(['Sales-0']);
    expect(await failure()).toMatchObject({ retry: 'never' });
    expect(await failure({ account: 'NoSuchPerson' })).toMatchObject({ retry: 'never' });
  });

  test.each([
    ['60020', /trusted addresses.*WECOM_PROXY_URL/],
    ['48002', /grant it in the admin console/],
    ['50003', /enable it/],
    ['301002', /WECOM_AGENT_ID/],
    ['60011', /visible range/],
  ])('%s: later, and the operator hears what to do, once', async (error, remedy) => {
    await open();
    w.wecom.faults.next('message/send', { kind: 'refused', error }, 2);
    expect(await failure()).toMatchObject({ retry: 'later' });
    expect(await failure()).toMatchObject({ retry: 'later' });
    const told = w.logged.filter((line) => String(line.msg).includes('operator has to act'));
    expect(told).toHaveLength(1);
    expect(told[0]?.remedy).toMatch(remedy);
  });

  test('an address that is not trusted is named', async () => {
    await open();
    w.wecom.trustedIps = new Set(['10.9.9.9']);
    expect((await failure()).message).toContain('127.0.0.1');
  });

  test('too many calls: none is made until the block is over, which grows', async () => {
    await open();
    w.wecom.faults.next('message/send', { kind: 'throttled' }, 2);
    expect(await failure()).toMatchObject({ retry: 'later', afterMs: 60_000 });
    const calls = count('message/send');
    await w.later(30_000);
    expect(await failure()).toMatchObject({ retry: 'later', afterMs: 30_000 });
    expect(count('message/send')).toBe(calls);
    w.clock.set(new Date(w.clock.now().getTime() + 31_000));
    w.wecom.faults.clear();
    w.wecom.faults.next('message/send', { kind: 'refused', error: '45009' });
    expect(await failure()).toMatchObject({ afterMs: 120_000 });
    w.clock.set(new Date(w.clock.now().getTime() + 121_000));
    await send();
    expect(shown()).toHaveLength(1);
  });
});

describe('the token', () => {
  test.each(['expired', 'unknown'] as const)(
    '%s in the middle of a burst: got anew once, and nothing sent twice',
    async (how) => {
      await open({ emulator: { sameToken: false } });
      const before = count('gettoken');
      w.wecom.invalidateTokens(how);
      await Promise.all(Array.from({ length: 12 }, (_, at) => send({ id: `m${at}`, account: `Sales-${at % 3}` })));
      expect(count('gettoken')).toBe(before + 1);
      for (const at of [0, 1, 2]) expect(shown(`Sales-${at}`)).toHaveLength(4);
    },
  );

  test('no token: not asked for again at once', async () => {
    await open();
    w.wecom.invalidateTokens('unknown');
    w.wecom.faults.next('gettoken', { kind: 'refused', error: '40001' }, 20);
    const before = count('gettoken');
    for (let at = 0; at < 10; at++) expect((await failure({ id: `m${at}` })).retry).toBe('later');
    expect(count('gettoken') - before).toBeLessThanOrEqual(2);
  });

  test('neither it nor the secret is in what is thrown', async () => {
    await open({ settings: { apiUrl: 'http://127.0.0.1:49151' }, asleep: true });
    const { message, cause } = await failure();
    expect(`${message}${String(cause)}`).toContain('ECONNREFUSED');
    expect(`${message}${String(cause)}`).not.toContain(w.settings.secret);
  });
});

describe('how much is sent', () => {
  test('what one member and the API take is paced, for each message there is', async () => {
    await open();
    const buckets = (more?: Partial<Delivery>) => w.messenger.adapter.pace(delivery(more)).map(({ bucket }) => bucket);
    expect(buckets()).toHaveLength(3);
    expect(buckets({ card: long })).toHaveLength(12);
    expect(buckets({ account: 'MATERIALS-1' })).toEqual(buckets());
    expect(buckets({ replaces: 'x' })).toEqual([expect.stringContaining('update_template_card')]);
    for (const { bucket, burst, everyMs } of w.messenger.adapter.pace(delivery())) {
      const inMinute = burst + 60_000 / everyMs;
      if (bucket.endsWith('/minute')) expect(inMinute).toBeLessThanOrEqual(28);
      if (bucket.endsWith('message/send')) expect(inMinute).toBeLessThanOrEqual(10_000);
      if (bucket.endsWith('/hour')) expect(burst + 3_600_000 / everyMs).toBeLessThanOrEqual(950);
    }
  });

  test('when the messages of the day run out, what is not urgent waits for midnight in China', async () => {
    await open();
    const quota = 200 * 25;
    const { wecomQuota } = await import('../../adapters/wecom/tables.ts');
    await w.db.reader.insert(wecomQuota).values({ day: '2026-05-01', sent: Math.floor(quota * 0.9) });
    // 10:00 in China.
    expect(await failure({ priority: 'bulk' })).toMatchObject({ retry: 'held', afterMs: 14 * 3600_000 });
    await send({ priority: 'escalation' });
    w.clock.set(new Date(w.clock.now().getTime() + 14 * 3600_000));
    await send({ id: 'm2', priority: 'bulk' });
    expect(shown()).toHaveLength(2);
  });
});

describe('a group', () => {
  const group = { name: 'R-1042 · 一张桌子', members: ['Sales-0', 'Materials-1', 'sales-0', 'Production-0'] };

  test('is made once, and the message is in it', async () => {
    await open();
    const id = await send({ group, card: card({ elements: [{ kind: 'text', text: '<@all> 下一步' }] }) });
    expect(w.wecom.groups()).toMatchObject([
      { id, name: group.name, members: ['Sales-0', 'Materials-1', 'Production-0'] },
    ]);
    expect(w.wecom.groups()[0]?.messages[0]?.text).toContain('下一步');
  });

  test('a second try finds the group of the first', async () => {
    await open();
    w.wecom.faults.next('appchat/create', { kind: 'answerLost' });
    expect((await failure({ group })).retry).toBe('later');
    await send({ group, again: true });
    expect(w.wecom.groups()).toMatchObject([{ messages: [{}] }]);
  }, 15_000);

  test('an app not visible to all makes none, and that is that', async () => {
    await open();
    w.wecom.tags = new Set(group.members);
    expect(await failure({ group })).toMatchObject({ retry: 'never' });
  });
});
