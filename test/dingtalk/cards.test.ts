import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import type { Delivery } from '../../src/platform/adapter.ts';
import type { Card } from '../../src/platform/card.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { deaf, delivery, type Stage, stage } from './world.ts';

let db: Database;
let on: Stage;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await truncateAll(db);
  on = await stage(db);
  await on.messenger.adapter.start(deaf);
});
afterEach(async () => {
  await on.end();
  expect(on.emulator.offences).toEqual([]);
});

const create = '/v1.0/card/instances/createAndDeliver';
const send = (one: Delivery) => on.messenger.adapter.send(one);
const calls = (path: string) => on.emulator.calls.filter((call) => call.path === path);
const made = () => calls(create).length;
const changed = () => calls('/v1.0/card/instances').length;
const shown = (account: string) => on.emulator.shown(account).map(({ text }) => text.split('\n')[0]);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

const card = (title: string, buttons: string[] = []): Card => ({
  title,
  tone: buttons.length > 0 ? 'act' : 'plain',
  elements: [{ kind: 'text', text: `about ${title}` }],
  buttons: buttons.map((label) => ({ action: 'toy.press', value: title, label, style: 'primary' })),
});

/** Three people about one subject, each with their own words. */
const three = (about = 'requests/1') => [
  delivery(card('R-1 asker'), { account: 'sales-0', about }),
  delivery(card('R-1 duty', ['Accept']), { account: 'production-0', about }),
  delivery(card('R-1 head'), { account: 'production-1', about }),
];

describe('one instance a subject', () => {
  test('all who hear of it at once are one call, and each sees their own card', async () => {
    const ids = await Promise.all(three().map(send));
    expect(made()).toBe(1);
    expect(new Set(ids.map((id) => id.split('#')[0])).size).toBe(1);
    expect(shown('sales-0')).toEqual(['R-1 asker']);
    expect(shown('production-1')).toEqual(['R-1 head']);
    expect(on.emulator.shown('production-0')[0]).toMatchObject({ buttons: ['Accept'] });
    expect(on.emulator.shown('sales-0')[0]).toMatchObject({ buttons: [] });
  });

  test('all changes of it at once are one call', async () => {
    const first = three();
    const ids = await Promise.all(first.map(send));
    const updates = first.map(({ account }, index) =>
      delivery(card(`R-1 done ${index}`), { account, about: 'requests/1', replaces: ids[index] ?? '' }),
    );
    expect(await Promise.all(updates.map(send))).toEqual(ids);
    expect([made(), changed()]).toEqual([1, 1]);
    expect(shown('production-0')).toEqual(['R-1 done 1']);
    expect(on.emulator.shown('production-0')[0]).toMatchObject({ edited: true, buttons: [] });
    expect(on.emulator.shown('production-0')[0]?.text).toContain('10:00 更新');
  });

  test('a change for one leaves the others as they are', async () => {
    const ids = await Promise.all(three().map(send));
    await send(delivery(card('only mine'), { account: 'production-0', replaces: ids[1] ?? '' }));
    expect([shown('sales-0'), shown('production-0')]).toEqual([['R-1 asker'], ['only mine']]);
  });

  test('whoever hears of it later gets a card of their own, with what is true then, and all are kept true', async () => {
    const before = await Promise.all(three().map(send));
    const referee = { account: 'materials-0', about: 'requests/1' };
    const late = await send(delivery(card('R-1 referee', ['Decide']), referee));
    expect(late.split('#')[0]).not.toBe(before[0]?.split('#')[0]);
    expect(on.emulator.shown('materials-0')).toMatchObject([{ buttons: ['Decide'], edited: false }]);
    // What the others see, and may press, stays theirs.
    expect([shown('sales-0'), shown('production-1')]).toEqual([['R-1 asker'], ['R-1 head']]);
    await Promise.all([
      ...three().map((one, index) => send({ ...one, card: card(`R-1 done ${index}`), replaces: before[index] ?? '' })),
      send(delivery(card('R-1 done'), { ...referee, replaces: late })),
    ]);
    expect([shown('sales-0'), shown('materials-0')]).toEqual([['R-1 done 0'], ['R-1 done']]);
    expect([made(), changed()]).toEqual([2, 2]);
  });

  test('two subjects, or two messages to one person, are two', async () => {
    await Promise.all([...three('requests/1'), ...three('requests/2')].map(send));
    expect(made()).toBe(2);
    const twice = [1, 2].map((n) => delivery(card(`n${n}`), { about: 'requests/3' }));
    await Promise.all(twice.map(send));
    expect(made()).toBe(4);
    expect(shown('sales-0')).toEqual(['R-1 asker', 'R-1 asker', 'n1', 'n2']);
  });

  test('the same words to forty people are two calls', async () => {
    for (let index = 0; index < 40; index++) await on.emulator.hire({ account: `w${index}`, name: `工${index}` });
    const all = Array.from({ length: 40 }, (_, index) => delivery(card('停电通知'), { account: `w${index}` }));
    await Promise.all(all.map(send));
    expect(made()).toBe(2);
    expect(shown('w39')).toEqual(['停电通知']);
  });

  test('takes one turn at the rate limit, not one a person', () => {
    const { pace } = on.messenger.adapter;
    const [first, ...others] = three().map((one) => pace(one));
    expect(first).toMatchObject([{ bucket: expect.stringContaining('createAndDeliver'), together: { most: 20 } }]);
    expect(others).toEqual([first, first]);
    const [other] = three('requests/2').map((one) => pace(one));
    expect(other?.[0]?.together?.alike).not.toBe(first?.[0]?.together?.alike);
    // Never more than 20 in any second.
    expect(first?.[0]?.window).toMatchObject({ calls: 20 });
    expect(first?.[0]?.window?.ms).toBeGreaterThan(1_000);
  });

  test('waits for the turn of those in it, once', async () => {
    let waited = 0;
    const turn = async () => {
      waited += 1;
      expect(made()).toBe(0);
    };
    await Promise.all(three().map((one) => send({ ...one, turn })));
    expect([made(), waited]).toEqual([1, 1]);
  });
});

