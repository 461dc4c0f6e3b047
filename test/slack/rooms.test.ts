import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scopes } from '../../adapters/slack/manifest.ts';
import type { Database } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { outbox } from '../../src/engine/tables.ts';
import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import { sentence } from '../../src/platform/card.ts';
import { company } from '../console/company.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { rushOrder, salesFiles } from '../platforms/rush-order.ts';
import { type SlackEmulator, startSlack } from '../platforms/slack/index.ts';
import { app } from '../platforms/slack/workspace.ts';
import { type PlatformWorld, platformWorld } from '../platforms/world.ts';
import { hours, shanghai } from '../world.ts';
import { type SlackWorld, slackWorld } from './world.ts';

const rights = scopes.map(({ scope }) => scope);
const ids: Record<string, string> = { 物控部: 'C0MATERIALS', 生产部: 'C0PRODUCTION', 销售部: 'C0SALES0000' };

/** The demo company with channels of some departments. */
const withChannels = (...names: string[]): string =>
  names.reduce(
    (text, name) => text.replace(`    name: ${name}\n`, `    name: ${name}\n    channel: { slack: ${ids[name]} }\n`),
    demoCompany,
  );

describe('a department’s channel', () => {
  let w: PlatformWorld;
  afterEach(async () => {
    expect(w.offences()).toEqual([]);
    await w.end();
  });

  async function started(names: string[], at?: Date): Promise<SlackEmulator> {
    // How quickly commands are answered is not asked here, and the machine may be busy.
    const slack = (settings: object) => startSlack({ ...settings, scopes: rights, answerMs: 20_000 });
    w = await platformWorld({
      on: 'slack',
      company: withChannels(...names),
      emulators: { slack },
      ...(at ? { at } : {}),
    });
    return w.emulator('lin') as SlackEmulator;
  }

  const open = (slack: SlackEmulator, name: string, bot = true) =>
    slack.addChannel({ id: ids[name] ?? '', name, members: [w.account('wang'), ...(bot ? [app.user] : [])] });

  const undelivered = async () =>
    (await w.parts.db.reader.select().from(outbox)).filter(({ status }) => !['sent', 'superseded'].includes(status));

  test('has a thread for each request, its news in order below it; a department without one has none', async () => {
    const slack = await started(['生产部', '销售部']);
    open(slack, '生产部');
    open(slack, '销售部');
    await rushOrder(w);
    const there = slack.inChannel(ids.生产部 ?? '');
    const roots = there.filter(({ thread }) => thread === null);
    expect(roots.map(({ text }) => text.split('\n')[0])).toEqual([
      'R-1002：物控部向生产部提出请求',
      'R-1003：生产部向采购部提出请求',
    ]);
    expect(roots[0]?.text).toContain('缺 600 件 A 料成品');
    expect(roots[0]?.text).toMatch(/会影响什么.*出口订单 SO-2051|出口订单 SO-2051/);
    expect(roots[0]?.text).toMatch(/值班人: 赵敏/);
    const below = there.filter(({ thread }) => thread === roots[0]?.id).map(({ text }) => text);
    expect(below).toEqual([
      'R-1002：生产部在等 R-1003（采购部）',
      expect.stringMatching(/^R-1002在一个环里：.*互相等待$/),
      expect.stringMatching(/^✅ R-1002：环已解开/),
      'R-1002：不用再等 R-1003（采购部）',
      'R-1002：生产部已交付',
      '✅ R-1002 已完成：物控部确认了交付',
    ]);
    expect(there.flatMap(({ buttons }) => buttons)).toEqual([]);
    // The customer's channel hears of its request as well, and of the one it was asked.
    const sales = slack.inChannel(ids.销售部 ?? '').filter(({ thread }) => thread === null);
    expect(sales.map(({ text }) => text.split('\n')[0])).toEqual([
      'R-1001：销售部向物控部提出请求',
      'R-1005：财务部向销售部提出请求',
    ]);
    const posts = slack.calls.filter(({ body }) =>
      Object.values(ids).includes(String((body as { channel?: string }).channel)),
    );
    expect(posts.map(({ path }) => path)).toEqual(posts.map(() => 'chat.postMessage'));
    expect(posts.every(({ body }) => String((body as { unfurl_links?: unknown }).unfurl_links) === 'false')).toBe(true);
    expect((await undelivered()).filter(({ kind }) => kind === 'room')).toEqual([]);
  });

  test('in which the bot is not costs nobody anything, and is written to once it is', async () => {
    const slack = await started(['物控部']);
    open(slack, '物控部', false);
    await salesFiles(w);
    expect(slack.inChannel(ids.物控部 ?? '')).toEqual([]);
    expect(await undelivered()).toMatchObject([{ kind: 'room', status: 'dropped', error: 'slack: not_in_channel' }]);
    open(slack, '物控部');
    await w.presses('luo', '承诺时间');
    await w.fills('luo', { 承诺时间: '今天 18:00' });
    expect(slack.inChannel(ids.物控部 ?? '')).toMatchObject([
      { thread: null, text: expect.stringMatching(/R-1001：罗勇承诺/) },
    ]);
  });

  test('is quiet at night, like everything that is not urgent, and keeps the order until then', async () => {
    const slack = await started(['物控部'], shanghai('2026-05-06T21:00'));
    open(slack, '物控部');
    await w.says('lin', '/request 物控部 库存清单');
    await w.fills('lin', { 有多急: '普通：按工作时间', 会影响什么: '盘点' });
    await w.presses('lin', '撤回');
    await w.fills('lin', {});
    expect(slack.inChannel(ids.物控部 ?? '')).toEqual([]);
    await w.advance(hours(12));
    const there = slack.inChannel(ids.物控部 ?? '');
    expect(there).toMatchObject([{ thread: null }, { thread: there[0]?.id }]);
    expect(there.map(({ text }) => text.split('\n')[0])).toEqual([
      'R-1001：销售部向物控部提出请求',
      expect.stringContaining('不再需要'),
    ]);
  });

  test('is where nobody is called: what people write mentions nobody there', async () => {
    const slack = await started(['物控部']);
    open(slack, '物控部');
    await w.says('lin', '/request 物控部 <!channel> @here <@U0WANG> SO-1');
    await w.fills('lin', { 有多急: '紧急：全天候，节假日也处理', 会影响什么: '<!here> SO-1' });
    const [post] = slack.calls.filter(({ body }) => (body as { channel?: string }).channel === ids.物控部);
    const text = (post?.body as { text?: string } | undefined)?.text ?? '';
    expect(text).toContain('&lt;!channel&gt;');
    expect(text).not.toMatch(/<!|<@/);
    expect(JSON.stringify(post?.body)).not.toMatch(/"type":"(?:user|broadcast|usergroup)"/);
  });
});

