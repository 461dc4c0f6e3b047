import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { alertOf, cardData, sharedData, variables } from '../../adapters/dingtalk/draw.ts';
import { fits, formData } from '../../adapters/dingtalk/draw-form.ts';
import { robotText } from '../../adapters/dingtalk/draw-message.ts';
import { limits } from '../../adapters/dingtalk/limits.ts';
import { words } from '../../adapters/dingtalk/messages.ts';
import { cutBytes, plain } from '../../adapters/dingtalk/text.ts';
import type { Card } from '../../src/platform/card.ts';
import { everyElement, longWords, requestCard } from '../console/gallery-cards.ts';
import { everyField } from '../console/gallery-form.ts';
import { draw } from '../platforms/dingtalk/markdown.ts';

const say = words('zh-CN', 'Asia/Shanghai');

describe('words of a person', () => {
  test.each([
    ['a link', '[x](http://evil.test) and http://evil.test'],
    ['a picture', '![x](http://evil.test/a.png) <img src=http://evil.test/b.png>'],
    ['a mention', '<a atId=u1>张三</a> @all @u1'],
    ['a link of the client', '[x](dtmd://dingtalkclient/sendMessage?content=yes)'],
    ['a link by reference', '[x][1]\n\n[1]: http://evil.test'],
  ])('are never %s', (_, text) => {
    const drawn = draw(plain(text));
    expect(drawn).toMatchObject({ links: [], images: [], mentions: [] });
    expect(plain(text)).not.toMatch(/:\/\/|]\(|]\[|]:|[<>@]/);
  });

  test('have no marks in them, and can still be read', () => {
    expect(plain('# Title')).toBe('＃ Title');
    expect(plain('**bold** `code` ~~gone~~')).toBe('＊＊bold＊＊ ｀code｀ ～～gone～～');
    expect(plain('SO_2051_A is 5-3 at 10:30, [draft] ~5')).toBe('SO_2051_A is 5-3 at 10:30, [draft] ~5');
    expect(plain('_a_').replace(/\u200b/g, '')).toBe('＿a＿');
    expect(plain('---').replace(/\u200b/g, '')).toBe('---');
    expect(plain('---')).not.toBe('---');
  });

  test('are cut at a number of bytes, never inside a character', () => {
    expect(cutBytes('很长的话', 9)).toBe('很长…');
    expect(cutBytes('short', 9)).toBe('short');
    expect(Buffer.byteLength(cutBytes('😀'.repeat(50), 20))).toBeLessThanOrEqual(20);
  });
});

describe('a card', () => {
  test('becomes texts of the template', () => {
    const data = cardData(requestCard('zh-CN', 'act'), say);
    expect(data.tone).toBe('act');
    expect(data.body).toContain('**需要时间**：5月2日(周六) 09:00');
    expect(JSON.parse(data.buttons ?? '')).toContainEqual({
      text: '接单',
      id: 'gallery.accept',
      style: 'primary',
      value: 'R-1042',
    });
  });

  test('never exceeds a value, and closes what it opens', () => {
    for (const card of [...everyElement('zh-CN', 'x'), longWords('很长的话'.repeat(2_000))]) {
      const { body = '' } = cardData(card, say);
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(limits.bodyBytes);
      expect((body.match(/\*\*/g) ?? []).length % 2).toBe(0);
    }
  });

  test('whoever is shown another one’s card sees what all share, and no button', () => {
    const one = cardData({ ...requestCard('zh-CN', 'act'), title: 'R-1' }, say);
    const other = cardData({ ...requestCard('zh-CN', 'act'), title: 'R-1', elements: [] }, say);
    expect(sharedData([one, other])).toMatchObject({ title: 'R-1', tone: 'plain', body: '', buttons: '[]', form: '' });
    expect(sharedData([one]).body).toBe(one.body);
  });

  test('has a place in the template for every variable, each a person’s own', async () => {
    const path = new URL('../../adapters/dingtalk/template/xiayou-card.json', import.meta.url);
    const { editorData } = JSON.parse(await readFile(path, 'utf8')) as { editorData: string };
    const { variableList, schema } = JSON.parse(editorData) as {
      variableList: { name: string; private: boolean }[];
      schema: unknown;
    };
    expect(variableList.map(({ name }) => name)).toEqual([...variables]);
    expect(variableList.every((one) => one.private)).toBe(true);
    const tree = JSON.stringify(schema);
    const unbound = variables.filter((name) => !tree.includes(`"variable":"${name}"`) && !tree.includes(`\${${name}}`));
    expect(unbound).toEqual([]);
  });

  test('the lock screen shows nobody another one’s title', () => {
    expect(alertOf(['R-1 · 500 件', 'R-1 · 500 件'], say)).toBe('R-1 · 500 件');
    expect(alertOf(['R-1042 · 等您处理', 'R-1042 · 已发出'], say)).toBe('R-1042');
    expect(alertOf(['等您处理', '已发出'], say)).toBe('下游：有新的内容');
  });
});

