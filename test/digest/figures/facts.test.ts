import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import { factsOf } from '../../../src/requests/facts.ts';
import { save } from '../../../src/requests/store.ts';
import { requestFacts } from '../../../src/requests/tables.ts';
import type { Command, Request } from '../../../src/requests/types.ts';
import { testDatabase, truncateAll } from '../../db/pool.ts';
import { filed, org, run } from '../../requests/rules-kit.ts';
import { files, handsOver } from '../../requests/story.ts';
import { shanghai, world } from '../../world.ts';

const hours = (many: number) => many * 3_600_000;
const minutes = (many: number) => many * 60_000;

const accept: Command = { kind: 'accept', by: 'he', promise: null };
const deliver: Command = { kind: 'deliver', by: 'he', note: '', files: [] };
const ask: Command = { kind: 'ask', by: 'he', question: 'q' };
const answer: Command = { kind: 'answer', by: 'lin', text: 'a' };
const confirm: Command = { kind: 'confirm', by: 'lin', rating: 4, remark: '' };
const withdraw: Command = { kind: 'withdraw', by: 'lin', reason: '' };
const giveBack: Command = { kind: 'return', by: 'lin', what: 'w' };

/** What it comes to, by commands at times of Wednesday 6 May 2026 unless a day is named. */
function facts(start: Request, ...commands: (readonly [at: string, command: Command])[]) {
  const { request } = run(
    start,
    commands.map(([at, command]) => [at.length > 5 ? at : `2026-05-06T${at}`, command]),
  );
  if (request.stage !== 'closed') throw new Error(`not closed but ${request.stage}`);
  return factsOf(request, org);
}

/** Filed at 9:00; the target runs round the clock, or in the hours of material control: 8–12 and 13–17. */
const urgent = filed();
const normal = filed({ urgency: 'normal' });

describe('what a closed request comes to', () => {
  test('times are open time of the calendar its target runs on', () => {
    const times: [string, Command][] = [
      ['2026-05-06T10:30', accept],
      ['2026-05-07T09:00', deliver],
      ['2026-05-07T10:00', confirm],
    ];
    expect(facts(normal, ...times)).toMatchObject({ acknowledgeMs: hours(1.5), deliverMs: hours(8), onTime: true });
    expect(facts(urgent, ...times)).toMatchObject({ acknowledgeMs: hours(1.5), deliverMs: hours(24), onTime: false });
  });

  test('what the customer was asked meanwhile is not the supplier’s time, and its date moves', () => {
    const found = facts(
      urgent,
      ['09:10', accept],
      ['10:00', ask],
      ['13:00', answer],
      ['19:30', deliver],
      ['20:00', confirm],
    );
    expect(found).toMatchObject({ acknowledgeMs: minutes(10), deliverMs: hours(7.5), onTime: true });
    expect(found.dueAt).toEqual(shanghai('2026-05-06T20:00'));
    expect(found.doneAt).toEqual(shanghai('2026-05-06T19:30'));
  });

  test('the supplier’s own part is what it left unanswered and what it worked; the whole is everything', () => {
    const found = facts(
      urgent,
      ['09:10', accept],
      ['10:00', ask],
      ['13:00', answer],
      ['14:00', deliver],
      ['20:00', confirm],
    );
    expect(found).toMatchObject({ ownMs: hours(2), totalMs: hours(11) });
    // 12 to 13 is closed at material control.
    const rest = facts(normal, ['09:30', accept], ['14:00', deliver], ['15:00', confirm]);
    expect(rest).toMatchObject({ ownMs: hours(4), totalMs: hours(6) });
  });

  test('a delivery that was returned does not stand; the one after it does', () => {
    const found = facts(urgent, ['10:00', deliver], ['11:00', giveBack], ['18:00', deliver], ['19:00', confirm]);
    expect(found).toMatchObject({ onTime: false, deliverMs: hours(9), returned: 1, rating: 4, how: 'confirmed' });
  });

  test('nothing delivered is neither on time nor late', () => {
    const found = facts(urgent, ['09:10', accept], ['21:00', withdraw]);
    expect(found).toMatchObject({ onTime: null, deliverMs: null, rating: null, how: 'withdrawn' });
    expect(found.doneAt).toEqual(shanghai('2026-05-06T21:00'));
  });

  test('withdrawn without an answer it was never acknowledged', () => {
    expect(facts(urgent, ['09:10', withdraw])).toMatchObject({ acknowledgeMs: null, ownMs: minutes(10) });
  });

  test('withdrawn while the customer was asked, its date had not come', () => {
    expect(facts(urgent, ['10:00', ask], ['21:00', withdraw]).dueAt).toBeNull();
    // Asked after its date, it was past that all the same.
    expect(facts(urgent, ['18:00', ask], ['21:00', withdraw]).dueAt).toEqual(shanghai('2026-05-06T17:00'));
  });

  test('declined, nothing is owed from then on, not from when the customer agreed', () => {
    const declined: Command = { kind: 'decline', by: 'he', reason: 'r' };
    const agree: Command = { kind: 'agreeDecline', by: 'lin' };
    expect(facts(urgent, ['10:00', declined], ['20:00', agree]).doneAt).toEqual(shanghai('2026-05-06T10:00'));
    const asked = facts(urgent, ['09:30', ask], ['10:00', declined], ['20:00', agree]);
    expect(asked.doneAt).toEqual(shanghai('2026-05-06T10:00'));
  });

  test('warned in time is kept beside late', () => {
    const warn: Command = { kind: 'warn', by: 'he', promise: shanghai('2026-05-07T12:00'), reason: 'r' };
    const found = facts(urgent, ['10:00', warn], ['2026-05-07T11:00', deliver], ['2026-05-07T12:00', confirm]);
    expect(found).toMatchObject({ onTime: false, warned: true });
  });
});

