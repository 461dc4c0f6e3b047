import type { Organisation } from '../org/organisation.ts';
import { calendarKey, calendarOf } from './clocks.ts';
import type { Request, RequestNumber, TurnKind } from './types.ts';

/** A stretch of time that belongs to one department and one kind. Half-open, in milliseconds since the epoch. */
interface Stretch {
  from: number;
  to: number;
  department: string;
  kind: TurnKind;
  /** The request of the chain it was spent in. */
  request: RequestNumber;
}

/** One line of the bill. */
export interface BillLine {
  department: string;
  kind: TurnKind | 'closedHours';
  ms: number;
}

export interface Bill {
  lines: BillLine[];
  /** From filing to closing (or to now). The lines sum to it, always. */
  totalMs: number;
}

type Lookup = (number: RequestNumber) => Request | undefined;

/** Where the time of one request went; waiting upstream stays with the department that waited. */
export function requestBill(request: Request, now: Date, org: Organisation): Bill {
  return totalled(request, stretchesOf(request, now), now, org);
}

/** The same with every second of waiting upstream handed on to the link where the work really stood. */
export function chainBill(request: Request, lookup: Lookup, now: Date, org: Organisation): Bill {
  return totalled(request, resolve(request, lookup, now, new Set()), now, org);
}

const endOf = (request: Request, now: Date): Date => (request.stage === 'closed' ? request.at : now);

function stretchesOf(request: Request, now: Date): Stretch[] {
  const end = endOf(request, now).getTime();
  return request.turns
    .map((turn, index) => ({
      from: turn.from.getTime(),
      to: Math.min(end, request.turns[index + 1]?.from.getTime() ?? end),
      department: turn.department,
      kind: turn.kind,
      request: request.number,
    }))
    .filter((stretch) => stretch.to > stretch.from);
}

function resolve(request: Request, lookup: Lookup, now: Date, seen: ReadonlySet<RequestNumber>): Stretch[] {
  const path = new Set([...seen, request.number]);
  return stretchesOf(request, now).flatMap((stretch) =>
    stretch.kind === 'waitingUpstream' ? handOn(stretch, request, lookup, now, path) : [stretch],
  );
}

/** Splits a stretch of waiting along what its blockers did in it. In a ring a link is charged once, to who waits. */
function handOn(
  stretch: Stretch,
  request: Request,
  lookup: Lookup,
  now: Date,
  seen: ReadonlySet<RequestNumber>,
): Stretch[] {
  const pieces: Stretch[] = [];
  let at = stretch.from;
  const waits = request.blocked.map((wait) => ({
    by: wait.by,
    from: wait.from.getTime(),
    to: wait.to?.getTime() ?? stretch.to,
  }));
  for (const wait of waits) {
    const blocker = seen.has(wait.by) ? undefined : lookup(wait.by);
    if (!blocker) continue;
    for (const inner of resolve(blocker, lookup, now, seen)) {
      const from = Math.max(at, inner.from, wait.from, stretch.from);
      const to = Math.min(inner.to, wait.to, stretch.to);
      if (to <= from) continue;
      if (from > at) pieces.push({ ...stretch, from: at, to: from });
      pieces.push({ ...inner, from, to });
      at = to;
    }
  }
  if (at < stretch.to) pieces.push({ ...stretch, from: at });
  return pieces;
}

function totalled(request: Request, stretches: readonly Stretch[], now: Date, org: Organisation): Bill {
  const sums = new Map<string, BillLine>();
  const add = (department: string, kind: BillLine['kind'], ms: number) => {
    if (ms === 0) return;
    const line = sums.get(`${department} ${kind}`) ?? { department, kind, ms: 0 };
    sums.set(`${department} ${kind}`, { ...line, ms: line.ms + ms });
  };
  for (const stretch of stretches) {
    const calendar = calendarOf(org, calendarKey(org, stretch.department, request.urgency), stretch.department);
    const open = calendar.between(new Date(stretch.from), new Date(stretch.to));
    add(stretch.department, stretch.kind, open);
    add(stretch.department, 'closedHours', stretch.to - stretch.from - open);
  }
  return { lines: [...sums.values()], totalMs: endOf(request, now).getTime() - request.filedAt.getTime() };
}
