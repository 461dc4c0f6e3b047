import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
afterEach(async () => {
  await w.end();
  expect(w.slack.offences).toEqual([]);
});

async function started(options: WorldOptions = {}): Promise<SlackWorld> {
  w = await slackWorld(db, options);
  return w;
}

const wang = accountOf('sales-0');
const li = accountOf('sales-1');
const anna = accountOf('office-1');

const said = (account: string) => w.slack.shown(account).map(({ text }) => text);
const kinds = () => w.incoming.map(({ kind }) => kind).filter((kind) => !['joined', 'changed'].includes(kind));

describe('what people write', () => {
  test('a message to the bot is answered in the conversation', async () => {
    await started();
    await w.slack.says(wang, '明早要 500 件 <A> & B');
    expect(w.incoming.at(-1)).toMatchObject({ kind: 'said', account: wang, text: '明早要 500 件 <A> & B' });
    expect(said(wang)).toEqual(['你说了 17 个字']);
  });

  test('a command opens its form, or whispers in the answer itself', async () => {
    await started();
    await w.slack.says(wang, '/duty');
    expect(w.slack.shown(wang)).toMatchObject([{ text: '今天值班：刘洋', passing: true }]);
    await w.slack.says(wang, '/request');
    expect(w.slack.sheet(wang)?.title).toBe('提出请求');
  });

  test('a prefix of the commands is not part of their names', async () => {
    await started({ settings: { commandPrefix: 'xy-' } });
    await w.slack.says(wang, '/xy-chain SO-2051');
    expect(w.incoming.at(-1)).toMatchObject({ text: '/chain SO-2051' });
  });

  test('an unknown command is answered with what there is', async () => {
    await started();
    await w.slack.says(wang, '/reqest');
    expect(w.slack.shown(wang)).toMatchObject([{ passing: true }]);
    // Slack has no commands with Chinese names.
    expect(said(wang)[0]).toContain('/request');
    expect(said(wang)[0]).not.toContain('/请求');
  });

  test('people, channels and addresses in a command are names again', async () => {
    await started();
    await w.slack.says(wang, `/chain @${accountOf('sales-1').toLowerCase()} https://example.com/a?b=1&c=2 x < y`);
    expect(w.incoming.at(-1)).toMatchObject({ text: '/chain @李雷 https://example.com/a?b=1&c=2 x < y' });
  });

  test('a mention in a channel is heard without the mention', async () => {
    await started();
    w.slack.addChannel({ id: 'C0000GENERAL', name: 'general', members: [wang] });
    await w.slack.mentions(wang, 'C0000GENERAL', '/duty');
    expect(w.incoming.at(-1)).toMatchObject({ kind: 'said', text: '/duty' });
  });

  test('a form asked for where no window can be opened is offered behind a button', async () => {
    await started();
    await w.slack.says(wang, ' /request');
    const [offer] = w.slack.shown(wang);
    expect(offer).toMatchObject({ buttons: ['打开表单'] });
    await w.slack.presses(wang, '打开表单');
    expect(w.slack.sheet(wang)?.title).toBe('提出请求');
    expect(kinds()).toEqual(['said']);
  });

  test('a file that comes with a message is kept, one of a wrong kind is told about', async () => {
    await started();
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await w.slack.says(wang, '看看', [
      { name: 'board.png', type: 'image/png', bytes: png },
      { name: 'tool.exe', type: 'application/octet-stream', bytes: Buffer.from('MZ') },
    ]);
    expect(w.incoming.at(-1)).toMatchObject({
      kind: 'said',
      files: [expect.any(String)],
      unread: [{ name: 'tool.exe', why: 'wrongKind' }],
    });
    expect(said(wang).join('\n')).toContain('tool.exe');
  });

  test('shortcuts ask for a request, one of them with the words and the place of a message', async () => {
    await started();
    w.slack.addChannel({ id: 'C0000GENERAL', name: 'general', members: [wang] });
    await w.slack.shortcut(wang, 'new_request');
    expect(w.slack.sheet(wang)?.title).toBe('提出请求');
    await w.slack.messageShortcut(li, 'request_from_message', {
      text: '缺 <500> 件',
      channel: 'C0000GENERAL',
      ts: '1777600000.000100',
    });
    expect(w.incoming.at(-1)).toMatchObject({ account: li });
    const text = (w.incoming.at(-1) as { text: string }).text;
    expect(text).toMatch(/^\/request 缺 <500> 件 https:\/\/\S+\/archives\/C0000GENERAL\/p1777600000000100$/);
    expect(w.slack.sheet(li)?.title).toBe('提出请求');
  });

  test('a stranger to the organisation is told so', async () => {
    await started();
    await w.slack.hire({ account: 'U0STRANGER', name: 'Nobody' });
    await w.slack.says('U0STRANGER', 'hello');
    expect(said('U0STRANGER')).toHaveLength(1);
  });
});

