import { asc, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { demoStart } from '../../src/demo/controls.ts';
import { type Fact, inventedHistory } from '../../src/demo/history.ts';
import { departmentFigures } from '../../src/digest/figures.ts';
import { organisationOf } from '../../src/org/build.ts';
import { requestFacts } from '../../src/requests/tables.ts';
import { importDemo } from '../../src/service/company.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { fileOf } from '../org/yaml.ts';

const org = organisationOf(fileOf(demoCompany));
const facts = inventedHistory(org, demoStart);
/** Percent of the deliveries of a supplier that were on time, in the weeks from one Monday to another. */
const onTime = (supplier: string, from: string, to: string): number => {
  const closed = facts.filter(
    (fact) => fact.supplier === supplier && fact.closedAt >= new Date(from) && fact.closedAt < new Date(to),
  );
  return Math.round((100 * closed.filter((fact) => fact.onTime).length) / closed.length);
};

describe('the invented weeks of the demo company', () => {
  test('are the same every time, and in either language', () => {
    expect(inventedHistory(org, demoStart)).toEqual(facts);
    expect(facts.length).toBeGreaterThan(500);
  });

  test('are numbered from one, below every request anybody will ever file', () => {
    expect(facts.map(({ number }) => number)).toEqual(facts.map((_, index) => index + 1));
    expect(facts.at(-1)?.number).toBeLessThan(1001);
  });

  test('are between departments the org file links, each of those has some, and services are the supplier’s', () => {
    const pairs = (all: readonly { supplier: string; customer: string }[]) =>
      [...new Set(all.map(({ supplier, customer }) => `${supplier}>${customer}`))].sort();
    expect(pairs(facts)).toEqual(pairs(org.links.filter(({ supplier, customer }) => supplier !== customer)));
    const foreign = facts.filter(
      ({ service, supplier }) => service && org.services.get(service)?.supplier !== supplier,
    );
    expect(foreign).toEqual([]);
  });

  test('say what a closed request can say: filed in working hours, done before closed, late exactly where the date was missed', () => {
    const wrong = (fact: Fact): boolean =>
      !org.departments.get(fact.customer)?.calendar.isOpen(fact.filedAt) ||
      fact.doneAt <= fact.filedAt ||
      fact.closedAt < fact.doneAt ||
      fact.closedAt >= demoStart ||
      fact.onTime !== (fact.dueAt !== null && fact.dueAt !== undefined && fact.doneAt <= fact.dueAt) ||
      (fact.warned && fact.onTime === true) ||
      (fact.acknowledgeMs ?? 0) > (fact.deliverMs ?? 0) ||
      fact.ownMs > fact.totalMs ||
      (fact.rating !== null && ![1, 2, 3, 4, 5].includes(fact.rating ?? 0));
    expect(facts.filter(wrong)).toEqual([]);
  });

  test('show a supplier that comes to be on time, another that does not, and a share of urgent requests', () => {
    expect(onTime('materials', '2026-02-02', '2026-03-02')).toBeLessThan(80);
    expect(onTime('materials', '2026-04-06', '2026-05-01')).toBeGreaterThan(84);
    expect(onTime('production', '2026-04-06', '2026-05-01')).toBeLessThan(90);
    const urgent = facts.filter(({ urgency }) => urgency === 'urgent').length;
    expect(urgent / facts.length).toBeGreaterThan(0.05);
    expect(urgent / facts.length).toBeLessThan(0.25);
  });
});

describe('in the demo’s database', () => {
  let db: Database;
  const numbers = async () =>
    (await db.reader.select({ number: requestFacts.number }).from(requestFacts).orderBy(asc(requestFacts.number))).map(
      ({ number }) => number,
    );
  beforeAll(async () => {
    db = await testDatabase();
  });
  beforeEach(() => truncateAll(db));
  afterAll(() => db.close());

  test('they are there from the first start on, once, and the first digest has all twelve weeks but that of the New Year', async () => {
    await importDemo(db, demoStart, 'zh-CN');
    await importDemo(db, demoStart, 'en');
    expect(await numbers()).toEqual(facts.map(({ number }) => number));
    const wednesday = new Date('2026-05-06T09:11:00+08:00');
    const figures = await db.transaction((tx) => departmentFigures(tx, org, ['materials'], wednesday, 'weekly'));
    const trend = figures.get('materials')?.trend ?? [];
    expect(trend).toHaveLength(12);
    expect(trend.filter(({ of }) => of < 5)).toHaveLength(1);
  });

  test('a demo that began before there were any gets them at its next start, beside what people did', async () => {
    await importDemo(db, demoStart, 'zh-CN');
    await db.reader.execute(sql`delete from request_facts`);
    const [some] = facts;
    if (!some) throw new Error('nothing was invented');
    await db.reader.insert(requestFacts).values({ ...some, number: 1001 });
    await importDemo(db, demoStart, 'zh-CN');
    expect(await numbers()).toEqual([...facts.map(({ number }) => number), 1001]);
  });
});