describe('writing to a channel', () => {
  let db: Database;
  let w: SlackWorld;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.close());
  beforeEach(() => truncateAll(db));
  afterEach(async () => {
    expect(w.slack.offences).toEqual([]);
    await w.end();
  });

  const channel = 'C0PRODUCTION';
  async function started(more: { members?: string[]; archived?: boolean; rights?: string[] } = {}): Promise<void> {
    w = await slackWorld(db, { scopes: more.rights ?? rights, channels: { production: channel } });
    const members = more.members ?? [app.user];
    w.slack.addChannel({ id: channel, name: 'production', members, archived: more.archived ?? false });
  }

  const send = (id: string, thread: string | null, more: Partial<Delivery> = {}) => {
    const card = sentence(id);
    const delivery = { id, account: channel, card, priority: 'update', again: false, room: { thread } } as const;
    return w.messenger.adapter.send({ ...delivery, ...more });
  };
  const refusal = (id: string) =>
    send(id, null).then(
      () => null,
      (error: unknown) => (error instanceof DeliveryError ? error.retry : error),
    );
  const threads = () => w.slack.inChannel(channel).map(({ text, thread }) => [text, thread]);

  async function removes(ts: string): Promise<void> {
    const headers = { authorization: `Bearer ${w.settings.botToken}` };
    const body = new URLSearchParams({ channel, ts });
    await fetch(`${w.settings.apiUrl}chat.delete`, { method: 'POST', headers, body });
  }

  test('resolves to the message later ones belong below', async () => {
    await started();
    const root = await send('one', null);
    expect(await send('two', root)).toBe(root);
    expect(threads()).toEqual([
      ['one', null],
      ['two', root.split('/')[1]],
    ]);
  });

  test('goes on in a new thread when the old one was deleted, also where Slack refuses', async () => {
    await started();
    const root = await send('one', null);
    await removes(root.split('/')[1] ?? '');
    const next = await send('two', root);
    expect(next).not.toBe(root);
    w.slack.faults.next('chat.postMessage', { kind: 'refused', error: 'thread_not_found' });
    const last = await send('three', next);
    expect(threads()).toEqual([
      ['two', null],
      ['three', null],
    ]);
    expect(await send('four', last)).toBe(last);
  });

  test('is given up when the channel takes nothing, which is said once until it does', async () => {
    await started({ members: ['U000SALES0'] });
    const told = () => w.logs.filter(({ msg }) => String(msg).includes('the channel of a department'));
    for (const error of [
      null,
      'is_archived',
      'channel_not_found',
      'restricted_action',
      'restricted_action_thread_only_channel',
    ]) {
      if (error) w.slack.faults.next('chat.postMessage', { kind: 'refused', error });
      expect(await refusal(error ?? 'plain')).toBe('never');
    }
    expect(told()).toMatchObject([{ level: 50, code: 'not_in_channel', channel }]);
    w.slack.addChannel({ id: channel, name: 'production', members: [app.user] });
    expect(await refusal('now')).toBeNull();
    w.slack.faults.next('chat.postMessage', { kind: 'refused', error: 'is_archived' });
    await refusal('again');
    expect(told()).toHaveLength(2);
    w.slack.faults.next('chat.postMessage', { kind: 'throttled', afterMs: 2000 });
    expect(await refusal('later')).toBe('later');
  });

  test('has a turn of its own for each channel', async () => {
    await started();
    const paces = w.messenger.adapter.pace({
      id: 'm',
      account: channel,
      card: sentence('x'),
      priority: 'update',
      again: false,
      room: { thread: null },
    });
    expect(paces[0]?.bucket).toMatch(new RegExp(`chat.postMessage/${channel}$`));
  });

  test('is checked: the doctor says which channel needs what', async () => {
    const said = async () => (await w.messenger.check()).map(({ level, text }) => `${level} ${text}`).join('\n');
    await started();
    expect(await said()).toContain('fine slack: all channels of departments can be written to (1).');
    w.slack.addChannel({ id: channel, name: 'production', members: [] });
    expect(await said()).toMatch(
      /warning slack: the app is not in the channel #production of 生产部.*"\/invite @xiayou"/,
    );
    expect(await refusal('not invited')).toBe('never');
    w.slack.addChannel({ id: channel, name: 'production', members: [], private: true });
    expect(await said()).toMatch(/warning slack: there is no channel C0PRODUCTION.*if it is private, write "\/invite/);
    w.slack.addChannel({ id: channel, name: 'production', members: [app.user], archived: true });
    expect(await said()).toMatch(/warning slack: the channel #production of 生产部 is archived/);
    await w.end();
    await started({ rights: rights.filter((one) => one !== 'channels:read') });
    expect(await said()).toMatch(
      /warning slack: whether the channels of departments can be written to cannot be looked/,
    );
    expect(w.slack.offences.splice(0)).toEqual(['conversations.info: missing_scope']);
  });

  test('needs no invitation when it is public and the app may write in all of those', async () => {
    const said = async () => (await w.messenger.check()).map(({ level, text }) => `${level} ${text}`).join('\n');
    await started({ rights: [...rights, 'chat:write.public'] });
    w.slack.addChannel({ id: channel, name: 'production', members: ['U000SALES0'] });
    expect(await said()).toContain('fine slack: all channels of departments can be written to (1).');
    expect(await refusal('without an invitation')).toBeNull();
    expect(threads()).toEqual([['without an invitation', null]]);
    w.slack.addChannel({ id: channel, name: 'production', members: [], private: true });
    expect(await said()).toMatch(/warning slack: there is no channel C0PRODUCTION/);
  });

  test('is not checked where no department has one', async () => {
    w = await slackWorld(db, { scopes: rights });
    expect((await w.messenger.check()).filter(({ text }) => text.includes('channel'))).toEqual([]);
    expect([...company().departments.values()].every(({ channel: none }) => none === null)).toBe(true);
  });
});
