import { canActFor } from '../org/duty.ts';
import { accept, refuse } from './decision.ts';
import type { Facts } from './ladder.ts';
import { type Owed, withoutHandler } from './rules-owed.ts';
import { notOurs, own } from './rules-owner.ts';
import { dueNow, silentAt } from './settle.ts';
import type { Command, Decision, Promised, Refusal, Request } from './types.ts';

type SupplierCommand = Extract<
  Command,
  {
    kind:
      | 'accept'
      | 'ask'
      | 'block'
      | 'waitOutside'
      | 'resume'
      | 'notOurs'
      | 'own'
      | 'handTo'
      | 'warn'
      | 'decline'
      | 'deliver'
      | 'object'
      | 'feedback';
  }
>;
type Of<K extends SupplierCommand['kind']> = Extract<SupplierCommand, { kind: K }>;

const fiveYearsMs = 5 * 366 * 24 * 3600_000;

/** What the responsible department may do. */
export function decideSupplier(request: Request, command: SupplierCommand, now: Date, facts: Facts): Decision {
  if (command.kind === 'own') return own(request, command, now, facts);
  if (!canActFor(facts.org, command.by, request.supplier))
    return refuse({ why: 'notSupplier', department: request.supplier });
  if (command.kind === 'feedback') return feedback(request, command);
  const no = stands(request);
  if (no) return refuse(no);
  if (command.kind === 'object') return object(request, command, now);
  if (request.stage !== 'open' && request.stage !== 'accepted')
    return refuse({ why: request.stage === 'delivered' ? 'delivered' : 'declined' });
  // Until somebody has said whose work it is, nobody can do it.
  if (request.ownerless) return refuse({ why: 'notYet' });
  return owed(request, command, now, facts);
}

/** Why nobody can act on it now, or null. */
export function stands(request: Request): Refusal | null {
  if (request.stage === 'closed') return { why: 'closed', how: request.how, at: request.at };
  if (request.dispute) return { why: 'disputed' };
  return null;
}

function owed(
  request: Owed,
  command: Exclude<SupplierCommand, Of<'own' | 'feedback' | 'object'>>,
  now: Date,
  facts: Facts,
): Decision {
  switch (command.kind) {
    case 'accept':
      return take(request, command, now, facts);
    case 'ask':
      return ask(request, command, now);
    case 'block':
      return block(request, command, now);
    case 'waitOutside':
      return waitOutside(request, command, now);
    case 'resume':
      if (request.wait?.kind !== 'outside') return refuse({ why: 'notWaiting' });
      return accept({ ...request, wait: null }, { kind: 'resumed', by: command.by });
    case 'notOurs':
      return notOurs(request, command, now, facts);
    case 'handTo':
      return handTo(request, command, facts);
    case 'warn':
      return warn(request, command, now, facts);
    case 'decline':
      return decline(request, command, now, facts);
    case 'deliver':
      return deliver(request, command, now, facts);
  }
}

/** Any answer of the supplier acknowledges the request, once. */
function acknowledged<R extends Request>(request: R, now: Date): R {
  return request.acknowledgedAt ? request : { ...request, acknowledgedAt: now };
}

/** The default promise is what the ladder follows: the target. When that has passed, an hour from now. */
export function defaultPromise(request: Request, now: Date): Date {
  return request.follow.due > now ? request.follow.due : new Date(now.getTime() + 3600_000);
}

function take(request: Owed, command: Of<'accept'>, now: Date, { org }: Facts): Decision {
  if (request.stage === 'accepted' && request.promise)
    return refuse({ why: 'alreadyAccepted', by: request.handler, promise: request.promise.at });
  const at = command.promise ?? defaultPromise(request, now);
  const no = badTime(at, now);
  if (no) return refuse(no);
  const late = request.needBy && at > request.needBy ? 'needBy' : at > dueNow(request, now, org) ? 'target' : null;
  const promise: Promised = { at, given: now, undecided: late !== null };
  const lastDelivery = request.stage === 'accepted' ? request.lastDelivery : null;
  return accept(
    { ...acknowledged(request, now), stage: 'accepted', handler: command.by, promise, lastDelivery } as Request,
    { kind: 'accepted', by: command.by, promise: at, late },
  );
}

/** A time a person gave that cannot be meant. */
export function badTime(at: Date, now: Date): Refusal | null {
  if (at <= now) return { why: 'pastTime', at };
  return at.getTime() - now.getTime() > fiveYearsMs ? { why: 'tooFar', at } : null;
}

/** Taken on without a promise: the department said what it waits for. */
function takenOn(request: Owed, by: string, now: Date): Owed {
  if (request.stage === 'accepted') return acknowledged(request, now);
  return { ...acknowledged(request, now), stage: 'accepted', handler: by, promise: null, lastDelivery: null } as Owed;
}

