import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Drawn, drawCard, drawChange, drawForm, drawTexts, type Frame } from '../../adapters/wecom/draw.ts';
import { pressed } from '../../adapters/wecom/keys.ts';
import { cutBytes, pieces, plain, size } from '../../adapters/wecom/text.ts';
import type { Card, Element } from '../../src/platform/card.ts';
import { storable } from '../../src/platform/storable.ts';
import { everyElement, longWords, requestCard } from '../console/gallery-cards.ts';
import { everyField } from '../console/gallery-form.ts';

const frame: Frame = {
  reader: { locale: 'zh-CN', zone: 'Asia/Shanghai' },
  now: new Date('2026-05-01T13:04:00Z'),
  taskId: 'ab12-m7',
  page: 'https://bot.example.com/wecom/card',
};
const english: Frame = { ...frame, reader: { locale: 'en', zone: 'Europe/Berlin' } };

const card = (more: Partial<Card>): Card => ({ title: '标题', tone: 'plain', elements: [], buttons: [], ...more });
const button = (label: string, value = '7', action = 'requests.accept') =>
  ({ action, value, label, style: 'plain' }) as const;
const text = (words: string) => ({ kind: 'text', text: words }) as const;
const options = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ value: `v${at}`, label: `选项 ${at + 1}` }));
const select = (count: number, multiple = false) => ({
  action: 'engine.answer',
  value: '4|to',
  multiple,
  options: options(count),
  submit: '选择',
});

/** All words of what was drawn. */
const said = (drawn: Drawn) => [...drawn.texts, JSON.stringify(drawn.card)].join('\n');

describe('a card is of the type that fits', () => {
  test('nothing to press: a notice that leads somewhere, says as of when, and whose it is', () => {
    expect(drawCard(card({ tone: 'good', elements: [text('已完成')] }), frame)).toEqual({
      texts: [],
      kept: [],
      card: {
        card_type: 'text_notice',
        task_id: 'ab12-m7',
        source: { desc: '下游 · 截至 21:04', desc_color: 3 },
        main_title: { title: '标题' },
        sub_title_text: '已完成',
        card_action: { type: 1, url: 'https://bot.example.com/wecom/card' },
      },
    });
    expect(drawCard(card({}), english).card?.source).toEqual({ desc: 'Xiayou · as of 15:04', desc_color: 0 });
  });

  test('a request: the words of the person, facts in their fields, buttons', () => {
    const { card: drawn, texts } = drawCard(requestCard('zh-CN', 'act'), frame);
    expect(texts).toEqual([]);
    expect(drawn?.card_type).toBe('button_interaction');
    expect(drawn?.quote_area).toMatchObject({ title: '王芳 · 销售部' });
    expect(drawn?.horizontal_content_list).toHaveLength(3);
    const buttons = (drawn?.button_list ?? []) as { text: string; style: number; key: string }[];
    expect(buttons.map((one) => one.text)).toEqual(['接单', '被卡住了…', '问客户', '不归我们', '婉拒']);
    expect(buttons.map((one) => one.style)).toEqual([1, 2, 2, 2, 4]);
    // Two of them do the same.
    expect(new Set(buttons.map((one) => one.key)).size).toBe(5);
    expect(pressed(buttons[0]?.key ?? '', [])).toEqual({ action: 'gallery.accept', value: 'R-1042' });
  });

  test('several choices of up to twenty: boxes, what was asked in a message before it, and the buttons in words', () => {
    const asked = card({ select: select(20, true), elements: [text('问'.repeat(60))], buttons: [button('以后再说')] });
    const { card: drawn, texts } = drawCard(asked, frame);
    expect(drawn).toMatchObject({
      card_type: 'vote_interaction',
      checkbox: { mode: 1 },
      submit_button: { text: '选择' },
    });
    expect(drawn?.button_list).toBeUndefined();
    expect(texts.join()).toContain('问'.repeat(60));
    expect(texts.join()).toContain('也可以回复：以后再说');
    const key = (drawn?.submit_button as { key: string } | undefined)?.key ?? '';
    expect(pressed(key, ['ov3', 'ov1'])).toEqual({ action: 'engine.answer', value: '4|to|v3,v1' });
  });

  test('one choice of few: a drop-down, a button that sends it, and other buttons beside it', () => {
    const { card: drawn } = drawCard(card({ select: select(10), buttons: [button('返回')] }), frame);
    expect(drawn?.card_type).toBe('button_interaction');
    const [submit, back] = (drawn?.button_list ?? []) as { key: string }[];
    expect(pressed(submit?.key ?? '', ['ov3'])).toEqual({ action: 'engine.answer', value: '4|to|v3' });
    expect(pressed(back?.key ?? '', ['ov3'])).toEqual({ action: 'requests.accept', value: '7' });
  });

  test('a form that opens as a page', () => {
    const url = 'https://bot.example.com/forms/abc';
    expect(drawForm(everyField('zh-CN'), frame, url)).toMatchObject({
      card_type: 'text_notice',
      main_title: { title: '提出请求' },
      card_action: { type: 1, url },
    });
  });
});

