import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isSigned } from '../../adapters/slack/signature.ts';
import type { Database } from '../../src/db/database.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { accountOf, type SlackWorld, slackWorld, type WorldOptions } from './world.ts';

let db: Database;
let w: SlackWorld;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => truncateAll(db));
afterEach(() => w?.end());

async function started(options: WorldOptions = {}): Promise<SlackWorld> {
  w = await slackWorld(db, options);
  return w;
}

const wang = accountOf('sales-0');
const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

const command = (text: string, more: Record<string, string> = {}) =>
  new URLSearchParams({
    team_id: 'T0TEAM0001',
    user_id: wang,
    channel_id: 'D000',
    command: '/chain',
    text,
    trigger_id: `1.2.${text}`,
    ...more,
  }).toString();

const messageEvent = (ts: string, more: object = {}, envelope: object = {}) =>
  JSON.stringify({
    type: 'event_callback',
    team_id: 'T0TEAM0001',
    event_id: `Ev${ts}`,
    event_time: 1,
    event: { type: 'message', channel_type: 'im', channel: 'D000SALES0', user: wang, text: 'hello', ts, ...more },
    ...envelope,
  });

const post = (body: string, type: string, headers: Record<string, string> = w.slack.signed(body, type)) =>
  w.slack.deliver(body, type, headers);

const heard = () => w.incoming.filter(({ kind }) => kind === 'said').length;

describe('a signature', () => {
  const secret = '8f742231b10e8888abcd99yyyzzz85a5';
  const at = new Date(1531420618_000);
  const signed = {
    timestamp: '1531420618',
    body: Buffer.from(
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    ),
    signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  };
  const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);

  test('is Slack’s published example', () => expect(isSigned(signed, secret, at)).toBe(true));
  test('holds for five minutes in either direction', () => {
    expect([-301, -300, 300, 301].map((seconds) => isSigned(signed, secret, later(seconds)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
  test('is refused with another body, another secret, another version, or without its parts', () => {
    expect(isSigned({ ...signed, body: Buffer.concat([signed.body, Buffer.from('x')]) }, secret, at)).toBe(false);
    expect(isSigned(signed, `${secret}x`, at)).toBe(false);
    expect(isSigned(signed, '', at)).toBe(false);
    expect(isSigned({ ...signed, signature: signed.signature.replace('v0', 'v1') }, secret, at)).toBe(false);
    expect(isSigned({ ...signed, signature: undefined }, secret, at)).toBe(false);
    expect(isSigned({ ...signed, timestamp: undefined }, secret, at)).toBe(false);
    expect(isSigned({ ...signed, timestamp: '1531420618 ' }, secret, at)).toBe(false);
  });
});

describe('what is not Slack’s', () => {
  test('is refused before anything is read from it', async () => {
    await started();
    const body = messageEvent('1.1');
    const now = Math.floor(w.clock.now().getTime() / 1000);
    const wrong = [
      w.slack.signed(body, json, { secret: 'guessed' }),
      w.slack.signed(body, json, { timestamp: now - 301 }),
      w.slack.signed(body, json, { timestamp: now + 301 }),
      w.slack.signed('{}', json),
      { 'content-type': json },
    ];
    for (const headers of wrong) expect((await post(body, json, headers)).status).toBe(401);
    expect((await post('not json at all', json, { 'content-type': json })).status).toBe(401);
    expect(heard()).toBe(0);
  });

  test('is refused when it is larger than anything Slack sends', async () => {
    await started();
    const body = JSON.stringify({ type: 'event_callback', pad: 'x'.repeat(1024 * 1024) });
    expect((await post(body, json)).status).toBe(413);
  });

  test('is no payload: 400 when it cannot be read, nothing when it is unknown', async () => {
    await started();
    expect((await post('{"type":', json)).status).toBe(400);
    expect((await post('payload=%7B', form)).status).toBe(400);
    expect((await post('[]', json)).status).toBe(400);
    expect(await post('{"type":"something_new"}', json)).toEqual({ status: 200, body: '' });
    const shared = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: { type: 'emoji_changed' } });
    expect((await post(shared, json)).status).toBe(200);
  });
});

describe('what Slack asks of the address itself', () => {
  test('its challenge, its look at the certificate, and its warning are answered', async () => {
    await started();
    await w.slack.verifyUrl();
    expect((await post('ssl_check=1&token=x', form, { 'content-type': form })).status).toBe(200);
    const limited = JSON.stringify({
      type: 'app_rate_limited',
      minute_rate_limited: 1777600000,
      team_id: 'T0TEAM0001',
    });
    expect((await post(limited, json)).status).toBe(200);
    expect(w.logs.some(({ level, msg }) => level === 50 && String(msg).includes('drops events'))).toBe(true);
  });

  test('a look at the certificate is no way around the signature', async () => {
    await started();
    const sneaky = command('SO-1', { ssl_check: '1' });
    expect(await post(sneaky, form, { 'content-type': form })).toEqual({ status: 200, body: '' });
    expect(heard()).toBe(0);
  });
});

describe('the same event again', () => {
  test('redelivered, replayed or under another event id it is one', async () => {
    await started();
    const body = messageEvent('1777600000.000100');
    const headers = w.slack.signed(body, json);
    for (let time = 0; time < 2; time++) expect((await post(body, json, headers)).status).toBe(200);
    await post(messageEvent('1777600000.000100', {}, { event_id: 'EvOTHER' }), json);
    expect(new Set(w.incoming.filter(({ kind }) => kind === 'said').map(({ id }) => id)).size).toBe(1);
    expect(w.slack.shown(wang)).toHaveLength(1);
  });

  test('at once in three copies it has one effect', async () => {
    await started();
    w.slack.faults.duplicate(3, true);
    await w.slack.says(wang, 'hello');
    await w.slack.settled();
    expect(w.slack.shown(wang)).toHaveLength(1);
  });

  test('a replayed command whispers once more, and does nothing again', async () => {
    await started();
    const body = command('SO-2051');
    await post(body, form);
    await post(body, form);
    expect(w.slack.posts(wang)).toHaveLength(1);
  });
});

describe('what is not for the bot', () => {
  test('its own words, other bots, edits and other people’s talk are let pass', async () => {
    await started();
    const quiet = [
      messageEvent('1.1', { user: 'U0BOTUSER1' }),
      messageEvent('1.2', { bot_id: 'B0OTHER' }),
      messageEvent('1.3', { subtype: 'bot_message', bot_id: 'B0BOT00001' }),
      messageEvent('1.4', { subtype: 'message_changed' }),
      messageEvent('1.5', { subtype: 'message_deleted' }),
      messageEvent('1.6', { channel_type: 'channel' }),
      messageEvent('1.7', { user_team: 'T0OTHER' }),
    ];
    for (const body of quiet) expect((await post(body, json)).status).toBe(200);
    expect(heard()).toBe(0);
    await post(messageEvent('1.8'), json);
    expect(heard()).toBe(1);
  });

  test('a command from another company is turned down politely', async () => {
    await started();
    const answer = await post(command('x', { team_id: 'T0PARTNER' }), form);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('工作区'),
    });
    expect(heard()).toBe(0);
  });

  test('bots, guests and people of other workspaces are nobody in the directory', async () => {
    await started();
    w.incoming.splice(0);
    const change = (user: object) =>
      post(
        JSON.stringify({
          type: 'event_callback',
          event_id: 'Ev9',
          event: { type: 'user_change', user: { id: 'U0X', updated: 5, ...user } },
        }),
        json,
      );
    for (const user of [
      { id: 'USLACKBOT' },
      { is_bot: true },
      { is_restricted: true },
      { is_ultra_restricted: true },
      { team_id: 'T0OTHER' },
    ]) {
      expect((await change(user)).status).toBe(200);
    }
    expect(w.incoming).toEqual([]);
    await change({ profile: null, tz: null });
    expect(w.incoming).toMatchObject([{ kind: 'changed', profile: { name: 'U0X', zone: null, email: null } }]);
  });
});

