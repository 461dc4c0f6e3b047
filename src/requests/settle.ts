import type { Organisation } from '../org/organisation.ts';
import { blockerOf } from './chain.ts';
import { calendarKey, calendarOf, derive, deriveLater, silenceDays } from './clocks.ts';
import { type Facts, nextStep, stepsDue, trackOf } from './ladder.ts';
import type { Follow, Later, Request, TurnKind } from './types.ts';

/**
 * Brings what is derived in line with a decision: whose turn it is, pauses, due times, and which ladder runs. A step that
 * already lies in the past when its track begins is not told: those it would tell have just acted.
 */
export function settle(before: Request, after: Request, now: Date, facts: Facts): Request {
  const paused = edge(pause(after, now), now);
  const derived = rederive(facts.org, paused);
  return turn(retrack(before, derived, now, facts), now, facts.org);
}

/** The supplier's clock stands still while it waits for the customer. */
function pause(request: Request, now: Date): Request {
  const open = request.pauses.at(-1)?.[1] === null;
  const waiting = request.wait?.kind === 'customer' && request.stage !== 'closed';
  if (waiting === open) return request;
  if (waiting) return { ...request, pauses: [...request.pauses, [now, null]] };
  return { ...request, pauses: request.pauses.map(([from, to]) => [from, to ?? now]) };
}

/** Remembers from when to when it waited for which request. */
function edge(request: Request, now: Date): Request {
  const by = blockerOf(request);
  const open = request.blocked.find((wait) => wait.to === null);
  if ((open?.by ?? null) === by) return request;
  const blocked = request.blocked.map((wait) => (wait.to === null ? { ...wait, to: now } : wait));
  return { ...request, blocked: by === null ? blocked : [...blocked, { by, from: now, to: null }] };
}

/** Due times from budgets, calendars and pauses. */
export function rederive(org: Organisation, request: Request): Request {
  if (request.stage === 'closed') return request;
  const acknowledge = request.acknowledgedAt
    ? request.acknowledge
    : derive(org, request.supplier, request.acknowledge, []);
  const deliver = derive(org, request.supplier, request.deliver, request.pauses);
  const later = (date: Later) => deriveLater(org, request.supplier, request, date);
  const follow: Follow =
    request.follow.why === 'target'
      ? { why: 'target', due: deliver.due }
      : { ...later(request.follow), why: request.follow.why };
  return { ...request, acknowledge, deliver, follow, agreed: request.agreed && later(request.agreed) };
}

/** What it would be due at if the customer answered now: the supplier's clock stands still while a question is open. */
export function dueNow(request: Request, now: Date, org: Organisation): Date {
  const pauses = request.pauses.map(([from, to]): [Date, Date] => [from, to ?? now]);
  return rederive(org, { ...request, pauses }).follow.due;
}

function retrack(before: Request, request: Request, now: Date, facts: Facts): Request {
  const track = trackOf(request);
  const change = followed(before, request);
  const told = before.climb.track === 'deliver' ? before.climb.passed : before.climb.deliverPassed;
  const { unwarnedPassed: aside } = before.climb;
  // A pause shifts the steps of the same target: those already told stay told. A new target begins a new ladder.
  const kept = change === 'same' || change === 'agreed' ? told : change === 'refused' ? aside : 0;
  const unwarnedPassed = change === 'warned' ? told : aside;
  if (track === 'deliver') {
    if (before.climb.track === 'deliver' && change === 'same')
      return { ...request, climb: { ...request.climb, deliverPassed: request.climb.passed } };
    // Kept to its date by the customer: what fell due meanwhile is told now, because the warning had only put it aside.
    const passed = change === 'refused' ? kept : Math.max(kept, stepsDue(request, track, now, facts.org));
    return { ...request, climb: { track, passed, deliverPassed: kept, unwarnedPassed } };
  }
  const sameWait =
    track === request.climb.track &&
    sinceOf(before) === sinceOf(request) &&
    before.ladderFrom?.getTime() === request.ladderFrom?.getTime();
  if (sameWait) return { ...request, climb: { ...request.climb, deliverPassed: kept, unwarnedPassed } };
  return {
    ...request,
    climb: { track, passed: stepsDue(request, track, now, facts.org), deliverPassed: kept, unwarnedPassed },
  };
}

/** How the date that the deliver ladder follows has changed. */
function followed(before: Request, after: Request): 'same' | 'warned' | 'agreed' | 'refused' | 'new' {
  if (before.deliver.from.getTime() !== after.deliver.from.getTime()) return 'new';
  const [was, is] = [before.follow, after.follow];
  if (is.why === 'warned') {
    if (was.why !== 'warned') return 'warned';
    return was.on.getTime() === is.on.getTime() ? 'same' : 'new';
  }
  if (was.why === 'warned') return is.why === 'agreed' && is.on.getTime() === was.on.getTime() ? 'agreed' : 'refused';
  if (was.why === 'target') return is.why === 'target' ? 'same' : 'new';
  return is.why === 'agreed' && is.on.getTime() === was.on.getTime() ? 'same' : 'new';
}

/** A second question, delivery or dispute begins its ladder anew. */
function sinceOf(request: Request): number | null {
  const since =
    request.dispute?.since ??
    request.ownerless?.since ??
    (request.stage === 'delivered' ? request.delivery.at : request.wait?.since);
  return since?.getTime() ?? null;
}

/** Whose turn it is, and what they are doing. */
function turnOf(request: Request, org: Organisation): { department: string; kind: TurnKind } {
  const { supplier, customer } = request;
  if (request.dispute) return { department: refereeDepartment(org) ?? customer, kind: 'working' };
  if (request.stage === 'delivered' || request.stage === 'declined')
    return { department: customer, kind: 'waitingCustomer' };
  switch (request.wait?.kind) {
    case 'customer':
      return { department: customer, kind: 'waitingCustomer' };
    case 'blocked':
      return { department: supplier, kind: 'waitingUpstream' };
    case 'outside':
      return { department: supplier, kind: 'waitingOutside' };
    case undefined:
      return { department: supplier, kind: request.acknowledgedAt ? 'working' : 'unanswered' };
  }
}

const refereeDepartment = (org: Organisation) => org.people.get(org.company.referees[0] ?? '')?.department;

function turn(request: Request, now: Date, org: Organisation): Request {
  if (request.stage === 'closed') return request;
  const current = turnOf(request, org);
  const last = request.turns.at(-1);
  if (last && last.department === current.department && last.kind === current.kind) return request;
  return { ...request, turns: [...request.turns, { from: now, ...current }] };
}

/** When a delivery or a decline counts as agreed to, because the customer said nothing. */
export function silentAt(request: Pick<Request, 'customer'>, from: Date, org: Organisation): Date {
  const calendar = calendarOf(org, calendarKey(org, request.customer, 'normal'), request.customer);
  return calendar.add(from, silenceDays * calendar.dayMs);
}

/** The next instant at which time itself has to decide something, or null. */
export function nextWake(request: Request, org: Organisation): Date | null {
  if (request.stage === 'closed') return null;
  const instants = [nextStep(request, org)];
  if ((request.stage === 'delivered' || request.stage === 'declined') && !request.dispute)
    instants.push(request.silentAt);
  if (request.wait?.kind === 'outside' && !request.wait.reminded) instants.push(request.wait.checkAt);
  const soonest = instants.filter((at) => at !== null).sort((a, b) => a.getTime() - b.getTime())[0];
  return soonest ?? null;
}
