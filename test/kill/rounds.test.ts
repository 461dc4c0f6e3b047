import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, rows } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import { applyImport, planImport } from '../../src/org/import.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { largeCompany } from './company.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { buildInstance, type Instance, startInstance } from './instances.ts';

let postgres: TestPostgres;

beforeAll(async () => {
  [postgres] = await Promise.all([startPostgres(), buildInstance()]);
}, 120_000);
afterAll(() => postgres.stop());

/** The two places of the event that starts the round, then those of the fan-out, twice each: ten deaths. */
const fanOut = ['timer-claimed', 'mid-batch:9', 'timer-before-commit', 'sent-before-mark:2'];
const places = ['before-commit', 'committed', ...fanOut, ...fanOut];

/** Messages that can have been in flight when a process died: at most three batches of the outbox, sent side by side. */
const batch = 3 * 32;

describe('a round while one of two instances is killed ten times', () => {
  test.each([
    { people: 2_000, idempotent: true },
    { people: 1_000, idempotent: false },
  ])(
    'each of $people people is asked once (messenger with idempotency keys: $idempotent)',
    async ({ people, idempotent }) => {
      const url = await postgres.newDatabase();
      const db = await openPostgres(url);
      const emulator = await startEmulator({ idempotent });
      await prepare(db, people);
      const env = { DATABASE_URL: url, EMULATOR_URL: emulator.url };
      const instances = [startInstance(env, [...places]), startInstance(env)];
      const [mortal] = instances as [Instance, Instance];
      try {
        await starts(mortal);
        expect(mortal.deaths).toEqual(['before-commit', 'committed']);
        await fansOut(db, mortal, people);
        await settled(db, 60);
        const deaths = [...mortal.deaths];
        const counts = await look(db, emulator);
        process.stdout.write(`a round, idempotency keys ${idempotent}: ${JSON.stringify({ deaths, ...counts })}\n`);
        expect(deaths).toHaveLength(places.length);
        expect(counts).toMatchObject({ asked: people, posts: people, people, unsent: 0, lost: 0 });
        expect(counts.visibleDuplicates).toBeLessThanOrEqual(idempotent ? 0 : deaths.length * batch);
      } finally {
        for (const instance of instances) await instance.stop();
        await emulator.close();
        await db.close();
      }
    },
    180_000,
  );
});

async function prepare(db: Database, people: number): Promise<void> {
  await migrate(db);
  const parsed = parseOrgFile(largeCompany(people));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  await db.transaction(async (tx) => {
    const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'planned') await applyImport(tx, plan, new Date());
  });
}

/** The referee starts the round, and the messenger delivers that again until it is acknowledged. */
async function starts(instance: Instance): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    await instance.ready();
    const answers = { questionnaire: 'self-awareness', whom: 'company' };
    const about = { id: 'start', platform: 'console', account: 'boss', context: '', answers } as const;
    if (await instance.deliver({ ...about, kind: 'submitted', action: 'questionnaires.round.start' })) return;
    await pause(50);
  }
  throw new Error('the round was never started');
}

/** Shift after shift begins; each while both instances live, until the one has died as often as it should. */
async function fansOut(db: Database, mortal: Instance, people: number): Promise<void> {
  for (let left = people; left > 0; ) {
    await mortal.ready();
    const begins = mortal.deaths.length < places.length ? 20 : 300;
    await beginShift(db, begins);
    left -= begins;
    await pause(150);
  }
}

async function beginShift(db: Database, many: number): Promise<void> {
  const now = sql`date_trunc('milliseconds', clock_timestamp())`;
  await db.reader.execute(
    sql`update questionnaire_people set due_at = ${now} where person in
        (select person from questionnaire_people where status = 'planned' and due_at > clock_timestamp() order by person limit ${many})`,
  );
  await db.reader.execute(
    sql`insert into timers (feature, key, at, due_at, payload)
        select 'questionnaires', 'round/' || id || '/due', ${now}, ${now}, json_build_object('round', id)
        from questionnaire_rounds
        on conflict (feature, key) do update set at = excluded.at, due_at = excluded.due_at`,
  );
}

async function count(db: Database, query: ReturnType<typeof sql>): Promise<number> {
  const [row] = await rows<{ n: number | string }>(db.reader, query);
  return Number(row?.n ?? 0);
}

async function settled(db: Database, seconds: number): Promise<void> {
  const planned = sql`select count(*) as n from questionnaire_people where status = 'planned'`;
  const waiting = sql`select count(*) as n from outbox where status = 'waiting'`;
  for (let waited = 0; waited < seconds * 5; waited++) {
    if ((await count(db, planned)) + (await count(db, waiting)) === 0) return;
    await pause(200);
  }
  throw new Error(`not quiet after ${seconds} s`);
}

/** What became of everyone: counted from the rows, and from what the messenger showed. */
async function look(db: Database, emulator: Emulator) {
  const questions = await rows<{ id: number | string; person: string }>(
    db.reader,
    sql`select id, person from outbox where kind = 'post' and slot like 'ask/%' and status = 'sent'`,
  );
  return {
    rounds: await count(db, sql`select count(*) as n from questionnaire_rounds`),
    asked: await count(
      db,
      sql`select count(*) as n from questionnaire_people where status = 'asked' and asked_at is not null and reminders = 0`,
    ),
    posts: questions.length,
    people: new Set(questions.map(({ person }) => person)).size,
    unsent: await count(
      db,
      sql`select count(*) as n from outbox where kind = 'post' and status not in ('sent', 'dead')`,
    ),
    lost: questions.filter(({ id }) => !emulator.shown.has(`m${id}`)).length,
    visibleDuplicates: [...emulator.shown.values()].reduce((sum, times) => sum + times.length - 1, 0),
  };
}