describe('nothing is lost', () => {
  test.each(['zh-CN', 'en'] as const)('every element in %s', (locale) => {
    for (const one of everyElement(locale, 'file')) {
      const drawn = said(drawCard(one, locale === 'en' ? english : frame));
      for (const words of wordsOf(one)) expect(drawn).toContain(JSON.stringify(words).slice(1, -1));
    }
  });

  test('a body longer than a client shows stands whole in a message before the card', () => {
    const long = `${'长'.repeat(400)}末`;
    const { texts, card: drawn } = drawCard(card({ elements: [text(long)], buttons: [button('好')] }), frame);
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain(long);
    expect(texts[0]).toMatch(/\n#m7$/);
    expect([...String(drawn?.sub_title_text)].length).toBeLessThanOrEqual(160);
    expect(drawn?.sub_title_text).toMatch(/全文见上一条消息$/);
  });

  test('where nothing can be pressed, a long text is enough, and a long title stands below in full', () => {
    const { texts, card: none } = drawCard(card({ elements: [text('长'.repeat(400))] }), frame);
    expect(none).toBeNull();
    expect(texts).toEqual([`标题\n${'长'.repeat(400)}\n#m7`]);
    const title = '文'.repeat(50);
    expect(drawCard(card({ title }), frame)).toMatchObject({ texts: [], card: { sub_title_text: title } });
  });

  test('what takes the place of another card has no message before it', () => {
    const { card: drawn } = drawChange(card({ elements: [text('长'.repeat(400))] }), frame);
    expect(drawn?.sub_title_text).toBe(`${'长'.repeat(157)}…`);
    const lines = Array.from({ length: 20 }, (_, at) => `第 ${at + 1} 行：${'字'.repeat(20)}`);
    const { card: both } = drawChange(card({ elements: [text(lines.join('\n'))] }), frame);
    expect(both.sub_title_text).toMatch(/^第 1 行[\s\S]*…\n第 17 行[\s\S]*第 20 行：字+$/);
    expect([...String(both.sub_title_text)].length).toBeLessThanOrEqual(160);
  });

  test('long labels of options are told in full', () => {
    const long = {
      ...select(2),
      options: [
        { value: '1', label: '长'.repeat(40) },
        { value: '2', label: '短' },
      ],
    };
    expect(drawCard(card({ select: long }), frame).card?.sub_title_text).toBe(`1. ${'长'.repeat(40)}\n2. 短`);
    expect(drawCard(card({ select: { ...long, multiple: true } }), frame).texts.join()).toContain('\n2. 短');
  });

  test('three questions of one title are three texts, each within its bytes', () => {
    const texts = drawTexts(card({ elements: [text('测'.repeat(1500))] }), frame.reader, 'x-m8');
    expect(texts).toHaveLength(3);
    expect(texts.map((one) => one.split('\n').at(-1))).toEqual(['#m8 · 1/3', '#m8 · 2/3', '#m8 · 3/3']);
    for (const one of texts) expect(size(one)).toBeLessThanOrEqual(2048);
  });
});

describe('what people write is words and nothing else', () => {
  test('no links, no mention of everyone, nothing that turns the text around', () => {
    const hostile =
      '<a href="https://evil.example">ok</a> <@all> @all @所有人 &lt;a&gt; \u202Eabc\u0007\u0000\ud800 \\u4e2d';
    expect(plain(hostile)).toBe(
      '＜a href="https://evil.example">ok＜/a> ＜＠all> ＠all ＠所有人 ＆lt;a＆gt; abc\ufffd ＼u4e2d',
    );
    expect(plain('5 < 6 & 7 > 3, a@b.cn\r\n好 👩‍👩‍👧')).toBe('5 < 6 & 7 > 3, a@b.cn\n好 👩‍👩‍👧');
  });

  test('the worst card there is', () => {
    const drawn = said(drawCard(longWords(''), frame));
    expect(drawn).not.toMatch(/<[a-z/!]/i);
    expect(drawn).not.toMatch(/\\u/);
  });

  test('whatever is written, a card is within the limits', () => {
    const words = fc.string({ unit: 'binary', maxLength: 3000 });
    fc.assert(
      fc.property(
        words,
        words,
        words,
        fc.string({ unit: 'binary', minLength: 1, maxLength: 500 }).map(storable),
        (a, b, c, value) => {
          const one = card({
            title: a,
            elements: [text(b), { kind: 'quote', text: c, by: a }, { kind: 'facts', facts: [{ label: b, value: c }] }],
            buttons: [button(a || 'x', value), button(b || 'y', value)],
          });
          const drawn = drawCard(one, frame);
          for (const part of drawn.texts) expect(size(part)).toBeLessThanOrEqual(2048);
          expect(drawn.texts.length).toBeLessThanOrEqual(5);
          expect(JSON.stringify([drawn.texts, drawn.card])).not.toMatch(/\\u[0-9a-f]{4}/i);
          for (const { key } of (drawn.card?.button_list ?? []) as { key: string }[]) {
            expect(size(key)).toBeLessThanOrEqual(1024);
            const spelt = drawn.kept.find((kept) => kept.key === key)?.words ?? key;
            expect(pressed(spelt, [])).toEqual({ action: 'requests.accept', value });
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('bytes', () => {
  test('nothing is cut in the middle of a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 8, max: 100 }), (words, limit) => {
        expect(size(cutBytes(words, limit))).toBeLessThanOrEqual(limit);
        expect(cutBytes(words, limit).isWellFormed()).toBe(true);
        const all = pieces(words, limit);
        for (const piece of all) expect(size(piece)).toBeLessThanOrEqual(limit);
        expect(all.join('').replaceAll('\n', '')).toBe(words.replaceAll('\n', ''));
      }),
    );
  });
});

function wordsOf(one: Card): string[] {
  return [one.title, ...one.buttons.map(({ label }) => label), ...one.elements.flatMap(wordsIn)];
}

function wordsIn(element: Element): string[] {
  switch (element.kind) {
    case 'text':
    case 'quote':
      return [element.text];
    case 'facts':
      return element.facts.flatMap(({ label, value }) => [label, value]);
    case 'list':
      return element.items.flatMap((item) => [item.text, ...(item.note ? [item.note] : [])]);
    case 'people':
      return element.people.flatMap(({ name, role }) => [name, role]);
    case 'progress':
      return [element.label, '86%'];
    case 'chart':
      return [element.title, ...element.bars.flatMap((bar) => [bar.label, bar.text])];
    case 'image':
    case 'drawing':
      return [element.alt];
    case 'link':
      return [element.label];
  }
}
