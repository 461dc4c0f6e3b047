import { sql } from 'drizzle-orm';
import { type Database, rows } from '../../../src/db/database.ts';
import type { Organisation } from '../../../src/org/organisation.ts';
import { open } from './open-time.ts';

/**
 * The figures of the digest once more, from their definitions in docs/digest.md: over the states and histories of requests as
 * they are stored, one request after the other, with nothing of the digest's own.
 */
export interface Record_ {
  customer: string;
  supplier: string;
  urgent: boolean;
  filed: number;
  closed: number;
  /** The date that counts. */
  date: number;
  /** Since when a question to the customer is open. */
  asked: number | null;
  /** When the supplier owed nothing more. */
  over: number;
  delivered: number | null;
  warned: boolean;
  rating: number | null;
  toAcknowledge: number | null;
  toDeliver: number | null;
  own: number;
  whole: number;
}

type Json = Record<string, unknown>;
interface Event {
  at: number;
  kind: string;
  [field: string]: unknown;
}

const never = Number.POSITIVE_INFINITY;

/** Every request with what it comes to. */
export async function readRecords(db: Database, org: Organisation): Promise<Record_[]> {
  const states = await rows<{ number: number; state: unknown }>(db.reader, sql`select number, state from requests`);
  const history = await rows<{ number: number; body: string }>(
    db.reader,
    sql`select number, body from request_history order by number, seq`,
  );
  const events = new Map<number, Event[]>();
  for (const { number, body } of history) {
    const { at, happening } = JSON.parse(body) as { at: string; happening: Json };
    events.set(number, [...(events.get(number) ?? []), { ...happening, at: Date.parse(at) } as Event]);
  }
  return states.map(({ number, state }) => recordOf(plain(state) as Json, events.get(number) ?? [], org));
}

/** Instants as milliseconds. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  const { $date } = value as { $date?: number };
  if ($date !== undefined) return $date;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

const answers = ['accepted', 'asked', 'gotBlocked', 'wentOutside', 'warned', 'declined', 'delivered'];
const closings = ['confirmed', 'declineAgreed', 'closedBySilence', 'withdrew', 'ruled'];

function recordOf(state: Json, events: readonly Event[], org: Organisation): Record_ {
  const { stage, how, urgency, supplier, customer, filedAt } = state as {
    [field: string]: string;
  } & { filedAt: number };
  const at = (path: string) => path.split('.').reduce<unknown>((inner, key) => (inner as Json | null)?.[key], state);
  const last = (...kinds: string[]) => events.findLast(({ kind }) => kinds.includes(kind));
  const isClosed = stage === 'closed';
  const closed = isClosed ? (last(...closings)?.at ?? Number.NaN) : never;
  const pauses = (at('pauses') as [number, number | null][]).map(([from, to]): [number, number] => [from, to ?? never]);
  const asking = pauses.at(-1);
  // Of a closed one: open until it was closed, and not answered.
  const stillAsked = asking !== undefined && (asking[1] === never || (isClosed && asking[1] === closed));
  const handed = isClosed
    ? at('delivery') === null || how === 'declined' || how === 'withdrawn'
      ? null
      : (last('delivered')?.at ?? Number.NaN)
    : null;
  const over =
    (isClosed ? handed : stage === 'delivered' ? last('delivered')?.at : null) ??
    (how === 'declined' || stage === 'declined' ? last('declined')?.at : closed) ??
    Number.NaN;
  const moved = events.findLastIndex(({ kind }) => kind === 'moved');
  const answered = events.slice(moved + 1).find(({ kind }) => answers.includes(kind))?.at ?? null;
  const needed = (budget: 'acknowledge' | 'deliver', until: number | null) => {
    const [key, from] = [at(`${budget}.calendar`) as string, at(`${budget}.from`) as number];
    if (until === null) return null;
    const between = (a: number, b: number) => open(org, key, Math.max(a, from), Math.min(b, until));
    return Math.max(0, between(from, until) - pauses.reduce((sum, [a, b]) => sum + between(a, b), 0));
  };
  const turns = at('turns') as { from: number; department: string; kind: string }[];
  const own = turns.map(({ from, department, kind }, i) =>
    department === supplier && (kind === 'working' || kind === 'unanswered') && isClosed
      ? open(org, urgency === 'urgent' ? 'clock' : calendarOf(org, department), from, turns[i + 1]?.from ?? closed)
      : 0,
  );
  return {
    ...{
      customer: customer ?? '',
      supplier: supplier ?? '',
      urgent: urgency === 'urgent',
      filed: filedAt,
      closed,
      over,
    },
    date: (at('agreed.due') ?? at('deliver.due')) as number,
    asked: stillAsked ? asking[0] : null,
    delivered: handed,
    warned: events.some(({ kind, inTime }) => kind === 'warned' && inTime === true),
    rating: (last('confirmed')?.rating as number | undefined) ?? null,
    toAcknowledge: needed('acknowledge', answered),
    toDeliver: needed('deliver', handed),
    own: own.reduce((sum, ms) => sum + ms, 0),
    whole: closed - filedAt,
  };
}

const calendarOf = (org: Organisation, department: string) => org.departments.get(department)?.calendarKey ?? 'clock';

export interface Between {
  from: Date;
  to: Date;
}

/** One role's figures over the requests that count for it. */
export function figures(records: readonly Record_[], { from, to }: Between) {
  const within = (at: number) => at >= from.getTime() && at < to.getTime();
  const end = to.getTime();
  const filed = records.filter((one) => within(one.filed));
  const closed = records.filter((one) => within(one.closed));
  const delivered = closed.filter((one) => one.delivered !== null);
  const late = delivered.filter((one) => (one.delivered ?? 0) > one.date);
  const standing = records.filter((one) => one.filed < end && one.closed >= end);
  const ratings = closed.flatMap(({ rating }) => rating ?? []);
  return {
    filed: filed.length,
    onTime: { met: delivered.length - late.length, of: delivered.length },
    late: late.length,
    warned: late.filter(({ warned }) => warned).length,
    open: standing.length,
    overdue: standing.filter((one) => isPast(one, end)).length,
    acknowledge: middle(closed.map(({ toAcknowledge }) => toAcknowledge)),
    deliver: middle(closed.map(({ toDeliver }) => toDeliver)),
    ratings: { sum: ratings.reduce((sum, one) => sum + one, 0), of: ratings.length },
    urgent: { met: filed.filter(({ urgent }) => urgent).length, of: filed.length },
  };
}

export const ownShare = (records: readonly Record_[], { from, to }: Between) => {
  const closed = records.filter((one) => one.closed >= from.getTime() && one.closed < to.getTime());
  return {
    ownMs: closed.reduce((sum, { own }) => sum + own, 0),
    totalMs: closed.reduce((sum, { whole }) => sum + whole, 0),
  };
};

/** Its date has come and gone, and nothing was handed over. */
export const isPast = (one: Record_, end: number): boolean => {
  const dateHasCome = one.asked === null || one.asked >= one.date;
  return dateHasCome && one.date < end && one.over >= end;
};

/** The one in the middle, or the mean of the two. */
function middle(values: readonly (number | null)[]) {
  const sorted = values.filter((one): one is number => one !== null).sort((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return { ms: low === undefined || high === undefined ? null : Math.round((low + high) / 2), of: sorted.length };
}

export const suppliedBy = (records: readonly Record_[], department: string) =>
  records.filter((one) => one.supplier === department && one.customer !== department);
export const askedBy = (records: readonly Record_[], department: string) =>
  records.filter((one) => one.customer === department);