describe('it is written', () => {
  test('with the closing and never again: the supplier’s word in return changes nothing of it', async () => {
    const w = await world();
    const number = await files(w, 'lin', 'materials', '600 件 A 料');
    const written = () => w.db.reader.select().from(requestFacts);
    expect(await written()).toEqual([]);
    await handsOver(w, 'luo', 'lin', '4');
    const [facts] = await written();
    expect(facts).toMatchObject({ number, supplier: 'materials', customer: 'sales', how: 'confirmed', rating: 4 });
    await w.advance(hours(1));
    await w.presses('luo', 'clear');
    expect(await written()).toEqual([facts]);
    expect(w.sent().length).toBeGreaterThan(2);
  });

  describe('in one statement', () => {
    let db: Database;
    beforeAll(async () => {
      db = await testDatabase();
    });
    afterAll(() => db.close());
    beforeEach(() => truncateAll(db));

    const closed = run(filed(), [
      ['2026-05-06T10:00', deliver],
      ['2026-05-06T11:00', confirm],
    ]).request;
    const changes = (many: number, request: Request, from = 1) =>
      Array.from({ length: many }, (_, i) => ({
        before: null,
        request: { ...request, number: from + i },
        happenings: [],
      }));

    /** How many statements `save` runs for so many requests of each. */
    const statements = (open: number, done: number) =>
      db.transaction(async (tx) => {
        let run = 0;
        const counting = new Proxy(tx, {
          get: (target, name) => {
            if (name === 'execute') run += 1;
            const value: unknown = Reflect.get(target, name);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        });
        await save(counting, [...changes(open, filed()), ...changes(done, closed, 1 + open)], filed().filedAt, org);
        return run;
      });

    test('one more for a batch that closes, none for one that does not', async () => {
      const none = await statements(5, 0);
      await truncateAll(db);
      expect(await statements(5, 1)).toBe(none + 1);
      await truncateAll(db);
      expect(await statements(5, 40)).toBe(none + 1);
      const many = await db.reader.select({ many: sql<number>`count(*)::int` }).from(requestFacts);
      expect(many).toEqual([{ many: 40 }]);
    });

    test('and what stands there already is left alone', async () => {
      await statements(0, 1);
      await db.reader.update(requestFacts).set({ rating: 1 }).where(eq(requestFacts.number, 1));
      await statements(0, 2);
      const kept = await db.reader
        .select({ rating: requestFacts.rating })
        .from(requestFacts)
        .orderBy(requestFacts.number);
      expect(kept).toEqual([{ rating: 1 }, { rating: 4 }]);
    });
  });
});
