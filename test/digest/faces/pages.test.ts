import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import { digestCard } from '../../../src/digest/cards.ts';
import { departmentFigures } from '../../../src/digest/figures.ts';
import { lookOf } from '../../../src/digest/look.ts';
import { companyPage } from '../../../src/digest/page/company.tsx';
import { departmentPage } from '../../../src/digest/page/department.tsx';
import { toldWeek } from '../../../src/digest/page/weeks.ts';
import { digestsFor } from '../../../src/digest/telling.ts';
import type { View } from '../../../src/engine/feature.ts';
import type { Card } from '../../../src/platform/card.ts';
import { testDatabase } from '../../db/pool.ts';
import { readable } from '../../map/drawn.ts';
import { org } from '../../requests/rules-kit.ts';
import { shanghai } from '../../world.ts';
import { writeYear } from '../figures/year.ts';

/** A Monday morning, after weeks in which people asked and delivered at random. */
const now = shanghai('2026-04-27T09:05');
const week = '2026-04-20';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
  await writeYear(db, 60, 7);
}, 120_000);
afterAll(() => db.close());

const turnOf = (id: string) => {
  const person = org.people.get(id);
  if (!person) throw new Error(`${id} is not there`);
  return { now, org, person, reachable: () => true, link: (_: string, view: string) => `https://bot/${view}` };
};

async function shown(view: View, id: string, query = ''): Promise<string> {
  const found = await db.transaction((tx) => view.show({ ...turnOf(id), tx }, new URLSearchParams(query)));
  if (found.kind === 'file') return Buffer.from(found.bytes).toString();
  return found.kind === 'page' ? String(await (await found.content).toString()) : JSON.stringify(found);
}

/** The digest as it goes out that morning. */
async function digestOf(id: string, department: string | null): Promise<Card> {
  const scope = { company: department === null, departments: department === null ? [] : [department] };
  const cards = await db.transaction((tx) =>
    digestsFor({ ...turnOf(id), tx }, [{ person: id, scope, cadence: 'weekly', needs: true }]),
  );
  const card = cards.get(id);
  if (!card) throw new Error('no digest');
  return card;
}

const factsOf = ({ elements }: Card) => elements.flatMap((one) => (one.kind === 'facts' ? one.facts : []));

/** A file's rows by what stands in their first columns. */
function cellsOf(csv: string, from: number): Map<string, string[]> {
  const rows = csv.replace('\u{FEFF}', '').trim().split('\r\n').slice(1);
  return new Map(
    rows.map((row) => {
      const cells = row.split(',').map((cell) => cell.replace(/^"|"$/g, ''));
      return [cells.slice(0, from).join(' '), cells.slice(from)];
    }),
  );
}

describe('page, file and digest', () => {
  test.each(['sales', 'production', 'finance', 'materials'])('say the same of %s', async (department) => {
    const card = await digestOf('lin', department);
    const facts = factsOf(card);
    expect(facts.length).toBeGreaterThan(5);
    const page = readable(await shown(departmentPage, 'lin', `department=${department}`));
    for (const { label, value } of facts) expect(page).toContain(`${label} ${value}`);

    const file = cellsOf(await shown(departmentPage, 'lin', `department=${department}&as=csv`), 3);
    expect(file.size).toBe(24);
    const figures = await db.transaction((tx) => departmentFigures(tx, org, [department], now, 'weekly'));
    const told = figures.get(department);
    for (const [index, side] of (['supplier', 'customer'] as const).entries()) {
      const role = told?.periods[0]?.[side];
      const cells = [...file.values()][index]?.map(Number) ?? [];
      expect(cells.slice(0, 4)).toEqual([role?.filed, role?.urgent.met, role?.onTime.of, role?.onTime.met]);
      expect(cells.slice(5, 9)).toEqual([role?.late, role?.warned, role?.open, role?.overdue]);
    }
    // The picture's points are the weeks of the file, the oldest first.
    const suppliers = [...file].filter(([key]) => key.endsWith('作为供方')).reverse();
    expect(suppliers.map(([key, cells]) => [key.slice(0, 10), Number(cells[3]), Number(cells[2])])).toEqual(
      told?.trend.map((point) => [point.week, point.met, point.of]),
    );
  });

  test('say the same of the company', async () => {
    const facts = factsOf(await digestOf('chen', null));
    const page = readable(await shown(companyPage, 'lin'));
    for (const { label, value } of facts) expect(page).toContain(`${label} ${value}`);
    expect(page).toMatch(/十二周 周 按时 4月20日–26日 \d+\/\d+ = \d+ % 4月13日–19日/);
    const file = cellsOf(await shown(companyPage, 'lin', 'as=csv'), 1);
    expect([...file.keys()].sort()).toEqual([...org.departments.values()].map(({ name }) => name).sort());
    const sales = cellsOf(await shown(departmentPage, 'lin', 'department=sales&as=csv'), 3);
    expect(file.get('销售部')).toEqual(sales.get(`${week} 2026-04-26 作为供方`));
  });

  test('the digest leads to the page of its own week', async () => {
    const links = async (id: string, department: string | null) =>
      (await digestOf(id, department)).elements.flatMap((one) => (one.kind === 'link' ? one.url : []));
    expect(await links('lin', 'sales')).toEqual([`https://bot/digest/department?department=sales&week=${week}`]);
    expect(await links('chen', null)).toEqual([`https://bot/digest/company?week=${week}`]);
  });
});

