import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, rows, type Tx } from '../../src/db/database.ts';
import { asNumber } from '../../src/db/decode.ts';
import { notify } from '../../src/db/notify.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { sqlState } from '../../src/db/retry.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';

let server: TestPostgres;
let db: Database;
beforeAll(async () => {
  server = await startPostgres({ deadlock_timeout: '50ms' });
});
afterAll(() => server.stop());
beforeEach(async () => {
  db = await openPostgres(await server.newDatabase(), { max: 4, idleInTransactionMs: 300 });
  await db.reader.execute(sql`create table counters (name text primary key, n int not null)`);
  await db.reader.execute(sql`insert into counters values ('a', 0), ('b', 0)`);
});
afterEach(() => db.close());

const counters = async () =>
  Object.fromEntries(
    (await rows<{ name: string; n: number }>(db.reader, sql`select * from counters`)).map((r) => [r.name, r.n]),
  );
const bump = (tx: Tx, name: string) => tx.execute(sql`update counters set n = n + 1 where name = ${name}`);

test('of two transactions in a deadlock the loser is tried again, and both happen', async () => {
  let attempts = 0;
  let arrived = 0;
  const both = (first: string, second: string) =>
    db.transaction(async (tx) => {
      attempts += 1;
      await bump(tx, first);
      arrived += 1;
      while (arrived < 2) await sleep(5);
      await bump(tx, second);
    });
  await Promise.all([both('a', 'b'), both('b', 'a')]);
  expect(await counters()).toEqual({ a: 2, b: 2 });
  expect(attempts).toBe(3);
});

test('a serialization failure is tried again three times, then thrown', async () => {
  let attempts = 0;
  const hopeless = db.transaction(async (tx) => {
    attempts += 1;
    await bump(tx, 'a');
    await tx.execute(sql`do $$ begin raise exception 'no' using errcode = '40001'; end $$`);
  });
  expect(sqlState(await hopeless.catch((error: unknown) => error))).toBe('40001');
  expect(attempts).toBe(4);
  expect(await counters()).toEqual({ a: 0, b: 0 });
});

test('a transaction that idles too long is lost: it rejects, and its later queries run nowhere', async () => {
  let late: unknown;
  let finished: () => void = () => {};
  const over = new Promise<void>((done) => {
    finished = done;
  });
  const frozen = db.transaction(async (tx) => {
    await bump(tx, 'a');
    await sleep(600);
    // By now the connection is gone, and others may have taken its place.
    await Promise.all(Array.from({ length: 8 }, () => sleep(0).then(() => counters().catch(() => {}))));
    late = await bump(tx, 'b').catch((error: unknown) => error);
    await tx.transaction((inner) => bump(inner, 'b')).catch(() => {});
    finished();
  });
  await expect(frozen).rejects.toThrow();
  for (let i = 0; i < 20; i++) await Promise.all([counters(), counters(), counters(), sleep(30)]);
  await over;
  expect((late as Error).cause ?? late).toMatchObject({ message: expect.stringContaining('has ended') });
  expect(await counters()).toEqual({ a: 0, b: 0 });
  await db.transaction((tx) => bump(tx, 'b'));
  expect(await counters()).toEqual({ a: 0, b: 1 });
});

test('a query that was not awaited does not run after its transaction', async () => {
  let late: Promise<unknown> | undefined;
  await db.transaction(async (tx) => {
    late = sleep(30).then(() => bump(tx, 'a'));
    late.catch(() => {});
  });
  await expect(late).rejects.toThrow();
  expect(await counters()).toEqual({ a: 0, b: 0 });
});

test('queries are prepared, inside transactions and savepoints too', async () => {
  const prepared = async (tx: Tx) => {
    const found = await rows<{ statement: string }>(tx, sql`select statement from pg_prepared_statements`);
    return found.map(({ statement }) => statement);
  };
  const statements = await db.transaction(async (tx) => {
    await bump(tx, 'a');
    await tx.transaction((inner) => inner.execute(sql`select ${1}::int as inner_one`));
    return prepared(tx);
  });
  expect(statements).toContain('update counters set n = n + 1 where name = $1');
  expect(statements).toContain('select $1::int as inner_one');
});

test('listening goes on after its connection was lost', async () => {
  const heard: string[] = [];
  await db.listen('here', (payload) => heard.push(payload));
  await db.listen('there', (payload) => heard.push(payload));
  await db.reader.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and query like 'listen%'`);
  await expect
    .poll(
      async () => {
        await notify(db.reader, 'here', 'x');
        await notify(db.reader, 'there', 'y');
        return new Set(heard);
      },
      { timeout: 5_000 },
    )
    .toEqual(new Set(['x', 'y']));
});

test('connections say whose they are, and wait in UTC', async () => {
  const [row] = await rows<Record<string, unknown>>(
    db.reader,
    sql`select current_setting('application_name') as name, current_setting('TimeZone') as zone, count(*) as n
        from pg_stat_activity where application_name = 'xiayou'`,
  );
  expect(row).toMatchObject({ name: 'xiayou', zone: 'UTC' });
  expect(asNumber(row?.n)).toBeGreaterThan(0);
});

test('a server that is not there is an error at once', async () => {
  await expect(openPostgres('postgres://postgres@127.0.0.1:1/none')).rejects.toThrow('ECONNREFUSED');
  await expect(openPostgres(server.url.replace(/\w+$/, 'no_such_database'))).rejects.toThrow('does not exist');
});
