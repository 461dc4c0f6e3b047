import { isValidSlackRequest } from '@slack/bolt';
import { type KnownBlock, retryPolicies, type WebClient, type WebClientOptions } from '@slack/web-api';
import { afterEach, describe, expect, test } from 'vitest';
import type { SlackEmulator, SlackOptions } from './slack/index.ts';
import { button, clientOf, quiet, section, slackOfTwo } from './slack/official.ts';
import { signature } from './slack/signing.ts';

let slack: SlackEmulator;
afterEach(() => slack.close());

async function started(options: SlackOptions = {}): Promise<WebClient> {
  slack = await slackOfTwo(options);
  return client();
}

const client = (options: WebClientOptions = {}) => clientOf(slack, options);

describe('the official client', () => {
  test('knows who it is, and what it may do', async () => {
    const web = await started();
    const who = await web.auth.test();
    expect(who).toMatchObject({ ok: true, team_id: 'T0TEAM0001', bot_id: 'B0BOT00001' });
    expect(who.response_metadata?.scopes).toContain('chat:write');
    expect(await web.apiCall('api.test', { foo: 'bar' })).toMatchObject({ ok: true, args: { foo: 'bar' } });
  });

  test('posts, changes, deletes, whispers, and links to what it posted', async () => {
    const web = await started();
    const { ts, channel } = await web.chat.postMessage({
      channel: 'U0000ANNA',
      text: 'one',
      blocks: [section('One &amp; all')],
      ...quiet,
    });
    expect(channel).toBe('D0000ANNA');
    const at = { channel: channel ?? '', ts: ts ?? '' };
    expect(slack.shown('U0000ANNA')).toMatchObject([{ id: ts, text: 'One & all', edited: false }]);
    expect((await web.chat.getPermalink({ channel: at.channel, message_ts: at.ts })).permalink).toContain(
      `/archives/${channel}/p`,
    );
    await web.chat.update({ ...at, text: 'two', blocks: [section('Two'), button('Go', 'go')] });
    expect(slack.shown('U0000ANNA')).toMatchObject([{ text: 'Two', edited: true, buttons: ['Go'] }]);
    await web.chat.postEphemeral({ channel: at.channel, user: 'U0000ANNA', text: 'psst' });
    expect(slack.shown('U0000ANNA').map(({ passing }) => passing)).toEqual([false, true]);
    await web.chat.delete(at);
    expect(slack.shown('U0000ANNA').map(({ text }) => text)).toEqual(['psst']);
    expect(slack.shown('U00000BEN')).toEqual([]);
    expect(slack.offences).toEqual([]);
  });

  test('finds its own message by the metadata it left', async () => {
    const web = await started();
    const metadata = { event_type: 'delivery', event_payload: { id: 'm1' } };
    await web.chat.postMessage({ channel: 'U0000ANNA', text: 'one', metadata, ...quiet });
    await slack.says('U0000ANNA', 'hello').catch(() => undefined);
    const { messages } = await web.conversations.history({ channel: 'D0000ANNA', include_all_metadata: true });
    expect(messages?.map((message) => [message.text, message.metadata])).toEqual([
      ['hello', undefined],
      ['one', metadata],
    ]);
    const plain = await web.conversations.history({ channel: 'D0000ANNA' });
    expect(plain.messages?.every((message) => message.metadata === undefined)).toBe(true);
  });

  test('reads conversations and the directory, page by page', async () => {
    const web = await started({ scopes: ['im:write', 'im:read', 'users:read', 'usergroups:read', 'users:read.email'] });
    const { channel } = await web.conversations.open({ users: 'U0000ANNA' });
    expect(channel?.id).toBe('D0000ANNA');
    expect((await web.conversations.info({ channel: 'D0000ANNA' })).channel).toMatchObject({
      is_im: true,
      user: 'U0000ANNA',
    });
    expect((await web.conversations.members({ channel: 'D0000ANNA' })).members).toHaveLength(2);
    const seen: string[] = [];
    for (let one = 0; one < 7; one++) await slack.hire({ account: `U000000C${one}`, name: `C${one}` });
    for await (const page of web.paginate('users.list', { limit: 3 })) {
      seen.push(...(page as unknown as { members: { id: string }[] }).members.map(({ id }) => id));
    }
    expect(seen).toHaveLength(11);
    expect(new Set(seen).size).toBe(11);
    expect((await web.users.info({ user: 'U0000ANNA' })).user).toMatchObject({
      tz: 'Europe/Berlin',
      profile: { email: 'anna@example.com' },
    });
    expect((await web.users.lookupByEmail({ email: 'anna@example.com' })).user?.id).toBe('U0000ANNA');
    const { usergroups } = await web.usergroups.list({ include_users: true });
    expect(usergroups).toMatchObject([{ name: 'sales', users: ['U00000BEN'] }]);
    const group = usergroups?.[0]?.id ?? '';
    expect((await web.usergroups.users.list({ usergroup: group })).users).toEqual(['U00000BEN']);
  });

  test('a cursor from before is stale', async () => {
    const web = await started();
    const { response_metadata } = await web.users.list({ limit: 1 });
    slack.expireCursors();
    const cursor = response_metadata?.next_cursor ?? '';
    await expect(web.users.list({ limit: 1, cursor })).rejects.toMatchObject({ data: { error: 'invalid_cursor' } });
  });

  test('uploads a picture in three steps, which can be shown when it was worked through', async () => {
    const web = await started({ processingMs: 60 });
    await web
      .filesUploadV2({ channel_id: 'D0000ANNA', file: Buffer.from('png'), filename: 'x.png' })
      .catch(() => undefined);
    await web.conversations.open({ users: 'U0000ANNA' });
    const answer = await web.filesUploadV2({
      channel_id: 'D0000ANNA',
      file: Buffer.from('png'),
      filename: 'x.png',
      title: 'X',
    });
    const id = (answer.files[0] as { files: { id: string }[] }).files[0]?.id ?? '';
    expect(slack.shown('U0000ANNA').at(-1)?.files).toEqual(['x.png']);
    const picture: KnownBlock = { type: 'image', alt_text: 'a bar chart', slack_file: { id } };
    const post = () => web.chat.postMessage({ channel: 'D0000ANNA', text: 'chart', blocks: [picture], ...quiet });
    await expect(post()).rejects.toMatchObject({
      data: { errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'] },
    });
    await new Promise((resolve) => setTimeout(resolve, 80));
    const { file } = await web.files.info({ file: id });
    expect(file?.mimetype).toBe('image/png');
    await post();
    expect(slack.shown('U0000ANNA').at(-1)?.files).toEqual(['x.png']);

    const headers = { authorization: `Bearer ${slack.env.SLACK_BOT_TOKEN}` };
    expect(await (await fetch(file?.url_private ?? '', { headers })).text()).toBe('png');
    expect(await (await fetch(file?.url_private ?? '')).text()).toContain('Sign in');
  });

  test('a call as JSON is as good as a form', async () => {
    await started();
    const answer = await fetch(`${slack.env.SLACK_API_URL}chat.postMessage`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${slack.env.SLACK_BOT_TOKEN}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({ channel: 'U0000ANNA', text: 'hi', blocks: [section('hi')], ...quiet }),
    });
    expect(await answer.json()).toMatchObject({ ok: true, channel: 'D0000ANNA' });
  });
});

