import { climb } from '../org/duty.ts';
import type { Ladder, Organisation, Rung, Urgency } from '../org/organisation.ts';
import { parseDuration } from '../worktime/index.ts';
import { calendarKey, calendarOf, customerCalendar, refereeBudgetMs } from './clocks.ts';
import type { Happening, Request, Track } from './types.ts';

/** What rules may know beside the request. */
export interface Facts {
  org: Organisation;
  /** Whether a person is active and has an account on a running messenger. */
  reachable: (person: string) => boolean;
}

/** The customer is reminded of what waits for it in smaller steps: its duty person, then its head. */
const customerLadder: Ladder = [
  { at: { percent: 100 }, to: 'duty' },
  { at: { percent: 200 }, to: 'head' },
];
const refereeLadder: Ladder = [{ at: { percent: 100 }, to: 'referee' }];

/** What is being waited for now, and so whose ladder runs. */
export function trackOf(request: Request): Track {
  if (request.stage === 'closed' || (request.ring !== null && !request.dispute)) return 'none';
  if (request.dispute || request.ownerless?.between) return 'referee';
  if (request.stage === 'delivered' || request.stage === 'declined') return 'confirm';
  if (request.wait?.kind === 'customer') return 'answer';
  return request.acknowledgedAt ? 'deliver' : 'acknowledge';
}

/** The department in which a track climbs. */
const climbingDepartment = (request: Request, track: Track): string =>
  track === 'answer' || track === 'confirm' ? request.customer : request.supplier;

export function stepsOf(request: Request, track: Track): Ladder {
  switch (track) {
    case 'acknowledge':
    case 'deliver':
      return request.ladder;
    case 'answer':
    case 'confirm':
      return customerLadder;
    case 'referee':
      return refereeLadder;
    case 'none':
      return [];
  }
}

/** When step `index` of a track is due, counted from the intended target and not from when anything was handled. */
export function stepInstant(request: Request, track: Track, index: number, org: Organisation): Date | null {
  const step = stepsOf(request, track)[index];
  if (!step) return null;
  const span = spanOf(request, track, org);
  if (!span) return null;
  if ('after' in step.at) return span.after(parseDuration(step.at.after.replace(/^\+/, ''), span.dayMs));
  const { percent } = step.at;
  if (percent === 100) return span.due;
  return percent < 100
    ? span.before((span.budgetMs * percent) / 100)
    : span.after((span.budgetMs * (percent - 100)) / 100);
}

interface Span {
  due: Date;
  budgetMs: number;
  dayMs: number;
  before: (elapsedMs: number) => Date;
  after: (furtherMs: number) => Date;
}

function spanOf(request: Request, track: Track, org: Organisation): Span | null {
  switch (track) {
    case 'acknowledge':
      if (!request.ladderFrom) return supplierSpan(request, org, request.acknowledge, request.acknowledge.due);
      return plainSpan(
        calendarOf(org, request.acknowledge.calendar, request.supplier),
        request.ladderFrom,
        request.acknowledge.budgetMs,
      );
    case 'deliver':
      return supplierSpan(request, org, request.deliver, request.follow.due);
    case 'answer':
      return request.wait?.kind === 'customer'
        ? plainSpan(customerCalendar(org, request), request.wait.since, request.acknowledge.budgetMs)
        : null;
    case 'confirm':
      return confirmSpan(request, org);
    case 'referee':
      return refereeSpan(request, org);
    case 'none':
      return null;
  }
}

function supplierSpan(request: Request, org: Organisation, target: Request['deliver'], due: Date): Span {
  const calendar = calendarOf(org, target.calendar, request.supplier);
  const pauses = closedPauses(request);
  // A promise may lie in closed hours: what should happen at it happens at the first open instant after it.
  const shifted = due.getTime() !== target.due.getTime();
  const budgetMs = shifted ? Math.max(0, calendar.between(target.from, due, pauses)) : target.budgetMs;
  return {
    due: shifted ? calendar.add(due, 0) : due,
    budgetMs,
    dayMs: calendar.dayMs,
    before: (elapsed) => calendar.add(target.from, elapsed, pauses),
    after: (further) => calendar.add(due, further, pauses),
  };
}

function plainSpan(calendar: ReturnType<typeof calendarOf>, from: Date, budgetMs: number): Span {
  return {
    due: calendar.add(from, budgetMs),
    budgetMs,
    dayMs: calendar.dayMs,
    before: (elapsed) => calendar.add(from, elapsed),
    after: (further) => calendar.add(from, budgetMs + further),
  };
}

