import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import type { Card } from '../../src/platform/card.ts';
import { storeFile } from '../../src/platform/files.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import type { Fault } from '../platforms/hands.ts';
import { accountOf, type SlackWorld, slackWorld, type WorldOptions } from './world.ts';

let db: Database;
let w: SlackWorld;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => truncateAll(db));
afterEach(async () => {
  await w.end();
  expect(w.slack.offences).toEqual([]);
});

async function started(options: WorldOptions = {}): Promise<SlackWorld> {
  w = await slackWorld(db, options);
  return w;
}

const wang = accountOf('sales-0');
const li = accountOf('sales-1');

const card: Card = { title: 'R-1', tone: 'act', elements: [{ kind: 'text', text: '需要 500 件' }], buttons: [] };

const delivery = (more: Partial<Delivery> = {}): Delivery => ({
  id: 'm1',
  account: wang,
  card,
  priority: 'reply',
  again: false,
  ...more,
});

const send = (more: Partial<Delivery> = {}) => w.messenger.adapter.send(delivery(more));

async function failure(more: Partial<Delivery> = {}): Promise<Pick<DeliveryError, 'retry' | 'afterMs'>> {
  const error = await send(more).then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof DeliveryError)) throw new Error(`no DeliveryError but ${String(error)}`);
  return { retry: error.retry, afterMs: error.afterMs };
}

describe('sending', () => {
  test('writes to the person, and changes the message by the id it got', async () => {
    await started();
    const id = await send();
    expect(id).toMatch(/^D\w+\/\d+\.\d+$/);
    expect(await send({ id: 'm2', replaces: id, card: { ...card, title: 'R-1 · 完成', tone: 'good' } })).toBe(id);
    expect(w.slack.shown(wang)).toMatchObject([{ text: '✅ R-1 · 完成\n需要 500 件', edited: true }]);
  });

  test('marks each message, so that one whose answer was lost is found and not sent twice', async () => {
    await started();
    w.slack.faults.next('chat.postMessage', { kind: 'answerLost' });
    expect(await failure()).toMatchObject({ retry: 'later' });
    const id = await send({ again: true });
    expect(w.slack.shown(wang)).toHaveLength(1);
    expect(id.endsWith(w.slack.shown(wang)[0]?.id ?? '-')).toBe(true);
    await send({ id: 'm2', again: true });
    expect(w.slack.shown(wang)).toHaveLength(2);
  });

  test('without a look into the past it waits, rather than writing twice', async () => {
    await started();
    w.slack.faults.next('conversations.history', { kind: 'serverError' });
    expect(await failure({ again: true })).toMatchObject({ retry: 'later' });
    expect(w.slack.shown(wang)).toHaveLength(0);
  });

  test('brings several people together', async () => {
    await started();
    const id = await send({ group: { name: '环', members: [wang, li] } });
    await send({ group: { name: '环', members: [li, wang] }, again: true });
    expect(id).not.toMatch(/^D/);
    expect([w.slack.shown(wang), w.slack.shown(li)].map((shown) => shown.length)).toEqual([1, 1]);
    await send({ id: 'm2', group: { name: '环', members: [li, wang] } });
    expect(w.slack.shown(li)).toHaveLength(2);
    const many = Array.from({ length: 9 }, (_, index) => accountOf(`sales-${index}`));
    expect(await failure({ group: { name: '大', members: many } })).toMatchObject({ retry: 'never' });
  });
});