describe('what people press', () => {
  test('a button on a card changes it in place', async () => {
    await started();
    await w.slack.says(wang, '/cards');
    await w.slack.presses(wang, '接单');
    const card = w.slack.shown(wang).at(-1);
    expect(card).toMatchObject({ edited: true });
    expect(card?.text).toContain('已接单');
    expect(w.incoming.at(-1)).toMatchObject({ kind: 'clicked', action: 'gallery.accept', value: 'R-1042' });
  });

  test('a whisper is for whoever pressed, and leaves the card alone', async () => {
    await started();
    await w.slack.says(wang, '/cards');
    const before = w.slack.shown(wang).length;
    await w.slack.presses(wang, '问客户');
    const after = w.slack.shown(wang);
    expect(after).toHaveLength(before + 1);
    expect(after.at(-1)).toMatchObject({ passing: true, text: '✅ R-1042 · R-1042' });
  });

  test('pressing twice at once is two events with one card in the end', async () => {
    await started();
    await w.slack.says(wang, '/cards');
    const card = w.slack.shown(wang).at(-1)?.id ?? '';
    await Promise.all([w.slack.pressesOn(wang, card, '接单'), w.slack.pressesOn(wang, card, '接单')]);
    expect(w.slack.shown(wang).filter(({ text }) => text.includes('已接单'))).toHaveLength(1);
  });

  test('a button of another time is answered politely', async () => {
    await started();
    const body = {
      type: 'block_actions',
      team: { id: 'T0TEAM0001' },
      user: { id: wang, team_id: 'T0TEAM0001' },
      channel: { id: `D${wang.slice(1)}` },
      trigger_id: '1.2.3',
      container: { type: 'message', channel_id: `D${wang.slice(1)}`, message_ts: '1.1' },
      actions: [{ type: 'button', action_id: 'old', block_id: 'b', value: 'x', action_ts: '1.2' }],
    };
    await w.slack.says(wang, '/duty');
    const form = new URLSearchParams({ payload: JSON.stringify(body) }).toString();
    const type = 'application/x-www-form-urlencoded';
    expect(await w.slack.deliver(form, type, w.slack.signed(form, type))).toMatchObject({ status: 200 });
    expect(w.slack.shown(wang).at(-1)).toMatchObject({ passing: true });
    expect(w.slack.shown(wang).at(-1)?.text).toContain('这个按钮');
  });

  test('everyone is written to in their own language', async () => {
    await started();
    await w.slack.says(anna, ' /request');
    expect(w.slack.shown(anna)).toMatchObject([{ buttons: ['Open the form'] }]);
  });
});

describe('who comes and goes', () => {
  test('the directory tells who joined, changed and left', async () => {
    await started();
    w.incoming.splice(0);
    await w.slack.hire({ account: 'U0NEW', name: '新人', email: 'new@x.cn', zone: 'Asia/Shanghai', title: 'QC' });
    await w.slack.hire({ account: 'U0NEW', name: '新人二' });
    await w.slack.dismiss('U0NEW');
    await w.slack.settled();
    expect(w.incoming.map((event) => [event.kind, event.account])).toEqual([
      ['joined', 'U0NEW'],
      ['changed', 'U0NEW'],
      ['left', 'U0NEW'],
    ]);
    expect(w.incoming[0]).toMatchObject({
      profile: { name: '新人', email: 'new@x.cn', zone: 'Asia/Shanghai', title: 'QC', active: true },
    });
    expect(new Set(w.incoming.map(({ id }) => id)).size).toBe(3);
  });
});
