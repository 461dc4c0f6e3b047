import { sql } from 'drizzle-orm';
import { bigint, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { anyJson } from '../../src/db/columns.ts';
import { type Database, type Reader, rows } from '../../src/db/database.ts';
import { asDate, asJson, asNumber, nullable } from '../../src/db/decode.ts';
import { notify } from '../../src/db/notify.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { sqlState, violatedConstraint } from '../../src/db/retry.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { testDatabase, truncateAll } from './pool.ts';

const things = pgTable('things', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  name: text().notNull().unique(),
  at: timestamp({ withTimezone: true }),
  count: integer(),
  body: jsonb(),
  any: anyJson(),
});

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const open: Record<Database['kind'], () => Promise<Database>> = {
  pglite: testDatabase,
  postgres: async () => openPostgres(await server.newDatabase(), { max: 4 }),
};

describe.each(['pglite', 'postgres'] as const)('on %s', (kind) => {
  let db: Database;
  beforeAll(async () => {
    db = await open[kind]();
    await db.reader.execute(sql`create table things (id bigint primary key generated always as identity, name text not null,
      at timestamptz, count int, body jsonb, "any" jsonb, constraint things_name_unique unique (name))`);
  });
  beforeEach(() => truncateAll(db));
  afterAll(() => db?.close());

  const names = async (on: Reader = db.reader) =>
    (await on.select().from(things).orderBy(things.id)).map(({ name }) => name);
  const add = (name: string) => db.transaction((tx) => tx.insert(things).values({ name }));

  test('a transaction returns what its work returns, and keeps what it wrote', async () => {
    expect(await db.transaction(async (tx) => (await tx.insert(things).values({ name: 'a' }).returning())[0]?.id)).toBe(
      1,
    );
    expect(await names()).toEqual(['a']);
  });

  test.each(['1234567e89', '0012', 'null', '{"a":1}', '', 'words', 12, true, null, { a: ['1e3'] }])(
    'a jsonb column of any shape returns what was put in: %j',
    async (value) => {
      await db.reader.insert(things).values({ name: 'a', any: value });
      expect((await db.reader.select().from(things))[0]?.any).toEqual(value);
    },
  );

  test('the numbers of rows begin anew between tests, also those that were taken and never written', async () => {
    await rows(db.reader, sql`select nextval(pg_get_serial_sequence('things', 'id'))`);
    await truncateAll(db);
    expect((await db.reader.insert(things).values({ name: 'a' }).returning())[0]?.id).toBe(1);
  });

  test('a transaction that throws leaves nothing behind, and throws the same', async () => {
    const fault = new Error('no');
    const work = db.transaction(async (tx) => {
      await tx.insert(things).values({ name: 'a' });
      throw fault;
    });
    await expect(work).rejects.toBe(fault);
    expect(await names()).toEqual([]);
  });

  test('a savepoint is undone alone; without one, a caught error still loses the transaction', async () => {
    await add('a');
    await db.transaction(async (tx) => {
      await tx.insert(things).values({ name: 'b' });
      await tx.transaction((inner) => inner.insert(things).values({ name: 'a' })).catch(() => {});
      await tx.insert(things).values({ name: 'c' });
    });
    expect(await names()).toEqual(['a', 'b', 'c']);

    const careless = db.transaction(async (tx) => {
      await tx.insert(things).values({ name: 'd' });
      await tx
        .insert(things)
        .values({ name: 'a' })
        .catch(() => {});
    });
    await expect(careless).rejects.toThrow();
    expect(await names()).toEqual(['a', 'b', 'c']);
  });

  test('an error tells its state and its constraint', async () => {
    await add('a');
    const error = await add('a').catch((caught: unknown) => caught);
    expect([sqlState(error), violatedConstraint(error)]).toEqual(['23505', 'things_name_unique']);
  });

  test('inside a transaction nothing else of the database may be waited for', async () => {
    const inside = (work: () => Promise<unknown>) => db.transaction(async () => void (await work()));
    await expect(inside(() => add('a'))).rejects.toThrow('inside a transaction');
    await expect(inside(() => names())).rejects.toMatchObject({
      cause: { message: expect.stringContaining('inside a transaction') },
    });
    await expect(inside(() => db.listen('here', () => {}))).rejects.toThrow('inside a transaction');
    await add('b');
    expect(await names()).toEqual(['b']);
  });

  test('what a transaction started may use the database once it has ended', async () => {
    let later: Promise<string[]> | undefined;
    await db.transaction(async (tx) => {
      await tx.insert(things).values({ name: 'a' });
      later = new Promise((done) => setTimeout(done, 20)).then(() => names());
    });
    expect(await later).toEqual(['a']);
  });

  test('a notification is heard after the commit, never after a rollback, and not when no longer listening', async () => {
    const heard: string[] = [];
    const stop = await db.listen('here', (payload) => heard.push(payload));
    const stopOther = await db.listen('here', (payload) => heard.push(`too: ${payload}`));
    await db.transaction((tx) => notify(tx, 'here', 'one'));
    await db
      .transaction(async (tx) => {
        await notify(tx, 'here', 'lost');
        throw new Error('no');
      })
      .catch(() => {});
    await expect.poll(() => heard).toEqual(['one', 'too: one']);
    await stop();
    await notify(db.reader, 'here', '二');
    await expect.poll(() => heard).toEqual(['one', 'too: one', 'too: 二']);
    await stopOther();
    await notify(db.reader, 'here', 'three');
    await new Promise((done) => setTimeout(done, 50));
    expect(heard).toHaveLength(3);
    await expect(notify(db.reader, 'Here', 'x')).rejects.toThrow('cannot name a channel');
    await expect(notify(db.reader, 'here', '二'.repeat(2_667))).rejects.toThrow('7999 bytes');
  });

  test('a listener may use the database', async () => {
    let read: Promise<string[]> | undefined;
    const stop = await db.listen('here', () => {
      read = names();
    });
    await db.transaction(async (tx) => {
      await tx.insert(things).values({ name: 'a' });
      await notify(tx, 'here', 'x');
    });
    await expect.poll(() => read).toBeDefined();
    expect(await read).toEqual(['a']);
    await stop();
  });

  test('columns of drizzle keep their values', async () => {
    const thing = { name: '𠮷', at: new Date('2026-03-01T23:59:59.999Z'), count: 3, body: { a: [1, 'x', null] } };
    await db.transaction((tx) => tx.insert(things).values(thing));
    expect((await db.reader.select().from(things))[0]).toEqual({ id: 1, any: null, ...thing });
  });

  test('raw columns have the same value on both drivers, through their decoders', async () => {
    const at = new Date('2026-03-01T23:59:59.999Z');
    const [row] = await rows<Record<string, unknown>>(
      db.reader,
      sql`select ${at}::timestamptz as at, '0044-03-15 12:00+00'::timestamptz as early, null::timestamptz as never,
            9007199254740991::bigint as big, 9007199254740993::bigint as bigger, count(*) as counted, 1.25::numeric as exact,
            7::int as small, 0.5::float8 as half, ${{ a: [1, 'x'] }}::jsonb as body, '[1]'::json as list, '"123"'::jsonb as word`,
    );
    const is = (value: unknown) => value;
    expect(asDate(row?.at)).toEqual(at);
    expect(asDate(row?.early)).toEqual(new Date('0044-03-15T12:00:00Z'));
    expect(nullable(asDate)(row?.never)).toBeNull();
    expect([row?.big, row?.counted, row?.exact, row?.small, row?.half].map(asNumber)).toEqual([
      2 ** 53 - 1,
      1,
      1.25,
      7,
      0.5,
    ]);
    expect(() => asNumber(row?.bigger)).toThrow('too large');
    expect([row?.body, row?.list, row?.word].map((value) => asJson(value, is))).toEqual([{ a: [1, 'x'] }, [1], '123']);
    for (const wrong of [null, undefined, '', 'soon', '2026-03-01 10:00:00'])
      expect(() => asDate(wrong)).toThrow(TypeError);
    for (const wrong of [null, undefined, '', 'NaN', true]) expect(() => asNumber(wrong)).toThrow(TypeError);
  });

  test("the server's time is near ours", async () => {
    expect(Math.abs((await db.serverTime()).getTime() - Date.now())).toBeLessThan(2_000);
  });

  test('closing waits for the running transaction and takes no more', async () => {
    const own = await open[kind]();
    const done: string[] = [];
    const running = own.transaction(async (tx) => {
      await new Promise((resume) => setTimeout(resume, 50));
      await tx.execute(sql`select 1`);
      done.push('transaction');
    });
    const closed = own.close().then(() => done.push('closed'));
    await expect(own.transaction(async () => {})).rejects.toThrow('closing');
    await Promise.all([running, closed]);
    expect(done).toEqual(['transaction', 'closed']);
    await own.close();
  });
});
