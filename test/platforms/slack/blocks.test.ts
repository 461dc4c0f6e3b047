import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SlackEmulator } from './index.ts';
import type { Obj } from './json.ts';
import { quiet, section, slackOfTwo } from './official.ts';
import {
  actions,
  button,
  call as callAt,
  image,
  many,
  menu,
  mrkdwn,
  named,
  options,
  plain,
  rich,
  x,
} from './samples.ts';

let slack: SlackEmulator;

beforeAll(async () => {
  slack = await slackOfTwo();
});
afterEach(() => {
  slack.offences.splice(0);
});
afterAll(() => slack.close());

const call = (method: string, args: Obj, token?: string) => callAt(slack, method, args, token);
const post = (more: Obj) => call('chat.postMessage', { channel: 'U0000ANNA', text: 'words', ...quiet, ...more });

/** What is refused, where, and the reason given. */
const bad: [string, Obj[], string][] = [
  ['51 blocks', many(51, { type: 'divider' }) as Obj[], 'no more than 50 items allowed [json-pointer:/blocks]'],
  ['an unknown block', [{ type: 'fancy' }], 'unsupported type: fancy [json-pointer:/blocks/0/type]'],
  [
    'an unknown property',
    [{ type: 'divider', colour: 'red' }],
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ],
  [
    'an input',
    [{ type: 'input', label: plain('L'), element: named({ type: 'plain_text_input' }) }],
    'unsupported type: input',
  ],
  ['a long block_id', [{ type: 'divider', block_id: x(256) }], 'must be less than 256 characters'],
  [
    'the same block_id twice',
    [
      { type: 'divider', block_id: 'b' },
      { type: 'divider', block_id: 'b' },
    ],
    'Block ID needs to be unique',
  ],
  ['a section of nothing', [{ type: 'section' }], 'must define either `text` or `fields`'],
  [
    'a long section',
    [section(x(3001)) as unknown as Obj],
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['an empty section', [section('') as unknown as Obj], 'must be more than 0 characters'],
  ['11 fields', [{ type: 'section', fields: many(11, plain('f')) }], 'no more than 10 items allowed'],
  ['a long field', [{ type: 'section', fields: [plain(x(2001))] }], 'must be less than 2001 characters'],
  [
    'an input as accessory',
    [{ type: 'section', text: plain('t'), accessory: { type: 'plain_text_input' } }],
    'unsupported type: plain_text_input',
  ],
  ['a header in mrkdwn', [{ type: 'header', text: mrkdwn('h') }], 'unsupported type: mrkdwn'],
  ['a long header', [{ type: 'header', text: plain(x(151)) }], 'must be less than 151 characters'],
  ['a header over in UTF-16', [{ type: 'header', text: plain('🚀'.repeat(76)) }], 'must be less than 151 characters'],
  ['11 parts of a context', [{ type: 'context', elements: many(11, plain('c')) }], 'no more than 10 items allowed'],
  ['a button in a context', [{ type: 'context', elements: [button()] }], 'unsupported type: button'],
  ['26 buttons', [actions(...Array.from({ length: 26 }, () => button()))], 'no more than 25 items allowed'],
  ['no buttons', [actions()], 'no fewer than 1 items allowed'],
  [
    'the same action_id twice',
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    'Action ID needs to be unique',
  ],
  ['a long label', [actions(button({ text: plain(x(76)) }))], 'must be less than 76 characters'],
  ['a label in mrkdwn', [actions(button({ text: mrkdwn('Go') }))], 'unsupported type: mrkdwn'],
  ['a long value', [actions(button({ value: x(2001) }))], 'must be less than 2001 characters'],
  ['a style of its own', [actions(button({ style: 'default' }))], 'must be one of: primary, danger'],
  ['a long url', [actions(button({ url: `https://example.com/${x(3000)}` }))], 'must be less than 3001 characters'],
  ['101 options', [actions(menu({ options: options(101) }))], 'no more than 100 items allowed'],
  [
    'options and groups',
    [actions(menu({ option_groups: [{ label: plain('g'), options: options(1) }] }))],
    'only one of options and option_groups',
  ],
  ['neither options nor groups', [actions(named({ type: 'static_select' }))], 'missing required field: options'],
  ['a long option', [actions(menu({ options: options(1, x(76)) }))], 'must be less than 76 characters'],
  [
    'a long value of an option',
    [actions(menu({ options: [{ text: plain('o'), value: x(76) }] }))],
    'must be less than 76 characters',
  ],
  ['an option twice', [actions(menu({ options: [...options(1), ...options(1)] }))], 'option values need to be unique'],
  [
    'a beginning that is not offered',
    [actions(menu({ initial_option: { text: plain('p'), value: 'v0' } }))],
    'initial option must be one of the options',
  ],
  ['a long placeholder', [actions(menu({ placeholder: plain(x(151)) }))], 'must be less than 151 characters'],
  [
    'a confirmation without a no',
    [actions(button({ confirm: { title: plain('t'), text: plain('t'), confirm: plain('y') } }))],
    'missing required field: deny',
  ],
  [
    'six behind three dots',
    [actions(named({ type: 'overflow', options: options(6) }))],
    'no more than 5 items allowed',
  ],
  ['11 boxes', [actions(named({ type: 'checkboxes', options: options(11) }))], 'no more than 10 items allowed'],
  [
    '11 radio buttons',
    [actions(named({ type: 'radio_buttons', options: options(11) }))],
    'no more than 10 items allowed',
  ],
  ['at most none', [actions(named({ type: 'multi_users_select', max_selected_items: 0 }))], 'must be between 1'],
  ['no such day', [actions(named({ type: 'datepicker', initial_date: '1.2.2026' }))], 'input must match regex pattern'],
  [
    'a picture without words',
    [{ type: 'image', image_url: 'https://example.com/x.png' }],
    'missing required field: alt_text',
  ],
  ['a picture without an address', [image({ image_url: undefined })], 'must define either image_url or slack_file'],
  ['a picture with two', [image({ slack_file: { id: 'F0000000001' } })], 'must define either image_url or slack_file'],
  ['a file that is none', [image({ image_url: undefined, slack_file: { id: 'F0000000099' } })], 'invalid slack file'],
  [
    'a file by a wrong id',
    [image({ image_url: undefined, slack_file: { id: 'f1' } })],
    'input must match regex pattern',
  ],
  [
    'two tables',
    many(2, { type: 'table', rows: [[{ type: 'raw_text', text: 'c' }]] }) as Obj[],
    'only one table allowed',
  ],
  [
    '101 rows',
    [{ type: 'table', rows: many(101, [{ type: 'raw_text', text: 'c' }]) }],
    'no more than 100 items allowed',
  ],
  ['much markdown', many(2, { type: 'markdown', text: x(6001) }) as Obj[], 'must be less than 12001 characters'],
  [
    'rich text of nothing',
    [rich({ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] })],
    'must be more than 0 characters',
  ],
  [
    'a list too deep',
    [rich({ type: 'rich_text_list', style: 'bullet', indent: 9, elements: [] })],
    'must be between 0 and 8',
  ],
  [
    'verbatim on plain text',
    [{ type: 'section', text: { ...plain('t'), verbatim: true } }],
    'invalid additional property: verbatim',
  ],
];

