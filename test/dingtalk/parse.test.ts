import { describe, expect, test } from 'vitest';
import { type Frame, parseFrame } from '../../adapters/dingtalk/frames.ts';
import { codeIn, formIdOf, parseCard, parseEvent, parseRobot, profileOf } from '../../adapters/dingtalk/parse.ts';

const message = (more: object) =>
  JSON.stringify({
    msgtype: 'text',
    msgId: 'msg1==',
    conversationType: '1',
    senderStaffId: 'manager807',
    robotCode: 'dingrobot',
    ...more,
  });

const said = (more: object) => {
  const parsed = parseRobot(message(more), 'dingrobot');
  if (parsed.kind !== 'said') throw new Error(parsed.kind);
  return parsed;
};

describe('a robot message', () => {
  test('is what the person wrote, without the space a mention leaves behind', () => {
    expect(said({ text: { content: ' 请假 明天 ' } })).toMatchObject({ account: 'manager807', text: '请假 明天' });
    expect(said({ text: { content: '／请求 生产部' } }).text).toBe('/请求 生产部');
  });

  test('has the same id however often it is delivered, and another one for each robot', () => {
    expect(said({ text: { content: 'a' } }).id).toBe('dingrobot/msg1==');
    expect(said({ text: { content: 'a' }, robotCode: 'other' }).id).toBe('other/msg1==');
  });

  test('with formatting or a picture is joined, its mention left out in a group only', () => {
    const richText = [{ text: '@下游 看' }, { text: '这里' }, { type: 'picture', downloadCode: 'code-1' }];
    const group = said({ msgtype: 'richText', conversationType: '2', content: { richText } });
    expect(group).toMatchObject({ text: '看这里', files: [{ name: 'picture-1', downloadCode: 'code-1' }] });
    expect(said({ msgtype: 'richText', content: { richText } }).text).toBe('@下游 看这里');
  });

  test('brings pictures and files; what was understood of a voice is words', () => {
    expect(said({ msgtype: 'picture', content: { downloadCode: 'c' } }).files).toHaveLength(1);
    expect(said({ msgtype: 'file', content: { downloadCode: 'c', fileName: 'a.pdf' } }).files).toEqual([
      { name: 'a.pdf', downloadCode: 'c' },
    ]);
    expect(said({ msgtype: 'audio', content: { recognition: '帮助' } }).text).toBe('帮助');
    expect(said({ msgtype: 'audio', content: {} }).refused).toEqual(['audio']);
    expect(said({ msgtype: 'video', content: { downloadCode: 'c' } }).refused).toEqual(['video']);
  });

  test('can be answered at its own address where the two are alone', () => {
    const webhook = { sessionWebhook: 'https://x.test/s', sessionWebhookExpiredTime: '1769857097744' };
    expect(said(webhook).webhook).toEqual({ url: 'https://x.test/s', until: 1769857097744 });
    expect(said({ ...webhook, conversationType: '2' }).webhook).toBeNull();
  });

  test('without its words, its sender or its id is none', () => {
    expect(parseRobot(message({ errCode: 20001 }), 'r').kind).toBe('quota');
    expect(parseRobot(message({ errCode: '20001' }), 'r').kind).toBe('quota');
    expect(parseRobot(message({ senderStaffId: undefined }), 'r').kind).toBe('unpublished');
    expect(parseRobot(message({ msgId: undefined }), 'r').kind).toBe('noise');
    expect(parseRobot('not json', 'r').kind).toBe('noise');
    expect(parseRobot('[]', 'r').kind).toBe('noise');
  });
});

function callback(content: unknown, more: object = {}, key = 'content'): Frame {
  const data = { outTrackId: 'card-1', userId: 'u1', userIdType: 1, [key]: JSON.stringify(content), ...more };
  return { type: 'CALLBACK', topic: '', messageId: 'frame-1', headers: {}, data: JSON.stringify(data) };
}

const pressed = { cardPrivateData: { actionIds: ['requests.accept'], params: { value: 'R-1' } } };

