import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { consoleMessages, consoleReads } from '../../adapters/console/tables.ts';
import { dingtalkCards, dingtalkCodes, dingtalkPeople } from '../../adapters/dingtalk/tables.ts';
import { slackSheets } from '../../adapters/slack/tables.ts';
import { wecomCards, wecomKeys, wecomSeen } from '../../adapters/wecom/tables.ts';
import { type Database, rows } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { dutyHandovers } from '../../src/duty/tables.ts';
import { dialogues, inbox, outbox, timers } from '../../src/engine/tables.ts';
import { personErase } from '../../src/operator/person-erase.ts';
import { namePattern } from '../../src/operator/replace.ts';
import { directoryPeople, dutyChanges } from '../../src/org/tables.ts';
import { pagesBrowsers, pagesContexts } from '../../src/pages/tables.ts';
import { sentence } from '../../src/platform/card.ts';
import { files, rateLimits } from '../../src/platform/tables.ts';
import { verifyHistory } from '../../src/requests/verify.ts';
import { salesFiles } from '../requests/story.ts';
import { type World, world } from '../world.ts';
import { run } from './run.ts';

const name = '林晓燕';
/** Something she wrote. */
const word = '客户那边的事以后再说';
const email = 'lin.xiaoyan@example.com';
const accounts = { slack: 'U0LINXIAOYAN', wecom: 'LinXiaoYan', dingtalk: 'manager7731' };
/** Another one she had, of which only the directory knows. */
const former = 'lxy_2019';
/** Of a colleague, and nobody else's business. */
const hers = new RegExp([name, word, email, ...Object.values(accounts), former].join('|'), 'i');

const company = demoCompany.replace(
  /\{ key: lin, name: 林晓燕, department: sales \}/,
  `{ key: lin, name: 林晓燕, department: sales, email: ${email}, console: lin,
     slack: ${accounts.slack}, wecom: ${accounts.wecom}, dingtalk: ${accounts.dingtalk} }`,
);

