import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlackEmulator, SlackOptions } from './index.ts';
import { objOf, objsOf, textOf } from './json.ts';
import { clientOf, slackOfTwo } from './official.ts';
import { type RawApp, rawApp } from './raw-app.ts';

let slack: SlackEmulator;
let app: RawApp;
const clock = new Date('2026-03-02T09:00:00Z');

beforeEach(async () => {
  app = await rawApp();
  slack = await started();
});
afterEach(async () => {
  await slack.close();
  await app.close();
});

async function started(options: SlackOptions = {}): Promise<SlackEmulator> {
  const made = await slackOfTwo({ now: () => clock, ...options });
  made.pointTo(app.url);
  return made;
}

const last = () => app.heard.at(-1)?.payload ?? {};

describe('events', () => {
  test('a message comes as Slack sends it: signed, escaped, in ASCII', async () => {
    await slack.says('U0000ANNA', '王 & <b> https://example.com/x');
    const [{ headers, payload, raw }] = app.heard as [(typeof app.heard)[0]];
    expect(raw).toMatch(/^[\x20-\x7e]+$/);
    expect(headers['content-type']).toBe('application/json');
    const { event } = payload;
    expect(event).toMatchObject({
      type: 'message',
      channel_type: 'im',
      text: '王 &amp; &lt;b&gt; <https://example.com/x>',
    });
    const timestamp = Number(headers['x-slack-request-timestamp']);
    expect(timestamp * 1000).toBe(clock.getTime());
    expect(slack.signed(raw, 'application/json')['x-slack-signature']).toBe(headers['x-slack-signature']);
  });

  test('what was not answered comes again at once, then when asked, with the same id', async () => {
    app.answer = () => ({ status: 500 });
    await expect(slack.says('U0000ANNA', 'hi')).rejects.toThrow('http_error');
    await slack.retryNow();
    await slack.retryNow();
    await slack.retryNow();
    expect(app.heard.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
    expect(new Set(app.heard.map(({ payload }) => payload.event_id)).size).toBe(1);
    expect(app.heard[1]?.headers['x-slack-retry-reason']).toBe('http_error');
  });

  test('no more when the app says so', async () => {
    app.answer = () => ({ status: 500, headers: { 'x-slack-no-retry': '1' } });
    await expect(slack.says('U0000ANNA', 'hi')).rejects.toThrow('http_error');
    await slack.retryNow();
    expect(app.heard).toHaveLength(1);
  });

  test('they can come several times, and in the wrong order', async () => {
    slack.faults.duplicate(3, true);
    await slack.says('U0000ANNA', 'thrice');
    expect(app.heard.map(({ headers }) => headers['x-slack-retry-num']).sort()).toEqual(['1', '2', undefined]);
    slack.faults.clear();
    app.heard.splice(0);
    slack.faults.hold();
    await slack.says('U0000ANNA', 'one');
    await slack.says('U0000ANNA', 'two');
    expect(app.heard).toEqual([]);
    await slack.faults.release();
    expect(app.heard.map(({ payload }) => objOf(payload.event).text)).toEqual(['two', 'one']);
  });

  test('people come, change and go', async () => {
    await slack.hire({ account: 'U0000CARL', name: 'Carl' });
    await slack.hire({ account: 'U0000CARL', name: 'Karl', zone: 'Asia/Shanghai' });
    await slack.dismiss('U0000CARL');
    const events = app.heard.map(({ payload }) => objOf(payload.event));
    expect(events.map(({ type }) => type)).toEqual(['team_join', 'user_change', 'user_change']);
    expect(events.map(({ user }) => [objOf(user).tz_offset, objOf(user).deleted])).toEqual([
      [undefined, false],
      [28_800, false],
      [undefined, true],
    ]);
    expect(new Set(events.map(({ user }) => objOf(user).updated)).size).toBe(3);
  });

  test('a file comes with an address only the bot can read', async () => {
    await slack.says('U0000ANNA', '', [{ name: 'a.pdf', type: 'application/pdf', bytes: Buffer.from('pdf') }]);
    const event = objOf(last().event);
    expect(event).toMatchObject({
      subtype: 'file_share',
      files: [{ name: 'a.pdf', mimetype: 'application/pdf', size: 3 }],
    });
    const url = textOf(objsOf(event.files)[0]?.url_private_download);
    const answer = await fetch(url, { headers: { authorization: `Bearer ${slack.env.SLACK_BOT_TOKEN}` } });
    expect(await answer.text()).toBe('pdf');
  });

  test('the address is checked, and forgeries can be tried on it', async () => {
    await expect(slack.verifyUrl()).rejects.toThrow('challenge');
    app.answer = ({ payload }) => ({ body: { challenge: payload.challenge } });
    await slack.verifyUrl();
    const headers = slack.signed('{}', 'application/json', { timestamp: 1, secret: 'wrong' });
    expect(await slack.deliver('{}', 'application/json', headers)).toEqual({ status: 200, body: '{}' });
    expect(app.heard.at(-1)?.headers['x-slack-request-timestamp']).toBe('1');
  });

  test('a bot that is mentioned hears it', async () => {
    slack.addChannel({ id: 'C0000SALES', name: 'sales', members: ['U0000ANNA'] });
    await slack.mentions('U0000ANNA', 'C0000SALES', 'hello');
    expect(last().event).toMatchObject({ type: 'app_mention', channel: 'C0000SALES', text: '<@U0BOTUSER1> hello' });
  });
});

describe('an app that does not answer in time', () => {
  const never = new Promise<object>(() => undefined);
  beforeEach(async () => {
    await slack.close();
    slack = await started({ answerMs: 300 });
  });

  test('gets the event again', async () => {
    app.answer = ({ headers }) => (headers['x-slack-retry-num'] ? {} : never);
    await slack.says('U0000ANNA', 'hi');
    expect(app.heard).toHaveLength(2);
    expect(app.heard.at(-1)?.headers['x-slack-retry-reason']).toBe('http_timeout');
  });

  test('fails a command, and leaves a sheet as it was', async () => {
    await slack.says('U0000ANNA', '/open');
    const title = { type: 'plain_text' as const, text: 'Form' };
    const element = { type: 'plain_text_input' as const, action_id: 'a' };
    const blocks = [{ type: 'input' as const, block_id: 'a', label: title, element }];
    const view = { type: 'modal' as const, title, submit: title, blocks };
    await clientOf(slack).views.open({ trigger_id: textOf(last().trigger_id), view });
    await slack.sheet('U0000ANNA')?.fill('Form', 'typed');
    app.answer = () => never;
    await expect(slack.says('U0000ANNA', '/open')).rejects.toThrow('operation_timeout');
    await expect(slack.sheet('U0000ANNA')?.submit()).rejects.toThrow('trouble connecting');
    app.answer = () => ({});
    expect(await slack.sheet('U0000ANNA')?.submit()).toBeNull();
    expect(objOf(objOf(last().view).state).values).toMatchObject({ a: { a: { value: 'typed' } } });
  });
});
