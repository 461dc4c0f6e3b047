import { sql } from 'drizzle-orm';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { companyFigures } from '../../src/digest/company.ts';
import { departmentFigures } from '../../src/digest/figures.ts';
import { needsOf } from '../../src/digest/needs.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import { loadOrganisation } from '../../src/org/store.ts';
import { benchCompany } from '../company.ts';
import type { Context } from '../context.ts';
import { importCompany, monday, newDatabase } from '../product.ts';
import { count, keep, ms, percentile, type Row } from '../report.ts';

/** Managers whose digests are counted together. */
const chunk = 300;
const target = 60_000;

interface Size {
  departments: number;
  requests: number;
}

/** Digests of a company's managers over a year of its requests: everything in them but the words and the picture. */
export async function digest(context: Context): Promise<Row[]> {
  const sizes: Size[] = context.quick
    ? [{ departments: 100, requests: 20_000 }]
    : [
        { departments: 500, requests: 100_000 },
        { departments: 1_000, requests: 1_000_000 },
      ];
  const found: Row[] = [];
  for (const size of sizes) found.push(...(await measured(context, size)));
  return found;
}

async function measured(context: Context, size: Size): Promise<Row[]> {
  const db = await openPostgres(await newDatabase(context.postgres, 'bench_digest'));
  await migrate(db);
  await importCompany(db, monday, benchCompany(size.departments, 3));
  await writeYear(db, size);
  const org = await loadOrganisation(db.reader);
  const before = process.memoryUsage().rss;
  const memory = peak();
  const weekly = await countAll(db, org, 'weekly');
  const most = memory.stop();
  const daily = await countAll(db, org, 'daily');
  const needs = await countNeeds(db, org);
  const company = await timed(() => companyFigures(db.reader, org, monday, 'weekly'));
  await db.close();
  keep(`digest-${size.departments}`, weekly.chunks);
  const mb = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
  const total = weekly.total + needs.total + company;
  const settings = `${count(size.departments)} departments on two calendars, ${count(size.requests)} requests in a year, ${chunk} managers at once, PostgreSQL`;
  return [
    {
      what: `the weekly digests of ${count(size.departments)} managers and the company’s: all figures, and what needs each of them`,
      settings,
      result: `${ms(total)}; figures p50 ${ms(percentile(weekly.chunks, 0.5))} for ${chunk} managers, what needs them ${ms(percentile(needs.chunks, 0.5))}, the company ${ms(company)}`,
      target: `≤ ${ms(target)}`,
      met: total <= target,
    },
    {
      what: 'memory of the process while the figures are counted',
      settings: 'resident: before, and the most seen every 5 ms',
      result: `${mb(before)} → ${mb(most)}`,
      target: '≤ 100 MB more',
      met: most - before <= 100 * 2 ** 20,
    },
    {
      what: 'the same figures, daily',
      settings,
      result: `${ms(daily.total)}, p50 ${ms(percentile(daily.chunks, 0.5))}`,
    },
  ];
}

interface Spent {
  total: number;
  chunks: number[];
}

async function countAll(db: Database, org: Organisation, cadence: 'weekly' | 'daily'): Promise<Spent> {
  return chunked([...org.departments.keys()], async (departments) => {
    const found = await departmentFigures(db.reader, org, departments, monday, cadence);
    const filed = [...found.values()].reduce((sum, one) => sum + (one.periods[0]?.supplier.filed ?? 0), 0);
    if (cadence === 'weekly' && filed === 0) throw new Error('nothing was counted');
  });
}

async function countNeeds(db: Database, org: Organisation): Promise<Spent> {
  const heads = [...org.departments.values()].flatMap(({ head }) => head ?? []);
  return chunked(heads, async (people) => {
    const found = await needsOf(db.reader, org, people, monday);
    if (![...found.values()].some((needs) => needs.length > 0)) throw new Error('nobody was needed');
  });
}

async function chunked(all: readonly string[], work: (some: string[]) => Promise<void>): Promise<Spent> {
  const chunks: number[] = [];
  for (let from = 0; from < all.length; from += chunk)
    chunks.push(await timed(() => work(all.slice(from, from + chunk))));
  return { total: chunks.reduce((sum, one) => sum + one, 0), chunks };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function peak(): { stop(): number } {
  let most = process.memoryUsage.rss();
  const look = () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 5);
  return {
    stop() {
      clearInterval(timer);
      look();
      return most;
    },
  };
}

/**
 * A year of requests, spread evenly over it and unevenly over the suppliers, each with about ten customers. They take three
 * days on average; a few stand for months. What is closed has its facts, in the order in which it closed, and an empty state;
 * what is open, the part of its state that figures and needs are read from.
 */