/** The texts of each table's rows, whatever their columns are. */
async function everything(db: Database): Promise<Map<string, string[]>> {
  const tables = await rows<{ name: string }>(
    db.reader,
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const texts = new Map<string, string[]>();
  for (const table of tables) {
    const found = await rows<{ row: string }>(
      db.reader,
      sql`select t::text as row from ${sql.identifier(table.name)} t`,
    );
    texts.set(
      table.name,
      found.map(({ row }) => row),
    );
  }
  return texts;
}

const tablesWith = async (w: World, what: RegExp) =>
  [...(await everything(w.db))].filter(([, texts]) => texts.some((text) => what.test(text))).map(([table]) => table);

/** A request she filed and withdrew in these words, and traces of her wherever the product and its messengers keep any. */
async function livedIn(): Promise<World> {
  const w = await world({ company });
  await salesFiles(w, 'urgent');
  await w.presses('luo', 'ask', { question: `${name}要的是含税价吗？` });
  await w.presses('lin', 'withdraw', { reason: word });
  w.sent();
  await tracesOfPeople(w);
  await tracesOfTheEngine(w);
  await tracesOfMessengers(w);
  return w;
}

async function tracesOfPeople({ db, clock }: World): Promise<void> {
  const at = clock.now();
  const said = { name, email, seenAt: at };
  await db.reader.insert(directoryPeople).values([
    { ...said, platform: 'slack', account: accounts.slack },
    { ...said, platform: 'wecom', account: accounts.wecom.toLowerCase() },
    { ...said, platform: 'wecom', account: former, personId: 'lin', leftAt: at },
    { ...said, platform: 'wecom', account: 'zhou', name: '周', email: null },
  ]);
  const roster = { department: 'sales', personId: 'zhou', at };
  await db.reader.insert(dutyChanges).values([
    { ...roster, date: '2026-06-01', by: 'lin', reason: word },
    { ...roster, date: '2026-06-02', by: 'zhou', reason: word },
    { ...roster, date: '2026-06-03', by: 'zhou', reason: `替${name}` },
    { ...roster, date: '2026-06-04', by: 'zhou', reason: '出差' },
  ]);
  const handover = { department: 'sales', date: '2026-06-02', giver: 'lin', taker: 'zhou', reason: word };
  await db.reader.insert(dutyHandovers).values({ ...handover, status: 'agreed', askedAt: at });
}

async function tracesOfTheEngine({ db, clock }: World): Promise<void> {
  const at = clock.now();
  const card = sentence(`${name}有新消息`);
  const dialogue = { platform: 'console', action: 'a', done: [], updatedAt: at };
  await db.reader.insert(dialogues).values([
    { ...dialogue, person: 'lin', context: word, answers: { reason: word } },
    { ...dialogue, person: 'zhou', context: `给${name}`, answers: { who: name } },
  ]);
  const event = { receivedAt: at, reply: { kind: 'whisper' as const, card } };
  await db.reader.insert(inbox).values([
    { ...event, platform: 'slack', eventId: `opened/${accounts.slack}/1746000000.1` },
    { ...event, platform: 'wecom', eventId: `press|1000002|${accounts.wecom.toLowerCase()}|CODE` },
    { ...event, platform: 'wecom', eventId: `1000002|${former}|77` },
    { ...event, platform: 'dingtalk', eventId: `event/1/${accounts.dingtalk}` },
  ]);
  const due = { feature: 'toy', at, dueAt: at };
  await db.reader.insert(timers).values({ ...due, key: 'k', payload: { who: name }, error: `${name} is away` });
  const message = { feature: 'toy', kind: 'post' as const, priority: 1, card, createdAt: at, dueAt: at };
  const group = { name: `${name}和同事`, members: ['zhou', accounts.dingtalk] };
  const messageId = `xy-1#${accounts.dingtalk}`;
  const ding = { ...message, platform: 'dingtalk' };
  await db.reader.insert(outbox).values([
    { ...ding, person: 'lin', account: accounts.dingtalk, status: 'sent', messageId, target: messageId },
    { ...ding, person: 'zhou', account: 'zhou', status: 'sent', group },
  ]);
  const photo = { type: 'image/png', bytes: new Uint8Array([1]), size: 1, owner: 'lin', createdAt: at };
  await db.reader.insert(files).values([
    { ...photo, id: 'f1', name: `${name}的照片.png`, kept: true },
    { ...photo, id: 'f2', name: `${word}.png`, kept: false },
  ]);
  await db.reader.insert(rateLimits).values([
    { bucket: `wecom/ww1/1/to/${accounts.wecom.toLowerCase()}/minute`, level: 1 },
    { bucket: `slack/T1/chat.postMessage/${accounts.slack}`, level: 1 },
    { bucket: 'slack/T1/chat.postMessage', level: 1 },
  ]);
  await db.reader.insert(pagesContexts).values({ id: 'c1', context: `["${name}"]`, keptAt: at });
  const hers = {
    person: 'lin',
    platform: 'slack',
    account: accounts.slack,
    secretHash: 'digest',
    since: at,
    until: at,
  };
  await db.reader.insert(pagesBrowsers).values({ ...hers, id: 'b1', opens: 'views', status: 'open' });
}

async function tracesOfMessengers({ db, clock }: World): Promise<void> {
  const at = clock.now();
  const said = { card: sentence(`${name}：${word}`), sentAt: at };
  await db.reader.insert(consoleMessages).values({ ...said, account: 'lin', author: 'person', deliveryId: 'own' });
  await db.reader.insert(consoleReads).values({ account: 'lin', messageId: 1 }).onConflictDoNothing();
  await db.reader.insert(slackSheets).values({ id: 's', note: { action: 'a', context: name }, createdAt: at });
  const code = { messageId: 'm', taskId: 't', origin: 'sent' as const, at };
  await db.reader.insert(wecomCards).values([
    { ...code, code: 'C1', account: accounts.wecom.toLowerCase() },
    { ...code, code: 'C2', account: 'zhou' },
  ]);
  await db.reader.insert(wecomKeys).values({ key: '~k', words: `b0|toy.pick|${name}`, at });
  await db.reader.insert(wecomSeen).values([
    { key: `event/press|1000002|${accounts.wecom.toLowerCase()}|CODE`, at },
    { key: 'event/press|1000002|zhou|CODE', at },
  ]);
  await db.reader.insert(dingtalkPeople).values([
    { userId: accounts.dingtalk, unionId: 'union1' },
    { userId: 'zhou', unionId: 'union2' },
  ]);
  const instance = { outTrackId: 'xy-1', arrived: true, createdAt: at };
  await db.reader.insert(dingtalkCards).values([
    { ...instance, account: accounts.dingtalk, delivery: '1' },
    { ...instance, account: 'zhou', delivery: '2' },
  ]);
  const press = { action: 'toy.pick', createdAt: at };
  await db.reader.insert(dingtalkCodes).values([
    { ...press, code: 'AAAAAA', account: accounts.dingtalk, value: '1' },
    { ...press, code: 'BBBBBB', account: 'zhou', value: `1|${name}` },
  ]);
}

/** What the manual says stays for a while: copies of messages in which others were shown her words. */
const copies = ['console_messages', 'outbox'];

test('of someone who is erased no name, address, account or word is left in any table', async () => {
  const w = await livedIn();
  const before = await tablesWith(w, hers);
  for (const table of ['directory_people', 'duty_changes', 'duty_handovers', 'dialogues', 'inbox', 'timers', 'outbox'])
    expect(before).toContain(table);
  for (const table of ['files', 'rate_limits', 'pages_contexts', 'console_messages', 'slack_sheets', 'wecom_cards'])
    expect(before).toContain(table);
  for (const table of ['wecom_keys', 'wecom_seen', 'dingtalk_people', 'dingtalk_cards', 'dingtalk_codes', 'org_items'])
    expect(before).toContain(table);
  await run(w, personErase, 'lin');
  const left = await tablesWith(w, new RegExp(hers.source.replace(`|${word}`, ''), 'i'));
  expect(left).toEqual([]);
  expect((await tablesWith(w, new RegExp(word))).filter((table) => !copies.includes(table))).toEqual([]);
  const own = [...((await everything(w.db)).get('console_messages') ?? [])].filter((row) => /^\(\d+,lin,/.test(row));
  expect(own).toEqual([]);
  expect(await verifyHistory(w.db.reader)).toMatchObject({ requests: 1, broken: [] });
});

test("what a colleague's messenger works with stays", async () => {
  const w = await livedIn();
  const eventId = `event/1/${accounts.dingtalk}0`;
  await w.db.reader.insert(inbox).values({ platform: 'dingtalk', eventId, receivedAt: w.clock.now() });
  await run(w, personErase, 'lin');
  const all = await everything(w.db);
  const left = (table: string) => all.get(table) ?? [];
  expect(left('inbox').filter((row) => row.includes(eventId))).toHaveLength(1);
  expect(left('directory_people')).toHaveLength(1);
  for (const table of ['wecom_cards', 'wecom_seen', 'dingtalk_people', 'dingtalk_cards', 'dingtalk_codes'])
    expect([table, left(table).length]).toEqual([table, 1]);
  expect(left('rate_limits')).toEqual(['(slack/T1/chat.postMessage,1)']);
  expect(left('files')).toEqual([expect.stringContaining('（已删除）的照片.png')]);
  expect(left('duty_changes').filter((row) => row.includes('出差'))).toHaveLength(1);
  expect(left('outbox').filter((row) => /"members"+: \["+zhou"+\]/.test(row))).toHaveLength(1);
});

test('a colleague whose longer name holds the name of who is erased keeps it', async () => {
  const beside = '{ key: xiao, name: 林晓, department: sales }';
  const w = await world({ company: company.replace('  - { key: lin,', `  - ${beside}\n  - { key: lin,`) });
  const form = { person: 'luo', platform: 'console', action: 'requests.ask', answers: {}, done: [] };
  const context = '林晓、林晓燕：请小林晓看';
  await w.db.reader.insert(dialogues).values({ ...form, context, updatedAt: w.clock.now() });
  await run(w, personErase, 'xiao');
  const [dialogue] = await w.db.reader.select().from(dialogues);
  expect(dialogue?.context).toBe('（已删除）、林晓燕：请小（已删除）看');
  const people = [...(await w.organisation()).people.values()].map((person) => person.name);
  expect(people).toContain('林晓燕');
  expect(people).not.toContain('林晓');
});

test('a name is found as a name, and not inside of others', () => {
  const found = (name: string, text: string, ...others: string[]) =>
    text.replace(namePattern(name, others), (match) => `<${match}>`);
  expect(found('Ann', 'Ann asked Anna (Ann)')).toBe('<Ann> asked Anna (<Ann>)');
  expect(found('Anna', 'Anna, Anna Maria, not Mary Anna', 'Anna Maria', 'Mary Anna')).toBe(
    '<Anna>, Anna Maria, not Mary Anna',
  );
  expect(found('张伟', '张伟东和张伟、小张伟', '张伟东', '张伟', '王芳')).toBe('张伟东和<张伟>、小<张伟>');
  expect(found('丁丁', '丁丁丁和丁丁', '丁丁丁')).toBe('丁丁丁和<丁丁>');
  expect(found('A.B', 'A.B AxB A.B. C', 'A.B. C')).toBe('<A.B> AxB A.B. C');
});