describe('what the official client makes of faults', () => {
  test('throttling says how long, and limits are kept by channel', async () => {
    const web = await started({ limits: true });
    const hasty = client({ rejectRateLimitedCalls: true });
    const post = (account: string) => hasty.chat.postMessage({ channel: account, text: 'x', ...quiet });
    for (let burst = 0; burst < 4; burst++) await post('U0000ANNA');
    await expect(post('U0000ANNA')).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
    await post('U00000BEN');
    slack.faults.next('users.info', { kind: 'throttled', afterMs: 30_000 });
    await expect(hasty.users.info({ user: 'U0000ANNA' })).rejects.toMatchObject({ retryAfter: 30 });
    slack.answers('users.info', { status: 429, body: '' });
    await expect(web.users.info({ user: 'U0000ANNA' })).rejects.toThrow(/Retry-After|retry/i);
  });

  test('an answer that was lost is a message that was posted', async () => {
    const web = await started();
    slack.faults.next('chat.postMessage', { kind: 'answerLost' });
    const posting = web.chat.postMessage({ channel: 'U0000ANNA', text: 'x', ...quiet });
    await expect(posting).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    expect(slack.shown('U0000ANNA').map(({ text }) => text)).toEqual(['x']);
    expect(slack.calls.at(-1)).toMatchObject({ path: 'chat.postMessage', body: { text: 'x' }, error: 'answerLost' });
  });

  test('errors, pages of HTML and silence are what they are, and nothing was done', async () => {
    await started();
    const post = (web = client()) => web.chat.postMessage({ channel: 'U0000ANNA', text: 'x', ...quiet });
    slack.faults.next('chat.', { kind: 'serverError' });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_http_error', statusCode: 500 });
    slack.faults.next('chat.', { kind: 'garbage' });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_platform_error' });
    slack.faults.next('chat.', { kind: 'silent' });
    await expect(post(client({ timeout: 150 }))).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    slack.faults.next('chat.', { kind: 'refused', error: 'fatal_error' });
    await expect(post()).rejects.toMatchObject({ data: { error: 'fatal_error' } });
    slack.faults.next('chat.', { kind: 'tokenExpired' });
    await expect(post()).rejects.toMatchObject({ data: { error: 'token_revoked' } });
    expect(slack.shown('U0000ANNA')).toEqual([]);
    const patient = client({ retryConfig: { ...retryPolicies.rapidRetryPolicy, retries: 2 } });
    slack.faults.next('chat.', { kind: 'serverError' }, 2);
    await patient.chat.postMessage({ channel: 'U0000ANNA', text: 'x', ...quiet });
    expect(slack.shown('U0000ANNA')).toHaveLength(1);
  });
});

describe('signatures', () => {
  const secret = '8f742231b10e8888abcd99yyyzzz85a5';
  const published =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';

  test.each([
    ['the published example', published, 'a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'],
    ['more than ASCII', '{"text":"héllo ☃ 🚀"}', 'e8b98bee0c54287e8c6b7cf672f142558ecc85a7e8480c8b7b0c65c133cf1a62'],
    ['nothing', '', '55f41ec73231010289b54e669149ea021fccab11b5524355523533ce930cb739'],
  ])('of %s', async (_, body, digest) => {
    await started();
    expect(signature(secret, 1531420618, body)).toBe(`v0=${digest}`);
    const headers = slack.signed(body, 'application/json', { timestamp: 1531420618, secret });
    const verified = (more: object, at = 1531420618) =>
      isValidSlackRequest({
        signingSecret: secret,
        body,
        headers: { 'x-slack-signature': headers['x-slack-signature'] ?? '', 'x-slack-request-timestamp': 1531420618 },
        nowMilliseconds: at * 1000,
        ...more,
      });
    expect(verified({})).toBe(true);
    expect(verified({}, 1531420618 + 300)).toBe(true);
    expect(verified({}, 1531420618 + 301)).toBe(false);
    expect(verified({ body: `${body}x` })).toBe(false);
    expect(verified({ signingSecret: 'another' })).toBe(false);
  });
});
