import { eq, getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createConsole } from '../../adapters/console/index.ts';
import { consoleMessages } from '../../adapters/console/tables.ts';
import { dingtalkCards, dingtalkCodes, dingtalkQuota } from '../../adapters/dingtalk/tables.ts';
import { slackPictures, slackSheets } from '../../adapters/slack/tables.ts';
import { wecomCards, wecomKeys, wecomMedia, wecomQuota, wecomSeen } from '../../adapters/wecom/tables.ts';
import { stoppedClock, systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { type Database, rows } from '../../src/db/database.ts';
import { calendarEvents, dialogues, inbox, liveCards, outbox, wakerSlots } from '../../src/engine/tables.ts';
import { createMessengers } from '../../src/messengers.ts';
import { createPages } from '../../src/pages/index.ts';
import { pagesBrowsers, pagesContexts, pagesUsed } from '../../src/pages/tables.ts';
import { sentence } from '../../src/platform/card.ts';
import { keepFiles, storeFile } from '../../src/platform/files.ts';
import { files, rateLimits } from '../../src/platform/tables.ts';
import { minutely } from '../../src/service/work.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { deaf, delivery, stage } from '../dingtalk/world.ts';
import { orgOf } from '../org/yaml.ts';
import { orgFile } from './process.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = new Date('2026-05-04T02:00:00Z');
const clock = stoppedClock(start);
const log = pino({ level: 'silent' });
let db: Database;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  await truncateAll(db);
  clock.set(start);
});

const card = sentence('old');
const iso = (at: Date) => at.toISOString();

/** What goes: how long a row is kept, and a row of that time; `grainMs` where rows stand for a day or a month. */
const goes: {
  table: PgTable;
  keptMs: number;
  row: (at: Date, name: string) => object;
  byMachine?: true;
  grainMs?: number;
}[] = [
  { table: inbox, keptMs: 30 * day, row: (receivedAt, eventId) => ({ platform: 'slack', eventId, receivedAt }) },
  { table: outbox, keptMs: 90 * day, row: (at) => ({ ...message, status: 'sent', createdAt: at, dueAt: at }) },
  { table: calendarEvents, keptMs: 90 * day, row: (endsAt, slot) => ({ ...appointment, slot, endsAt }) },
  { table: dialogues, keptMs: 30 * day, row: (updatedAt) => ({ ...dialogue, updatedAt }) },
  { table: wakerSlots, keptMs: 2 * day, row: (at, slot) => ({ slot, at }), byMachine: true },
  { table: rateLimits, keptMs: hour, row: (at, bucket) => ({ bucket, level: at.getTime() }), byMachine: true },
  { table: files, keptMs: 90 * day, row: (createdAt, id) => ({ ...photo, id, createdAt, kept: false }) },
  { table: pagesUsed, keptMs: 9 * day, row: (claimedAt, nonce) => ({ ...used, nonce, claimedAt }) },
  { table: pagesContexts, keptMs: 9 * day, row: (keptAt, id) => ({ id, context: 'c', keptAt }) },
  { table: pagesBrowsers, keptMs: day, row: (until, id) => ({ ...browser, id, since: until, until }) },
  { table: consoleMessages, keptMs: 90 * day, row: (sentAt, deliveryId) => ({ ...said, deliveryId, sentAt }) },
  { table: slackSheets, keptMs: day, row: (createdAt, id) => ({ id, note: { action: 'a', context: 'c' }, createdAt }) },
  { table: slackPictures, keptMs: 90 * day, row: (uploadedAt, file) => ({ file, slack: 'F1', uploadedAt }) },
  { table: wecomCards, keptMs: 4 * day, row: (at, code) => ({ ...response, code, at }) },
  { table: wecomKeys, keptMs: 180 * day, row: (at, key) => ({ key, words: 'w', at }) },
  { table: wecomSeen, keptMs: 3 * day, row: (at, key) => ({ key, at }) },
  { table: wecomMedia, keptMs: 3 * day, row: (at, file) => ({ file, media: 'M1', at }) },
  { table: wecomQuota, keptMs: 40 * day, grainMs: day, row: (at) => ({ day: iso(at).slice(0, 10), sent: 1 }) },
  { table: dingtalkCards, keptMs: 90 * day, row: (createdAt, id) => ({ ...instance(id), createdAt }) },
  { table: dingtalkCodes, keptMs: 30 * day, row: (createdAt, code) => ({ ...press, code, createdAt }) },
  {
    table: dingtalkQuota,
    keptMs: 396 * day,
    grainMs: 32 * day,
    row: (at) => ({ ...spent, month: iso(at).slice(0, 7) }),
  },
];

