import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../../db/database.ts';
import { asNumber } from '../../db/decode.ts';
import type { TimeTurn } from '../../engine/feature.ts';
import { mapState } from '../../map/state.ts';
import { departmentOf } from '../../map/units.ts';
import { dateAfter } from '../../org/duty.ts';
import type { Organisation } from '../../org/organisation.ts';
import { actions, meetings } from '../tables.ts';
import type { Half, Series, Week, Why } from '../types.ts';
import { type Between, type Pair, pairsOf, seriesOf } from './rules.ts';

const WEEK_MS = 7 * 86_400_000;
/** What happened between two departments counts for four weeks. */
const COUNTED_MS = 4 * WEEK_MS;

/** Who supplies whom, of what the map has between units, between different departments that there are. */
function between(ends: readonly Half[], { departments }: Organisation): Half[] {
  return ends
    .map(({ supplier, customer }) => ({ supplier: departmentOf(supplier), customer: departmentOf(customer) }))
    .filter(
      ({ supplier, customer }) => supplier !== customer && departments.has(supplier) && departments.has(customer),
    );
}

/** The pairs of departments of which one supplies the other, as the answers and the org file have it. */
export async function readPartners({ tx, org }: Pick<TimeTurn, 'tx' | 'org'>): Promise<Pair[]> {
  return pairsOf(between((await mapState(tx, org)).edges, org));
}

/** The pairs that have a relation, and what stands between them. */
export async function readPairs(turn: TimeTurn): Promise<{ pairs: Pair[]; between: Map<Series, Between> }> {
  const { edges, gaps } = await mapState(turn.tx, turn.org);
  const known = new Map<Series, Between>();
  const count = (half: Half, add: Partial<Between>) => {
    const series = seriesOf([half.supplier, half.customer]);
    const found = known.get(series) ?? { open: 0, overdue: 0, returned: 0, late: 0, lowRated: 0, gaps: 0, actions: 0 };
    for (const [key, value] of Object.entries(add)) found[key as keyof Between] += value;
    known.set(series, found);
  };
  for (const gap of between(gaps, turn.org)) count(gap, { gaps: 1 });
  for (const { half, ...counts } of await openRequests(turn)) count(half, counts);
  for (const { half, ...counts } of await closedRequests(turn)) count(half, counts);
  for (const { half, open } of await openActions(turn.tx)) count(half, { actions: open });
  return { pairs: pairsOf(between(edges, turn.org)), between: known };
}

type Counted = { supplier: string; customer: string } & Record<string, unknown>;

const halfOf = ({ supplier, customer }: Counted): Half => ({ supplier, customer });

async function openRequests({ tx, now }: TimeTurn) {
  const found = await rows<Counted>(
    tx,
    sql`select supplier, customer, count(*) as open,
               count(*) filter (where due_at < ${now.toISOString()}::timestamptz) as overdue,
               coalesce(sum(jsonb_array_length(state->'returns')), 0) as returned
        from requests where stage <> 'closed' group by supplier, customer`,
  );
  return found.map((row) => ({
    half: halfOf(row),
    open: asNumber(row.open),
    overdue: asNumber(row.overdue),
    returned: asNumber(row.returned),
  }));
}

async function closedRequests({ tx, now }: TimeTurn) {
  const since = new Date(now.getTime() - COUNTED_MS).toISOString();
  const found = await rows<Counted>(
    tx,
    sql`select supplier, customer, coalesce(sum(returned), 0) as returned,
               count(*) filter (where not on_time) as late,
               count(*) filter (where rating <= 2) as low
        from request_facts where closed_at >= ${since}::timestamptz group by supplier, customer`,
  );
  return found.map((row) => ({
    half: halfOf(row),
    returned: asNumber(row.returned),
    late: asNumber(row.late),
    lowRated: asNumber(row.low),
  }));
}

async function openActions(on: Tx): Promise<{ half: Half; open: number }[]> {
  const found = await on
    .select({ supplier: actions.supplier, customer: actions.customer, open: sql<unknown>`count(*)` })
    .from(actions)
    .where(eq(actions.status, 'open'))
    .groupBy(actions.supplier, actions.customer);
  return found.map((row) => ({ half: halfOf(row), open: asNumber(row.open) }));
}

/** The week in which each pair last met or is about to, and the pairs that were ever planned: before `week`, in a year. */
export async function readPast(
  on: Reader | Tx,
  week: Week,
): Promise<{ lastMet: Map<Series, Week>; tried: Set<Series> }> {
  const found = await rows<{ supplier: string; customer: string; met: Week | null }>(
    on,
    sql`select half->>'supplier' as supplier, half->>'customer' as customer,
               (max(m.week) filter (where m.status in ('announced', 'running', 'held')
                                       or (m.status = 'cancelled' and m.state->'why'->>'kind' = 'empty')))::text as met
        from meetings m cross join lateral jsonb_array_elements(m.state->'halves') as half
        where m.week < ${week}::date and m.week >= ${dateAfter(week, -364)}::date
        group by 1, 2`,
  );
  const lastMet = new Map<Series, Week>();
  for (const { supplier, customer, met } of found) {
    const series = seriesOf([supplier, customer]);
    if (met !== null && met > (lastMet.get(series) ?? '')) lastMet.set(series, met);
  }
  return { lastMet, tried: new Set(found.map(({ supplier, customer }) => seriesOf([supplier, customer]))) };
}

/** How a series stood in the weeks before: the newest first. */
export interface Before {
  week: Week;
  from: Date | null;
  why: Why | null;
}

/** What became of these series in the five weeks before. */
export async function readBefore(on: Tx, week: Week, series: readonly Series[]): Promise<Map<Series, Before[]>> {
  const before = new Map<Series, Before[]>();
  if (series.length === 0) return before;
  const found = await on
    .select({
      series: meetings.series,
      week: meetings.week,
      from: meetings.startsAt,
      why: sql<Why | null>`${meetings.state}->'why'`,
    })
    .from(meetings)
    .where(
      and(lt(meetings.week, week), gte(meetings.week, dateAfter(week, -35)), inArray(meetings.series, [...series])),
    )
    .orderBy(sql`${meetings.week} desc`);
  for (const { series: key, ...one } of found) before.set(key, [...(before.get(key) ?? []), one]);
  return before;
}
