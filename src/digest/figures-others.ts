import { type SQL, sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../db/database.ts';
import { dateAfter } from '../org/duty.ts';
import type { Organisation } from '../org/organisation.ts';
import { roundTheClock } from '../worktime/index.ts';
import type { Cadence, DepartmentFigures, Period } from './types.ts';

/** The period of a department. */
interface Span extends Period {
  department: string;
}

type Others = Pick<DepartmentFigures, 'meetings' | 'actions' | 'gapsClosed'>;

/** Meetings, actions and gaps of each span's department; actions are due from `at` on. Under an empty name all, each once. */
export async function countOthers(
  on: Reader | Tx,
  org: Organisation,
  spans: readonly Span[],
  at: Date,
  cadence: Exclude<Cadence, 'off'>,
): Promise<(department: string) => Others> {
  const meetings = await byDepartment(meetingsIn(on, spans));
  const actions = await byDepartment(actionsOf(on, org, spans, at, cadence));
  const gaps = await byDepartment(gapsClosedIn(on, spans));
  return (department) => {
    const { held, not_held: notHeld, cancelled, given_back: givenBackMs } = meetings.get(department) ?? noMeetings;
    const { due, overdue, done } = actions.get(department) ?? noActions;
    return {
      meetings: { held, notHeld, cancelled, givenBackMs },
      actions: { due, overdue, done },
      gapsClosed: gaps.get(department)?.closed ?? 0,
    };
  };
}

async function byDepartment<T extends { department: string }>(found: Promise<T[]>): Promise<Map<string, T>> {
  return new Map((await found).map((row) => [row.department, row]));
}

interface MeetingsRow {
  department: string;
  held: number;
  not_held: number;
  cancelled: number;
  given_back: number;
}
const noMeetings = { held: 0, not_held: 0, cancelled: 0, given_back: 0 };
const noActions = { due: 0, overdue: 0, done: 0 };

/** By when a meeting was to begin. */
const meetingsIn = (on: Reader | Tx, spans: readonly Span[]): Promise<MeetingsRow[]> =>
  rows(
    on,
    sql`with span as materialized (${spanRows(spans)})
        select span.department,
               (count(*) filter (where status = 'held'))::int as held,
               (count(*) filter (where status = 'notHeld'))::int as not_held,
               (count(*) filter (where status = 'cancelled'))::int as cancelled,
               coalesce(sum((state ->> 'givenBackMs')::bigint) filter (where status = 'cancelled'), 0)::float8 as given_back
        from meetings cross join lateral unnest(array_append(departments, '')) as party
        join span on span.department = party and starts_at >= span.since and starts_at < span.until
        where starts_at >= (select min(since) from span) and starts_at < (select max(until) from span)
        group by 1`,
  );

interface ActionsRow {
  department: string;
  due: number;
  overdue: number;
  done: number;
}

/** Actions of the departments that act, by their own date: what is due from today on for a week, or a day. */
function actionsOf(
  on: Reader | Tx,
  org: Organisation,
  spans: readonly Span[],
  at: Date,
  cadence: Exclude<Cadence, 'off'>,
): Promise<ActionsRow[]> {
  const company = roundTheClock(org.company.zone);
  const wanted = spans.map(({ department, from, to }) => {
    const today = (org.departments.get(department)?.calendar ?? company).localDate(at);
    return { department, since: from, until: to, today, soon: dateAfter(today, cadence === 'weekly' ? 7 : 1) };
  });
  // Not asked of each row: an equality alone lets the database find a department's actions without reading all.
  const own = spans.every(({ department }) => department === '') ? sql`true` : sql`actions.supplier = span.department`;
  return rows(
    on,
    sql`select span.department,
               (count(*) filter (where status = 'open' and due >= today and due < soon))::int as due,
               (count(*) filter (where status = 'open' and due < today))::int as overdue,
               (count(*) filter (where status = 'done' and closed_at >= since and closed_at < until))::int as done
        from json_to_recordset(${JSON.stringify(wanted)}::json)
          as span(department text, since timestamptz, until timestamptz, today date, soon date)
        join actions on ${own}
        group by 1`,
  );
}

interface GapsRow {
  department: string;
  closed: number;
}

/** By when the first wording that answers a gap was agreed on by both sides; a side is a department or a unit of it. */
const gapsClosedIn = (on: Reader | Tx, spans: readonly Span[]): Promise<GapsRow[]> =>
  rows(
    on,
    sql`with span as materialized (${spanRows(spans)}),
             closed as (select gap, min(settled_at) as at,
                               substring(min(supplier) from '^[^/#]*') as supplier,
                               substring(min(customer) from '^[^/#]*') as customer
                        from map_proposals where status = 'agreed' and gap is not null group by gap)
        select span.department, count(*)::int as closed
        from span join closed on closed.at >= span.since and closed.at < span.until
         and span.department in (closed.supplier, closed.customer, '')
        group by 1`,
  );

/** Spans as rows `department, since, until`. */
const spanRows = (spans: readonly Span[]): SQL => sql`
  select * from json_to_recordset(${JSON.stringify(
    spans.map(({ department, from, to }) => ({ department, since: from, until: to })),
  )}::json) as one(department text, since timestamptz, until timestamptz)`;
