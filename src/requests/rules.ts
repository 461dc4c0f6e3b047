import { canActFor } from '../org/duty.ts';
import { blockerOf } from './chain.ts';
import { closing } from './closing.ts';
import { accept, refuse } from './decision.ts';
import { climbFrom, type Facts, fireLadder, stepInstant, stepsOf } from './ladder.ts';
import { decideCustomer } from './rules-customer.ts';
import { depart } from './rules-departed.ts';
import { decideSupplier, stands } from './rules-supplier.ts';
import { rederive, settle } from './settle.ts';
import type { Command, Decision, Happening, Request } from './types.ts';

/** Decides one command on one request. Pure: whatever it needs to know is handed in. */
export function decide(request: Request, command: Command, now: Date, facts: Facts): Decision {
  const decision = route(request, command, now, facts);
  if ('refusal' in decision) return decision;
  return { request: settle(request, decision.request, now, facts), happenings: decision.happenings };
}

function route(request: Request, command: Command, now: Date, facts: Facts): Decision {
  switch (command.kind) {
    case 'time':
      return time(request, now, facts);
    case 'skip':
      return skip(request, command, now, facts);
    case 'recalculate':
      return recalculate(request, command.reason, facts);
    case 'joinRing':
      if (request.ring === command.ring || request.stage === 'closed') return accept(request);
      return accept({ ...request, ring: command.ring }, { kind: 'joinedRing', ring: command.ring });
    case 'leaveRing':
      if (request.ring !== command.ring) return accept(request);
      return accept(
        { ...request, ring: null, ladderFrom: request.acknowledgedAt ? null : now },
        { kind: 'leftRing', ring: command.ring },
      );
    case 'depart':
      return depart(request, command.person, now, facts);
    case 'unblock':
      return unblock(request, command, facts);
    case 'rule':
      return rule(request, command, now, facts);
    case 'attach':
      return attach(request, command, now, facts);
    case 'accept':
    case 'ask':
    case 'block':
    case 'waitOutside':
    case 'resume':
    case 'notOurs':
    case 'own':
    case 'handTo':
    case 'warn':
    case 'decline':
    case 'deliver':
    case 'object':
    case 'feedback':
      return decideSupplier(request, command, now, facts);
    default:
      return decideCustomer(request, command, now, facts);
  }
}

/** Timers are hints: whatever is due by now happens, whatever is not is no news. */
function time(request: Request, now: Date, facts: Facts): Decision {
  if (request.stage === 'closed') return accept(request);
  if ((request.stage === 'delivered' || request.stage === 'declined') && !request.dispute && request.silentAt <= now) {
    return accept(closing(request, request.stage === 'declined' ? 'declined' : 'silence', now), {
      kind: 'closedBySilence',
    });
  }
  const fired = fireLadder(request, now, facts);
  const { wait } = fired.request;
  if (wait?.kind !== 'outside' || wait.reminded || wait.checkAt > now)
    return accept(fired.request, ...fired.happenings);
  return accept({ ...fired.request, wait: { ...wait, reminded: true } }, ...fired.happenings, {
    kind: 'checkCame',
    who: wait.who,
  });
}

/** The messenger refused the recipient of a step for good: the next rung hears at once. */
function skip(request: Request, command: Extract<Command, { kind: 'skip' }>, now: Date, facts: Facts): Decision {
  const { track, passed } = request.climb;
  if (track !== command.track || passed !== command.step + 1) return accept(request);
  const refused: Happening = {
    kind: 'rungSkipped',
    track,
    step: command.step,
    to: stepsOf(request, track)[command.step]?.to ?? 'duty',
    why: 'unreachable',
  };
  if (!stepInstant(request, track, passed, facts.org)) return accept(request, refused);
  const next = climbFrom(request, track, passed, now, facts, [refused]);
  return accept(next.request, ...next.happenings);
}

function recalculate(request: Request, reason: string, facts: Facts): Decision {
  const derived = rederive(facts.org, request);
  const same =
    derived.follow.due.getTime() === request.follow.due.getTime() &&
    derived.acknowledge.due.getTime() === request.acknowledge.due.getTime();
  if (same) return accept(request);
  const due = derived.acknowledgedAt ? derived.follow.due : derived.acknowledge.due;
  return accept(derived, { kind: 'recalculated', reason, due });
}

/** What it waited for arrived, fell away, or was let go by the department itself. */
function unblock(request: Request, command: Extract<Command, { kind: 'unblock' }>, { org }: Facts): Decision {
  const { wait } = request;
  if (command.by && !canActFor(org, command.by, request.supplier))
    return refuse({ why: 'notSupplier', department: request.supplier });
  const blocker = blockerOf(request);
  if (blocker === null) return command.by ? refuse(stands(request) ?? { why: 'notWaiting' }) : accept(request);
  const next = { ...request, wait: wait?.kind === 'customer' ? { ...wait, beneath: null } : null };
  return accept(next, { kind: 'gotUnblocked', by: command.by, blocker, how: command.how });
}

/** Belongs to the request from now on, until it is closed. Nobody's clock moves, and what is there already is no news. */
function attach(request: Request, command: Extract<Command, { kind: 'attach' }>, now: Date, { org }: Facts): Decision {
  const { by, text } = command;
  const mine = canActFor(org, by, request.customer) || canActFor(org, by, request.supplier) || request.asker === by;
  if (!mine) return refuse({ why: 'notCustomer', department: request.customer });
  if (request.stage === 'closed') return refuse({ why: 'closed', how: request.how, at: request.at });
  const files = command.files.filter((file) => !request.files.includes(file));
  if (files.length === 0) return accept(request);
  const added = text === '' ? {} : { added: [...(request.added ?? []), { at: now, by, text }] };
  return accept({ ...request, ...added, files: [...request.files, ...files] }, { kind: 'attached', by, files, text });
}

/** The referee's decision, visible to all: the work is owed, it stands as delivered or declined, or nothing more is owed. */
function rule(request: Request, command: Extract<Command, { kind: 'rule' }>, now: Date, { org }: Facts): Decision {
  if (!org.company.referees.includes(command.by)) return refuse({ why: 'notReferee' });
  if (!request.dispute) return refuse({ why: 'noDispute' });
  const ruled: Happening = { kind: 'ruled', by: command.by, outcome: command.outcome, words: command.words };
  const settled = { ...request, dispute: null };
  if (command.outcome === 'owed') return accept(owedAgain(settled), ruled);
  const how =
    command.outcome === 'close'
      ? 'ruled'
      : request.stage === 'declined'
        ? 'declined'
        : request.stage === 'delivered'
          ? 'ruled'
          : null;
  if (how) return accept(closing(settled, how, now), ruled);
  // The supplier objected to a return and is right: the delivery that was returned stands.
  const delivery = request.stage === 'accepted' && request.dispute.about === 'return' ? request.lastDelivery : null;
  return accept(delivery ? closing(settled, 'ruled', now, delivery) : settled, ruled);
}

function owedAgain(request: Request): Request {
  if (request.stage === 'delivered') {
    const { silentAt: _, delivery, ...rest } = request;
    return { ...rest, stage: 'accepted', lastDelivery: delivery };
  }
  if (request.stage === 'declined') {
    const { silentAt: _, by: __, at: ___, reason: ____, ...rest } = request;
    return { ...rest, stage: 'open' };
  }
  return request;
}
