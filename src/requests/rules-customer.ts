import { canActFor } from '../org/duty.ts';
import { closing } from './closing.ts';
import { accept, refuse } from './decision.ts';
import { startAgain } from './filing.ts';
import type { Facts } from './ladder.ts';
import { stands } from './rules-supplier.ts';
import type { Command, Decision, Follow, Request } from './types.ts';

type CustomerCommand = Extract<
  Command,
  { kind: 'answer' | 'change' | 'confirm' | 'agreeDecline' | 'return' | 'withdraw' | 'dispute' | 'agreeLater' }
>;
type Of<K extends CustomerCommand['kind']> = Extract<CustomerCommand, { kind: K }>;

/** What the customer department may do. */
export function decideCustomer(request: Request, command: CustomerCommand, now: Date, facts: Facts): Decision {
  if (!canActFor(facts.org, command.by, request.customer))
    return refuse({ why: 'notCustomer', department: request.customer });
  const no = stands(request);
  if (no) return refuse(no);
  switch (command.kind) {
    case 'answer':
      if (request.wait?.kind !== 'customer') return refuse({ why: 'nothingToAnswer' });
      return accept(
        { ...request, wait: request.wait.beneath },
        { kind: 'answered', by: command.by, text: command.text },
      );
    case 'change':
      return change(request, command, now, facts);
    case 'confirm':
      return confirm(request, command, now);
    case 'agreeDecline':
      if (request.stage !== 'declined') return refuse({ why: 'notDeclined' });
      return accept(closing(request, 'declined', now), { kind: 'declineAgreed', by: command.by });
    case 'return':
      return giveBack(request, command, now);
    case 'withdraw':
      // What has been delivered is confirmed or returned: nobody's work is made undone.
      if (request.stage === 'delivered' || request.stage === 'declined') return refuse({ why: request.stage });
      return accept(closing(request, 'withdrawn', now), { kind: 'withdrew', by: command.by, reason: command.reason });
    case 'dispute':
      return dispute(request, command, now);
    case 'agreeLater':
      return agreeLater(request, command);
  }
}

/** A changed quantity or date restarts the delivery target; a promise has to be given anew. Acknowledging is not moved. */
function change(request: Request, command: Of<'change'>, now: Date, { org }: Facts): Decision {
  if (request.stage !== 'open' && request.stage !== 'accepted')
    return refuse({ why: request.stage === 'delivered' ? 'delivered' : 'declined' });
  const { need, needBy, needByWords } = command;
  const again = startAgain(org, request, now);
  const next = { ...request, ...again, agreed: null, need, needBy, needByWords, changes: request.changes + 1 };
  const unpromised = next.stage === 'accepted' ? { ...next, promise: null } : next;
  const { agreement } = again;
  const changed = { kind: 'changed' as const, by: command.by, need, needBy, needByWords };
  return accept(unpromised, agreement ? { ...changed, agreement } : changed);
}

function confirm(request: Request, command: Of<'confirm'>, now: Date): Decision {
  if (request.stage !== 'delivered') return refuse({ why: 'notDelivered' });
  const { rating, remark } = command;
  const closed = closing(request, 'confirmed', now) as Extract<Request, { stage: 'closed' }>;
  return accept(
    { ...closed, verdict: { ...closed.verdict, rating, remark } },
    { kind: 'confirmed', by: command.by, rating, remark },
  );
}

/** Do not accept, do not make, do not pass on a defect: the delivery goes back, and the supplier's clock goes on. */
function giveBack(request: Request, command: Of<'return'>, now: Date): Decision {
  if (request.stage !== 'delivered') return refuse({ why: 'notDelivered' });
  const { silentAt: _, delivery, ...rest } = request;
  return accept(
    {
      ...rest,
      stage: 'accepted',
      lastDelivery: delivery,
      returns: [...request.returns, { at: now, by: command.by, what: command.what }],
    },
    { kind: 'returned', by: command.by, what: command.what },
  );
}

function dispute(request: Request, command: Of<'dispute'>, now: Date): Decision {
  const about = request.stage === 'declined' ? ('decline' as const) : ('other' as const);
  return accept(
    { ...request, dispute: { since: now, by: command.by, side: 'customer', about, reason: command.reason } },
    { kind: 'disputed', by: command.by, side: 'customer', reason: command.reason },
  );
}

/** What the customer thinks of a later promise: agreed, the ladder follows it; refused, what was due before stays due. */
function agreeLater(request: Request, command: Of<'agreeLater'>): Decision {
  if (request.stage !== 'accepted' || !request.promise?.undecided) return refuse({ why: 'noLaterPromise' });
  const promise = { ...request.promise, undecided: false };
  const later = { at: promise.at, on: promise.given, due: promise.at };
  // A promise within the target, though after the need-by, is agreed to without tightening what is owed.
  const agreed = command.agree && promise.at > standing(request).due ? later : request.agreed;
  const next = { ...request, promise, agreed };
  return accept(
    { ...next, follow: standing(next) },
    { kind: command.agree ? 'laterAgreed' : 'laterRefused', by: command.by, promise: promise.at },
  );
}

/** What is due between the two of them, whatever was warned of since: the agreed date, else the target. */
const standing = ({ agreed, deliver }: Request): Follow =>
  agreed ? { ...agreed, why: 'agreed' } : { why: 'target', due: deliver.due };
