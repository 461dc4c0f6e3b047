import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SlackEmulator } from './index.ts';
import type { Obj } from './json.ts';
import { quiet, section, slackOfTwo } from './official.ts';
import { actions, button, call as callAt, many, mrkdwn, plain, x } from './samples.ts';

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

describe('what is taken and should not have been sent', () => {
  test.each<[string, Obj, string]>([
    ['no words for screen readers', { text: '', blocks: [section('b')] }, 'no top-level text'],
    ['a broadcast', { text: '<!channel> hi' }, 'a live mention in the top-level text: <!channel>'],
    [
      'somebody mentioned',
      { blocks: [{ type: 'section', text: mrkdwn('<@U0000ANNA>', { verbatim: true }) }] },
      'a live mention at /0/text: <@U0000ANNA>',
    ],
    [
      'a bare broadcast',
      { blocks: [{ type: 'section', text: mrkdwn('hi @here') }] },
      'a bare broadcast without verbatim at /0/text',
    ],
    ['markup of a stranger', { text: 'a <b>' }, 'an unescaped < in the top-level text'],
    ['an ampersand', { blocks: [{ type: 'section', text: mrkdwn('a & b') }] }, 'an unescaped & at /0/text'],
    ['no block_id', { blocks: [{ type: 'actions', elements: [button()] }] }, 'no block_id at /0'],
    ['no action_id', { blocks: [actions({ type: 'button', text: plain('Go') })] }, 'no action_id on button at /0'],
    ['links unfolded', { unfurl_links: true }, 'unfurl_links is not false'],
    ['media unfolded', { unfurl_media: undefined }, 'unfurl_media is not false'],
    ['an argument nobody knows', { colour: 'red' }, 'unknown argument colour'],
  ])('%s', async (_, args, offence) => {
    expect(await post(args)).toMatchObject({ ok: true });
    expect(slack.offences).toEqual([`chat.postMessage: ${offence}`]);
  });
});

test('links, dates and escaped characters are no offence', async () => {
  const text = '&lt;!channel&gt; &amp; <https://example.com/?a=1&b=2|here> <!date^1392734382^{time}|then>';
  const blocks = [{ type: 'section', text: mrkdwn(`${text} @here`, { verbatim: true }) }];
  expect(await post({ text, blocks })).toMatchObject({ ok: true });
  expect(slack.offences).toEqual([]);
});

describe('whom and what Slack turns away', () => {
  test('tokens', async () => {
    expect(await call('auth.test', {}, '')).toMatchObject({ error: 'not_authed' });
    expect(await call('auth.test', {}, 'xoxb-wrong')).toMatchObject({ error: 'invalid_auth' });
    expect(await call('apps.connections.open', {})).toMatchObject({ error: 'not_allowed_token_type' });
    expect(await call('apps.connections.open', { token: slack.env.SLACK_BOT_TOKEN }, '')).toMatchObject({
      error: 'not_authed',
    });
    expect(await call('chat.whatever', {})).toMatchObject({ error: 'unknown_method', req_method: 'chat.whatever' });
  });

  test('channels', async () => {
    slack.addChannel({ id: 'C00000OPEN', name: 'open', members: ['U0000ANNA'] });
    slack.addChannel({ id: 'C00000SHUT', name: 'shut', members: ['U0000ANNA'], private: true });
    slack.addChannel({ id: 'C00000PAST', name: 'past', members: ['U0BOTUSER1'], archived: true });
    expect(await post({ channel: 'C00000OPEN' })).toMatchObject({ ok: true });
    expect(await post({ channel: 'open' })).toMatchObject({ error: 'channel_not_found' });
    expect(await post({ channel: 'C00000SHUT' })).toMatchObject({ error: 'channel_not_found' });
    expect(await post({ channel: 'C00000PAST' })).toMatchObject({ error: 'is_archived' });
    const { ts } = await post({});
    expect(await call('chat.update', { channel: 'U0000ANNA', ts, text: 'x' })).toMatchObject({
      error: 'channel_not_found',
    });
    expect(await call('chat.update', { channel: 'D0000ANNA', ts: '1.1', text: 'x' })).toMatchObject({
      error: 'message_not_found',
    });
    const whisper = { channel: 'D0000ANNA', user: 'U00000BEN', text: 'x' };
    expect(await call('chat.postEphemeral', whisper)).toMatchObject({ error: 'user_not_in_channel' });
  });

  test('texts and metadata', async () => {
    const { ts } = await post({});
    expect(await post({ text: '' })).toMatchObject({ error: 'no_text' });
    expect(await post({ blocks: 'no json' })).toMatchObject({ error: 'invalid_blocks_format' });
    expect(await call('chat.update', { channel: 'D0000ANNA', ts, text: x(4001) })).toMatchObject({
      error: 'msg_too_long',
    });
    expect(await post({ blocks: many(5, section(x(3000))) })).toMatchObject({ error: 'msg_blocks_too_long' });
    expect(await post({ metadata: { event_type: 'e' } })).toMatchObject({ error: 'invalid_metadata_schema' });
    expect(await post({ markdown_text: 'm' })).toMatchObject({ error: 'markdown_text_conflict' });
    const long = (await post({ text: x(40_001) })).message as Obj;
    expect(String(long.text)).toHaveLength(40_000);
  });

  test('scopes, people who left, and tokens taken back', async () => {
    const other = await slackOfTwo({ scopes: ['chat:write'], postsToLeavers: true });
    const asked = await callAt(other, 'users.list', {});
    expect(asked).toMatchObject({ error: 'missing_scope', needed: 'users:read', provided: 'chat:write' });
    await other.dismiss('U00000BEN');
    const unread = await callAt(other, 'chat.postMessage', { channel: 'U00000BEN', text: 'words', ...quiet });
    expect(unread).toMatchObject({ ok: true, channel: 'D00000BEN' });
    await other.close();
    await slack.dismiss('U00000BEN');
    expect(await post({ channel: 'U00000BEN' })).toMatchObject({ error: 'user_disabled' });
    expect(await call('conversations.open', { users: 'U00000BEN' })).toMatchObject({ error: 'user_disabled' });
    await expect(slack.says('U00000BEN', 'hi')).rejects.toThrow('deactivated');
    slack.revoke();
    expect(await post({})).toMatchObject({ error: 'token_revoked' });
  });
});
