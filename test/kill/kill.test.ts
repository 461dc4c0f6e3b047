import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, rows } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/index.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import { applyImport, planImport } from '../../src/org/import.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { hastyCompany } from './company.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { buildInstance, type Instance, startInstance } from './instances.ts';
import { quiet, violations } from './invariants.ts';
import { type Load, runLoad } from './load.ts';

let postgres: TestPostgres;

beforeAll(async () => {
  [postgres] = await Promise.all([startPostgres(), buildInstance()]);
}, 60_000);
afterAll(() => postgres.stop());

/** Every named place, three times each. */
const places = ['before-commit', 'committed', 'timer-claimed', 'timer-before-commit', 'mid-batch', 'sent-before-mark'];
const thrice = [...places, ...places, ...places];

async function prepare(db: Database): Promise<void> {
  await migrate(db);
  const parsed = parseOrgFile(hastyCompany);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  await db.transaction(async (tx) => {
    const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'planned') await applyImport(tx, plan, new Date());
  });
}

async function openNumbers(db: Database): Promise<{ number: number; supplier: string }[]> {
  return rows(db.reader, sql`select number, supplier from requests where stage = 'open' order by number`);
}

async function settled(db: Database, seconds: number): Promise<void> {
  for (let waited = 0; waited < seconds * 5; waited++) {
    if (await quiet(db)) return;
    await pause(200);
  }
  throw new Error(`not quiet after ${seconds} s`);
}

/** Messages that can have been in flight when a process died: at most three batches of the outbox, sent side by side. */
const batch = 3 * 32;

function report(name: string, load: Load, deaths: readonly string[], counts: object): void {
  const byPlace = Object.fromEntries(
    [...new Set(deaths)].sort().map((place) => [place, deaths.filter((death) => death === place).length]),
  );
  process.stdout.write(`${name}: ${JSON.stringify({ ...load, deaths: byPlace, ...counts })}\n`);
}

describe('two instances on PostgreSQL, killed again and again', () => {
  test.each([{ idempotent: true }, { idempotent: false }])(
    'nothing is lost, nothing decided twice (messenger with idempotency keys: $idempotent)',
    async ({ idempotent }) => {
      const url = await postgres.newDatabase();
      const db = await openPostgres(url);
      const emulator = await startEmulator({ idempotent });
      await prepare(db);
      const env = { DATABASE_URL: url, EMULATOR_URL: emulator.url };
      const instances = [startInstance(env, [...thrice]), startInstance(env)];
      try {
        await Promise.all(instances.map((instance) => instance.ready()));
        const random = killAtRandom(instances[1] as Instance, 3);
        const load = await runLoad(instances, {
          count: idempotent ? 500 : 250,
          perSecond: 12,
          openNumbers: () => openNumbers(db),
        });
        await random;
        await usedUp(instances[0] as Instance, db);
        await settled(db, 40);
        const deaths = instances.flatMap((instance) => instance.deaths);
        const { wrong, counts } = await violations(
          db,
          emulator,
          load.filed,
          load.accepted,
          idempotent ? 0 : deaths.length * batch,
        );
        report(`PostgreSQL, two instances, idempotency keys ${idempotent}`, load, deaths, counts);
        expect(wrong).toEqual([]);
        for (const place of idempotent ? places : [])
          expect(deaths.filter((death) => death === place).length, place).toBeGreaterThanOrEqual(3);
      } finally {
        await end(instances, emulator, db);
      }
    },
    180_000,
  );

  test('the test notices a product that marks messages as sent before it sends them', async () => {
    const url = await postgres.newDatabase();
    const db = await openPostgres(url);
    const emulator = await startEmulator({ idempotent: true });
    await prepare(db);
    const env = { DATABASE_URL: url, EMULATOR_URL: emulator.url, SABOTAGE: '1' };
    const instances = [startInstance(env, ['mid-batch', 'mid-batch', 'mid-batch'])];
    try {
      await instances[0]?.ready();
      const load = await runLoad(instances, { count: 40, perSecond: 40, openNumbers: async () => [] });
      await settled(db, 40);
      const { wrong } = await violations(db, emulator, load.filed, load.accepted, 0);
      expect(wrong.join('\n')).toContain('marked as sent, but the messenger never saw them');
    } finally {
      await end(instances, emulator, db);
    }
  }, 90_000);

  test('a frozen instance delays nobody by more than five seconds', async () => {
    const url = await postgres.newDatabase();
    const db = await openPostgres(url);
    const emulator = await startEmulator({ idempotent: true });
    await prepare(db);
    const env = { DATABASE_URL: url, EMULATOR_URL: emulator.url };
    const instances = [startInstance(env), startInstance(env)];
    try {
      await Promise.all(instances.map((instance) => instance.ready()));
      const freeze = (async () => {
        await pause(2500);
        instances[0]?.signal('SIGSTOP');
        await pause(12_000);
        instances[0]?.signal('SIGCONT');
      })();
      const worst = latest(db);
      const load = await runLoad([instances[1] as Instance], { count: 60, perSecond: 6, openNumbers: async () => [] });
      await freeze;
      await settled(db, 30);
      const { wrong, counts } = await violations(db, emulator, load.filed, load.accepted, 0);
      const late = await worst();
      report('PostgreSQL, one of two frozen for 12 s', load, [], { ...counts, latestMs: late });
      expect(wrong).toEqual([]);
      expect(late).toBeLessThanOrEqual(5000);
    } finally {
      await end(instances, emulator, db);
    }
  }, 90_000);
});