describe('blocks of a message Slack would not show', () => {
  test.each(bad)('%s', async (_, blocks, reason) => {
    const answer = await post({ blocks });
    expect(answer).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(String(answer.errors)).toContain(reason);
    expect(slack.offences.join()).toContain('invalid_blocks');
    const { errors } = await call('blocks.validate', { blocks }, '');
    expect(errors).toContainEqual({
      code: expect.any(String),
      pointer: expect.any(String),
      message: expect.any(String),
    });
  });

  test('what is good is taken, and no offence', async () => {
    const blocks = [
      { type: 'header', text: plain('h') },
      { type: 'section', block_id: 's', text: mrkdwn('*t*', { verbatim: true }), accessory: menu() },
      actions(button({ style: 'primary' }), button()),
      { type: 'context', elements: [plain('c'), image({})] },
      { type: 'divider' },
      rich({ type: 'rich_text_quote', elements: [{ type: 'text', text: '<!channel>' }] }),
    ];
    expect(await post({ blocks })).toMatchObject({ ok: true });
    expect(await call('blocks.validate', { blocks }, '')).toEqual({ ok: true });
    expect(slack.offences).toEqual([]);
  });
});

let ids = 0;
const input = (more: Obj = {}, element: Obj = {}) => ({
  type: 'input',
  block_id: `i${++ids}`,
  label: plain('L'),
  element: named({ type: 'plain_text_input', ...element }),
  ...more,
});
const modal = (more: Obj = {}) => ({
  type: 'modal',
  title: plain('T'),
  submit: plain('S'),
  blocks: [input()],
  ...more,
});

