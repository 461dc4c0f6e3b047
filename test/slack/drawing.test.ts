import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawCard, drawHome, drawNote } from '../../adapters/slack/draw.ts';
import { drawForm } from '../../adapters/slack/form.ts';
import { capabilities, limits } from '../../adapters/slack/limits.ts';
import { words } from '../../adapters/slack/messages.ts';
import { packButton, unpackButton } from '../../adapters/slack/packing.ts';
import { clean, escapedWithin, typed } from '../../adapters/slack/text.ts';
import type { Card } from '../../src/platform/card.ts';
import { type Form, readAnswers } from '../../src/platform/form.ts';
import { shrinkCard } from '../../src/platform/shrink.ts';
import { everyElement, longWords, requestCard } from '../console/gallery-cards.ts';
import { everyField } from '../console/gallery-form.ts';
import { type SlackEmulator, startSlack } from '../platforms/slack/index.ts';

let slack: SlackEmulator;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

/** What Slack itself says to blocks or a view. */
async function verdict(what: object): Promise<unknown> {
  const fields = Object.entries(what).map(([key, value]): [string, string] => [key, JSON.stringify(value)]);
  const body = new URLSearchParams(fields);
  const answer = await fetch(`${slack.env.SLACK_API_URL}blocks.validate`, { method: 'POST', body });
  return answer.json();
}

const drawing = { pictures: new Map([['photo', { slack: 'F0123456789' }]]), base: null };
const draw = (card: Card) => drawCard(shrinkCard(card, capabilities, 'x'), drawing);

const huge: Card = {
  title: '<!channel> '.repeat(60),
  tone: 'warn',
  elements: Array.from({ length: 60 }, (_, index) => ({
    kind: 'quote' as const,
    text: `${index} ${'&<>𠮷'.repeat(900)}`,
    by: '\u202Eeve\u0007',
  })),
  buttons: Array.from({ length: 60 }, (_, index) => ({
    action: 'gallery.press',
    value: '"\\'.repeat(200),
    label: `${index} ${'长'.repeat(100)}`,
    style: 'danger' as const,
  })),
  select: {
    action: 'gallery.choose',
    value: 'v',
    multiple: true,
    options: Array.from({ length: 100 }, (_, index) => ({ value: `${index}${'x'.repeat(100)}`, label: '' })),
    submit: '好',
  },
};

const empty: Card = {
  title: '',
  tone: 'plain',
  elements: [
    { kind: 'text', text: '' },
    { kind: 'quote', text: '' },
    { kind: 'facts', facts: [] },
    { kind: 'list', items: [] },
    { kind: 'people', people: [] },
    { kind: 'progress', label: '', share: Number.NaN },
    { kind: 'chart', title: '', bars: [] },
    { kind: 'image', file: 'none', alt: '' },
  ],
  buttons: [],
};

describe('a card', () => {
  const cards: [string, Card][] = [
    ...everyElement('zh-CN', 'none').map((card, index): [string, Card] => [`of the gallery ${index}`, card]),
    ['with an act to do', requestCard('en', 'act')],
    ['of hostile words', longWords('')],
    ['that is far too large', huge],
    ['with nothing in it', empty],
  ];

  test.each(cards)('%s is within Slack’s limits', async (_, card) => {
    const { text, blocks } = draw(card);
    expect(await verdict({ message: { text, blocks } })).toMatchObject({ ok: true });
    expect(text.length).toBeLessThanOrEqual(limits.text);
    const all = JSON.stringify(blocks).length;
    expect(all).toBeLessThan(60_000);
  });

  test('keeps its buttons, however long it is', () => {
    const { blocks } = draw(huge);
    expect(blocks.at(-1)).toMatchObject({ type: 'actions' });
    expect(blocks.length).toBeLessThanOrEqual(limits.messageBlocks);
  });

  test('says in its text all that its blocks say', () => {
    const [, bill] = everyElement('zh-CN', 'none');
    const { text } = draw(bill ?? empty);
    for (const part of ['R-1021', '从提出到完成', '采购部: 5 小时 12 分', '客户评分 5 / 5'])
      expect(text).toContain(part);
  });

  test('lets no mention, link or markup of a user’s words work', () => {
    const hostile = '<!channel> <@U1> <https://evil|bank> *bold* `code` @here \u202Egnp.exe';
    const card: Card = {
      title: hostile,
      tone: 'plain',
      elements: [
        { kind: 'text', text: hostile },
        { kind: 'quote', text: hostile, by: hostile },
        { kind: 'people', people: [{ name: hostile, role: hostile }] },
        { kind: 'list', items: [{ text: hostile, note: hostile }] },
        { kind: 'facts', facts: [{ label: hostile, value: hostile }] },
      ],
      buttons: [{ action: 'a.b', value: '', label: hostile, style: 'plain' }],
    };
    const { text, blocks } = draw(card);
    expect(text).not.toMatch(/<|\u202E/);
    const drawn = JSON.stringify(blocks);
    expect(drawn).not.toContain('mrkdwn');
    expect(drawn).not.toMatch(/"type":"(user|link|broadcast|channel|usergroup|emoji)"/);
    expect(drawn).not.toContain('\u202E');
    expect(drawn).not.toContain('"emoji":true');
  });

  test('links to our own pages and to nothing else', () => {
    const card: Card = {
      ...empty,
      elements: [{ kind: 'text', text: '见 https://bot.example.com/forms/x 或 https://evil.example' }],
    };
    const { blocks } = drawCard(card, { ...drawing, base: 'https://bot.example.com/' });
    expect(JSON.stringify(blocks).match(/"type":"link","url":"[^"]*"/g)).toEqual([
      '"type":"link","url":"https://bot.example.com/forms/x"',
    ]);
  });

  test('gets new block ids when it changes, and the same when it does not', () => {
    const ids = (card: Card) => draw(card).blocks.map(({ block_id }) => block_id);
    const one = requestCard('en', 'act');
    expect(ids(one)).toEqual(ids({ ...one }));
    expect(ids(one)).not.toEqual(ids({ ...one, title: 'other' }));
    expect(new Set(ids(one)).size).toBe(ids(one).length);
  });

  test('shows an uploaded picture with its words', () => {
    const { blocks } = draw({ ...empty, elements: [{ kind: 'image', file: 'photo', alt: '到货区' }] });
    expect(blocks[1]).toMatchObject({ type: 'image', slack_file: { id: 'F0123456789' }, alt_text: '到货区' });
  });
});

