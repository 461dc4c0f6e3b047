import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createConsole } from '../../../adapters/console/index.ts';
import { stoppedClock } from '../../../src/clock.ts';
import type { Database } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { openPostgres } from '../../../src/db/postgres.ts';
import { demoCompany } from '../../../src/demo/company.ts';
import { createEngine, type Engine } from '../../../src/engine/engine.ts';
import { features } from '../../../src/features.ts';
import { readActions } from '../../../src/meetings/actions/store.ts';
import { insertMeetings, readMeetings } from '../../../src/meetings/store.ts';
import { meetings as table } from '../../../src/meetings/tables.ts';
import type { Meeting } from '../../../src/meetings/types.ts';
import { parseOrgFile } from '../../../src/org/file.ts';
import { applyImport, planImport } from '../../../src/org/import.ts';
import { organisationCache } from '../../../src/org/store.ts';
import { startPostgres, type TestPostgres } from '../../postgres.ts';
import { shanghai } from '../../world.ts';
import { meetingOf, monday, pair, seat, tuesdayAtTen } from './kit.ts';

let server: TestPostgres;
let pools: Database[] = [];
let engines: Engine[] = [];
let presses = 0;

beforeAll(async () => {
  server = await startPostgres();
  const url = await server.newDatabase();
  pools = await Promise.all([1, 2].map(() => openPostgres(url, { max: 8 })));
  await migrate(db());
  const parsed = parseOrgFile(demoCompany);
  if ('problems' in parsed) throw new Error('the demo company has problems');
  await db().transaction(async (tx) => {
    const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'planned') await applyImport(tx, plan, monday);
  });
  engines = await Promise.all(pools.map(instance));
});

beforeEach(async () => {
  await db().transaction((tx) => tx.delete(table));
});

afterAll(async () => {
  for (const pool of pools) await pool.close();
  await server?.stop();
});

function db(): Database {
  const [first] = pools;
  if (!first) throw new Error('no database');
  return first;
}

async function instance(pool: Database): Promise<Engine> {
  const cache = organisationCache();
  const clock = stoppedClock(monday);
  const log = pino({ level: 'silent' });
  const organisation = () => cache.current(pool.reader);
  const { adapter } = createConsole({ db: pool, clock, organisation, commands: [], secret: 'test', log });
  const inside = (tx: Parameters<typeof cache.current>[0]) => cache.current(tx);
  const engine = createEngine({ db: pool, clock, features, adapters: [adapter], organisation: inside, log });
  await adapter.start(engine.inlet('console'));
  return engine;
}

/** Each press comes to the other instance than the one before. */
function at(): Engine {
  presses += 1;
  const engine = engines[presses % engines.length];
  if (!engine) throw new Error('no instance');
  return engine;
}

const clicks = (account: string, action: string, value: string) =>
  at().receive({ id: `at-once/${presses}`, platform: 'console', account, kind: 'clicked', action, value });

/** What someone sends who opened the form before anybody moved anything. */
function moves(account: string, meeting: Meeting, from: Date) {
  const minutes = (ms: number) => (ms / 60_000).toString(36);
  const times = [from.getTime(), from.getTime() + 30 * 60_000].map(minutes).join(',');
  return at().receive({
    id: `at-once/${presses}`,
    platform: 'console',
    account,
    kind: 'submitted',
    action: 'meetings.life.other',
    context: `${meeting.id}|0|${times}`,
    answers: { slot: from.toISOString(), why: '' },
  });
}

async function write(...made: Omit<Meeting, 'id'>[]): Promise<Meeting[]> {
  return db().transaction((tx) => insertMeetings(tx, made));
}

const standing = () => readMeetings(db().reader, { week: '2026-05-11' });

test('of two who move a meeting at the same moment one does, and the other is shown what is true now', async () => {
  for (let round = 0; round < 5; round++) {
    await db().transaction((tx) => tx.delete(table));
    const [meeting] = await write(meetingOf(tuesdayAtTen, pair));
    if (!meeting) throw new Error('not written');
    const replies = await Promise.all([
      moves('lin', meeting, shanghai('2026-05-13T14:00')),
      moves('he', meeting, shanghai('2026-05-14T14:00')),
    ]);
    expect(replies.map((reply) => reply?.kind).sort()).toEqual(['form', 'whisper']);
    const [after] = await standing();
    expect(after).toMatchObject({ sequence: 1, moves: [{ from: tuesdayAtTen }] });
  }
});