const message = { feature: 'diary', person: 'li', platform: 'slack', account: 'U1', kind: 'post', priority: 1, card };
const appointment = { platform: 'wecom', feature: 'meetings', outboxId: 1 };
const dialogue = { person: 'li', platform: 'slack', action: 'a', context: 'c', answers: {}, done: [] };
const photo = { name: 'a.png', type: 'image/png', bytes: new Uint8Array([1]), size: 1, owner: 'li' };
const used = { platform: 'slack', event: 'e', answers: 'digest' };
const browser = {
  person: 'li',
  platform: 'slack',
  account: 'U1',
  opens: 'views',
  status: 'open',
  secretHash: 'digest',
};
const said = { account: 'li', author: 'bot', card };
const response = { messageId: 'm', taskId: 't', account: 'li', origin: 'sent' };
const instance = (id: string) => ({ outTrackId: id, account: 'li', delivery: id, arrived: true });
const press = { account: 'li', action: 'a', value: 'v' };
const spent = { calls: 1, messages: 1, warned: [] };

/** What stays for ever, by decision: requests with the cards that show them, their history, the rosters. */
const staysForEver = [
  ...['request_facts'],
  ...['requests', 'request_history', 'request_texts', 'rings', 'calls', 'live_cards'],
  ...['duty_changes', 'duty_handovers', 'duty_rounds', 'duty_readiness'],
];
/** What was stated, agreed and asked, by decision; who said it went before. */
const stated = [
  ...['questionnaire_rounds', 'questionnaire_versions', 'questionnaire_sheets', 'questionnaire_anonymous'],
  ...['questionnaire_sheet_cards', 'questionnaire_shown'],
  ...['map_names', 'map_proposals', 'map_told'],
  ...['meetings', 'meeting_weeks', 'meeting_answers', 'agenda_items', 'actions'],
];
/** What goes at night, 400 days after it was sent (test/digest/faces). */
const goesAtNight = ['digest_sent'];
/** What goes at night, 400 days after its round (test/questionnaires/answering). */
const goesWithItsRound = [
  ...['questionnaire_answers', 'questionnaire_people', 'questionnaire_anonymous_given', 'questionnaire_counted'],
];
/** What grows with the organisation only, or has a row for each thing the product does again and again. */
const growsWithTheOrganisation = [
  ...['org_items', 'org_state', 'directory_people', 'dingtalk_people', 'console_reads', 'settings', 'recurrences'],
  ...['meeting_settings', 'meeting_times', 'calendar_feeds', 'meeting_busy', 'digest_people'],
];
/** What goes by itself: a timer when it fired, a gap when it closed, a printed code when its round ends. */
const endsByItself = ['timers', 'duty_gaps', 'questionnaire_codes'];

/** The housekeeping of a minute, as the service runs it. */
async function housekeeping(): Promise<void> {
  const config = readConfig({
    ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', DINGTALK_CLIENT_ID: 'd', DINGTALK_CLIENT_SECRET: 's' },
    ...{ WECOM_CORP_ID: 'ww1', WECOM_AGENT_ID: '1', WECOM_SECRET: 's', WECOM_TOKEN: 't' },
    ...{ WECOM_ENCODING_AES_KEY: 'a'.repeat(43), PUBLIC_URL: 'https://bot.example.com' },
  });
  const organisation = async () => orgOf(orgFile);
  const shared = { db, clock, log, organisation, commands: [], publicUrl: config.publicUrl };
  const messengers = createMessengers(config, () => ({ ...shared, formLink: () => null }));
  const inlets = () => deaf;
  const asked = { features: [], engine: () => ({}) as never, console: false };
  const pages = createPages({ ...shared, ...asked, secret: 'test', inlets, identities: () => null });
  const tidies = [...messengers, createConsole({ ...shared, secret: 'test' }), pages];
  expect(messengers).toHaveLength(3);
  const work = minutely({
    ...{ db, clock, log, tidies, heartbeatUrl: null, sweepAgeMs: () => 0 },
    engine: { plan: async () => {} },
    hasOrganisation: async () => false,
  });
  await work.find(({ name }) => name === 'housekeeping')?.work();
}

const count = async (table: PgTable) => (await db.reader.select().from(table)).length;
const insert = (table: PgTable, row: object) => db.reader.insert(table).values(row as never);