describe('when the product itself fails', () => {
  const down = () => Promise.reject(new Error('the database is away'));

  test('Slack is asked to deliver an event again, and it is handled then', async () => {
    await started();
    w.intercept(down);
    expect((await post(messageEvent('5.1'), json)).status).toBe(500);
    w.intercept(null);
    expect(
      (
        await post(messageEvent('5.1'), json, {
          ...w.slack.signed(messageEvent('5.1'), json),
          'x-slack-retry-num': '1',
        })
      ).status,
    ).toBe(200);
    expect(w.slack.shown(wang)).toHaveLength(1);
  });

  test('a person who pressed or typed a command is asked to try again', async () => {
    await started();
    await w.slack.says(wang, '/cards');
    w.intercept(down);
    await w.slack.says(wang, '/chain x');
    expect(w.slack.shown(wang).at(-1)).toMatchObject({ passing: true, text: expect.stringContaining('请再试一次') });
    await w.slack.presses(wang, '问客户');
    expect(w.slack.shown(wang).at(-1)).toMatchObject({ passing: true, text: expect.stringContaining('请再试一次') });
    expect(w.slack.offences).toEqual([]);
  });

  test('a slow command is answered in time, and its whisper follows', async () => {
    await started();
    w.intercept(async () => {
      await new Promise((resolve) => setTimeout(resolve, 2600));
      return { kind: 'whisper', card: { title: '好了', tone: 'plain', elements: [], buttons: [] } };
    });
    await w.slack.says(wang, '/chain x');
    expect(w.slack.shown(wang).at(-1)?.text).toContain('处理时间比平时长');
    await expect.poll(() => w.slack.shown(wang).at(-1)?.text, { timeout: 3000 }).toBe('好了');
  });

  test('nothing a person wrote, and no token, is in the log', async () => {
    await started();
    const failed = new Error('Failed query: insert away\nparams: m1,my secret words', {
      cause: new Error('my secret words'),
    });
    w.intercept(() => Promise.reject(failed));
    await post(messageEvent('6.1', { text: 'my secret words' }), json);
    await post(command('my secret words'), form);
    const lines = JSON.stringify(w.logs);
    expect(lines).toContain('away');
    for (const secret of ['my secret words', w.settings.botToken, w.settings.signingSecret ?? '-'])
      expect(lines).not.toContain(secret);
  });
});
