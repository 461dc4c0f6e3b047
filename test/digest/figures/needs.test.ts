import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, rows } from '../../../src/db/database.ts';
import { demoCompany } from '../../../src/demo/company.ts';
import { needsOf } from '../../../src/digest/needs.ts';
import type { Need } from '../../../src/digest/types.ts';
import { mapProposals } from '../../../src/map/tables.ts';
import { actions, meetings } from '../../../src/meetings/tables.ts';
import type { Organisation } from '../../../src/org/organisation.ts';
import { sheetCards, sheets } from '../../../src/questionnaires/tables.ts';
import { encode } from '../../../src/requests/encoding.ts';
import { save } from '../../../src/requests/store.ts';
import { requests, rings } from '../../../src/requests/tables.ts';
import type { Command, Request } from '../../../src/requests/types.ts';
import { testDatabase, truncateAll } from '../../db/pool.ts';
import { customer, publish, statement, supplier, within } from '../../map/kit.ts';
import { filed, org, organisationFrom, run } from '../../requests/rules-kit.ts';
import { shanghai } from '../../world.ts';
import { writeYear } from './year.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(() => truncateAll(db));

const leaders = [...org.departments.values()].flatMap(({ head, deputy }) => [head ?? '', deputy ?? '']);

/** The order in which docs/digest.md names what needs somebody. */
const order = [
  'requests.rule',
  'requests.offer',
  'requests.own',
  'requests.accept',
  'requests.chain',
  'requests.agreeLater',
  'requests.answer',
  'requests.agreeDecline',
  'requests.confirm',
  'meetings.actions.show',
  'meetings.life.open',
  'map.reword',
];

interface Wanted {
  action: string;
  value: string;
  urgent: boolean;
}
type Json = Record<string, unknown> & { number: number };

