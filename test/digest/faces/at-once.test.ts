import { and, eq, like, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConsole } from '../../../adapters/console/index.ts';
import { benchCompany } from '../../../bench/company.ts';
import { stoppedClock } from '../../../src/clock.ts';
import type { Database } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { openPostgres } from '../../../src/db/postgres.ts';
import { digest } from '../../../src/digest/index.ts';
import { digestPeople, digestSent } from '../../../src/digest/tables.ts';
import { createEngine, type Engine } from '../../../src/engine/engine.ts';
import { outbox, timers } from '../../../src/engine/tables.ts';
import { parseOrgFile } from '../../../src/org/file.ts';
import { applyImport, planImport } from '../../../src/org/import.ts';
import { organisationCache } from '../../../src/org/store.ts';
import { startPostgres, type TestPostgres } from '../../postgres.ts';
import { shanghai } from '../../world.ts';

const departments = 700;
const sunday = shanghai('2026-11-22T20:00');
/** Nobody was there at nine: by now everyone is due. */
const back = shanghai('2026-11-23T10:00');

let server: TestPostgres;
let pools: Database[] = [];
let engines: Engine[] = [];
const clock = stoppedClock(sunday);
/** Where the process that has claimed timers dies, when it is to. */
let dies = 0;

beforeAll(async () => {
  server = await startPostgres();
  const url = await server.newDatabase();
  pools = await Promise.all([1, 2].map(() => openPostgres(url, { max: 8 })));
  await migrate(db());
  const parsed = parseOrgFile(benchCompany(departments, 2));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  await db().transaction(async (tx) => {
    const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'planned') await applyImport(tx, plan, sunday);
  });
  engines = await Promise.all(pools.map(instance));
}, 120_000);

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
  const log = pino({ level: 'silent' });
  const organisation = () => cache.current(pool.reader);
  const { adapter } = createConsole({ db: pool, clock, organisation, commands: [], secret: 'test', log });
  const failpoint = async (name: string) => {
    if (name !== 'timer-before-commit' || dies === 0) return;
    dies -= 1;
    throw new Error('killed');
  };
  const inside = (tx: Parameters<typeof cache.current>[0]) => cache.current(tx);
  const shared = { db: pool, clock, features: [digest], adapters: [adapter], log };
  return createEngine({ ...shared, organisation: inside, failpoint });
}

test('of two instances, killed in the middle, each of hundreds of heads gets one digest', async () => {
  const [one, other] = engines;
  if (!one || !other) throw new Error('no instances');
  await one.plan();
  clock.set(shanghai('2026-11-23T03:20'));
  await one.tick();
  expect((await db().reader.select().from(digestPeople)).length).toBe(departments);
  clock.set(back);
  dies = 1;
  for (let round = 0; round < 12; round++) {
    await Promise.allSettled([one.tick(), other.tick()]);
    // Timers that failed rest for a second.
    clock.set(new Date(clock.now().getTime() + 2_000));
  }
  expect(dies).toBe(0);
  const posts = await db()
    .reader.select({ person: outbox.person, times: sql<number>`count(*)::int` })
    .from(outbox)
    .where(and(eq(outbox.feature, 'digest'), eq(outbox.kind, 'post')))
    .groupBy(outbox.person);
  expect(posts).toHaveLength(departments);
  expect(posts.filter(({ times }) => times !== 1)).toEqual([]);
  expect((await db().reader.select().from(digestSent)).length).toBe(departments);
  const [due] = await db().reader.select().from(timers).where(like(timers.key, 'due'));
  expect(due && due.at > shanghai('2026-11-30T08:59')).toBe(true);
}, 120_000);
