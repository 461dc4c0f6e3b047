import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, type Reader, rows } from '../../../src/db/database.ts';
import { companyFigures } from '../../../src/digest/company.ts';
import { departmentFigures } from '../../../src/digest/figures.ts';
import { needsOf } from '../../../src/digest/needs.ts';
import type { DepartmentFigures } from '../../../src/digest/types.ts';
import { testDatabase } from '../../db/pool.ts';
import { org } from '../../requests/rules-kit.ts';
import { shanghai } from '../../world.ts';
import { actionsOf, callsOf, gapsClosed, meetingsOf, type Others, readOthers, ringsOf } from './others.ts';
import { askedBy, type Between, figures, isPast, ownShare, type Record_, readRecords, suppliedBy } from './second.ts';
import { midnight, writeYear } from './year.ts';

const DAY = 86_400_000;
const keys = [...org.departments.keys()];
let db: Database;
let records: Record_[];
let others: Others;

beforeAll(async () => {
  db = await testDatabase();
  await writeYear(db, 80, 2026);
  records = await readRecords(db, org);
  others = await readOthers(db);
}, 240_000);
afterAll(() => db.close());

const asOf: [name: string, at: Date, cadence: 'weekly' | 'daily'][] = [
  ['a Monday morning', shanghai('2026-04-27T09:00'), 'weekly'],
  ['the first instant of a week', midnight, 'weekly'],
  ['the last instant of a week', new Date(midnight.getTime() - 1), 'weekly'],
  ['a Wednesday', shanghai('2026-05-06T15:00'), 'weekly'],
  ['long after', shanghai('2026-06-30T15:00'), 'weekly'],
  ['a day after a Sunday', shanghai('2026-04-27T09:00'), 'daily'],
  ['a plain day', shanghai('2026-04-15T09:00'), 'daily'],
  ['the first day of work after a holiday', shanghai('2026-05-06T09:00'), 'daily'],
];

/** In Shanghai every day has 24 hours, so that periods can be counted out. */
const local = (date: string) => shanghai(`${date}T00:00`).getTime();
const dateOf = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

function weeksUntil(at: Date, many: number): Between[] {
  const today = dateOf(at);
  const sinceMonday = (new Date(today).getUTCDay() + 6) % 7;
  const monday = local(today) - sinceMonday * DAY;
  return Array.from({ length: many }, (_, i) => ({
    from: new Date(monday - (i + 1) * 7 * DAY),
    to: new Date(monday - i * 7 * DAY),
  }));
}

function daysUntil(at: Date, works: (date: string) => boolean): Between[] {
  const days: Between[] = [];
  let to = local(dateOf(at));
  for (let from = to - DAY; days.length < 5; from -= DAY) {
    if (!works(dateOf(new Date(from)))) continue;
    days.push({ from: new Date(from), to: new Date(to) });
    to = from;
  }
  return days;
}

function expected(department: string, at: Date, cadence: 'weekly' | 'daily'): DepartmentFigures {
  const calendar = org.departments.get(department)?.calendar;
  const periods =
    cadence === 'weekly' ? weeksUntil(at, 5) : daysUntil(at, (date) => calendar?.isWorkday(date) ?? false);
  const [last] = periods;
  if (!last) throw new Error('no period');
  const supplied = suppliedBy(records, department);
  return {
    department,
    periods: periods.map((period) => ({
      period,
      supplier: figures(supplied, period),
      customer: figures(askedBy(records, department), period),
      ownShare: ownShare(supplied, period),
    })),
    trend: trend(supplied, at),
    meetings: meetingsOf(others, department, last),
    actions: actionsOf(others, department, last, dateOf(at), cadence === 'weekly' ? 7 : 1),
    gapsClosed: gapsClosed(others, department, last),
  };
}

const trend = (of: readonly Record_[], at: Date) =>
  weeksUntil(at, 12)
    .reverse()
    .map((period) => ({ week: dateOf(period.from), ...figures(of, period).onTime }));