describe('a department’s page', () => {
  test('is read by anybody, and says what needs nobody', async () => {
    const page = await shown(departmentPage, 'sun', 'department=sales');
    expect(readable(page)).toContain('销售部 · 4月20日–26日');
    expect(readable(page)).not.toContain('需要您');
    for (const { name } of org.people.values()) expect(page).not.toContain(name);
  });

  test('has the chart as data, in words for who cannot see it, and no script or style of its own', async () => {
    const page = await shown(departmentPage, 'james', 'department=production');
    expect(page).toContain('role="img"');
    expect(page).toMatch(/aria-label="生产部, deliveries on time in the last 12 weeks, against 90 %: /);
    const [, option = ''] = /data-trend="([^"]*)"/.exec(page) ?? [];
    const parsed = JSON.parse(option.replaceAll('&quot;', '"').replaceAll('&amp;', '&')) as { series: unknown[] };
    expect(parsed.series).toHaveLength(1);
    expect(page).not.toMatch(/<script|<style|style="|onclick/);
  });

  test('shows any week that is over, and the newest one for what makes no sense', async () => {
    expect(readable(await shown(departmentPage, 'lin', 'week=2026-03-02'))).toContain('3月2日–8日');
    const newest = { week, newest: true, at: now };
    for (const asked of [null, '', '2026-04-27', '2026-04-21', '2099-01-05', '2026-02-30', 'x'.repeat(500)])
      expect(toldWeek({ org, now }, asked)).toEqual(newest);
    expect(toldWeek({ org, now }, '2026-03-02')).toEqual({
      week: '2026-03-02',
      newest: false,
      at: shanghai('2026-03-09'),
    });
    const first = await shown(departmentPage, 'lin', 'week=2026-03-02&department=sales');
    expect(first).toContain('href="department?department=sales&amp;week=2026-02-23"');
    expect(first).toContain('href="department?department=sales&amp;week=2026-03-09"');
    expect(await shown(departmentPage, 'lin')).not.toContain('week=2026-04-27');
  });

  test('says what is due of now alone, and so does that of the company', async () => {
    for (const view of [departmentPage, companyPage]) {
      expect(readable(await shown(view, 'lin', 'department=sales'))).toContain('即将到期');
      expect(readable(await shown(view, 'lin', 'department=sales&week=2026-04-13'))).not.toContain('即将到期');
    }
  });

  test('says the year of a week of another year', async () => {
    expect(readable(await shown(departmentPage, 'lin', 'week=2025-12-22&department=sales'))).toContain(
      '销售部 · 2025年12月22日–28日',
    );
    expect(readable(await shown(companyPage, 'james', 'week=2025-12-22'))).toContain('22–28 Dec 2025');
    // The week in which the year changes ends in this one.
    const turning = readable(await shown(departmentPage, 'lin', 'week=2025-12-29&department=sales'));
    expect(turning).toContain('销售部 · 12月29日–1月4日');
  });

  test('of a week in which nothing was says so', async () => {
    const page = readable(await shown(departmentPage, 'lin', 'week=2020-03-02'));
    expect(page).toContain('这一周没有请求往来');
    expect(page).toContain('这 12 周没有完成的交付');
  });

  test('that is not there is said so', async () => {
    expect(await shown(departmentPage, 'lin', 'department=moon')).toContain('没有叫“moon”的部门');
  });

  test('a name that begins like a formula is none in a file', async () => {
    const sales = org.departments.get('sales');
    if (!sales) throw new Error('no sales');
    const named = new Map([...org.departments, ['sales', { ...sales, name: '=cmd()' }] as const]);
    const found = await db.transaction((tx) =>
      companyPage.show({ ...turnOf('lin'), org: { ...org, departments: named }, tx }, new URLSearchParams('as=csv')),
    );
    expect(found.kind === 'file' ? Buffer.from(found.bytes).toString() : '').toContain(`"'=cmd()"`);
  });
});

test('a card with everything in it has a link, a picture and no person', async () => {
  const card = digestCard(lookOf(org, turnOf('lin').person), {
    ...{ cadence: 'weekly', company: null, needs: null, page: () => null },
    departments: [...(await db.transaction((tx) => departmentFigures(tx, org, ['sales'], now, 'weekly'))).values()],
  });
  expect(card.elements.some(({ kind }) => kind === 'drawing')).toBe(true);
  expect(card.elements.some(({ kind }) => kind === 'link')).toBe(false);
  for (const { name } of org.people.values()) expect(JSON.stringify(card)).not.toContain(name);
});
