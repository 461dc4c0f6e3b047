import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BareApp, type BareSocket, bareApp } from './app.ts';
import { type DingtalkEmulator, startDingtalk } from './index.ts';
import type { Json } from './shape.ts';

let dingtalk: DingtalkEmulator;
let app: BareApp;
let socket: BareSocket;

beforeEach(async () => {
  dingtalk = await startDingtalk();
  await dingtalk.hire({ account: 'ana', name: '安娜' });
  await dingtalk.hire({ account: 'ben', name: '本' });
  app = bareApp(dingtalk);
  socket = await app.connect();
  const options = [
    { value: '1', text: '年假' },
    { value: '2', text: '病假' },
    { value: '3', text: '事假' },
  ];
  const fields = [
    { name: 'what', label: '事由', type: 'TEXT', required: true, requiredMsg: '请写事由' },
    { name: 'days', label: '天数', type: 'NUMBER' },
    { name: 'kind', label: '类型', type: 'SELECT', options, defaultValue: { index: 0, value: '1' } },
    { name: 'more', label: '其他', type: 'MULTI_SELECT', options },
    { name: 'radio', label: '单选', type: 'CHECKBOX_GROUP', options },
    { name: 'boxes', label: '多选', type: 'MULTI_CHECKBOX_GROUP', options },
    { name: 'day', label: '日期', type: 'DATE' },
    { name: 'time', label: '时间', type: 'DATETIME' },
    { name: 'urgent', label: '加急', type: 'SWITCH', defaultValue: false },
    { name: 'context', label: '', type: 'TEXT', hidden: true, defaultValue: 'r-7' },
  ];
  const form = { form: JSON.stringify({ fields }), formTitle: '请假', formSubmit: '提交', formId: 'f-1' };
  const made = await app.ask('/v1.0/card/instances/createAndDeliver', {
    cardTemplateId: dingtalk.env.DINGTALK_CARD_TEMPLATE_ID,
    outTrackId: 'c1',
    callbackType: 'STREAM',
    cardData: { cardParamMap: { title: '请假单' } },
    privateData: { ana: { cardParamMap: form } },
    openSpaceId: 'dtv1.card//IM_ROBOT.ana;IM_ROBOT.ben',
    imRobotOpenSpaceModel: { supportForward: false },
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT' },
  });
  expect(made.status).toBe(200);
});

afterEach(async () => {
  app.close();
  await dingtalk.close();
});

function respond(cardParamMap: Json): void {
  const cardUpdateOptions = { updatePrivateDataByKey: true };
  socket.answer = () => ({
    data: JSON.stringify({ response: { cardUpdateOptions, userPrivateData: { cardParamMap } } }),
  });
}

function opened() {
  const sheet = dingtalk.sheet('ana');
  if (!sheet) throw new Error('no sheet');
  return sheet;
}

test('a form is there for the person it is meant for, hidden fields left out', async () => {
  const sheet = opened();
  expect(sheet.title).toBe('请假');
  expect(sheet.labels()).toEqual(['事由', '天数', '类型', '其他', '单选', '多选', '日期', '时间', '加急']);
  expect(await sheet.options('类型')).toEqual(['年假', '病假', '事假']);
  expect(await sheet.options('类型', '病')).toEqual(['病假']);
  expect(dingtalk.sheet('ben')).toBeNull();
});

test('what is required or misshapen stops it on the client', async () => {
  const sheet = opened();
  await sheet.fill('天数', 'viele');
  await sheet.fill('日期', '明天');
  expect(await sheet.submit()).toEqual({ 事由: '请写事由', 天数: '请输入数字', 日期: '格式不正确' });
  expect(socket.frames).toEqual([]);
});

test('each kind of value travels in its own shape, hidden ones with them', async () => {
  const sheet = opened();
  await sheet.fill('事由', '回家');
  await sheet.fill('天数', '3');
  await sheet.fill('类型', '病假');
  await sheet.fill('其他', ['年假', '事假']);
  await sheet.fill('单选', '年假');
  await sheet.fill('多选', ['病假']);
  await sheet.fill('日期', '2026-02-01');
  await sheet.fill('时间', '2026-02-01 17:00');
  await sheet.fill('加急', 'true');
  respond({ form: '', asOf: '已提交' });
  expect(await sheet.submit()).toBeNull();
  expect(JSON.parse(String(socket.frames[0]?.data.content)).cardPrivateData).toEqual({
    actionIds: ['form'],
    params: {
      formId: 'f-1',
      form: {
        what: '回家',
        days: 3,
        kind: { index: 1, value: '2' },
        more: { index: [0, 2], value: ['1', '3'] },
        radio: '1',
        boxes: ['2'],
        day: '2026-02-01',
        time: '2026-02-01 17:00',
        urgent: true,
        context: 'r-7',
      },
    },
  });
  expect(dingtalk.sheet('ana')).toBeNull();
  expect(dingtalk.shown('ana')).toMatchObject([{ text: '请假单\n已提交', edited: true }]);
});

test('a form that stays and says something was not taken', async () => {
  const sheet = opened();
  await sheet.fill('事由', '回家');
  respond({ body: '天数：最多 5 天' });
  expect(await sheet.submit()).toEqual({ 天数: '天数：最多 5 天' });
  expect(dingtalk.sheet('ana')).not.toBeNull();
});

test('what is not there cannot be filled in', async () => {
  const sheet = opened();
  await expect(sheet.fill('类型', '婚假')).rejects.toThrow('no option 婚假');
  await expect(sheet.fill('', 'x')).rejects.toThrow('no field');
});
