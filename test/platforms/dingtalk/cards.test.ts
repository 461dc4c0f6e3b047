import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type BareApp, type BareSocket, bareApp } from './app.ts';
import { type DingtalkEmulator, type DingtalkOptions, startDingtalk } from './index.ts';
import type { Json } from './shape.ts';

const instances = '/v1.0/card/instances';
let dingtalk: DingtalkEmulator;
let app: BareApp;

async function start(options: DingtalkOptions = {}): Promise<void> {
  await dingtalk?.close();
  dingtalk = await startDingtalk(options);
  await dingtalk.hire({ account: 'ana', name: '安娜' });
  await dingtalk.hire({ account: 'ben', name: '本' });
  app = bareApp(dingtalk);
}

beforeEach(() => start());

afterEach(async () => {
  app.close();
  await dingtalk.close();
});

const buttons = (...texts: string[]) =>
  JSON.stringify(texts.map((text, index) => ({ text, id: `b${index}`, style: 'plain', value: `v-${text}` })));

function cardBody(values: Json, more: Json = {}): Json {
  return {
    cardTemplateId: dingtalk.env.DINGTALK_CARD_TEMPLATE_ID,
    outTrackId: 'c1',
    callbackType: 'STREAM',
    cardData: { cardParamMap: { title: '打印机', ...values } },
    openSpaceId: 'dtv1.card//IM_ROBOT.ana;IM_ROBOT.ben',
    imRobotOpenSpaceModel: { supportForward: false },
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: dingtalk.env.DINGTALK_ROBOT_CODE },
    ...more,
  };
}

const create = (values: Json, more: Json = {}) => app.ask(`${instances}/createAndDeliver`, cardBody(values, more));
const change = (body: Json) => app.ask(instances, { outTrackId: 'c1', ...body }, { method: 'PUT' });
const seen = (account: string) => dingtalk.shown(account).map(({ text }) => text);