describe('a message without a template', () => {
  const buttons = (count: number): Card => ({
    ...requestCard('zh-CN', 'act'),
    buttons: Array.from({ length: count }, (_, index) => ({
      action: 'a.b',
      value: String(index),
      label: `第 ${index}`,
      style: 'plain',
    })),
  });

  test.each([
    [0, 'sampleMarkdown'],
    [1, 'sampleActionCard'],
    [2, 'sampleActionCard2'],
    [5, 'sampleActionCard5'],
    [9, 'sampleActionCard5'],
  ])('with %i buttons is %s', (count, key) => {
    const drawn = robotText(buttons(count), ['AAAAAA', 'BBBBBB'], say);
    expect(drawn.msgKey).toBe(key);
    expect(Object.keys(JSON.parse(drawn.msgParam)).filter((name) => /URL/.test(name))).toHaveLength(Math.min(count, 5));
  });

  test('its buttons post their label and a code', () => {
    const drawn = JSON.parse(robotText(buttons(2), ['AAAAAA', 'BBBBBB'], say).msgParam);
    expect(new URL(drawn.actionURL2).searchParams.get('content')).toBe('第 1 ▸BBBBBB');
  });
});

describe('a form', () => {
  const fieldsOf = (data: { form?: string }) =>
    (JSON.parse(data.form ?? '').fields as { name: string; label: string; type: string; defaultValue?: unknown }[]).map(
      ({ name, type }) => `${name} ${type}`,
    );

  test('has a field of the form component for each kind there is', () => {
    const data = formData(everyField('zh-CN'), say);
    expect(fieldsOf(data)).toContain('urgency SELECT');
    expect(fieldsOf(data)).toContain('blocks MULTI_SELECT');
    expect(fieldsOf(data)).toContain('rating SELECT');
    expect(fieldsOf(data)).toContain('amount NUMBER');
    expect(fieldsOf(data).filter((one) => one.includes('.words'))).not.toEqual([]);
    expect(fieldsOf(data).some((one) => one.startsWith('photo'))).toBe(false);
    expect(fits(data)).toBe(true);
  });

  test('shows again what was filled in, with what is wrong at the labels', () => {
    const form = everyField('zh-CN');
    const again = { problems: { amount: '请填写数字。', photo: '没有照片。' }, values: { urgency: 'urgent' } };
    const data = formData(form, say, again);
    const fields = JSON.parse(data.form ?? '').fields as { name: string; label: string; defaultValue?: unknown }[];
    expect(fields.find(({ name }) => name === 'amount')?.label).toBe('涉及金额，请填写数字。');
    expect(fields.find(({ name }) => name === 'urgency')?.defaultValue).toEqual({ index: 1, value: 'urgent' });
    expect(data.formTitle).toContain('没有照片。');
    expect(data.formId).toBe(formData(form, say).formId);
  });

  test('says when a field counts, and does not demand it on the client', () => {
    const fields = JSON.parse(formData(everyField('zh-CN'), say).form ?? '').fields as Record<string, unknown>[];
    expect(fields.find(({ name }) => name === 'why')).toMatchObject({
      required: false,
      placeholder: '仅当“紧急程度”为紧急时填写',
    });
  });
});
