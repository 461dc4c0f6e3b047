import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWecom, type WecomEmulator } from './index.ts';
import { type Client, client } from './toy.ts';

let wecom: WecomEmulator;
let api: Client;
let calendar: string;

beforeAll(async () => {
  wecom = await startWecom();
  await wecom.hire({ account: 'LiNa', name: '李娜' });
  api = client(wecom.env);
  const made = await api.post('oa/calendar/add', { calendar: { summary: '例会', color: '#0000FF' } });
  calendar = String(made.cal_id);
});
beforeEach(() => {
  wecom.calendars = true;
  wecom.offences.length = 0;
});
afterAll(() => wecom.close());

const long = (length: number) => '长'.repeat(length);
const usual = { start_time: 1_780_000_000, end_time: 1_780_001_800, attendees: [{ userid: 'lina' }], summary: '例会' };
const add = (more: Record<string, unknown> = {}) =>
  api.post('oa/schedule/add', { schedule: { ...usual, cal_id: calendar, ...more } });

describe('a schedule', () => {
  test.each([
    ['that ends before it begins', 40058, { end_time: 1_779_999_999 }],
    ['in milliseconds with a fraction', 40058, { start_time: 1_780_000_000.5 }],
    ['with a title of 129 characters', 40058, { summary: long(129) }],
    ['with a description of 1001 characters', 40058, { description: long(1001) }],
    ['for somebody unknown', 60111, { attendees: [{ userid: 'nobody' }] }],
    ['for somebody twice', 40058, { attendees: [{ userid: 'LiNa' }, { userid: 'lina' }] }],
    ['in a calendar of another app', 40058, { cal_id: 'wcAnother' }],
    ['with a reminder there is none of', 40058, { reminders: { is_remind: 1, remind_before_event_secs: 60 } }],
  ] as const)('%s is refused', async (_, errcode, more) => {
    expect(await add(more)).toMatchObject({ errcode });
  });

  test('as long as may be is taken, told, found in its calendar, changed and taken out', async () => {
    const made = await add({ summary: long(128), description: long(1000) });
    const id = String(made.schedule_id);
    const get = (ids: string[]) => api.post('oa/schedule/get', { schedule_id_list: ids });
    expect(await get([id, 'gone'])).toMatchObject({
      schedule_list: [{ schedule_id: id, attendees: [{ userid: 'LiNa', response_status: 0 }] }],
    });
    const listed = (offset: number) => api.post('oa/schedule/get_by_calendar', { cal_id: calendar, offset, limit: 1 });
    expect(await listed(0)).toMatchObject({ schedule_list: [{ schedule_id: id }] });
    expect(await listed(1)).toMatchObject({ schedule_list: [] });
    const changed = { ...usual, schedule_id: id, summary: '改期' };
    expect(await api.post('oa/schedule/update', { schedule: changed })).toMatchObject({ errcode: 0 });
    expect(wecom.calendar('LINA')).toMatchObject([{ title: '改期' }]);
    expect(await api.post('oa/schedule/del', { schedule_id: id })).toMatchObject({ errcode: 0 });
    expect(await api.post('oa/schedule/del', { schedule_id: id })).toMatchObject({ errcode: 40058 });
    expect(wecom.calendar('LiNa')).toEqual([]);
  });

  test('of an app that was not let in is refused, whatever is asked', async () => {
    wecom.calendars = false;
    expect(await add()).toMatchObject({ errcode: 48002 });
    expect(await api.post('oa/schedule/get', { schedule_id_list: ['x'] })).toMatchObject({ errcode: 48002 });
  });

  test('a calendar needs a colour and a name', async () => {
    for (const one of [{ summary: 'x' }, { color: '#FF0000' }, { summary: 'x', color: 'red' }])
      expect(await api.post('oa/calendar/add', { calendar: one })).not.toMatchObject({ errcode: 0 });
  });
});