/** What is a person's to do, one stored row after the other. */
async function wantedBy(person: string, now: Date): Promise<Wanted[]> {
  const all = <T>(query: Parameters<typeof rows>[1]) => rows<T>(db.reader, query);
  const mine = (department: unknown) =>
    [...org.departments.values()].some(
      ({ key, head, deputy }) => key === department && (head === person || deputy === person),
    );
  const states = (await all<{ state: Json }>(sql`select state from requests where stage <> 'closed'`)).map(
    ({ state }) => state,
  );
  const asked = states.flatMap((state) =>
    requestWants(state, person, now, mine).map((what) => ({
      action: `requests.${what}`,
      value: String(state.number),
      urgent: state.urgency === 'urgent',
    })),
  );
  const ringRows = await all<{ id: number; state: { departments: string[]; offers: { department: string }[] } }>(
    sql`select id, state from rings where open`,
  );
  const inRings = ringRows.filter(({ state: { departments, offers } }) =>
    departments.some((key) => mine(key) && !offers.some(({ department }) => department === key)),
  );
  const today = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const acted = await all<{ id: number; supplier: string; owner: string; due: string }>(
    sql`select id::int as id, supplier, owner, due::text as due from actions where status = 'open'`,
  );
  const wordings = await all<{ id: number; supplier: string; customer: string; s: string | null; c: string | null }>(
    sql`select id::int as id, supplier, customer, supplier_by as s, customer_by as c from map_proposals where status = 'open'`,
  );
  const whole = (unit: string) => unit.replace(/[/#].*/, '');
  const other = (action: string, ids: { id: number }[]) =>
    ids.map(({ id }) => ({ action, value: String(id), urgent: false }));
  return [
    ...asked,
    ...other('requests.offer', inRings),
    ...other(
      'meetings.actions.show',
      acted.filter((one) => one.due < today && (mine(one.supplier) || one.owner === person)),
    ),
    ...other(
      'map.reword',
      wordings.filter((one) => (mine(whole(one.supplier)) && !one.s) || (mine(whole(one.customer)) && !one.c)),
    ),
  ];
}

function requestWants(state: Json, person: string, now: Date, mine: (department: unknown) => boolean): string[] {
  const { stage, supplier: serving, customer: asking } = state;
  const wait = (state.wait as { kind: string } | null)?.kind;
  const owner = state.ownerless as { between: string[] | null; views: { department: string }[] } | null;
  const instant = (value: unknown) => (value as { $date: number } | null)?.$date ?? null;
  if (state.dispute) return org.company.referees.includes(person) ? ['rule'] : [];
  if (stage === 'delivered') return mine(asking) ? ['confirm'] : [];
  if (stage === 'declined') return mine(asking) ? ['agreeDecline'] : [];
  if (owner) {
    const between = owner.between ?? [serving];
    return between.some((key) => mine(key) && !owner.views.some(({ department }) => department === key)) ? ['own'] : [];
  }
  const wants: string[] = [];
  if (wait === 'customer' && mine(asking)) wants.push('answer');
  const promise = state.promise as { undecided: boolean } | null | undefined;
  if (stage === 'accepted' && promise?.undecided && mine(asking)) wants.push('agreeLater');
  const answered = instant(state.acknowledgedAt);
  const due = instant(((answered === null ? state.acknowledge : state.follow) as { due: unknown }).due) ?? 0;
  if (due < now.getTime() && wait !== 'customer' && wait !== 'blocked' && mine(serving))
    wants.push(answered === null ? 'accept' : 'chain');
  return wants;
}

describe('what needs somebody is what a second look at the stored rows finds', () => {
  test.each([
    ['where there is little to do', 2, 3, shanghai('2026-05-20T10:00')],
    ['where there is much', 90, 60, shanghai('2026-05-06T10:00')],
  ])('%s', async (_name, lives, others, now) => {
    await writeYear(db, lives, 7, others);
    const people = [...leaders, 'lin'];
    const found = await needsOf(db.reader, org, people, now);
    let some = 0;
    for (const person of new Set(people)) {
      const wanted = await wantedBy(person, now);
      const needs = found.get(person) ?? [];
      some += needs.length;
      expect(needs.length, person).toBe(Math.min(5, wanted.length));
      const known = new Map(wanted.map((one) => [`${one.action} ${one.value}`, one]));
      expect(known.size).toBe(wanted.length);
      const seen = needs.map(({ action, value }) => known.get(`${action} ${value}`));
      expect(seen, person).not.toContain(undefined);
      expect(new Set(seen).size).toBe(seen.length);
      // What is urgent comes a little earlier; the rest stands in the order of the definition.
      const calm = (list: readonly (Wanted | undefined)[]) =>
        list.flatMap((one) => (one && !one.urgent ? [order.indexOf(one.action)] : []));
      const all = calm(wanted).sort((a, b) => a - b);
      expect(calm(seen), person).toEqual(all.slice(0, calm(seen).length));
    }
    expect(some).toBeGreaterThan(5);
  });
});

const now = shanghai('2026-05-08T10:00');
const done = (request: Request, ...commands: [string, Command][]) => run(request, commands).request;
const write = (all: readonly Request[]) =>
  db.transaction((tx) =>
    save(
      tx,
      all.map((request) => ({ before: null, request, happenings: [] })),
      now,
      org,
    ),
  );
const shown = (needs: readonly Need[] = []) =>
  needs.map(({ text, label, action, value }) => `${text} [${label} → ${action} ${value}]`);

/** One of each kind: what is urgent, and what is not. */
async function everyKind(): Promise<void> {
  const normal = (number: number) => filed({ number, urgency: 'normal', need: '600 件 A 料，明早 8:00 前送到贴片线' });
  const head: Command = { kind: 'accept', by: 'he', promise: null };
  await write([
    normal(1001),
    done(normal(1002), ['2026-05-06T10:00', head]),
    done(normal(1003), ['2026-05-06T10:00', { ...head, promise: shanghai('2026-05-09T12:00') }]),
    done(normal(1004), ['2026-05-06T10:00', { kind: 'ask', by: 'he', question: '要哪个版本？' }]),
    done(normal(1005), ['2026-05-06T10:00', { kind: 'decline', by: 'he', reason: '停产' }]),
    done(filed({ number: 1006 }), ['2026-05-06T10:00', { kind: 'deliver', by: 'he', note: '', files: [] }]),
    done(normal(1007), ['2026-05-06T10:00', { kind: 'dispute', by: 'lin', reason: 'r' }]),
    filed({ number: 1008, supplier: null, urgency: 'normal' }),
    done(
      normal(1009),
      ['2026-05-06T10:00', { kind: 'notOurs', by: 'he', department: 'production' }],
      ['2026-05-06T11:00', { kind: 'notOurs', by: 'wang', department: 'quality' }],
    ),
  ]);
}

async function everyOther(): Promise<void> {
  const proposed = { agreement: 'a', version: 1, status: 'open' as const, proposedBy: 'he', proposedAt: now };
  const words = { kind: 'onTime' as const, amount: 2, unit: '天', words: '到料后' };
  const sides = { supplier: 'materials', customer: 'sales', supplierBy: 'he' };
  const half = { series: 'materials+sales', departments: ['materials', 'sales'], people: [] };
  const minutes = { at: now, by: 'he', words: '', confirmed: [{ department: 'materials' }], objections: [] };
  const state = {
    departments: ['sales', 'materials'],
    offers: [{ department: 'materials' }],
    announcedAt: now,
    closedAt: null,
  };
  await db.transaction(async (tx) => {
    await tx.insert(rings).values({ open: true, announcedAt: now, links: [], state: encode(state) });
    await tx.insert(mapProposals).values({ ...proposed, ...sides, requirement: words });
    const held = { ...half, week: '2026-05-04', status: 'held' as const, startsAt: shanghai('2026-05-07T14:00') };
    await tx.insert(meetings).values({ ...held, state: encode({ minutes }) });
    const improved = {
      series: half.series,
      supplier: 'sales',
      customer: 'materials',
      owner: 'lin',
      state: { text: '先看库存再接单' },
    };
    await tx.insert(actions).values([
      { ...improved, status: 'open', due: '2026-05-07' },
      { ...improved, status: 'open', due: '2026-05-08' },
      { ...improved, status: 'done', due: '2026-05-01' },
    ]);
    await tx.insert(sheetCards).values({ round: 3, department: 'sales', person: 'lin', shown: '' });
  });
}

describe('in the reader’s words', () => {
  const english: Organisation = organisationFrom(demoCompany.replace('locale: zh-CN', 'locale: en'));
  const speaking: [string, Organisation][] = [
    ['Chinese', org],
    ['English', english],
  ];

  test.each(speaking)('requests, in %s', async (_name, reading) => {
    await everyKind();
    const found = await needsOf(db.reader, reading, ['lin', 'he', 'wang', 'chen'], now);
    for (const needs of found.values()) expect(shown(needs)).toMatchSnapshot();
  });

  test.each(speaking)('everything else, in %s', async (_name, reading) => {
    await everyOther();
    await publish(db, [
      statement('sales', { suppliers: [supplier('materials', [within(1, 'd')])] }),
      statement('materials', { customers: [customer('sales', [within(3, 'd')])] }),
    ]);
    const all = await needsOf(db.reader, reading, ['lin'], now);
    expect(shown(all.get('lin'))).toMatchSnapshot();
    // The gap is the last; it is seen when the rest is done.
    await db.transaction(async (tx) => {
      for (const table of [actions, meetings, mapProposals, rings]) await tx.delete(table);
    });
    expect(shown((await needsOf(db.reader, reading, ['lin'], now)).get('lin'))).toMatchSnapshot();
  });
});

test('a sheet that is published needs nobody any more, and neither does one whose card went to somebody else', async () => {
  const needs = async () => shown((await needsOf(db.reader, org, ['lin', 'zhou'], now)).get('lin'));
  await db.transaction((tx) =>
    tx.insert(sheetCards).values({ round: 3, department: 'sales', person: 'lin', shown: '' }),
  );
  expect(await needs()).toHaveLength(1);
  await db.transaction((tx) =>
    tx.insert(sheetCards).values({ round: 4, department: 'sales', person: 'zhou', shown: '' }),
  );
  expect(await needs()).toEqual([]);
  await publish(db, [statement('sales', {}, { round: 3 })]);
  await db.transaction((tx) => tx.delete(sheetCards).where(sql`round = 4`));
  expect(await needs()).toEqual([]);
  await db.transaction((tx) => tx.delete(sheets));
  expect(await needs()).toHaveLength(1);
});

test('who leads nothing and is nobody’s referee is needed for their own improvements only', async () => {
  await everyKind();
  await everyOther();
  await db.transaction((tx) => tx.update(actions).set({ owner: 'xu' }));
  expect(await db.reader.select({ number: requests.number }).from(requests)).toHaveLength(9);
  const found = await needsOf(db.reader, org, ['xu', 'nobody'], now);
  expect([...found.keys()]).toEqual(['xu']);
  expect(found.get('xu')?.map(({ action }) => action)).toEqual(['meetings.actions.show']);
});
