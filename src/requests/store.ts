import { and, asc, desc, eq, inArray, ne, or, sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../db/database.ts';
import { insertMany } from '../db/insert-many.ts';
import type { Organisation } from '../org/organisation.ts';
import { keepFiles } from '../platform/files.ts';
import { type Link, linkOf } from './chain.ts';
import { decode, encode } from './encoding.ts';
import { factsOf } from './facts.ts';
import { genesis, historyRow } from './history.ts';
import { requestFacts, requestHistory, requests, requestTexts } from './tables.ts';
import type { Happening, Request, RequestNumber } from './types.ts';

/** A request as loaded: the state, and the head of its history. */
export interface Loaded {
  request: Request;
  history: { length: number; hash: string };
}

type Row = typeof requests.$inferSelect;

const loadedOf = (row: Row): Loaded => ({
  request: decode(row.state) as Request,
  history: { length: row.historyLength, hash: row.historyHash },
});

/** Loads and locks: whoever loads a request is about to decide on it. */
export async function load(tx: Tx, number: RequestNumber): Promise<Loaded | null> {
  return (await loadMany(tx, [number])).get(number) ?? null;
}

/** Loads and locks several, in the order of their numbers, so that two of these never wait for each other. */
export async function loadMany(tx: Tx, numbers: readonly RequestNumber[]): Promise<Map<RequestNumber, Loaded>> {
  if (numbers.length === 0) return new Map();
  const found = await tx
    .select()
    .from(requests)
    .where(inArray(requests.number, [...numbers]))
    .orderBy(asc(requests.number))
    .for('update');
  return new Map(found.map((row) => [row.number, loadedOf(row)]));
}

/** Reads without a lock, to show. */
export async function read(on: Reader | Tx, numbers: readonly RequestNumber[]): Promise<Map<RequestNumber, Request>> {
  if (numbers.length === 0) return new Map();
  const found = await on
    .select()
    .from(requests)
    .where(inArray(requests.number, [...numbers]));
  return new Map(found.map((row) => [row.number, loadedOf(row).request]));
}

export async function nextNumber(tx: Tx): Promise<RequestNumber> {
  const [row] = await rows<{ number: number | string }>(tx, sql`select nextval('request_numbers') as number`);
  return Number(row?.number);
}

/** One decided change: the state after it, and what happened. */
export interface Change {
  before: Loaded | null;
  request: Request;
  happenings: readonly Happening[];
}

/** Writes states and appends history, all in as few statements as changes of this size allow; and what those that close come to. */
export async function save(
  tx: Tx,
  changes: readonly Change[],
  at: Date,
  org: Organisation,
): Promise<Map<RequestNumber, Loaded>> {
  const saved = new Map<RequestNumber, Loaded>();
  const history: (typeof requestHistory.$inferInsert)[] = [];
  const texts: (typeof requestTexts.$inferInsert)[] = [];
  const states: Row[] = [];
  for (const change of changes) {
    const { number } = change.request;
    let head = change.before?.history ?? { length: 0, hash: genesis(number) };
    for (const happening of change.happenings) {
      const row = historyRow(number, head.length + 1, at, happening, head.hash);
      history.push({ number, seq: row.seq, at, body: row.body, hash: row.hash });
      texts.push(...row.texts.map((text) => ({ number, seq: row.seq, ...text })));
      head = { length: row.seq, hash: row.hash };
    }
    states.push(rowOf(change.request, head));
    saved.set(number, { request: change.request, history: head });
  }
  await keepFiles(tx, changes.flatMap(newFiles));
  await insertMany(tx, requestHistory, history);
  await insertMany(tx, requestTexts, texts);
  await insertMany(tx, requests, states, replacing);
  const closed = changes.flatMap(closedNow).map((request) => factsOf(request, org));
  await insertMany(tx, requestFacts, closed, sql`on conflict (number) do nothing`);
  return saved;
}

/** A request closes once; what it comes to is written then, by the calendars of that day, and never again. */
const closedNow = ({ before, request }: Change) =>
  request.stage === 'closed' && before?.request.stage !== 'closed' ? [request] : [];

/** The files that came with what happened: those of the need, those that came later, and those of what was delivered. */
function newFiles({ before, request, happenings }: Change): string[] {
  const delivered = happenings.some(({ kind }) => kind === 'delivered');
  return [
    ...(before
      ? happenings.flatMap((happening) => (happening.kind === 'attached' ? happening.files : []))
      : request.files),
    ...(delivered && 'delivery' in request ? (request.delivery?.files ?? []) : []),
  ];
}

const replaced = [
  'supplier',
  'asker',
  'handler',
  'stage',
  'waiting',
  'blocked_by',
  'calendars',
  'due_at',
  'closed_at',
  'state',
  'history_length',
  'history_hash',
];
const replacing = sql.raw(
  `on conflict (number) do update set ${replaced.map((column) => `${column} = excluded.${column}`).join(', ')}`,
);

function rowOf(request: Request, head: Loaded['history']): Row {
  const closed = request.stage === 'closed';
  return {
    number: request.number,
    customer: request.customer,
    supplier: request.supplier,
    asker: request.asker,
    handler: request.stage === 'accepted' || request.stage === 'delivered' ? request.handler : null,
    stage: request.stage,
    urgency: request.urgency,
    waiting: request.wait?.kind ?? null,
    blockedBy: linkOf(request).blockedBy,
    calendars: [...new Set([request.acknowledge.calendar, request.deliver.calendar])],
    filedAt: request.filedAt,
    dueAt: closed ? null : request.acknowledgedAt ? request.follow.due : request.acknowledge.due,
    closedAt: closed ? request.at : null,
    state: encode(request),
    historyLength: head.length,
    historyHash: head.hash,
  };
}

const graphLock = 7_402_002;

/** Whoever is about to draw an edge holds this until the transaction ends, so that two edges cannot close a ring unseen. */
export async function lockGraph(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${graphLock})`);
}

/**
 * All links that any of `numbers` waits for or that wait for it, over any distance. Step by step, because most requests have
 * no links at all: one look by index settles that, where a recursive query prepares for a million rows each time.
 */
export async function component(on: Reader | Tx, numbers: readonly RequestNumber[]): Promise<Map<RequestNumber, Link>> {
  const found = new Map<RequestNumber, Link>();
  const asked = new Set<RequestNumber>();
  for (let next = [...new Set(numbers)]; next.length > 0; ) {
    for (const number of next) asked.add(number);
    const links = await linksAround(on, next);
    for (const link of links) found.set(link.number, link);
    const reached = links.flatMap(({ number, blockedBy }) => (blockedBy === null ? [number] : [number, blockedBy]));
    next = [...new Set(reached)].filter((number) => !asked.has(number));
  }
  return found;
}

/** The links of `numbers`, and those directly blocked by them. */
async function linksAround(on: Reader | Tx, numbers: readonly RequestNumber[]): Promise<Link[]> {
  const list = sql`${`{${numbers.join(',')}}`}::text::integer[]`;
  const found = await rows<{ number: number; customer: string; supplier: string; blocked_by: number | null }>(
    on,
    sql`select number, customer, supplier, blocked_by from requests where number = any(${list})
        union all
        select number, customer, supplier, blocked_by from requests where blocked_by = any(${list})`,
  );
  return found.map(({ number, customer, supplier, blocked_by }) => ({
    number,
    customer,
    supplier,
    blockedBy: blocked_by,
  }));
}

/** Open requests directly blocked by `number`. */
export async function waitingFor(tx: Tx, number: RequestNumber): Promise<RequestNumber[]> {
  const found = await tx
    .select({ number: requests.number })
    .from(requests)
    .where(eq(requests.blockedBy, number))
    .orderBy(asc(requests.number));
  return found.map((row) => row.number);
}

export interface Filter {
  supplier?: readonly string[];
  customer?: readonly string[];
  person?: string;
  /** Those a referee has to decide on. */
  disputed?: boolean;
  /** Those of which these departments were asked whose work it is. */
  ownerOf?: readonly string[];
  limit: number;
}

/** Open requests: soonest due first. */
export async function openRequests(on: Reader | Tx, filter: Filter): Promise<Request[]> {
  const whose = [
    filter.supplier?.length ? inArray(requests.supplier, [...filter.supplier]) : undefined,
    filter.customer?.length ? inArray(requests.customer, [...filter.customer]) : undefined,
    filter.person ? or(eq(requests.asker, filter.person), eq(requests.handler, filter.person)) : undefined,
    filter.disputed ? sql`jsonb_typeof(${requests.state} -> 'dispute') = 'object'` : undefined,
    ...(filter.ownerOf ?? []).map((key) => sql`${requests.state} -> 'ownerless' -> 'between' ? ${key}`),
  ].filter((condition) => condition !== undefined);
  const found = await on
    .select()
    .from(requests)
    .where(and(ne(requests.stage, 'closed'), or(...whose)))
    .orderBy(asc(requests.dueAt), desc(requests.number))
    .limit(filter.limit);
  return found.map((row) => loadedOf(row).request);
}
