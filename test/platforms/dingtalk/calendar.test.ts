import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BareApp, bareApp } from './app.ts';
import { type DingtalkEmulator, startDingtalk } from './index.ts';

let now: Date;
let dingtalk: DingtalkEmulator;
let app: BareApp;
let unions: Record<string, string>;

beforeEach(async () => {
  now = new Date('2026-05-06T02:00:00Z');
  dingtalk = await startDingtalk({ now: () => now });
  app = bareApp(dingtalk);
  unions = {};
  for (const account of ['ana', 'ben', 'cleo']) {
    await dingtalk.hire({ account, name: account });
    const { body } = await app.ask('/topapi/v2/user/get', { userid: account });
    unions[account] = String((body.result as Record<string, unknown>).unionid);
  }
});
afterEach(async () => {
  app.close();
  await dingtalk.close();
});

const at = (text: string, timeZone = 'Asia/Shanghai') => ({ dateTime: text, timeZone });
const usual = () => ({
  summary: '例会',
  start: at('2026-05-12T09:00:00+08:00'),
  end: at('2026-05-12T09:30:00+08:00'),
  attendees: [{ id: unions.ben }],
});
const events = (union: string | undefined, id = '') =>
  `/v1.0/calendar/users/${union}/calendars/primary/events${id && `/${id}`}`;
const make = (more: Record<string, unknown> = {}, union = unions.ana) =>
  app.ask(events(union), { ...usual(), ...more });

describe('an event', () => {
  test.each([
    ['without a title', { summary: '' }],
    ['with a title of 2049 characters', { summary: '长'.repeat(2049) }],
    ['with a description of 5001 characters', { description: '长'.repeat(5001) }],
    ['that ends before it begins', { end: at('2026-05-12T08:00:00+08:00') }],
    ['without an offset', { start: at('2026-05-12T09:00:00') }],
    ['with two zones', { end: at('2026-05-12T09:30:00+08:00', 'Europe/Berlin') }],
  ] as const)('%s is refused, and noted', async (_, more) => {
    expect(await make(more)).toMatchObject({ status: 400, body: { code: 'invalidParameter' } });
    expect(dingtalk.offences).toHaveLength(1);
  });

  test('wants unionIds: a userId in its place is refused, and noted', async () => {
    expect(await make({}, 'ana')).toMatchObject({ status: 400, body: { code: 'permissionDeny' } });
    expect(await make({ attendees: [{ id: 'ben' }] })).toMatchObject({ status: 400 });
    expect(dingtalk.offences).toHaveLength(2);
  });

  test('is changed and taken out by its organiser alone; who is invited takes out their own copy', async () => {
    const { body } = await make({ attendees: [{ id: unions.ben }, { id: unions.cleo }] });
    const id = String(body.id);
    const change = { ...usual(), id, summary: '改期' };
    expect(await app.ask(events(unions.ben, id), change, { method: 'PUT' })).toMatchObject({ status: 400 });
    expect(await app.ask(events(unions.ana, id), change, { method: 'PUT' })).toMatchObject({ status: 200 });
    expect(dingtalk.calendar('ben')).toMatchObject([{ summary: '改期', with: ['ana', 'ben'] }]);
    expect(await app.ask(events(unions.cleo, id), {}, { method: 'GET' })).toMatchObject({ status: 404 });
    await app.ask(events(unions.ben, id), {}, { method: 'DELETE' });
    expect([dingtalk.calendar('ana').length, dingtalk.calendar('ben').length]).toEqual([1, 0]);
    await app.ask(events(unions.ana, id), {}, { method: 'DELETE' });
    expect(dingtalk.calendar('ana')).toEqual([]);
  });

  test('is the hundredth of a day, and the next one of the same person is not', async () => {
    for (let count = 0; count < 100; count++) expect(await make()).toMatchObject({ status: 200 });
    expect(await make()).toMatchObject({ status: 400, body: { code: 'flowLimit' } });
    expect(await make({ attendees: [] }, unions.ben)).toMatchObject({ status: 200 });
    now = new Date(now.getTime() + 24 * 3_600_000);
    expect(await make()).toMatchObject({ status: 200 });
  });
});

test('without the right nothing is done, and the right is named', async () => {
  dingtalk.permissions.delete('Calendar.Event.Write');
  expect(await make()).toMatchObject({
    status: 403,
    body: { accessdenieddetail: { requiredScopes: ['Calendar.Event.Write'] } },
  });
});

test('free times are asked about twenty people at most', async () => {
  dingtalk.occupies('ben', new Date('2026-05-12T01:00:00Z'), new Date('2026-05-12T02:00:00Z'));
  const ask = (userIds: unknown[]) =>
    app.ask(`/v1.0/calendar/users/${unions.ana}/querySchedule`, {
      ...{ userIds, startTime: '2026-05-11T00:00:00Z', endTime: '2026-05-16T00:00:00Z' },
    });
  expect(await ask([unions.ben])).toMatchObject({
    body: { scheduleInformation: [{ userId: unions.ben, scheduleItems: [{ status: 'BUSY' }] }] },
  });
  expect(await ask(Array.from({ length: 21 }, () => unions.ben))).toMatchObject({ status: 400 });
});