describe('what may have arrived', () => {
  test('is not shown twice when its answer was lost', async () => {
    const all = three();
    on.emulator.faults.next(create, { kind: 'answerLost' });
    expect(await Promise.all(all.map((one) => failure(send(one))))).toMatchObject([
      { retry: 'later' },
      { retry: 'later' },
      { retry: 'later' },
    ]);
    // Each is tried again at a time of its own.
    for (const one of all) await send({ ...one, again: true });
    expect(made()).toBe(1);
    for (const { account } of all) expect(on.emulator.shown(account)).toHaveLength(1);
    // Asked once for all of them: the first answer said that it is there.
    expect(changed()).toBe(1);
  });

  test('and did not, reaches everybody all the same', async () => {
    const all = three();
    on.emulator.faults.next(create, { kind: 'serverError' });
    await Promise.all(all.map((one) => failure(send(one))));
    for (const one of all) await send({ ...one, again: true });
    for (const { account } of all) expect(on.emulator.shown(account)).toHaveLength(1);
  });

  test('is marked as arrived after a crash between sending and marking', async () => {
    const one = delivery(card('once'), { about: 'requests/9' });
    const id = await send(one);
    expect(await send({ ...one, again: true })).toBe(id);
    expect([made(), changed()]).toEqual([1, 0]);
    expect(on.emulator.shown('sales-0')).toHaveLength(1);
  });

  test('another database never takes its cards for its own', async () => {
    const one = delivery(card('first life'));
    await send(one);
    await truncateAll(db);
    await on.messenger.adapter.stop();
    const other = await stage(db, { settings: on.settings });
    await other.messenger.adapter.send({ ...one, card: card('second life') });
    expect(shown('sales-0')).toEqual(['first life', 'second life']);
    await other.end();
  });
});

describe('what goes wrong for one', () => {
  test('a card that did not reach one person reached the others', async () => {
    on.emulator.unreachable.add('production-0');
    const [asker, duty, head] = await Promise.all(three().map((one) => failure(send(one))));
    expect([asker, head]).toEqual([null, null]);
    expect(duty).toMatchObject({ retry: 'later', afterMs: 5_000 });
  });

  test('is tried again by itself, and nothing is taken for delivered', async () => {
    on.emulator.unreachable.add('sales-0');
    const [asker] = three();
    const all = [asker as Delivery, ...three().slice(1)];
    await Promise.all(all.map((one) => failure(send(one))));
    on.emulator.unreachable.clear();
    await send({ ...(asker as Delivery), again: true });
    expect(shown('sales-0')).toEqual(['R-1 asker']);
    expect(shown('production-0')).toEqual(['R-1 duty']);
  });

  test('one who has left does not keep it from the others', async () => {
    await on.emulator.dismiss('production-1');
    const [asker, duty, head] = await Promise.all(three().map((one) => failure(send(one))));
    expect([asker, duty]).toEqual([null, null]);
    expect(head).toMatchObject({ retry: 'never' });
  });

  test('a card nobody knows any more is unchangeable', async () => {
    const gone = delivery(card('x'), { replaces: 'xy-nothing-m1#sales-0' });
    expect(await failure(send(gone))).toMatchObject({ retry: 'unchangeable' });
    expect(await failure(send({ ...gone, replaces: 'a plain message' }))).toMatchObject({ retry: 'unchangeable' });
  });
});

describe('the platform', () => {
  test('says the token has expired: it is renewed once, for all who wait', async () => {
    on.emulator.faults.next(create, { kind: 'tokenExpired' });
    await Promise.all([...three('a'), ...three('b')].map(send));
    // One at the beginning, one anew.
    expect(calls('/v1.0/oauth2/accessToken')).toHaveLength(2);
  });

  test.each([
    [{ kind: 'throttled' } as const, { retry: 'later', afterMs: 1_000 }],
    [{ kind: 'serverError' } as const, { retry: 'later' }],
    [{ kind: 'garbage' } as const, { retry: 'later' }],
    [{ kind: 'refused', error: 'param.templateUnpublished' } as const, { retry: 'later', afterMs: 60_000 }],
    [{ kind: 'refused', error: 'param.contentUnsafe' } as const, { retry: 'never' }],
  ])('answers %o', async (fault, follows) => {
    on.emulator.faults.next(create, fault, 4);
    expect(await failure(send(delivery(card('x'))))).toMatchObject(follows);
  });

  test('does not answer: that is given up before the outbox would', async () => {
    on.emulator.faults.next(create, { kind: 'silent' });
    const since = performance.now();
    expect(await failure(send(delivery(card('x'))))).toMatchObject({ retry: 'later' });
    expect(performance.now() - since).toBeLessThan(2_450);
  });

  test('has no more calls this month: everything waits for the next one, and the operator hears of it', async () => {
    on.emulator.faults.next(create, { kind: 'refused', error: 'Forbidden.AccessDenied.ApiCountLimitForOrg' });
    const held = await failure(send(delivery(card('x'), { priority: 'escalation' })));
    // 6 May 10:00 to 1 June in Shanghai.
    expect(held).toMatchObject({ retry: 'held', afterMs: (25 * 24 + 14) * 3_600_000 });
    expect(on.lines.some(({ msg, level }) => level === 50 && msg.includes('used up'))).toBe(true);
  });
});
