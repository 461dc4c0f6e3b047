import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import { busyOf, readingCalendars } from '../../../src/meetings/feeds/busy.ts';
import type { Adapter } from '../../../src/platform/adapter.ts';
import type { Busy, Calendars } from '../../../src/platform/events.ts';
import { testDatabase } from '../../db/pool.ts';
import { type FeedWorld, feedWorld, silent } from './kit.ts';

let db: Database;
let w: FeedWorld;
let asked: { accounts: readonly string[]; from: Date; to: Date }[];
let lines: { msg: string }[];
/** What the messenger's calendars say. */
let says: () => Promise<Busy[]>;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  w = await feedWorld(db);
  asked = [];
  lines = [];
  says = async () => [];
});

const calendars: Calendars = {
  pace: [],
  put: async () => '',
  cancel: async () => {},
  busy: async (accounts, from, to) => {
    asked.push({ accounts, from, to });
    return says();
  },
};

function reading(adapter: Adapter = { ...silent, calendars }) {
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const engine = { adapters: new Map([[adapter.platform, adapter]]) };
  const { organisation, clock } = w;
  return readingCalendars({ db, clock, log, engine, organisation, hasOrganisation: async () => true });
}

const iso = (text: string) => new Date(text);

test('calendars are read once, shortly before a week is planned, of those who may come to its meetings', async () => {
  const work = reading();
  // The week from 11 May is planned on Friday 8 May at 10:00 in Shanghai, as that Saturday is worked.
  w.clock.set(iso('2026-05-08T00:20:00Z'));
  await work.work();
  expect(asked).toEqual([]);
  says = async () => [
    { account: 'lin', from: iso('2026-05-12T01:00:00Z'), to: iso('2026-05-12T02:30:00Z') },
    { account: 'a stranger', from: iso('2026-05-12T01:00:00Z'), to: iso('2026-05-12T02:30:00Z') },
  ];
  w.clock.set(iso('2026-05-08T01:20:00Z'));
  for (let minute = 0; minute < 3; minute++) await work.work();
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ from: iso('2026-05-10T16:00:00Z'), to: iso('2026-05-17T16:00:00Z') });
  expect(asked[0]?.accounts).toEqual(expect.arrayContaining(['lin', 'zhou', 'he', 'wang']));
  expect(asked[0]?.accounts).not.toContain('xu');
  const week = [iso('2026-05-10T16:00:00Z'), iso('2026-05-17T16:00:00Z')] as const;
  expect(await busyOf(db.reader, ['lin', 'he'], ...week)).toEqual([
    { person: 'lin', from: iso('2026-05-12T01:00:00Z'), to: iso('2026-05-12T02:30:00Z') },
  ]);
  expect(await busyOf(db.reader, ['lin'], iso('2026-05-12T02:30:00Z'), iso('2026-05-12T03:00:00Z'))).toEqual([]);
  expect(await busyOf(db.reader, [], ...week)).toEqual([]);
});

test('the next week what was known is replaced', async () => {
  const work = reading();
  says = async () => [{ account: 'lin', from: iso('2026-05-12T01:00:00Z'), to: iso('2026-05-12T02:00:00Z') }];
  w.clock.set(iso('2026-05-08T01:20:00Z'));
  await work.work();
  says = async () => [];
  w.clock.set(iso('2026-05-14T01:20:00Z'));
  await work.work();
  expect(asked).toHaveLength(2);
  expect(await busyOf(db.reader, ['lin'], iso('2026-05-01T00:00:00Z'), iso('2026-06-01T00:00:00Z'))).toEqual([]);
});

test('calendars that cannot be read keep nobody waiting: it is told once, left alone for a while, and tried again', async () => {
  const work = reading();
  says = () => Promise.reject(new Error('away'));
  w.clock.set(iso('2026-05-08T01:00:00Z'));
  for (let minute = 0; minute < 3; minute++) await work.work();
  expect([asked.length, lines.map(({ msg }) => msg)]).toEqual([
    1,
    ['calendars not read; the week is planned without what is missing'],
  ]);
  says = async () => [];
  w.clock.set(iso('2026-05-08T01:16:00Z'));
  await work.work();
  expect(asked).toHaveLength(2);
});

test('where no messenger tells, nothing is read', async () => {
  const work = reading(silent);
  w.clock.set(iso('2026-05-08T01:20:00Z'));
  await work.work();
  const { busy: _, ...mute } = calendars;
  await reading({ ...silent, calendars: mute }).work();
  expect(asked).toEqual([]);
});