test('of two meetings that go for one time of a person at the same moment one gets it', async () => {
  for (let round = 0; round < 5; round++) {
    await db().transaction((tx) => tx.delete(table));
    const [first, second] = await write(
      meetingOf(tuesdayAtTen, pair),
      meetingOf(shanghai('2026-05-12T14:00'), [seat('he', 'materials'), seat('wang', 'production')]),
    );
    if (!first || !second) throw new Error('not written');
    const there = shanghai('2026-05-13T14:00');
    const replies = await Promise.all([moves('lin', first, there), moves('wang', second, there)]);
    expect(replies.map((reply) => reply?.kind).sort()).toEqual(['form', 'whisper']);
    const times = (await standing()).map(({ from }) => from?.getTime());
    expect(times.filter((time) => time === there.getTime())).toHaveLength(1);
  }
});

test('of two who send the same colleague to one time at the same moment one does', async () => {
  const sends = (account: string, { id }: Meeting) =>
    at().receive({
      id: `at-once/${presses}`,
      platform: 'console',
      account,
      kind: 'submitted',
      action: 'meetings.life.deputy',
      context: String(id),
      answers: { person: 'luo' },
    });
  for (let round = 0; round < 5; round++) {
    await db().transaction((tx) => tx.delete(table));
    const [first, second] = await write(
      meetingOf(tuesdayAtTen, pair),
      meetingOf(tuesdayAtTen, [seat('tang', 'materials'), seat('wang', 'production')]),
    );
    if (!first || !second) throw new Error('not written');
    const replies = await Promise.all([sends('he', first), sends('tang', second)]);
    expect(replies.map((reply) => reply?.kind).sort()).toEqual(['form', 'whisper']);
    const seats = (await standing()).flatMap(({ attendees }) => attendees.filter(({ person }) => person === 'luo'));
    expect(seats).toHaveLength(1);
  }
});

test('everybody’s ticks and answers are kept, however many come at the same moment', async () => {
  const line = (key: string) => ({ key, ticked: null, line: lineOf(key) });
  const points = ['added/1', 'added/2', 'added/3', 'added/4'].map(line);
  const [meeting] = await write(meetingOf(monday, pair, { status: 'running', points, startedAt: monday }));
  if (!meeting) throw new Error('not written');
  const tick = (account: string, position: number) =>
    at().receive({
      id: `at-once/${presses}`,
      platform: 'console',
      account,
      kind: 'submitted',
      action: 'meetings.life.tick',
      context: `${meeting.id}|`,
      answers: { talked: String(position) },
    });
  await Promise.all([0, 1, 2, 3].map((position) => tick(position % 2 === 0 ? 'lin' : 'he', position)));
  const [after] = await standing();
  expect(after?.points.map(({ ticked }) => ticked?.by)).toEqual(['lin', 'he', 'lin', 'he']);
});

function lineOf(key: string): Meeting['points'][number]['line'] {
  const id = Number(key.split('/')[1]);
  const about = { kind: 'added' as const, department: 'sales', text: `第 ${id} 条`, at: monday };
  return { key, source: { kind: 'added', id }, supplier: 'materials', customer: 'sales', weight: 1, about };
}

test('both sides confirm at the same moment, and both confirmations stand', async () => {
  const minutes = { at: monday, by: 'lin', words: '', confirmed: [], objections: [] };
  const [meeting] = await write(meetingOf(monday, pair, { status: 'held', minutes }));
  await Promise.all(['lin', 'he', 'lin', 'he'].map((who) => clicks(who, 'meetings.life.confirm', String(meeting?.id))));
  const [after] = await standing();
  expect(after?.minutes?.confirmed.map(({ department }) => department).sort()).toEqual(['materials', 'sales']);
});

test('the same improvement sent twice at the same moment is agreed on once', async () => {
  const [meeting] = await write(meetingOf(monday, pair, { status: 'running', startedAt: monday }));
  const answers = { text: '每天 9 点发缺料表', owner: 'luo', sign: '没有临时缺料', due: '2026-05-20T12:00:00.000Z' };
  for (let round = 0; round < 3; round++)
    await Promise.all(
      [1, 2].map(() =>
        at().receive({
          id: `at-once/${presses}`,
          platform: 'console',
          account: 'he',
          kind: 'submitted',
          action: 'meetings.actions.add',
          context: `${meeting?.id}|`,
          answers: { ...answers, text: `${answers.text} ${round}`, cause: '~none' },
        }),
      ),
    );
  const taken = await readActions(db().reader, { series: 'materials+sales' });
  expect(taken.map(({ text }) => text)).toEqual([0, 1, 2].map((round) => `${answers.text} ${round}`));
});
