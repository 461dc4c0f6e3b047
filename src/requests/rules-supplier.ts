import { canActFor } from '../org/duty.ts';
import { accept, refuse } from './decision.ts';
import type { Facts } from './ladder.ts';
import { silentAt } from './settle.ts';
import type { Command, Decision, Happening, Promised, Refusal, Request } from './types.ts';

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
/** A request whose supplier still owes something. */
type Owed = Extract<Request, { stage: 'open' | 'accepted' }>;

const fiveYearsMs = 5 * 366 * 24 * 3600_000;

/** What the responsible department may do. */
export function decideSupplier(request: Request, command: SupplierCommand, now: Date, facts: Facts): Decision {
  if (command.kind === 'own') return own(request, command, facts);
  if (!canActFor(facts.org, command.by, request.supplier))
    return refuse({ why: 'notSupplier', department: request.supplier });
  if (command.kind === 'feedback') return feedback(request, command);
  const no = stands(request);
  if (no) return refuse(no);
  if (command.kind === 'object') return object(request, command, now);
  if (request.stage !== 'open' && request.stage !== 'accepted')
    return refuse({ why: request.stage === 'delivered' ? 'delivered' : 'declined' });
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
      return take(request, command, now);
    case 'ask':
      return accept(
        {
          ...acknowledged(request, now),
          wait: { kind: 'customer', since: now, question: command.question, by: command.by },
        },
        { kind: 'asked', by: command.by, question: command.question },
      );
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
      return warn(request, command, now);
    case 'decline': {
      const silent = silentAt(request, now, facts.org);
      const { stage: _, ...about } = acknowledged(request, now);
      const declined = {
        ...about,
        stage: 'declined',
        by: command.by,
        at: now,
        reason: command.reason,
        silentAt: silent,
        wait: null,
      } as Request;
      return accept(declined, { kind: 'declined', by: command.by, reason: command.reason });
    }
    case 'deliver':
      return deliver(request, command, now, facts);
  }
}

/** Any answer of the supplier acknowledges the request, once. */
function acknowledged<R extends Request>(request: R, now: Date): R {
  return request.acknowledgedAt ? request : { ...request, acknowledgedAt: now };
}

/** The default promise is the followed target, or the need-by when that comes later than now and sooner than the target. */
export function defaultPromise(request: Request, now: Date): Date {
  return request.follow.due > now ? request.follow.due : new Date(now.getTime() + 3600_000);
}