describe('one instance on the embedded database', () => {
  test('nothing is lost, nothing decided twice, whatever place it is killed at', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xiayou-kill-'));
    const emulator = await startEmulator({ idempotent: true });
    const first = await openDatabase({ dataDir: folder });
    await prepare(first.db);
    await first.db.close();
    const instances = [startInstance({ DATA_DIR: folder, EMULATOR_URL: emulator.url }, [...places])];
    try {
      await instances[0]?.ready();
      const load = await runLoad(instances, { count: 60, perSecond: 12, openNumbers: async () => [] });
      // The folder belongs to one process: the invariants are looked at when it has had time to finish, and has stopped.
      await pause(15_000);
      const deaths = [...(instances[0]?.deaths ?? [])];
      await instances[0]?.stop();
      const { db } = await openDatabase({ dataDir: folder });
      const { wrong, counts } = await violations(db, emulator, load.filed, load.accepted, 0);
      report('embedded, one instance', load, deaths, counts);
      await db.close();
      expect(wrong).toEqual([]);
      expect(deaths.length).toBeGreaterThanOrEqual(4);
    } finally {
      for (const instance of instances) await instance.stop();
      await emulator.close();
      await rm(folder, { recursive: true });
    }
  }, 120_000);
});

async function killAtRandom(instance: Instance, times: number): Promise<void> {
  for (let kill = 0; kill < times; kill++) {
    await instance.ready();
    await pause(1500 + Math.random() * 5000);
    instance.signal('SIGKILL');
  }
}

/** Failpoints that no traffic has met yet are met by further, harmless traffic. */
async function usedUp(instance: Instance, db: Database): Promise<void> {
  for (let waited = 0; waited < 300 && instance.deaths.length < thrice.length; waited++) {
    await instance.ready();
    await pause(200);
    // A timer that finds nothing to do, so that the places of the timers are passed.
    await db.transaction((tx) =>
      tx.execute(
        sql`insert into timers (feature, key, at, due_at, payload) values ('requests', ${`idle/${waited}`}, clock_timestamp(), clock_timestamp(), '{"number": 0}') on conflict do nothing`,
      ),
    );
    await instance.deliver({
      id: `idle-${waited}`,
      platform: 'console',
      account: 's1',
      kind: 'clicked',
      action: 'requests.offer',
      value: '0',
    });
    await db.transaction((tx) =>
      tx.execute(sql`insert into outbox (feature, person, platform, account, kind, priority, card, created_at, due_at)
        values ('requests', 's1', 'console', 's1', 'post', 3, '{"title":"idle","tone":"plain","elements":[],"buttons":[]}', clock_timestamp(), clock_timestamp())`),
    );
  }
}

/** Watches how late the oldest due timer or message is; resolves to the worst in milliseconds. */
function latest(db: Database): () => Promise<number> {
  let worst = 0;
  let going = true;
  const watching = (async () => {
    while (going) {
      const [row] = await rows<{ ms: number | string | null }>(
        db.reader,
        sql`select extract(epoch from clock_timestamp() - least(
              (select min(due_at) from timers where due_at <= clock_timestamp()),
              (select min(due_at) from outbox where status = 'waiting' and due_at <= clock_timestamp()))) * 1000 as ms`,
      );
      worst = Math.max(worst, Number(row?.ms ?? 0));
      await pause(100);
    }
  })();
  return async () => {
    going = false;
    await watching;
    return Math.round(worst);
  };
}

async function end(instances: readonly Instance[], emulator: Emulator, db: Database): Promise<void> {
  for (const instance of instances) await instance.stop();
  await emulator.close();
  await db.close();
}