async function writeYear(db: Database, { departments, requests }: Size): Promise<void> {
  const now = sql`${monday.toISOString()}::timestamptz`;
  await db.reader.execute(sql`
    create unlogged table made as
    select 1000 + i as number, supplier, (supplier + 1 + floor(random() * 10)::int) % ${departments}::int as customer,
           filed_at, filed_at + life * interval '1 day' as closed_at, random() as dice, random() as rate,
           case when random() < 0.15 then 'urgent' else 'normal' end as urgency, life,
           filed_at + interval '3 days' as due_at
    from (select i, floor(power(random(), 2) * ${departments}::int)::int as supplier,
                 ${now} - random() * interval '365 days' as filed_at,
                 case when random() < 0.003 then 60 + random() * 120 else -ln(1 - random()) * 3 end as life
          from generate_series(1, ${requests}::int) i) one`);
  await db.reader.execute(sql`
    insert into requests (number, customer, supplier, asker, handler, stage, urgency, waiting, calendars, filed_at, due_at,
                          closed_at, state, history_length, history_hash)
    select number, 'd' || customer, 'd' || supplier, 'd' || customer || 'p0', null,
           case when closed_at <= ${now} then 'closed' when dice < 0.15 then 'open' when dice < 0.75 then 'accepted'
                else 'delivered' end,
           urgency, case when closed_at > ${now} and dice between 0.3 and 0.35 then 'customer' end, array['factory'],
           filed_at, case when closed_at > ${now} then due_at end, case when closed_at <= ${now} then closed_at end,
           case when closed_at <= ${now} then '{}'::jsonb else ${openState} end, 5, 'hash'
    from made`);
  await db.reader.execute(sql`
    insert into request_facts (number, customer, supplier, service, urgency, how, filed_at, closed_at, due_at, done_at,
                               on_time, warned, acknowledge_ms, deliver_ms, rating, returned, own_ms, total_ms)
    select number, 'd' || customer, 'd' || supplier, null, urgency, case when dice < 0.08 then 'withdrawn' else 'confirmed' end,
           filed_at, closed_at, due_at, closed_at - life * 0.2 * interval '1 day',
           case when dice >= 0.08 then closed_at - life * 0.2 * interval '1 day' <= due_at end, dice > 0.7,
           (random() * 7200000)::bigint, case when dice >= 0.08 then (life * 20000000)::bigint end,
           case when dice > 0.4 then 1 + floor(rate * 5)::int end, (dice > 0.9)::int,
           (life * 30000000)::bigint, (life * 86400000)::bigint
    from made where closed_at <= ${now} order by closed_at`);
  await writeRest(db, departments);
  await db.reader.execute(sql`drop table made`);
  await db.reader.execute(sql`vacuum analyze`);
}

/** Of the size that an open request's state has. */
const openState = sql`jsonb_build_object(
  'need', repeat('明早要 500 件 A 料 ', 10), 'blocks', repeat('订单 ', 20), 'stage', 'accepted', 'agreed', null, 'dispute', null,
  'ownerless', null, 'acknowledgedAt', case when dice < 0.15 then null else jsonb_build_object('$date', 1) end,
  'pauses', case when dice between 0.3 and 0.35
    then jsonb_build_array(jsonb_build_array(jsonb_build_object('$date', extract(epoch from filed_at) * 1000), null))
    else '[]' end,
  'deliver', jsonb_build_object('due', jsonb_build_object('$date', floor(extract(epoch from due_at) * 1000))),
  'delivery', jsonb_build_object('at', jsonb_build_object('$date', floor(extract(epoch from filed_at) * 1000))),
  'promise', jsonb_build_object('undecided', dice > 0.7 and dice < 0.72,
                                'at', jsonb_build_object('$date', floor(extract(epoch from due_at) * 1000))),
  'told', (select jsonb_agg('person-' || n) from generate_series(1, 40) n))`;

/** A year of meetings, one a week and department, and an improvement for every tenth of them. */
async function writeRest(db: Database, departments: number): Promise<void> {
  const week = sql`(${monday.toISOString()}::timestamptz - w * interval '7 days')`;
  await db.reader.execute(sql`
    insert into meetings (series, week, departments, people, status, starts_at, state)
    select 'd' || d || '+d' || (d + 1) % ${departments}::int, ${week}::date, array['d' || d, 'd' || (d + 1) % ${departments}::int],
           '{}', (array['held', 'held', 'held', 'notHeld', 'cancelled'])[1 + floor(random() * 5)::int], ${week},
           '{"givenBackMs": 7200000, "minutes": {"confirmed": [], "objections": []}}'
    from generate_series(0, 51) w, generate_series(0, ${departments - 1}::int) d`);
  await db.reader.execute(sql`
    insert into actions (series, supplier, customer, owner, status, due, closed_at, state)
    select series, departments[1], departments[2], departments[1] || 'p0',
           case when random() < 0.2 then 'open' else 'done' end, week + 14, starts_at + interval '10 days', '{"text": "t"}'
    from meetings where id % 10 = 0`);
}