describe('a home', () => {
  test('is a page of cards within Slack’s limits, also when there are too many or none', async () => {
    const many = Array.from({ length: 90 }, () => requestCard('zh-CN', 'act'));
    for (const cards of [[], [huge], many]) {
      const blocks = drawHome(cards, '没有');
      expect(blocks.length).toBeLessThanOrEqual(limits.viewBlocks);
      expect(await verdict({ view: { type: 'home', blocks } })).toMatchObject({ ok: true });
    }
  });
});

describe('a form', () => {
  const say = words('zh-CN', 'Asia/Shanghai');
  const metadata = 'x'.repeat(limits.privateMetadata);

  test.each(['zh-CN', 'en'] as const)('of every kind of field is a modal within Slack’s limits: %s', async (locale) => {
    const view = drawForm(everyField(locale), { metadata, say });
    expect(await verdict({ view })).toMatchObject({ ok: true });
  });

  test('of extremes is, too', async () => {
    const long = '长<&>'.repeat(2000);
    const form: Form = {
      action: 'a.b',
      context: '',
      title: long,
      intro: long,
      submit: long,
      fields: [
        { key: 'a'.repeat(240), kind: 'text', max: 100_000, label: long, hint: long, initial: long, required: true },
        { key: 'b', kind: 'choice', options: [{ value: '', label: '' }], label: '', required: false, initial: '' },
        {
          key: 'c',
          kind: 'choices',
          options: Array.from({ length: 40 }, (_, index) => ({ value: `${index}`, label: long })),
          initial: '1,39',
          label: 'c',
          required: true,
        },
        {
          key: 'd',
          kind: 'scale',
          min: 0,
          max: 50,
          minLabel: long,
          maxLabel: '',
          label: 'd',
          initial: '7',
          required: true,
        },
        { key: 'e', kind: 'time', chips: [], label: 'e', initial: long, required: true },
        { key: 'f', kind: 'file', maxBytes: 1, types: ['image/*', '.xlsx', 'text/csv'], label: 'f', required: true },
      ],
    };
    expect(await verdict({ view: drawForm(form, { metadata, say }) })).toMatchObject({ ok: true });
    expect(
      await verdict({ view: drawForm({ ...form, fields: form.fields.slice(1, 2) }, { metadata: '', say }) }),
    ).toMatchObject({ ok: true });
  });

  test('begins with what stands in its fields, as answers the form takes', () => {
    const fields = everyField('zh-CN').fields.map((field) => ({ ...field, required: false }));
    expect('answers' in readAnswers({ ...everyField('zh-CN'), fields }, { urgency: 'normal' })).toBe(true);
    const view = drawForm({ ...everyField('zh-CN'), fields }, { metadata: '', say });
    const urgency = view.blocks.find(({ block_id }) => block_id === 'field.urgency');
    expect(urgency).toMatchObject({ dispatch_action: true, element: { initial_option: { value: 'normal' } } });
  });
});

describe('words', () => {
  test('come back from Slack as they were typed', () => {
    const names = { person: (id: string) => (id === 'U1' ? '王芳' : null) };
    const cases = [
      ['<@U1> 和 <@U2|bob> 和 <@U3>', '@王芳 和 @bob 和 @U3'],
      ['<#C1|general> <#C2>', '#general #C2'],
      [
        '<https://a.cn/x?a=1&amp;b=2> <http://b.cn|b.cn> <https://c.cn|银行>',
        'https://a.cn/x?a=1&b=2 http://b.cn 银行 (https://c.cn)',
      ],
      ['<mailto:a@b.cn|a@b.cn> <!here> <!subteam^S1|@ops> <!date^1^{date}|五一>', 'a@b.cn @here @ops 五一'],
      ['1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp;lt;', '1 < 2 && 3 > 2 &lt;'],
    ];
    for (const [from = '', to] of cases) expect(typed(from, names)).toBe(to);
  });

  test('are cut without breaking a character or an entity', () => {
    expect(escapedWithin('a&&&', 8)).toBe('a&amp;…');
    expect(escapedWithin('𠮷𠮷𠮷', 4)).toBe('𠮷…');
    expect(escapedWithin('<b>', 9)).toBe('&lt;b&gt;');
    expect(clean('a\u0000b\u202Ec\r\nd\t👩‍👧')).toBe('abc\nd\t👩‍👧');
  });

  test('of a button come back as they were packed', () => {
    const value = '"><script>|,\u2028';
    expect(unpackButton(packButton('gallery.press', value))).toEqual({ action: 'gallery.press', value });
    for (const packed of [undefined, '', 'x', '{}', '["a"]', '[1,2]', '["a","b","c"]'])
      expect(unpackButton(packed)).toBeNull();
  });

  test('a note in a modal is within Slack’s limits', async () => {
    const view = { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: drawNote(huge) };
    expect(await verdict({ view })).toMatchObject({ ok: true });
  });
});