describe('what is kept, and for how long', () => {
  test('is decided for every table there is', async () => {
    const there = await rows<{ name: string }>(
      db.reader,
      sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
    );
    const decided = [
      ...goes.map(({ table }) => getTableName(table)),
      ...[
        ...staysForEver,
        ...stated,
        ...goesAtNight,
        ...goesWithItsRound,
        ...growsWithTheOrganisation,
        ...endsByItself,
      ],
    ];
    expect([...decided].sort()).toEqual(there.map(({ name }) => name));
  });

  test.each(goes.map((one) => [getTableName(one.table), one] as const))('%s', async (_, one) => {
    const now = one.byMachine ? systemClock.now() : start;
    const ago = (ms: number) => new Date(now.getTime() - ms);
    const grainMs = one.grainMs ?? hour / 2;
    await insert(one.table, one.row(ago(one.keptMs + grainMs), 'old'));
    await insert(one.table, one.row(ago(one.keptMs - grainMs), 'new'));
    expect(await count(one.table)).toBe(2);
    await housekeeping();
    expect(await count(one.table)).toBe(1);
    await housekeeping();
    expect(await count(one.table)).toBe(1);
  });

  test('however much is old, one minute takes a few hundred rows of it, and the next ones the rest', async () => {
    const old = new Date(start.getTime() - 31 * day);
    await db.reader
      .insert(dingtalkCodes)
      .values(Array.from({ length: 700 }, (_, index) => ({ ...press, code: `C${index}`, createdAt: old })));
    const left: number[] = [];
    for (let minute = 0; minute < 3; minute++) {
      await housekeeping();
      left.push(await count(dingtalkCodes));
    }
    expect(left).toEqual([400, 100, 0]);
  });
});

describe('what somebody still needs stays', () => {
  const live = { person: 'li', slot: 'requests/1', outboxId: 1 };
  const later = (days: number) => clock.set(new Date(start.getTime() + days * day));

  test('a photo of a request; one that came to nothing goes', async () => {
    const png = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ'), (char) => char.charCodeAt(0));
    const send = async () => {
      const stored = await storeFile(db.reader, {
        name: 'a.png',
        bytes: png,
        declaredType: '',
        owner: 'li',
        now: start,
      });
      return 'file' in stored ? stored.file.id : stored.refused;
    };
    const [one, other] = [await send(), await send()];
    await db.transaction((tx) => keepFiles(tx, [one]));
    later(89);
    await housekeeping();
    expect(await count(files)).toBe(2);
    later(91);
    await housekeeping();
    expect((await db.reader.select().from(files)).map(({ id }) => id)).toEqual([one]);
    expect(one).not.toBe(other);
  });

  test("the console's message that is kept true", async () => {
    await insert(consoleMessages, { ...said, deliveryId: 'live', sentAt: start });
    await insert(consoleMessages, { ...said, deliveryId: 'past', sentAt: start });
    const [first] = await db.reader.select().from(consoleMessages).where(eq(consoleMessages.deliveryId, 'live'));
    const messageId = String(first?.id);
    await db.reader.insert(liveCards).values({ ...live, platform: 'console', account: 'li', messageId });
    later(91);
    await housekeeping();
    expect((await db.reader.select().from(consoleMessages)).map(({ deliveryId }) => deliveryId)).toEqual(['live']);
  });

  test("DingTalk's card that is kept true, and it can still be changed", async () => {
    const on = await stage(db, { at: start });
    await on.messenger.adapter.start(deaf);
    const messageId = await on.messenger.adapter.send(delivery('R-1 waits', { account: 'sales-0' }));
    await on.messenger.adapter.send(delivery('R-2 is over', { account: 'sales-1' }));
    await db.reader.insert(liveCards).values({ ...live, platform: 'dingtalk', account: 'sales-0', messageId });
    later(91);
    on.clock.set(clock.now());
    await housekeeping();
    expect((await db.reader.select().from(dingtalkCards)).map(({ account }) => account)).toEqual(['sales-0']);
    await on.messenger.adapter.send(delivery('R-1 is done', { account: 'sales-0', replaces: messageId }));
    expect(on.emulator.shown('sales-0')).toMatchObject([{ text: expect.stringContaining('R-1 is done') }]);
    await on.end();
    expect(on.emulator.offences).toEqual([]);
  });
});

test('one part that cannot tidy keeps none of the others from it', async () => {
  const lines: string[] = [];
  const done: Date[] = [];
  const work = minutely({
    ...{ db, clock, heartbeatUrl: null, sweepAgeMs: () => 0, hasOrganisation: async () => false },
    log: pino({}, { write: (line: string) => void lines.push(line) }),
    engine: { plan: async () => {} },
    tidies: [{ tidy: () => Promise.reject(new Error('away')) }, { tidy: async (now) => void done.push(now) }],
  });
  await work.find(({ name }) => name === 'housekeeping')?.work();
  expect(done).toEqual([start]);
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['not tidied']);
});
