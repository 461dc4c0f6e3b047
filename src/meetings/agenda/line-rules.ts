import { groupBy } from '../../collections.ts';
import type { Edge, Gap } from '../../map/types.ts';
import { departmentOf } from '../../map/units.ts';
import type { Agreement } from '../../org/organisation.ts';
import { blockerOf } from '../../requests/chain.ts';
import type { Request, RequestNumber } from '../../requests/types.ts';
import type { Action, AgendaFacts, AgendaLine, Half, Meeting, Series, Source } from '../types.ts';
import { departmentsIn, inOrder, saysSomething, weightOf } from './rules.ts';

/** A rating the customer gave that is worth a talk. */
export const LOW_RATING = 2;

/** What stands between departments, as it was read for some meetings. Sorted by pair, so that each looks only at its own. */
export interface Records {
  /** Requests open past their due time or returned, and those closed with a return or a low rating, by pair. */
  requests: ReadonlyMap<string, readonly Request[]>;
  /** Requests that wait for one of them. */
  waiting: ReadonlyMap<RequestNumber, readonly RequestNumber[]>;
  /** Open rings. */
  rings: readonly { id: number; departments: string[]; links: RequestNumber[]; urgent: boolean; since: Date }[];
  answers: ReadonlyMap<number, readonly Answer[]>;
  gaps: ReadonlyMap<string, readonly Gap[]>;
  edges: ReadonlyMap<string, readonly Edge[]>;
  agreements: ReadonlyMap<string, readonly Agreement[]>;
  /** Open actions, by pair. */
  actions: ReadonlyMap<string, readonly Action[]>;
  /** What people added and has not been talked about. */
  items: readonly Item[];
  /** From when on things are new to a series: its last meeting that was held, else four weeks ago. */
  since: ReadonlyMap<Series, Date>;
  /** The date of today where an action's owner is. */
  today: (action: Action) => string;
}

export interface Answer {
  meeting: number;
  customer: string;
  supplier: string;
  /** Key of the agreement, or `*`. */
  requirement: string;
  importance: number | null;
  service: number | null;
  words: string;
}

export interface Item {
  id: number;
  series: Series;
  by: string;
  department: string;
  text: string;
  at: Date;
}

/** Names a pair of departments. */
export const pairOf = ({ supplier, customer }: Half): string => `${departmentOf(supplier)}>${departmentOf(customer)}`;

/** Sorted by the departments they are between. */
export const byPair = <T extends Half>(all: readonly T[]): Map<string, T[]> => groupBy(all, pairOf);

/** The agenda of a meeting, what blocks most first: what its records say at `now`, and nothing else. */
export function linesOf(meeting: Meeting, records: Records, now: Date): AgendaLine[] {
  const since = records.since.get(meeting.series) ?? now;
  const found: Found[] = [
    ...meeting.halves.flatMap((half) => [
      ...(records.requests.get(pairOf(half)) ?? []).flatMap((request) => ofRequest(request, half, records, since, now)),
      ...(records.rings ?? []).flatMap((ring) => ofRing(ring, half)),
      ...(records.gaps.get(pairOf(half)) ?? []).map((gap) => ofGap(gap, half)),
      ...ofTroubles(half, records),
      ...(records.agreements.get(pairOf(half)) ?? []).flatMap((agreement) => ofAgreement(agreement, half, since)),
      ...(records.actions.get(pairOf(half)) ?? []).map((action) => ofAction(action, half, records.today(action))),
    ]),
    ...(records.answers.get(meeting.id) ?? []).flatMap((answer) => ofAnswer(answer, meeting, records)),
    ...records.items.flatMap((item) => ofItem(item, meeting)),
  ];
  const lines = new Map<string, AgendaLine>();
  for (const { source, half, about } of found) {
    const key = keyOf(source);
    // A ring concerns both halves of a pair, and is one line.
    if (!lines.has(key)) lines.set(key, { key, source, ...half, weight: weightOf(about, now), about });
  }
  return inOrder([...lines.values()]);
}

interface Found {
  source: Source;
  half: Half;
  about: AgendaFacts;
}

/** A source as a text, the same as long as it is the same record. */
export function keyOf(source: Source): string {
  switch (source.kind) {
    case 'request':
      return `request/${source.number}/${source.what}`;
    case 'ring':
    case 'action':
    case 'added':
      return `${source.kind}/${source.id}`;
    case 'answer':
      return `answer/${source.meeting}/${source.customer}/${source.requirement}`;
    case 'gap':
      return `gap/${source.gap}`;
    case 'trouble':
      return `trouble/${source.edge}/${source.about}`;
    case 'agreement':
      return `agreement/${source.key}/${source.version}`;
    default:
      return source satisfies never;
  }
}

