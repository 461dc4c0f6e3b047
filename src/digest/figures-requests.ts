import { type SQL, sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../db/database.ts';
import type { OwnShare, RoleFigures, Share } from './types.ts';

/** The periods of a department, one after the other: each ends where the next begins. */
export interface Line {
  department: string;
  /** Where they begin, the oldest first, and where the last one ends. */
  marks: readonly Date[];
}

/** Whom a request is counted for: the side of it that a department is, or everyone's once, under an empty name. */
export type Role = 'supplier' | 'customer' | 'all';

/** All figures of one role of a department in one period. */
export type Counted = RoleFigures & { ownShare: OwnShare };

/** By department, role and number of the period, from 0 for the oldest. */
export const keyOf = (department: string, role: Role, i: number): string => `${i} ${role} ${department}`;

/** Every figure of requests, for each period and role, in two queries however many departments there are. */
export async function countRequests(
  on: Reader | Tx,
  lines: readonly Line[],
  roles: readonly Role[],
): Promise<Map<string, Counted>> {
  if (lines.length === 0) return new Map();
  const closed = byKey(await closedIn(on, lines, roles));
  const stood = byKey(await stoodIn(on, lines, roles));
  const counted = new Map<string, Counted>();
  for (const { department, marks } of lines)
    for (const role of roles)
      for (let i = 0; i < marks.length - 1; i += 1) {
        const key = keyOf(department, role, i);
        counted.set(key, figuresOf(closed.get(key), stood.get(key)));
      }
  return counted;
}

const byKey = <T extends Named>(found: readonly T[]): Map<string, T> =>
  new Map(found.map((row) => [keyOf(row.department, row.role, row.i), row]));

interface Named {
  department: string;
  role: Role;
  i: number;
}

interface ClosedRow extends Named {
  delivered: number;
  met: number;
  warned: number;
  rated: number;
  rating: number;
  acknowledged: number;
  acknowledge_ms: number | null;
  timed: number;
  deliver_ms: number | null;
  own_ms: number;
  total_ms: number;
}

interface StoodRow extends Named {
  filed: number;
  urgent: number;
  open: number;
  overdue: number;
}

function figuresOf(closed: ClosedRow | undefined, stood: StoodRow | undefined): Counted {
  const median = (ms: number | null | undefined, of = 0) => ({ ms: of > 0 && ms != null ? Math.round(ms) : null, of });
  const delivered = closed?.delivered ?? 0;
  const met = closed?.met ?? 0;
  const filed = stood?.filed ?? 0;
  return {
    filed,
    onTime: { met, of: delivered },
    late: delivered - met,
    warned: closed?.warned ?? 0,
    open: stood?.open ?? 0,
    overdue: stood?.overdue ?? 0,
    acknowledge: median(closed?.acknowledge_ms, closed?.acknowledged),
    deliver: median(closed?.deliver_ms, closed?.timed),
    ratings: { sum: closed?.rating ?? 0, of: closed?.rated ?? 0 },
    urgent: { met: stood?.urgent ?? 0, of: filed },
    ownShare: { ownMs: closed?.own_ms ?? 0, totalMs: closed?.total_ms ?? 0 },
  };
}

/** What was closed in each period. */
const closedIn = (on: Reader | Tx, lines: readonly Line[], roles: readonly Role[]): Promise<ClosedRow[]> =>
  rows(
    on,
    sql`with line as materialized (${lineRows(lines)}),
             fact as (select customer, supplier, closed_at, on_time, warned, rating, acknowledge_ms, deliver_ms, own_ms, total_ms
                      from request_facts where closed_at >= ${oldest(lines)} and closed_at < ${newest(lines)})
        select department, role, (place - 1)::int as i,
               count(on_time)::int as delivered,
               (count(*) filter (where on_time))::int as met,
               (count(*) filter (where not on_time and warned))::int as warned,
               count(rating)::int as rated,
               coalesce(sum(rating), 0)::int as rating,
               count(acknowledge_ms)::int as acknowledged,
               percentile_cont(0.5) within group (order by acknowledge_ms)::float8 as acknowledge_ms,
               count(deliver_ms)::int as timed,
               percentile_cont(0.5) within group (order by deliver_ms)::float8 as deliver_ms,
               coalesce(sum(own_ms), 0)::float8 as own_ms,
               coalesce(sum(total_ms), 0)::float8 as total_ms
        from (${sides('fact', roles)}) one join line using (department)
        cross join lateral (select width_bucket(closed_at, marks) as place) at
        where place between 1 and periods
        group by 1, 2, 3`,
  );

/** What was filed in each period, and what stood open at its end: a request is seen in each from its filing to its closing. */
const stoodIn = (on: Reader | Tx, lines: readonly Line[], roles: readonly Role[]): Promise<StoodRow[]> =>
  rows(
    on,
    sql`with line as materialized (${lineRows(lines)}), request as (${existing(oldest(lines))})
        select department, role, (place - 1)::int as i,
               (count(*) filter (where place = first))::int as filed,
               (count(*) filter (where place = first and urgency = 'urgent'))::int as urgent,
               (count(*) filter (where place < last))::int as open,
               (count(*) filter (where ${overdueAt(sql`marks[place + 1]`)}))::int as overdue
        from (${sides('request', roles)}) one join line using (department)
        cross join lateral (select width_bucket(filed_at, marks) as first, width_bucket(closed_at, marks) as last) at
        cross join lateral generate_series(greatest(first, 1), least(last, periods)) as place
        group by 1, 2, 3`,
  );

/**
 * Requests that were open at some time from `since` on, as they are now. The date of an open one has not come while a question
 * to the customer is open that was asked before it.
 */
export const existing = (since: SQL): SQL => sql`
  select customer, supplier, urgency, filed_at, closed_at, due_at, done_at, on_time from request_facts where closed_at >= ${since}
  union all
  select customer, supplier, urgency, filed_at, 'infinity'::timestamptz,
         case when asked_at < due_at then null else due_at end, coalesce(done_at, 'infinity'::timestamptz), null::boolean
  from (select customer, supplier, urgency, filed_at,
               coalesce(${instantIn('agreed,due')}, ${instantIn('deliver,due')}) as due_at,
               case stage when 'delivered' then ${instantIn('delivery,at')} when 'declined' then ${instantIn('at')} end
                 as done_at,
               case when jsonb_typeof(state #> '{pauses,-1,1}') = 'null' then ${instantIn('pauses,-1,0')} end as asked_at
        from requests where stage <> 'closed' offset 0) open`;

/** Open at an instant, its date past, and what was asked for not handed over. */
export const overdueAt = (at: SQL): SQL => sql`closed_at >= ${at} and due_at < ${at} and done_at >= ${at}`;

/** An instant in a stored state, `{"$date": ms}`. */
export const instantIn = (path: string): SQL =>
  sql`to_timestamp((state #>> ${sql.raw(`'{${path},$date}'`)})::float8 / 1000)`;

/** Each request under the departments it counts for. What is still looking for its department is served by nobody yet. */
function sides(table: string, roles: readonly Role[]): SQL {
  const from = sql.identifier(table);
  const side: Record<Role, SQL> = {
    supplier: sql`select supplier as department, 'supplier' as role, ${from}.* from ${from} where supplier <> customer`,
    customer: sql`select customer as department, 'customer' as role, ${from}.* from ${from}`,
    all: sql`select '' as department, 'all' as role, ${from}.* from ${from}`,
  };
  return sql.join(
    roles.map((role) => side[role]),
    sql` union all `,
  );
}

/** On time, by department and period. */
export async function onTimeOf(on: Reader | Tx, lines: readonly Line[], role: Role): Promise<Map<string, Share>> {
  if (lines.length === 0) return new Map();
  const found = await rows<Named & Share>(
    on,
    sql`with line as materialized (${lineRows(lines)}),
             fact as (select customer, supplier, closed_at, on_time from request_facts
                      where on_time is not null and closed_at >= ${oldest(lines)} and closed_at < ${newest(lines)})
        select department, role, (place - 1)::int as i, (count(*) filter (where on_time))::int as met, count(*)::int as of
        from (${sides('fact', [role])}) one join line using (department)
        cross join lateral (select width_bucket(closed_at, marks) as place) at
        where place between 1 and periods
        group by 1, 2, 3`,
  );
  return new Map([...byKey(found)].map(([key, { met, of }]) => [key, { met, of }]));
}

/** Lines as rows `department, marks, periods`. `width_bucket` tells the period of an instant: 1 for the oldest. */
const lineRows = (lines: readonly Line[]): SQL => sql`
  select department, marks, cardinality(marks) - 1 as periods
  from json_to_recordset(${JSON.stringify(lines)}::json) as one(department text, marks timestamptz[])`;

const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;
const ofAll = (lines: readonly Line[]): number[] => lines.flatMap(({ marks }) => marks.map((mark) => mark.getTime()));
const oldest = (lines: readonly Line[]): SQL => instant(ofAll(lines).reduce((least, at) => Math.min(least, at)));
const newest = (lines: readonly Line[]): SQL => instant(ofAll(lines).reduce((most, at) => Math.max(most, at)));