/** A question keeps in mind what it was waiting for: the answer does not make that go away. */
function ask(request: Owed, { by, question }: Of<'ask'>, now: Date): Decision {
  const beneath = request.wait?.kind === 'customer' ? request.wait.beneath : request.wait;
  return accept(
    { ...acknowledged(request, now), wait: { kind: 'customer', since: now, question, by, beneath } },
    { kind: 'asked', by, question },
  );
}

function decline(request: Owed, { by, reason }: Of<'decline'>, now: Date, { org }: Facts): Decision {
  const { stage: _, ...about } = request.stage === 'accepted' ? withoutHandler(request) : request;
  const declined = {
    ...about,
    acknowledgedAt: request.acknowledgedAt ?? now,
    stage: 'declined' as const,
    by,
    at: now,
    reason,
    silentAt: silentAt(request, now, org),
    wait: null,
  };
  return accept(declined, { kind: 'declined', by, reason });
}

function block(request: Owed, command: Of<'block'>, now: Date): Decision {
  if (command.blocker === request.number) return refuse({ why: 'blockedBySelf' });
  const taken = takenOn(request, command.by, now);
  return accept(
    { ...taken, wait: { kind: 'blocked', since: now, by: command.blocker } },
    { kind: 'gotBlocked', by: command.by, blocker: command.blocker },
  );
}

function waitOutside(request: Owed, command: Of<'waitOutside'>, now: Date): Decision {
  const no = badTime(command.checkAt, now);
  if (no) return refuse(no);
  const { who, checkAt } = command;
  return accept(
    { ...takenOn(request, command.by, now), wait: { kind: 'outside', since: now, who, checkAt, reminded: false } },
    { kind: 'wentOutside', by: command.by, who, checkAt },
  );
}

function handTo(request: Owed, command: Of<'handTo'>, { org }: Facts): Decision {
  if (!canActFor(org, command.person, request.supplier))
    return refuse({ why: 'notInDepartment', department: request.supplier });
  const next = request.stage === 'accepted' ? { ...request, handler: command.person } : request;
  return accept(next, { kind: 'handedTo', by: command.by, person: command.person });
}

/** Said before the miss: further steps wait for the new promise, and it counts as warned in time. */
function warn(request: Owed, command: Of<'warn'>, now: Date, { org }: Facts): Decision {
  const no = badTime(command.promise, now);
  if (no) return refuse(no);
  const due = dueNow(request, now, org);
  if (now >= due) return refuse({ why: 'tooLateToWarn', due });
  const { promise: at, reason } = command;
  const taken = takenOn(request, command.by, now);
  // A new promise that still keeps the target moves no ladder.
  const misses = at > due;
  const promise: Promised = { at, given: now, undecided: misses || (request.needBy !== null && at > request.needBy) };
  return accept(
    {
      ...taken,
      promise,
      follow: misses ? { why: 'warned', at, on: now, due: at } : request.follow,
      warnings: [...request.warnings, { at: now, promise: at, reason, inTime: true }],
    } as Request,
    { kind: 'warned', by: command.by, promise: at, reason, inTime: true },
  );
}

function deliver(request: Owed, command: Of<'deliver'>, now: Date, { org }: Facts): Decision {
  const taken = takenOn(request, command.by, now) as Extract<Request, { stage: 'accepted' }>;
  const { lastDelivery: _, ...rest } = taken;
  const delivery = { at: now, by: command.by, note: command.note, files: command.files };
  return accept(
    { ...rest, stage: 'delivered', handler: command.by, wait: null, delivery, silentAt: silentAt(request, now, org) },
    { kind: 'delivered', by: command.by, note: command.note },
  );
}

/** Once per request the supplier may object to a return; the referee decides. */
function object(request: Request, command: Of<'object'>, now: Date): Decision {
  if (request.objected) return refuse({ why: 'objectedAlready' });
  if (request.stage !== 'accepted' || !request.lastDelivery) return refuse({ why: 'notDelivered' });
  const dispute = {
    since: now,
    by: command.by,
    side: 'supplier' as const,
    about: 'return' as const,
    reason: command.reason,
  };
  return accept({ ...request, objected: true, dispute }, { kind: 'objected', by: command.by, reason: command.reason });
}

/** The supplier's word on the request in return: was it clear, unclear, or too late? Once. */
function feedback(request: Request, command: Of<'feedback'>): Decision {
  if (request.stage !== 'closed') return refuse({ why: 'notYet' });
  if (!request.delivery) return refuse({ why: 'notDelivered' });
  if (request.verdict.feedback) return refuse({ why: 'alreadyFed' });
  return accept(
    { ...request, verdict: { ...request.verdict, feedback: command.feedback } },
    { kind: 'feedbackGiven', by: command.by, feedback: command.feedback },
  );
}