/** One line a request: open, that it is overdue comes before that it was returned; closed, how it was rated. */
function ofRequest(request: Request, half: Half, records: Records, since: Date, now: Date): Found[] {
  const { number, need, service, returns } = request;
  const line = (what: 'overdue' | 'returned' | 'lowRating', about: AgendaFacts): Found[] => [
    { source: { kind: 'request', number, what }, half, about },
  ];
  if (isOverdue(request, now)) return line('overdue', overdue(request, records));
  const open = request.stage !== 'closed';
  if (request.stage === 'closed' && request.at > since) {
    const { rating, remark } = request.verdict;
    if (rating !== null && rating <= LOW_RATING)
      return line('lowRating', { kind: 'lowRating', need, service, rating, remark, at: request.at });
  }
  const last = returns.at(-1);
  if (!last || (!open && last.at <= since)) return [];
  const { what, at } = last;
  return line('returned', { kind: 'returned', need, service, times: returns.length, what, at, open });
}

function overdue(request: Request, { waiting }: Records): AgendaFacts {
  const { number, need, blocks, service, urgency, acknowledgedAt } = request;
  return {
    ...{ kind: 'overdue', need, blocks, service, due: dueOf(request) },
    urgent: urgency === 'urgent',
    acknowledged: acknowledgedAt !== null,
    waiting: [...(waiting.get(number) ?? [])].sort((a, b) => a - b),
    blockedBy: blockerOf(request),
    returned: request.returns.length,
  };
}

/** What the supplier's clock runs towards. */
const dueOf = ({ acknowledgedAt, follow, acknowledge }: Request): Date =>
  acknowledgedAt ? follow.due : acknowledge.due;

/** The supplier's turn, and its time is over. What waits for the customer is not. */
function isOverdue(request: Request, now: Date): boolean {
  const turn = (request.stage === 'open' || request.stage === 'accepted') && request.wait?.kind !== 'customer';
  return turn && request.ownerless === null && dueOf(request) <= now;
}

function ofRing({ id, departments, links, urgent, since }: Records['rings'][number], half: Half): Found[] {
  if (!departments.includes(half.supplier) || !departments.includes(half.customer)) return [];
  return [{ source: { kind: 'ring', id }, half, about: { kind: 'ring', departments, links, urgent, since } }];
}

const ofGap = (gap: Gap, half: Half): Found => ({
  source: { kind: 'gap', gap: gap.key },
  half,
  about: { kind: 'gap', gap },
});

/** What troubles the customer though the supplier knows of it; those nobody owns are gaps. */
function ofTroubles(half: Half, records: Records): Found[] {
  const pair = pairOf(half);
  const settled = new Set((records.agreements.get(pair) ?? []).map(({ requirement }) => requirement.kind));
  const gaps = (records.gaps.get(pair) ?? []).flatMap((gap) => ('trouble' in gap ? [gap.trouble.about] : []));
  return (records.edges.get(pair) ?? []).flatMap(({ troubles }) =>
    troubles
      .filter(({ about }) => !settled.has(about) && !gaps.includes(about))
      .map(
        ({ about, words }): Found => ({
          source: { kind: 'trouble', edge: pair, about },
          half,
          about: { kind: 'trouble', about, words },
        }),
      ),
  );
}

function ofAgreement({ key, version, requirement, service, since }: Agreement, half: Half, last: Date): Found[] {
  const at = new Date(since);
  if (at <= last) return [];
  const about = { kind: 'agreement' as const, requirement, version, service, since: at };
  return [{ source: { kind: 'agreement', key, version }, half, about }];
}

function ofAction({ id, text, sign, due, reopened }: Action, half: Half, today: string): Found {
  const about = { kind: 'action' as const, text, sign, due, overdue: due < today, reopened: reopened.length > 0 };
  return { source: { kind: 'action', id }, half, about };
}

function ofAnswer(answer: Answer, meeting: Meeting, records: Records): Found[] {
  const { customer, supplier, requirement: key, importance, service, words } = answer;
  const half = meeting.halves.find((one) => one.customer === customer && one.supplier === supplier);
  if (!half || !saysSomething(answer)) return [];
  const agreement = (records.agreements.get(pairOf(half)) ?? []).find((one) => one.key === key);
  const about = { kind: 'answer' as const, requirement: agreement?.requirement ?? null, importance, service, words };
  return [{ source: sourceOfAnswer(answer), half, about }];
}

/** Two suppliers at one table may both be answered for as a whole. */
export function sourceOfAnswer(answer: Pick<Answer, 'meeting' | 'customer' | 'supplier' | 'requirement'>): Source {
  const { meeting, customer, supplier, requirement } = answer;
  return { kind: 'answer', meeting, customer, requirement: requirement === '*' ? `*${supplier}` : requirement };
}

/** What was added for two departments is talked about wherever both sit. */
function ofItem({ id, series, department, text, at }: Item, { departments, halves }: Meeting): Found[] {
  const between = departmentsIn(series);
  if (!between.every((key) => departments.includes(key))) return [];
  const half = halves.find(({ supplier, customer }) => between.includes(supplier) && between.includes(customer));
  const [supplier = department, customer = department] = between;
  const about = { kind: 'added' as const, department, text, at };
  return [{ source: { kind: 'added', id }, half: half ?? { supplier, customer }, about }];
}