describe('modals and homes Slack would not open', () => {
  test.each<[string, Obj, string]>([
    ['no title', modal({ title: undefined }), 'missing required field: title [json-pointer:/view]'],
    ['a long title', modal({ title: plain(x(25)) }), 'must be less than 25 characters [json-pointer:/view/title/text]'],
    ['a long word to send', modal({ submit: plain(x(25)) }), 'must be less than 25 characters'],
    ['inputs and nothing to send', modal({ submit: undefined }), 'missing required field: submit'],
    ['101 blocks', modal({ blocks: many(101, { type: 'divider' }) }), 'no more than 100 items allowed'],
    [
      'a long memory',
      modal({ private_metadata: x(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    ['a long callback_id', modal({ callback_id: x(256) }), 'must be less than 256 characters'],
    ['markdown', modal({ blocks: [{ type: 'markdown', text: 'm' }] }), 'unsupported type: markdown'],
    ['a long label', modal({ blocks: [input({ label: plain(x(2001)) })] }), 'must be less than 2001 characters'],
    ['a label in mrkdwn', modal({ blocks: [input({ label: mrkdwn('L') })] }), 'unsupported type: mrkdwn'],
    ['a long input', modal({ blocks: [input({}, { max_length: 3001 })] }), 'must be between 1 and 3000'],
    ['11 files', modal({ blocks: [input({}, { type: 'file_input', max_files: 11 })] }), 'must be between 1 and 10'],
    [
      'a file that tells at once',
      modal({ blocks: [input({ dispatch_action: true }, { type: 'file_input' })] }),
      'dispatch_action is not supported',
    ],
    [
      'a number of no kind',
      modal({ blocks: [input({}, { type: 'number_input' })] }),
      'missing required field: is_decimal_allowed',
    ],
    [
      'two in focus',
      modal({ blocks: [input({}, { focus_on_load: true }), input({}, { focus_on_load: true })] }),
      'only one element can have focus_on_load',
    ],
  ])('%s', async (_, view, reason) => {
    const answer = await call('views.open', { trigger_id: 'any', view });
    expect(answer).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(JSON.stringify(answer.response_metadata)).toContain(reason);
  });

  test('a home has no title and nothing to send', async () => {
    const view = { type: 'home', blocks: [section('h')], submit: plain('S') };
    expect(await call('views.publish', { user_id: 'U0000ANNA', view })).toMatchObject({ error: 'invalid_arguments' });
    const nobody = { user_id: 'U0NOBODY', view: { type: 'home', blocks: [section('h')] } };
    expect(await call('views.publish', nobody)).toMatchObject({ error: 'user_not_found' });
    expect(await call('views.open', { trigger_id: 'any', view: modal() })).toMatchObject({
      error: 'invalid_trigger_id',
    });
  });
});
