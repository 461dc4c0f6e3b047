import { type SQL, sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../db/database.ts';
import type { Organisation } from '../org/organisation.ts';
import { lineOf, periodsShown, trendsOf } from './figures.ts';
import { countOthers } from './figures-others.ts';
import { countRequests, existing, instantIn, keyOf, onTimeOf, overdueAt } from './figures-requests.ts';
import { mostImproved } from './figures-rules.ts';
import { daysBefore, weeksBefore } from './periods.ts';
import type { Cadence, CompanyFigures, Period, Share } from './types.ts';

/** Everyone's requests, each once. */
const whole = '';
const linksShown = 5;

/** The figures of the whole company as of `at`: its last complete period. */
export async function companyFigures(
  on: Reader | Tx,
  org: Organisation,
  at: Date,
  cadence: Exclude<Cadence, 'off'>,
): Promise<CompanyFigures> {
  const periods = periodsOf(org, at, cadence);
  const [period] = periods;
  if (!period) throw new Error('no department of the company has worked for a year');
  const counted = await countRequests(on, lineOf(whole, [period]), ['all']);
  const { ownShare: _, ...all } = counted.get(keyOf(whole, 'all', 0)) ?? never();
  const others = await countOthers(on, org, [{ department: whole, ...period }], at, cadence);
  return {
    period,
    all,
    calls: await callsIn(on, period),
    rings: await ringsIn(on, period),
    hotLinks: await hotLinksIn(on, period),
    improved: await improvedIn(on, org, periods),
    ...others(whole),
    trend: (await trendsOf(on, org, [whole], at, 'all')).get(whole) ?? [],
  };
}

function never(): never {
  throw new Error('the company was not counted');
}

/** A day of work is one on which any department works. */
function periodsOf(org: Organisation, at: Date, cadence: Exclude<Cadence, 'off'>): Period[] {
  const { zone } = org.company;
  if (cadence === 'weekly') return weeksBefore(zone, at, periodsShown).map(({ period }) => period);
  const calendars = [...new Set([...org.departments.values()].map(({ calendar }) => calendar))];
  return daysBefore(zone, at, periodsShown, (date) => calendars.some((calendar) => calendar.isWorkday(date)));
}

async function callsIn(on: Reader | Tx, { from, to }: Period): Promise<CompanyFigures['calls']> {
  const [row] = await rows<{ redirected: number; since_start: number }>(
    on,
    sql`select (count(*) filter (where at >= ${instant(from)}))::int as redirected, count(*)::int as since_start
        from calls where at < ${instant(to)}`,
  );
  return { redirected: row?.redirected ?? 0, sinceStart: row?.since_start ?? 0 };
}

async function ringsIn(on: Reader | Tx, { from, to }: Period): Promise<CompanyFigures['rings']> {
  const [row] = await rows<{ announced: number; open: number }>(
    on,
    sql`select (count(*) filter (where announced_at >= ${instant(from)}))::int as announced,
               (count(*) filter (where open or ${instantIn('closedAt')} >= ${instant(to)}))::int as open
        from rings where announced_at < ${instant(to)}`,
  );
  return { announced: row?.announced ?? 0, open: row?.open ?? 0 };
}

/** Pairs on whose way most came late in the period, or stands overdue at its end. */
const hotLinksIn = (on: Reader | Tx, { from, to }: Period): Promise<CompanyFigures['hotLinks']> =>
  rows(
    on,
    sql`with request as (${existing(instant(from))})
        select supplier, customer, late::int, overdue::int, (delivered + overdue)::int as of
        from (select supplier, customer,
                     count(*) filter (where closed_at < ${instant(to)} and not on_time) as late,
                     count(*) filter (where closed_at < ${instant(to)} and on_time is not null) as delivered,
                     count(*) filter (where ${overdueAt(instant(to))}) as overdue
              from request where supplier <> customer and filed_at < ${instant(to)}
              group by 1, 2) pair
        where late + overdue > 0
        order by late + overdue desc, supplier, customer limit ${linksShown}`,
  );

/** Departments whose rate rose most against the periods before, with enough deliveries in both to say so. */
async function improvedIn(
  on: Reader | Tx,
  org: Organisation,
  periods: readonly Period[],
): Promise<CompanyFigures['improved']> {
  const departments = [...org.departments.keys()];
  const shares = await onTimeOf(
    on,
    departments.flatMap((department) => lineOf(department, periods)),
    'supplier',
  );
  const compared = departments.map((department) => {
    const of = (back: number) => shares.get(keyOf(department, 'supplier', periods.length - 1 - back)) ?? none;
    const [now = none, ...before] = periods.map((_, back) => of(back));
    return { department, now, before: before.reduce(sum, none) };
  });
  return mostImproved(compared);
}

const none: Share = { met: 0, of: 0 };
const sum = (a: Share, b: Share): Share => ({ met: a.met + b.met, of: a.of + b.of });

/** A day's midnight, or any other instant, as the database takes it. */
const instant = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`;