describe('a card', () => {
  test('is one for many, each with their own data over the public', async () => {
    const privateData = { ben: { cardParamMap: { title: '你的打印机', buttons: buttons('接手') } } };
    const { body } = await create({ body: '**坏了**', asOf: '21:04 更新' }, { privateData });
    expect(body.result).toMatchObject({
      outTrackId: 'c1',
      deliverResults: [
        { spaceType: 'IM_ROBOT', spaceId: 'ana', success: true, errorMsg: null },
        { spaceType: 'IM_ROBOT', spaceId: 'ben', success: true },
      ],
    });
    expect(seen('ana')).toEqual(['打印机\n坏了\n21:04 更新']);
    expect(dingtalk.shown('ben')).toMatchObject([{ text: '你的打印机\n坏了\n21:04 更新', buttons: ['接手'] }]);
  });

  test('changes by key for all or for one, and is edited for those who see the change', async () => {
    await create({ body: '坏了' });
    const cardUpdateOptions = { updateCardDataByKey: true, updatePrivateDataByKey: true };
    await change({ privateData: { ana: { cardParamMap: { asOf: '轮到你' } } }, cardUpdateOptions });
    expect(dingtalk.shown('ana')).toMatchObject([{ text: '打印机\n坏了\n轮到你', edited: true }]);
    expect(dingtalk.shown('ben')).toMatchObject([{ text: '打印机\n坏了', edited: false }]);
    await change({ cardData: { cardParamMap: { body: '修好了' } }, cardUpdateOptions });
    expect(seen('ana')).toEqual(['打印机\n修好了\n轮到你']);
    expect(dingtalk.shown('ben')[0]?.edited).toBe(true);
  });

  test('without the flags a change replaces everything', async () => {
    await create({ body: '坏了' });
    await change({ cardData: { cardParamMap: { body: '修好了' } } });
    expect(seen('ana')).toEqual(['修好了']);
    expect(dingtalk.offences).toEqual(['card c1: no title', 'card c1: no title']);
  });

  test('can be made first and delivered later, to more people too', async () => {
    const { openSpaceId: _, ...made } = cardBody({});
    await app.ask(instances, made);
    expect(seen('ana')).toEqual([]);
    const { imRobotOpenDeliverModel } = made;
    for (const openSpaceId of ['dtv1.card//IM_ROBOT.ana', 'dtv1.card//im_robot.ben']) {
      const { body } = await app.ask(`${instances}/deliver`, {
        outTrackId: 'c1',
        openSpaceId,
        imRobotOpenDeliverModel,
      });
      expect(body.result).toMatchObject([{ success: true }]);
    }
    expect([seen('ana'), seen('ben')]).toEqual([['打印机'], ['打印机']]);
  });

  test('that cannot be delivered to one says so inside the 200', async () => {
    dingtalk.unreachable.add('ben');
    const openSpaceId = 'dtv1.card//IM_ROBOT.ana;IM_ROBOT.ben;IM_ROBOT.gone';
    const { status, body } = await create({}, { openSpaceId });
    expect(status).toBe(200);
    expect(body.result).toMatchObject({ deliverResults: [{ success: true }, { success: false }, { success: false }] });
    expect(seen('ben')).toEqual([]);
  });

  test('in a group is shown to its recipients', async () => {
    const group = dingtalk.group('生产', ['ana', 'ben']);
    const { body } = await create(
      {},
      {
        openSpaceId: `dtv1.card//IM_GROUP.${group}`,
        imGroupOpenSpaceModel: { supportForward: false },
        imGroupOpenDeliverModel: { robotCode: dingtalk.env.DINGTALK_ROBOT_CODE, recipients: ['ben'] },
      },
    );
    expect(body.result).toMatchObject({ deliverResults: [{ spaceType: 'IM_GROUP', spaceId: group, success: true }] });
    expect([seen('ana'), seen('ben')]).toEqual([[], ['打印机']]);
  });

  test.each<[string, Json, Json, string]>([
    ['unknown template', {}, { cardTemplateId: 'other.schema' }, 'param.templateNotExist'],
    ['no template', {}, { cardTemplateId: undefined }, 'MissingcardTemplateId'],
    ['no outTrackId', {}, { outTrackId: '' }, 'MissingoutTrackId'],
    ['an outTrackId too long', {}, { outTrackId: 'x'.repeat(101) }, 'param.invalid'],
    ['clicks over HTTP', {}, { callbackType: 'HTTP' }, 'param.invalid'],
    ['no data', {}, { cardData: undefined }, 'param.cardPublicDataEmpty'],
    ['an unknown variable', { colour: 'red' }, {}, 'param.invalid'],
    ['a number for a text', { title: 3 }, {}, 'param.invalid'],
    ['a title too long', { title: '长'.repeat(400) }, {}, 'param.invalid'],
    ['a tone nobody knows', { tone: 'loud' }, {}, 'param.invalid'],
    ['buttons that are no JSON', { buttons: '[{' }, {}, 'param.invalid'],
    ['nine buttons', { buttons: buttons(...'123456789') }, {}, 'param.invalid'],
    ['a button without a style', { buttons: '[{"text":"a","id":"a","value":""}]' }, {}, 'param.invalid'],
    ['a form that is no JSON', { form: '{' }, {}, 'param.invalid'],
    ['a field of unknown type', { form: '{"fields":[{"name":"a","label":"A","type":"PERSON"}]}' }, {}, 'param.invalid'],
    [
      'a select without options',
      { form: '{"fields":[{"name":"a","label":"A","type":"SELECT"}]}' },
      {},
      'param.invalid',
    ],
    ['a stranger with data', {}, { privateData: { gone: { cardParamMap: {} } } }, 'param.userIdNotExist'],
    ['no space', {}, { openSpaceId: undefined }, 'MissingopenSpaceId'],
    ['a bad space', {}, { openSpaceId: 'IM_ROBOT.ana' }, 'param.openSpaceIdInvalid'],
    ['a bad space of many', {}, { openSpaceId: 'dtv1.card//IM_ROBOT.ana;ben' }, 'param.openSpaceIdInvalid'],
    ['no space model', {}, { imRobotOpenSpaceModel: undefined }, 'param.openSpaceModelInvalid'],
    ['nothing about forwarding', {}, { imRobotOpenSpaceModel: {} }, 'param.openSpaceModelInvalid'],
    ['no deliver model', {}, { imRobotOpenDeliverModel: undefined }, 'param.openDeliverModelEmpty'],
    ['no space type', {}, { imRobotOpenDeliverModel: {} }, 'param.openDeliverModelError'],
  ])('with %s is refused', async (_, values, more, code) => {
    expect(await create(values, more)).toMatchObject({ status: 400, body: { code } });
    expect(dingtalk.shown('ana')).toEqual([]);
  });

  test('is not to be had without a template', async () => {
    const other = await startDingtalk({ cards: false });
    expect(other.env).not.toHaveProperty('DINGTALK_CARD_TEMPLATE_ID');
    const { body } = await bareApp(other).ask(`${instances}/createAndDeliver`, cardBody({}));
    await other.close();
    expect(body).toMatchObject({ code: 'param.templateNotExist' });
  });

  test('cannot be made twice, nor changed when there is none, nor by nothing', async () => {
    expect((await change({ cardData: { cardParamMap: {} } })).body).toMatchObject({ code: 'param.cardNotExist' });
    await create({});
    expect((await create({})).body).toMatchObject({ code: 'param.cardAlreadyExist' });
    expect((await change({})).body).toMatchObject({ code: 'param.cardDataAndPrivateDataBothEmpty' });
    expect(dingtalk.shown('ana')).toHaveLength(1);
  });

  test('what a template cannot show is an offence as well', async () => {
    await create({ colour: 'red', title: 3 });
    expect(dingtalk.offences).toEqual(['card: variable title is no text', 'card: the template has no variable colour']);
  });

  test('a mention of nobody it may mention, and what a person typed, must not be alive', async () => {
    dingtalk.typed('看 [这里](https://evil.example/a) ![](https://evil.example/b.png) <a atId=ben>本</a>');
    await create({ body: '\\[这里](https://evil.example/a) 好 &lt;a atId=ben&gt;' });
    expect(dingtalk.offences).toEqual([]);
    expect(seen('ana')).toEqual(['打印机\n[这里](https://evil.example/a) 好 <a atId=ben>']);
    const body = '[这里](https://evil.example/a) ![](https://evil.example/b.png) <a atId=ben>本</a>';
    await create({ body }, { outTrackId: 'c2', cardAtUserIds: ['ben'] });
    expect(new Set(dingtalk.offences.map((one) => one.replace('card c2: ', '')))).toEqual(
      new Set(['a link a person typed is alive', 'a picture a person typed is alive', 'a mention of ben is alive']),
    );
  });
});