describe('every figure is what a second count from its definition finds', () => {
  test.each(asOf)('of each department, %s', async (_name, at, cadence) => {
    const found = await departmentFigures(db.reader, org, keys, at, cadence);
    for (const department of keys) expect(found.get(department)).toEqual(expected(department, at, cadence));
    expect([...found.keys()]).toEqual(keys);
  });

  test.each(asOf)('of the company, %s', async (_name, at, cadence) => {
    const calendars = [...org.departments.values()].map(({ calendar }) => calendar);
    const works = (date: string) => calendars.some((calendar) => calendar.isWorkday(date));
    const periods = cadence === 'weekly' ? weeksUntil(at, 5) : daysUntil(at, works);
    const [period, ...before] = periods as [Between, ...Between[]];
    expect(await companyFigures(db.reader, org, at, cadence)).toEqual({
      period,
      all: figures(records, period),
      calls: callsOf(others, period),
      rings: ringsOf(others, period),
      hotLinks: hotLinks(period),
      improved: improved(period, before),
      meetings: meetingsOf(others, null, period),
      actions: actionsOf(others, null, period, dateOf(at), cadence === 'weekly' ? 7 : 1),
      gapsClosed: gapsClosed(others, null, period),
      trend: trend(records, at),
    });
  });

  test('and there is something to count of each', async () => {
    const all = figures(records, { from: shanghai('2026-02-09T00:00'), to: shanghai('2026-05-11T00:00') });
    for (const many of [all.filed, all.onTime.met, all.late, all.warned, all.open, all.overdue, all.ratings.of])
      expect(many).toBeGreaterThan(5);
    expect(records.some(({ asked, date }) => asked !== null && asked < date)).toBe(true);
    expect(records.some(({ asked, date }) => asked !== null && asked >= date)).toBe(true);
    expect(records.some(({ supplier, customer, closed }) => supplier === customer && closed < 1e15)).toBe(true);
    expect(records.some(({ toDeliver, filed, delivered }) => toDeliver === 0 && delivered !== filed)).toBe(true);
    const months = [4, 5].map((month) => shanghai(`2026-0${month}-27T09:00`));
    const company = await Promise.all(months.map((at) => companyFigures(db.reader, org, at, 'weekly')));
    expect(company.some(({ hotLinks }) => hotLinks.length > 2)).toBe(true);
    expect(company.some(({ actions }) => actions.due > 0 && actions.overdue > 0)).toBe(true);
    expect(company.some(({ gapsClosed: closed }) => closed > 0)).toBe(true);
  });
});

test('a department that is not there has no figures, and asked twice it is counted once', async () => {
  const found = await departmentFigures(db.reader, org, ['sales', 'gone', 'sales'], midnight, 'weekly');
  expect([...found.keys()]).toEqual(['sales']);
});

test('takes as many queries for one department as for all, and for everyone’s needs as for one person’s', async () => {
  const at = shanghai('2026-05-06T09:00');
  const heads = [...org.departments.values()].map(({ head }) => head ?? '');
  for (const cadence of ['weekly', 'daily'] as const) {
    const one = await queries((on) => departmentFigures(on, org, ['sales'], at, cadence));
    expect(await queries((on) => departmentFigures(on, org, keys, at, cadence))).toBe(one);
  }
  const one = await queries((on) => needsOf(on, org, ['lin'], at));
  expect(await queries((on) => needsOf(on, org, heads, at))).toBe(one);
});

/** How often the database is asked. */
async function queries(work: (on: Reader) => Promise<unknown>): Promise<number> {
  let asked = 0;
  const counting = new Proxy(db.reader, {
    get(target, name) {
      if (name === 'execute' || name.toString().startsWith('select')) asked += 1;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await work(counting);
  return asked;
}

test('knows of no person', async () => {
  const stored = await rows<Record<string, unknown>>(db.reader, sql`select * from request_facts`);
  const values = new Set(stored.flatMap((row) => Object.values(row)));
  expect(values.has('sales')).toBe(true);
  expect([...org.people.keys()].filter((person) => values.has(person))).toEqual([]);
});

function hotLinks(period: Between) {
  const pairs = keys.flatMap((supplier) => keys.map((customer) => ({ supplier, customer })));
  return pairs
    .filter(({ supplier, customer }) => supplier !== customer)
    .map((pair) => {
      const own = records.filter((one) => one.supplier === pair.supplier && one.customer === pair.customer);
      const { late, onTime } = figures(own, period);
      const overdue = own.filter(
        (one) =>
          one.filed < period.to.getTime() && one.closed >= period.to.getTime() && isPast(one, period.to.getTime()),
      ).length;
      return { ...pair, late, overdue, of: onTime.of + overdue };
    })
    .filter(({ late, overdue }) => late + overdue > 0)
    .sort(
      (a, b) =>
        b.late + b.overdue - (a.late + a.overdue) ||
        (a.supplier < b.supplier ? -1 : a.supplier > b.supplier ? 1 : a.customer < b.customer ? -1 : 1),
    )
    .slice(0, 5);
}

function improved(period: Between, before: readonly Between[]) {
  return keys
    .map((department) => {
      const own = suppliedBy(records, department);
      const shares = before.map((one) => figures(own, one).onTime);
      const met = shares.reduce((sum, share) => sum + share.met, 0);
      const of = shares.reduce((sum, share) => sum + share.of, 0);
      return { department, now: figures(own, period).onTime, before: { met, of } };
    })
    .filter(({ now, before: then }) => now.of >= 5 && then.of >= 5 && now.met / now.of > then.met / then.of)
    .sort(
      (a, b) => b.now.met / b.now.of - b.before.met / b.before.of - (a.now.met / a.now.of - a.before.met / a.before.of),
    )
    .slice(0, 3);
}