/** Confirming keeps to the customer's working days, also for urgent requests: nobody is closed by silence over a holiday. */
function confirmSpan(request: Request, org: Organisation): Span | null {
  const from = request.stage === 'delivered' ? request.delivery.at : request.stage === 'declined' ? request.at : null;
  if (!from) return null;
  const calendar = calendarOf(org, calendarKey(org, request.customer, 'normal'), request.customer);
  return plainSpan(calendar, from, calendar.dayMs);
}

function refereeSpan(request: Request, org: Organisation): Span | null {
  const since = request.dispute?.since ?? request.ownerless?.since;
  if (!since) return null;
  const calendar = calendarOf(org, calendarKey(org, request.supplier, request.urgency), request.supplier);
  return plainSpan(calendar, since, refereeBudgetMs[request.urgency]);
}

function closedPauses(request: Request): [Date, Date][] {
  return request.pauses.flatMap(([from, to]): [Date, Date][] => (to ? [[from, to]] : []));
}

/** The next step's instant on the running track, or null. */
export function nextStep(request: Request, org: Organisation): Date | null {
  return stepInstant(request, request.climb.track, request.climb.passed, org);
}

/** How many steps of a track are due by `now`. */
export function stepsDue(request: Request, track: Track, now: Date, org: Organisation): number {
  const steps = stepsOf(request, track);
  let due = 0;
  for (let index = 0; index < steps.length; index++) {
    const at = stepInstant(request, track, index, org);
    if (at && at <= now) due = index + 1;
  }
  return due;
}

/**
 * Tells the highest overdue step, once. Lower ones that an outage swallowed are recorded as skipped; a rung that is empty
 * or cannot be reached hands over to the next one at once.
 */
export function fireLadder(request: Request, now: Date, facts: Facts): { request: Request; happenings: Happening[] } {
  const { track, passed } = request.climb;
  const due = stepsDue(request, track, now, facts.org);
  if (due <= passed) return { request, happenings: [] };
  const happenings: Happening[] = [];
  for (let step = passed; step < due - 1; step++) happenings.push(skipped(request, track, step, 'outage'));
  return climbFrom(request, track, due - 1, now, facts, happenings);
}

/** Tells step `from`, or the first one after it whose rung is filled and reachable. */
export function climbFrom(
  request: Request,
  track: Track,
  from: number,
  now: Date,
  facts: Facts,
  before: Happening[] = [],
) {
  const steps = stepsOf(request, track);
  const happenings = [...before];
  const department = climbingDepartment(request, track);
  const intended = stepInstant(request, track, from, facts.org) ?? now;
  for (let step = from; step < steps.length; step++) {
    const to = steps[step]?.to ?? 'referee';
    const person = recipient(department, to, now, facts);
    if (person.id) {
      happenings.push({ kind: 'climbed', track, step, to, person: person.id, intended, department });
      return { request: { ...request, climb: { ...request.climb, track, passed: step + 1 } }, happenings };
    }
    happenings.push(skipped(request, track, step, person.why));
  }
  return { request: { ...request, climb: { ...request.climb, track, passed: steps.length } }, happenings };
}

/** Who stands on a rung at this instant. Of the referees, the first who can be reached. */
function recipient(
  department: string,
  to: Rung,
  now: Date,
  { org, reachable }: Facts,
): { id: string | null; why: 'empty' | 'unreachable' } {
  if (to === 'referee') return { id: org.company.referees.find(reachable) ?? null, why: 'unreachable' };
  const person = climb(org, department, to, now);
  if (!person) return { id: null, why: 'empty' };
  return reachable(person) ? { id: person, why: 'empty' } : { id: null, why: 'unreachable' };
}

const skipped = (request: Request, track: Track, step: number, why: 'empty' | 'unreachable' | 'outage'): Happening => ({
  kind: 'rungSkipped',
  track,
  step,
  to: stepsOf(request, track)[step]?.to ?? 'referee',
  why,
});

/** Whoever is on duty when a message can be read; without one the deputy, the head, and at last a referee. */
export function onDutyFor(key: string, urgency: Urgency, now: Date, { org, reachable }: Facts): string[] {
  const department = org.departments.get(key);
  const at = calendarOf(org, calendarKey(org, key, urgency), key).nextOpen(now);
  const candidates = [climb(org, key, 'duty', at), department?.deputy, department?.head, ...org.company.referees];
  return candidates
    .filter((person) => typeof person === 'string')
    .filter(reachable)
    .slice(0, 1);
}

/** The head of a department, or the deputy when the head cannot be reached. */
export function leaderOf(department: string, { org, reachable }: Facts): string[] {
  const { head, deputy } = org.departments.get(department) ?? { head: null, deputy: null };
  return [head, deputy]
    .filter((person) => person !== null)
    .filter(reachable)
    .slice(0, 1);
}
