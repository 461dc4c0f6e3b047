import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackEmulator } from './index.ts';
import { type Obj, objOf, textOf } from './json.ts';
import { button, clientOf, quiet, section, slackOfTwo } from './official.ts';
import { type RawApp, rawApp } from './raw-app.ts';

let slack: SlackEmulator;
let app: RawApp;
let web: WebClient;
let clock: Date;

beforeEach(async () => {
  clock = new Date('2026-03-02T09:00:00Z');
  app = await rawApp();
  slack = await slackOfTwo({ now: () => clock });
  slack.pointTo(app.url);
  web = clientOf(slack);
});
afterEach(async () => {
  await slack.settled();
  await slack.close();
  await app.close();
});

const post = async (blocks: Obj[] = [], text = 'words') => {
  const { ts } = await web.chat.postMessage({ channel: 'U0000ANNA', text, blocks: blocks as never, ...quiet });
  await slack.settled();
  app.heard.splice(0);
  return ts ?? '';
};
const last = () => app.heard.at(-1)?.payload ?? {};
const trigger = async () => {
  await slack.says('U0000ANNA', '/open');
  return textOf(last().trigger_id);
};
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (label: string) => ({ text: plain(label), value: label.toLowerCase() });
const input = (label: string, element: Obj, more: Obj = {}): Obj => ({
  type: 'input',
  block_id: label,
  label: plain(label),
  element: { action_id: label, ...element },
  ...more,
});
const modal = (...blocks: Obj[]) => ({ type: 'modal', title: plain('Form'), submit: plain('Send'), blocks }) as never;
const opened = async (...blocks: Obj[]) =>
  (await web.views.open({ trigger_id: await trigger(), view: modal(...blocks) })).view;
const sheet = () => {
  const open = slack.sheet('U0000ANNA');
  if (!open) throw new Error('no sheet is open');
  return open;
};

describe('clicks', () => {
  test('a press carries the message, the state and an address good for five answers in half an hour', async () => {
    await post([button('Go', 'go') as unknown as Obj]);
    await slack.presses('U0000ANNA', 'Go');
    expect(last()).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0000ANNA' },
      container: { type: 'message', channel_id: 'D0000ANNA', is_ephemeral: false },
      message: { text: 'words', bot_id: 'B0BOT00001' },
      actions: [{ type: 'button', block_id: 'b-go', action_id: 'go', value: 'v' }],
    });
    const respond = async (url: unknown, more: Obj = {}) => {
      const body = JSON.stringify({ text: 'r', replace_original: false, ...more });
      const answer = await fetch(textOf(url), {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      return [answer.status, await answer.text()];
    };
    const url = last().response_url;
    expect(await respond(url, { blocks: [{ type: 'fancy' }] })).toEqual([404, '{"ok":false,"error":"invalid_blocks"}']);
    for (let use = 2; use <= 5; use++) expect(await respond(url)).toEqual([200, 'ok']);
    expect(await respond(url)).toEqual([404, '{"ok":false,"error":"used_url"}']);
    await slack.presses('U0000ANNA', 'Go');
    clock = new Date(clock.getTime() + 31 * 60_000);
    expect(await respond(last().response_url)).toEqual([404, '{"ok":false,"error":"expired_url"}']);
    expect(slack.shown('U0000ANNA').filter(({ passing }) => passing)).toHaveLength(4);
  });

  test('an old message is pressed by its id, and a click nobody takes is seen by the person', async () => {
    const old = await post([button('Go', 'old') as unknown as Obj]);
    await post([button('Go', 'new') as unknown as Obj]);
    await slack.pressesOn('U0000ANNA', `D0000ANNA/${old}`, 'Go');
    expect(last()).toMatchObject({ actions: [{ action_id: 'old' }] });
    app.answer = () => ({ status: 404 });
    await expect(slack.presses('U0000ANNA', 'Go')).rejects.toThrow('dispatch_failed');
    expect(last()).toMatchObject({ actions: [{ action_id: 'new' }] });
    await expect(slack.presses('U0000ANNA', 'Stop')).rejects.toThrow('no button "Stop"');
    await expect(slack.presses('U00000BEN', 'Go')).rejects.toThrow('no button "Go"');
  });

  test('a choice is told, and sent by the button behind it', async () => {
    const menu = { type: 'multi_static_select', action_id: 'm', options: [option('A'), option('B'), option('C')] };
    const send = { type: 'button', action_id: 'send', text: plain('Send') };
    await post([{ type: 'actions', block_id: 'pick', elements: [menu, send] }]);
    expect(slack.shown('U0000ANNA').at(-1)?.options).toEqual(['A', 'B', 'C']);
    await slack.chooses('U0000ANNA', ['A', 'C']);
    const [chosen, sent] = app.heard.map(({ payload }) => payload);
    expect(chosen?.actions).toMatchObject([{ action_id: 'm', selected_options: [option('A'), option('C')] }]);
    expect(sent).toMatchObject({
      actions: [{ action_id: 'send' }],
      state: { values: { pick: { m: { selected_options: [{ value: 'a' }, { value: 'c' }] } } } },
    });
  });

  test('shortcuts come without and with a message', async () => {
    await slack.shortcut('U0000ANNA', 'new');
    expect(last()).toMatchObject({ type: 'shortcut', callback_id: 'new', trigger_id: expect.any(String) });
    expect(last().channel).toBeUndefined();
    slack.addChannel({ id: 'C0000SALES', name: 'sales', members: ['U0000ANNA'] });
    await slack.messageShortcut('U0000ANNA', 'from', {
      text: 'do it',
      channel: 'C0000SALES',
      ts: '1.000001',
      user: 'U00000BEN',
    });
    expect(last()).toMatchObject({
      type: 'message_action',
      message: { text: 'do it', user: 'U00000BEN' },
      channel: { name: 'sales' },
    });
  });
});