describe('a card callback', () => {
  test.each(['content', 'value'])('stands under %s', (key) => {
    expect(parseCard(callback(pressed, {}, key))).toMatchObject({
      id: 'card-1/frame-1',
      user: 'u1',
      callback: { kind: 'clicked', action: 'requests.accept', value: 'R-1' },
    });
  });

  test('of a local change, or of nobody, is noise', () => {
    expect(parseCard(callback({ cardPrivateData: { actionIds: ['local'], params: {} } }))).toBeNull();
    expect(parseCard(callback({ cardPrivateData: { actionIds: ['local'] } }))).toBeNull();
    expect(parseCard(callback({}))).toBeNull();
    expect(parseCard(callback(pressed, { userId: '' }))).toBeNull();
    expect(parseCard({ ...callback(pressed), data: 'no json' })).toBeNull();
  });

  test('brings a form’s answers as the port wants them, whatever shape they have', () => {
    const form = {
      what: ' 500 件 ',
      count: 3,
      share: 2e-7,
      dept: { index: 1, value: 'production' },
      blocks: { index: [0, 2], value: ['order', 'line'] },
      list: ['a', 'b'],
      agreed: true,
      when: { index: 0, value: '2026-05-01T17:00' },
      'when.words': '  ',
      later: { index: 0, value: 'chip' },
      'later.words': 'tomorrow morning',
      nothing: null,
    };
    const formId = formIdOf({ action: 'requests.ask', context: 'R-1|x' });
    const event = parseCard(callback({ cardPrivateData: { actionIds: ['form'], params: { form, formId } } }));
    expect(event?.callback).toEqual({
      kind: 'submitted',
      action: 'requests.ask',
      context: 'R-1|x',
      answers: {
        what: ' 500 件 ',
        count: '3',
        share: '0.0000002',
        dept: 'production',
        blocks: 'order,line',
        list: 'a,b',
        agreed: 'true',
        when: '2026-05-01T17:00',
        later: 'tomorrow morning',
        nothing: '',
      },
    });
  });

  test('with a form nobody of us made is noise', () => {
    const params = { form: { a: 'b' }, formId: 'made up' };
    expect(parseCard(callback({ cardPrivateData: { actionIds: ['form'], params } }))).toBeNull();
  });
});

describe('an event of the directory', () => {
  const event = (eventType: string, data: object): Frame => ({
    ...callback({}),
    type: 'EVENT',
    headers: { eventType, eventId: 'e-1' },
    data: JSON.stringify(data),
  });

  test('names everyone it is about', () => {
    expect(parseEvent(event('user_leave_org', { userId: ['a', 'b'] }))).toEqual({
      kind: 'left',
      users: ['a', 'b'],
      id: 'event/e-1',
    });
    expect(parseEvent(event('user_modify_org', { userId: ['a'] }))?.kind).toBe('changed');
    expect(parseEvent(event('org_dept_create', { deptId: [1] }))).toBeNull();
  });

  test('a profile is read whether numbers are texts or not', () => {
    const user = { userid: 'u1', name: '王强', dept_id_list: [2, '3'], unionid: 'x', active: 'true' };
    const leader = [{ dept_id: 2, leader: 'true' }];
    expect(profileOf({ ...user, leader_in_dept: leader })).toMatchObject({
      unionId: 'x',
      profile: { account: 'u1', name: '王强', departments: ['2', '3'], leads: ['2'], active: true, email: null },
    });
    expect(profileOf({ name: 'nobody' })).toBeNull();
  });
});

test('a code is the end of what a button posts, and nothing else is one', () => {
  expect(codeIn('接单 ▸ABC234')).toBe('ABC234');
  expect(codeIn('接单 ▸ABC23')).toBeNull();
  expect(codeIn('▸ABC234 later')).toBeNull();
});

test('a frame is read whatever it lacks', () => {
  expect(parseFrame('{}')).toEqual({ type: 'other', topic: '', messageId: '', headers: {}, data: '' });
  expect(parseFrame('no json')).toBeNull();
  expect(parseFrame('{"type":"EVENT","headers":{"topic":"*"},"data":{"a":1}}')?.data).toBe('{"a":1}');
});
