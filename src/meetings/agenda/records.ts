import { and, eq, gt, inArray, lte, max, ne, or, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { groupBy } from '../../collections.ts';
import type { Reader, Tx } from '../../db/database.ts';
import { mapOf } from '../../map/state.ts';
import { saidNames } from '../../map/store.ts';
import type { MapState } from '../../map/types.ts';
import type { Organisation } from '../../org/organisation.ts';
import { publishedStatements } from '../../questionnaires/sheets/store.ts';
import { decode } from '../../requests/encoding.ts';
import type { RingState } from '../../requests/ring-rules.ts';
import { requestFacts, requests, rings } from '../../requests/tables.ts';
import type { Request, RequestNumber } from '../../requests/types.ts';
import { readActions } from '../actions/store.ts';
import { todayFor } from '../actions/times.ts';
import { meetings as meetingsTable } from '../tables.ts';
import type { Action, AgendaLine, Half, Meeting, Series } from '../types.ts';
import { byPair, LOW_RATING, linesOf, pairOf, type Records } from './line-rules.ts';
import { answersFor, openItems } from './store.ts';

/** The agenda of a meeting as its records stand at `now`, what blocks most first. */
export async function agendaOf(on: Reader | Tx, org: Organisation, meeting: Meeting, now: Date): Promise<AgendaLine[]> {
  return (await agendasOf(on, org, [meeting], now)).get(meeting.id) ?? [];
}

/** The agendas of many meetings by their ids, in as many queries as one takes. */
export async function agendasOf(
  on: Reader | Tx,
  org: Organisation,
  meetings: readonly Meeting[],
  now: Date,
): Promise<Map<number, AgendaLine[]>> {
  if (meetings.length === 0) return new Map();
  const records = await recordsOf(on, org, meetings, now);
  return new Map(meetings.map((meeting) => [meeting.id, linesOf(meeting, records, now)]));
}

async function recordsOf(
  on: Reader | Tx,
  org: Organisation,
  meetings: readonly Meeting[],
  now: Date,
): Promise<Records> {
  const ids = meetings.map(({ id }) => id);
  const departments = [...new Set(meetings.flatMap((meeting) => meeting.departments))];
  const halves = new Map(meetings.flatMap((meeting) => meeting.halves).map((half) => [pairOf(half), half]));
  const since = await lastMeetings(on, meetings, now);
  const pairs = [...halves.values()];
  const found = [...(await openRequests(on, pairs, now)), ...(await closedRequests(on, pairs, earliest(since, now)))];
  const state = await mapBetween(on, org, departments);
  const actions = await readActions(on, { departments, statuses: ['open'] });
  return {
    requests: byPair(found),
    waiting: await waitingFor(
      on,
      found.flatMap(({ stage, number }) => (stage === 'closed' ? [] : [number])),
    ),
    rings: await openRings(on, departments),
    answers: groupBy(await answersFor(on, ids), ({ meeting }) => meeting),
    gaps: byPair(state.gaps),
    edges: byPair(state.edges),
    agreements: byPair(org.agreements),
    actions: byPair(actions),
    items: await openItems(on, departments),
    since,
    today: (action: Action) => todayFor(org, action.supplier, now),
  };
}

/** The map as far as these departments draw it: what stands between two of them is what the two have said. */
async function mapBetween(on: Reader | Tx, org: Organisation, departments: readonly string[]): Promise<MapState> {
  const between = new Set(departments);
  const statements = (await publishedStatements(on)).filter(({ department }) => between.has(department));
  return mapOf(statements, org, await saidNames(on), org.agreements);
}

/** Every pair meets at least every fourth week; what is older has been talked about, or has been waiting for nobody. */
const FOUR_WEEKS = 28 * 86_400_000;

/** When the last meeting of each series that was held began, else four weeks ago. */
async function lastMeetings(on: Reader | Tx, meetings: readonly Meeting[], now: Date): Promise<Map<Series, Date>> {
  const { series, status, startsAt } = meetingsTable;
  const asked = meetings.map((meeting) => meeting.series);
  const found = await on
    .select({ series, at: max(startsAt) })
    .from(meetingsTable)
    .where(and(inArray(series, asked), eq(status, 'held'), lte(startsAt, now)))
    .groupBy(series);
  const held = new Map(found.flatMap((row) => (row.at ? [[row.series, row.at] as const] : [])));
  return new Map(asked.map((one) => [one, held.get(one) ?? new Date(now.getTime() - FOUR_WEEKS)]));
}

const earliest = (since: ReadonlyMap<Series, Date>, now: Date): Date =>
  new Date(Math.min(now.getTime(), ...[...since.values()].map((at) => at.getTime())));

/** Whether supplier and customer are one of these pairs. */
function among(halves: readonly Half[], supplier: AnyPgColumn, customer: AnyPgColumn): SQL {
  const suppliers = sql.param(halves.map((half) => half.supplier));
  const customers = sql.param(halves.map((half) => half.customer));
  return sql`(${supplier}, ${customer}) in (select * from unnest(${suppliers}::text[], ${customers}::text[]))`;
}

const requestOf = ({ state }: { state: unknown }): Request => decode(state) as Request;

/** Those past their due time, and those with a return. */
async function openRequests(on: Reader | Tx, halves: readonly Half[], now: Date): Promise<Request[]> {
  const returned = sql`jsonb_array_length(${requests.state} -> 'returns') > 0`;
  const found = await on
    .select({ state: requests.state })
    .from(requests)
    .where(
      and(
        ne(requests.stage, 'closed'),
        among(halves, requests.supplier, requests.customer),
        or(lte(requests.dueAt, now), returned),
      ),
    );
  return found.map(requestOf);
}

/** Closed after `since`, with a return or a low rating. */
async function closedRequests(on: Reader | Tx, halves: readonly Half[], since: Date): Promise<Request[]> {
  const { number, closedAt, returned, rating, supplier, customer } = requestFacts;
  const worthATalk = or(sql`${returned} > 0`, lte(rating, LOW_RATING));
  const found = await on
    .select({ state: requests.state })
    .from(requestFacts)
    .innerJoin(requests, eq(requests.number, number))
    .where(and(gt(closedAt, since), worthATalk, among(halves, supplier, customer)));
  return found.map(requestOf);
}

/** Open requests that wait directly for one of these, by it. */
async function waitingFor(
  on: Reader | Tx,
  numbers: readonly RequestNumber[],
): Promise<Map<RequestNumber, RequestNumber[]>> {
  const waiting = new Map<RequestNumber, RequestNumber[]>();
  if (numbers.length === 0) return waiting;
  const { number, blockedBy } = requests;
  const found = await on
    .select({ number, blockedBy })
    .from(requests)
    .where(inArray(blockedBy, [...numbers]));
  for (const row of found) {
    if (row.blockedBy === null) continue;
    waiting.set(row.blockedBy, [...(waiting.get(row.blockedBy) ?? []), row.number]);
  }
  return waiting;
}

/** Open rings; there are few. */
async function openRings(on: Reader | Tx, departments: readonly string[]): Promise<Records['rings']> {
  const found = await on.select({ id: rings.id, state: rings.state }).from(rings).where(eq(rings.open, true));
  return found
    .map(({ id, state }) => {
      const { departments: between, links, urgency, announcedAt } = decode(state) as RingState;
      return { id, departments: between, links, urgent: urgency === 'urgent', since: announcedAt };
    })
    .filter((ring) => ring.departments.filter((key) => departments.includes(key)).length > 1);
}