function take(request: Owed, command: Of<'accept'>, now: Date): Decision {
  if (request.stage === 'accepted' && request.promise)
    return refuse({ why: 'alreadyAccepted', by: request.handler, promise: request.promise.at });
  if (request.ownerless) return refuse({ why: 'notYet' });
  const at = command.promise ?? defaultPromise(request, now);
  const no = badTime(at, now);
  if (no) return refuse(no);
  const late = request.needBy && at > request.needBy ? 'needBy' : at > request.follow.due ? 'target' : null;
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

/** Names whose it is; that department is asked, and the clock runs on. The second time the two heads are asked who owns it. */
function notOurs(request: Owed, command: Of<'notOurs'>, now: Date, { org }: Facts): Decision {
  const named = command.department;
  if (named === request.supplier) return refuse({ why: 'sameDepartment', department: named });
  if (named === request.customer) return refuse({ why: 'askTheCustomer', department: named });
  const said = [...request.notOurs, { department: request.supplier, named }];
  const notOursNow: Happening = { kind: 'notOurs', by: command.by, from: request.supplier, named };
  const next = { ...request, notOurs: said, wait: null };
  const first = request.notOurs.at(-1);
  if (first) {
    const between: [string, string] = [first.department, request.supplier];
    return accept({ ...next, ownerless: { since: now, between, views: [] } }, notOursNow, {
      kind: 'ownerAsked',
      between,
    });
  }
  if (!named || !org.departments.has(named)) return refuse({ why: 'notInDepartment', department: named ?? '' });
  return accept(moved(next, named), notOursNow, { kind: 'moved', by: command.by, from: request.supplier, to: named });
}

/** At another department: nobody there has taken it on or been told yet. Targets keep running from the filing. */
export function moved(request: Owed, to: string): Request {
  const about = request.stage === 'accepted' ? withoutHandler(request) : request;
  return {
    ...about,
    stage: 'open',
    supplier: to,
    ownerless: null,
    told: [],
    acknowledgedAt: null,
    service: null,
  } as Request;
}

function withoutHandler(request: Extract<Request, { stage: 'accepted' }>) {
  const { handler: _, promise: __, lastDelivery: ___, ...about } = request;
  return about;
}

/** A head, or the referee, says whose work this is. Two heads who name the same department have settled it. */
function own(request: Request, command: Of<'own'>, { org }: Facts): Decision {
  const { ownerless } = request;
  if (request.stage === 'closed') return refuse({ why: 'closed', how: request.how, at: request.at });
  if (!ownerless || (request.stage !== 'open' && request.stage !== 'accepted')) return refuse({ why: 'notOwnerless' });
  if (!org.departments.has(command.department))
    return refuse({ why: 'notInDepartment', department: command.department });
  const referee = org.company.referees.includes(command.by);
  const settles = (owner: string): Decision =>
    owner === request.customer
      ? refuse({ why: 'askTheCustomer', department: owner })
      : accept(moved(request, owner), { kind: 'moved', by: command.by, from: request.supplier, to: owner });
  if (referee) return settles(command.department);
  if (!ownerless.between) {
    return canActFor(org, command.by, request.supplier)
      ? settles(command.department)
      : refuse({ why: 'notSupplier', department: request.supplier });
  }
  const mine = ownerless.between.find(
    (department) => org.departments.get(department)?.head === command.by || canActFor(org, command.by, department),
  );
  if (!mine) return refuse({ why: 'notSupplier', department: ownerless.between[1] });
  const others = ownerless.views.filter((view) => view.department !== mine);
  if (command.department === mine || others.some((view) => view.owner === command.department))
    return settles(command.department);
  const views = [...others, { department: mine, owner: command.department }];
  return accept(
    { ...request, ownerless: { ...ownerless, views } },
    { kind: 'ownerViewed', by: command.by, department: mine, owner: command.department },
  );
}

function handTo(request: Owed, command: Of<'handTo'>, { org }: Facts): Decision {
  if (!canActFor(org, command.person, request.supplier))
    return refuse({ why: 'notInDepartment', department: request.supplier });
  const next = request.stage === 'accepted' ? { ...request, handler: command.person } : request;
  return accept(next, { kind: 'handedTo', by: command.by, person: command.person });
}

/** Said before the miss: further steps wait for the new promise, and it counts as warned in time. */
function warn(request: Owed, command: Of<'warn'>, now: Date): Decision {
  const no = badTime(command.promise, now);
  if (no) return refuse(no);
  if (now >= request.follow.due) return refuse({ why: 'tooLateToWarn', due: request.follow.due });
  const { promise: at, reason } = command;
  const taken = takenOn(request, command.by, now);
  const promise: Promised = { at, given: now, undecided: true };
  return accept(
    {
      ...taken,
      promise,
      follow: { due: at, why: 'warned' },
      warnings: [...request.warnings, { at: now, promise: at, reason, inTime: true }],
    } as Request,
    { kind: 'warned', by: command.by, promise: at, reason, inTime: true },
  );
}

function deliver(request: Owed, command: Of<'deliver'>, now: Date, { org }: Facts): Decision {
  if (request.ownerless) return refuse({ why: 'notYet' });
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
  if (request.verdict.feedback) return refuse({ why: 'alreadyFed' });
  return accept(
    { ...request, verdict: { ...request.verdict, feedback: command.feedback } },
    { kind: 'feedbackGiven', by: command.by, feedback: command.feedback },
  );
}