describe('modals', () => {
  test('a trigger is good once and for three seconds', async () => {
    const trigger_id = await trigger();
    const view = modal(input('A', { type: 'plain_text_input' }));
    await web.views.open({ trigger_id, view });
    await expect(web.views.open({ trigger_id, view })).rejects.toThrow('exchanged_trigger_id');
    const late = await trigger();
    clock = new Date(clock.getTime() + 3001);
    await expect(web.views.open({ trigger_id: late, view })).rejects.toThrow('expired_trigger_id');
  });

  test('what was typed stays where the field stays, and an old hash conflicts', async () => {
    const text = { type: 'plain_text_input' };
    const view = await opened(input('A', text), input('B', text));
    await sheet().fill('A', 'kept');
    await sheet().fill('B', 'lost');
    const next = modal(input('A', text), input('C', text));
    await web.views.update({ view_id: view?.id ?? '', hash: view?.hash ?? '', view: next });
    const again = web.views.update({ view_id: view?.id ?? '', hash: view?.hash ?? '', view: next });
    await expect(again).rejects.toThrow('hash_conflict');
    expect(sheet().labels()).toEqual(['A', 'C']);
    await sheet().fill('C', 'new');
    expect(await sheet().submit()).toBeNull();
    expect(objOf(objOf(last().view).state).values).toMatchObject({
      A: { A: { value: 'kept' } },
      C: { C: { value: 'new' } },
    });
    await expect(web.views.update({ view_id: view?.id ?? '', view: next })).rejects.toThrow('not_found');
  });

  test('fields of every kind are filled in as a person does it', async () => {
    await opened(
      input('Box', { type: 'checkboxes', options: [option('A'), option('B')] }),
      input('Radio', { type: 'radio_buttons', options: [option('A'), option('B')] }, { dispatch_action: true }),
      input('Day', { type: 'datepicker' }),
      input('Who', { type: 'users_select' }),
      input('Count', { type: 'number_input', is_decimal_allowed: false, max_value: '9' }),
      input('File', { type: 'file_input' }, { optional: true }),
    );
    await sheet().fill('Box', ['A', 'B']);
    await sheet().fill('Radio', 'B');
    expect(last()).toMatchObject({
      type: 'block_actions',
      container: { type: 'view' },
      actions: [{ selected_option: option('B') }],
    });
    await sheet().fill('Day', '2026-03-03');
    await sheet().fill('Who', 'Ben');
    await sheet().fill('Count', '12');
    await slack.attaches('U0000ANNA', 'File', [{ name: 'a.csv', type: 'text/csv', bytes: Buffer.from('a') }]);
    expect(await sheet().submit()).toEqual({ Count: expect.stringContaining('9') });
    await sheet().fill('Count', '7');
    expect(await sheet().submit()).toBeNull();
    expect(objOf(objOf(last().view).state).values).toMatchObject({
      Box: { Box: { selected_options: [option('A'), option('B')] } },
      Day: { Day: { selected_date: '2026-03-03' } },
      Who: { Who: { selected_user: 'U00000BEN' } },
      Count: { Count: { value: '7' } },
      File: { File: { files: [{ name: 'a.csv' }] } },
    });
    await expect(sheet).toThrow('no sheet');
  });

  test('they stack to three; an answer Slack cannot use is an offence and trouble', async () => {
    const text = input('A', { type: 'plain_text_input', initial_value: 'x' });
    await opened(text);
    app.answer = () => ({ body: { response_action: 'push', view: modal(text) } });
    expect(await sheet().submit()).toEqual({});
    expect(await sheet().submit()).toEqual({});
    await expect(sheet().submit()).rejects.toThrow('trouble connecting');
    expect(slack.offences).toEqual(['the answer to a submission: more than three modals']);
    app.answer = () => ({ body: { response_action: 'errors', errors: { nothing: 'x' } } });
    await expect(sheet().submit()).rejects.toThrow('trouble connecting');
    app.answer = () => ({ body: { response_action: 'clear' } });
    expect(await sheet().submit()).toBeNull();
    expect(slack.sheet('U0000ANNA')).toBeNull();
  });

  test('closing is told where the view asks for it', async () => {
    const view = { type: 'modal', title: plain('Form'), blocks: [section('x')], notify_on_close: true } as never;
    await web.views.open({ trigger_id: await trigger(), view });
    await slack.closesSheet('U0000ANNA');
    expect(last()).toMatchObject({ type: 'view_closed', is_cleared: false });
  });
});

describe('what people see', () => {
  test('marks, entities, links, and times of their own zone', async () => {
    const unix = Date.parse('2026-03-02T20:04:00Z') / 1000;
    const text = `*Bold* a*b &lt;i&gt; <https://example.com|here> <!date^${unix}^{date_short} {time}|later>`;
    await post([{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }]);
    expect(slack.shown('U0000ANNA').at(-1)).toMatchObject({
      text: expect.stringMatching(/^Bold a\*b <i> here Mar 2, 2026 9:04\sPM$/),
      links: ['https://example.com'],
    });
  });

  test('the home, and its buttons', async () => {
    await slack.opensHome('U0000ANNA');
    expect(last().event).toMatchObject({ type: 'app_home_opened', tab: 'home', user: 'U0000ANNA' });
    expect(slack.home('U0000ANNA')).toBeNull();
    const view = { type: 'home' as const, blocks: [section('Mine'), button('Go', 'go')] };
    await web.views.publish({ user_id: 'U0000ANNA', view });
    await slack.pressesHome('U0000ANNA', 'Go');
    expect(last()).toMatchObject({
      container: { type: 'view' },
      view: { type: 'home' },
      actions: [{ action_id: 'go' }],
    });
    expect(last().response_url).toBeUndefined();
  });
});