describe('what follows from a failure', () => {
  const cases: [string, Fault, Partial<Delivery>, object][] = [
    ['too fast', { kind: 'throttled', afterMs: 30_000 }, {}, { retry: 'later', afterMs: 30_000 }],
    ['a broken server', { kind: 'serverError' }, {}, { retry: 'later' }],
    ['a page instead of an answer', { kind: 'garbage' }, {}, { retry: 'later' }],
    ['silence', { kind: 'silent' }, {}, { retry: 'later' }],
    ['an error of Slack’s own', { kind: 'refused', error: 'internal_error' }, {}, { retry: 'later' }],
    ['too fast, said politely', { kind: 'refused', error: 'rate_limited' }, {}, { retry: 'later', afterMs: 1000 }],
    ['a revoked token', { kind: 'tokenExpired' }, {}, { retry: 'later', afterMs: 60_000 }],
    ['a missing right', { kind: 'refused', error: 'missing_scope' }, {}, { retry: 'later', afterMs: 60_000 }],
    ['a person who is gone', { kind: 'refused', error: 'user_disabled' }, {}, { retry: 'never' }],
    ['a conversation that is gone', { kind: 'refused', error: 'channel_not_found' }, {}, { retry: 'never' }],
    [
      'a message that is gone',
      { kind: 'refused', error: 'message_not_found' },
      { replaces: 'D1/1.1' },
      { retry: 'unchangeable' },
    ],
    [
      'a message too old to change',
      { kind: 'refused', error: 'edit_window_closed' },
      { replaces: 'D1/1.1' },
      { retry: 'unchangeable' },
    ],
    [
      'too many changes',
      { kind: 'throttled', afterMs: 2000 },
      { replaces: 'D1/1.1' },
      { retry: 'later', afterMs: 2000 },
    ],
  ];

  test.each(cases)('%s', async (_, fault, more, expected) => {
    await started();
    w.slack.faults.next('chat.', fault);
    expect(await failure(more)).toMatchObject(expected);
  });

  test('a refusal without a number is tried again, too', async () => {
    await started();
    w.slack.answers('chat.postMessage', { status: 429, body: '' });
    expect(await failure()).toMatchObject({ retry: 'later' });
  });

  test('what was refused for the token is told to the operator', async () => {
    await started();
    w.slack.faults.next('chat.', { kind: 'refused', error: 'missing_scope' });
    await failure();
    expect(w.logs).toContainEqual(expect.objectContaining({ level: 50, code: 'missing_scope' }));
  });

  test('blocks that are refused are replaced by their words', async () => {
    await started();
    w.slack.faults.next('chat.', { kind: 'refused', error: 'msg_blocks_too_long' });
    await send();
    expect(w.slack.shown(wang)[0]?.text).toContain('需要 500 件');
  });

  test('an id that is none of Slack’s is a message that cannot be changed', async () => {
    await started();
    expect(await failure({ replaces: 'nonsense' })).toMatchObject({ retry: 'unchangeable' });
  });
});

describe('turns at Slack’s limits', () => {
  test('are taken by conversation and in the workspace, and for changes on their own', async () => {
    await started();
    const buckets = (more: Partial<Delivery>) =>
      w.messenger.adapter.pace(delivery(more)).map(({ bucket }) => bucket.replace(/^slack\/\w{8}\//, ''));
    expect(buckets({})).toEqual([`chat.postMessage/${wang}`, 'chat.postMessage']);
    expect(buckets({ replaces: 'D1/1.1' })).toEqual(['chat.update']);
    expect(JSON.stringify(w.messenger.adapter.pace(delivery()))).not.toContain(w.settings.botToken);
  });
});

describe('pictures', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

  async function stored(name: string, bytes: Uint8Array): Promise<Card> {
    const kept = await storeFile(db.reader, { name, bytes, declaredType: '', owner: 'p-sales-0', now: w.clock.now() });
    if ('refused' in kept) throw new Error(kept.refused);
    return { ...card, elements: [{ kind: 'image', file: kept.file.id, alt: '到货区照片' }] };
  }

  test('are uploaded once, waited for, and shown with words for those who cannot see them', async () => {
    await started({ processingMs: 60 });
    const photo = await stored('dock.png', png);
    expect(await failure({ card: photo })).toMatchObject({ retry: 'later', afterMs: 1500 });
    expect(w.slack.posts(wang)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const id = await send({ card: photo, again: true });
    await send({ id: 'm2', card: photo, replaces: id });
    expect(w.slack.shown(wang)).toMatchObject([{ files: ['dock.png'] }]);
    expect(w.slack.calls.filter(({ path }) => path === 'files.getUploadURLExternal')).toHaveLength(1);
    expect(JSON.stringify(w.slack.posts(wang))).toContain('到货区照片');
  });

  test('that Slack does not take are left in words when the message is tried again', async () => {
    await started();
    const photo = await stored('dock.png', png);
    w.slack.faults.next('files.', { kind: 'serverError' }, 2);
    expect(await failure({ card: photo })).toMatchObject({ retry: 'later' });
    await send({ card: photo, again: true });
    expect(w.slack.shown(wang)[0]?.text).toContain('[到货区照片]');
  });

  test('other files are shared below the message', async () => {
    await started();
    await send({ card: await stored('order.csv', Buffer.from('a,b\n1,2\n')) });
    expect(w.slack.shown(wang)[0]?.text).toContain('order.csv');
    await expect.poll(() => w.slack.shown(wang).flatMap(({ files }) => files)).toEqual(['order.csv']);
  });
});