describe('a click', () => {
  let socket: BareSocket;
  const respond = (response: Json) => {
    socket.answer = () => ({ data: JSON.stringify({ response }) });
  };

  beforeEach(async () => {
    socket = await app.connect();
  });

  test('on a card without callbackType reaches nobody', async () => {
    await create({ buttons: buttons('好') }, { callbackType: undefined });
    await expect(dingtalk.presses('ana', '好')).rejects.toThrow('callbackType');
    expect(socket.frames).toEqual([]);
  });

  test('not answered in time shows an error, and a late answer changes nothing', async () => {
    await start({ patience: { cardMs: 200 } });
    socket = await app.connect();
    await create({ buttons: buttons('好') });
    socket.answer = () => null;
    const click = dingtalk.presses('ana', '好');
    await expect(click).rejects.toThrow('in time');
    const late = { data: '{"response":{"cardData":{"cardParamMap":{"title":"晚了"}}}}' };
    socket.ack(String(socket.frames[0]?.headers.messageId), late);
    socket.answer = () => ({});
    await dingtalk.sockets.ping();
    expect(seen('ana')).toEqual(['打印机']);
    expect(dingtalk.ackLatencies[0]).toMatchObject({ topic: '/v1.0/card/instances/callback', late: true });
    expect(dingtalk.ackLatencies[0]?.ms).toBeGreaterThan(200);
  });

  test('twice at once are two frames; a duplicate is the same frame', async () => {
    await create({ buttons: buttons('好') });
    await Promise.all([dingtalk.pressesOn('ana', 'c1', '好'), dingtalk.pressesOn('ana', 'c1', '好')]);
    dingtalk.faults.duplicate(2);
    await dingtalk.presses('ben', '好');
    const ids = socket.frames.map(({ headers }) => headers.messageId);
    expect(new Set(ids.slice(0, 2)).size).toBe(2);
    expect(ids[2]).toBe(ids[3]);
  });

  test('its content may come under the other key, and without words', async () => {
    await create({ buttons: buttons('好') });
    dingtalk.clicksUnder('value');
    await dingtalk.presses('ana', '好');
    await dingtalk.rustles('ana', 'c1');
    expect(socket.frames.map(({ data }) => typeof data.value)).toEqual(['string', 'string']);
    expect(JSON.parse(String(socket.frames[1]?.data.value))).toMatchObject({ cardPrivateData: { params: {} } });
  });

  test('answered with what the card cannot show, or not for one person, is an offence', async () => {
    await create({ buttons: buttons('好') });
    respond({ cardData: { cardParamMap: { title: 7 } } });
    await expect(dingtalk.presses('ana', '好')).rejects.toThrow('shows an error');
    respond({ privateData: { ana: {} } });
    await dingtalk.presses('ana', '好');
    expect(dingtalk.offences).toEqual(['card: variable title is no text', 'the answer to a click has privateData']);
  });

  test('on a button that is not there, by someone who left, or in a select is not possible', async () => {
    await create({ buttons: buttons('好') });
    await expect(dingtalk.presses('ana', '不')).rejects.toThrow('has a button 不');
    await dingtalk.dismiss('ana');
    await expect(dingtalk.presses('ana', '好')).rejects.toThrow('not in the company');
    await expect(dingtalk.chooses('ben', ['x'])).rejects.toThrow('no select');
  });
});
