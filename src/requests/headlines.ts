import type { Tone } from '../platform/card.ts';
import { silenceDays } from './clocks.ts';
import { departmentName, idOf, type Look, personName, personOf, sidesOf } from './scene.ts';
import type { Happening } from './types.ts';

interface Headline {
  title: string;
  tone: Tone;
}

type Key = Parameters<Look['say']>[0];

function names(look: Look) {
  const { request, org } = look;
  return {
    id: idOf(request.number),
    customer: departmentName(org, request.customer),
    supplier: departmentName(org, request.supplier),
  };
}

/** What happened, in one line. The tone says whether this person has to act on it. */
export function headline(look: Look, happening: Happening): Headline {
  const { request, org, say, viewer } = look;
  const base = names(look);
  const line = (key: Key, tone: Tone, more: Parameters<typeof say>[1] = {}): Headline => ({
    title: say(key, { ...base, ...more }),
    tone,
  });
  const acts = (side: 'customer' | 'supplier') =>
    sidesOf(org, request, viewer.id).has(side) ? ('act' as const) : ('plain' as const);
  switch (happening.kind) {
    case 'filed':
      return request.ownerless
        ? line('head.ownerless', 'act')
        : viewer.id === request.asker
          ? line('head.filedReceipt', 'plain')
          : line('head.filed', 'act');
    case 'accepted':
      return accepted(look, happening, line);
    case 'asked':
      return line('head.asked', acts('customer'));
    case 'answered':
      return line('head.answered', acts('supplier'));
    case 'gotBlocked':
    case 'gotUnblocked':
      return line(`head.${happening.kind}`, happening.kind === 'gotUnblocked' ? acts('supplier') : 'plain', {
        blocker: blockerName(look, happening.blocker),
      });
    case 'wentOutside':
      return line('head.wentOutside', 'plain', { who: happening.who });
    case 'checkCame':
      return acts('supplier') === 'act' ? line('head.checkCame', 'act', { who: happening.who }) : steady(look);
    case 'resumed':
    case 'handedTo':
    case 'declined':
    case 'delivered':
    case 'objected':
    case 'disputed':
    case 'changed':
    case 'returned':
    case 'withdrew':
      return line(`head.${happening.kind}`, toneOf(look, happening.kind));
    case 'notOurs':
    case 'moved':
      return line('head.moved', acts('supplier'));
    case 'ownerAsked':
    case 'ownerViewed':
      return ownerHeadline(look, line);
    case 'warned':
      return line('head.warned', acts('customer'), { promise: happening.promise });
    case 'confirmed':
      return line('head.confirmed', 'good');
    case 'declineAgreed':
    case 'feedbackGiven':
      return line('head.closed', 'good');
    case 'closedBySilence':
      return line('head.closedBySilence', 'plain', { days: silenceDays });
    case 'laterAgreed':
      return line('head.laterAgreed', 'good', { promise: happening.promise });
    case 'laterRefused':
      return line('head.laterRefused', acts('supplier'), { due: request.follow.due });
    case 'ruled':
      return line('head.ruled', 'plain');
    case 'attached':
      return line('head.attached', attachedTone(look), { who: personOf(look, happening.by) });
    case 'recalculated':
      return line('head.recalculated', 'plain', { due: happening.due });
    case 'climbed':
      return climbed(look, happening, line);
    case 'handlerLeft':
    case 'askerLeft':
      return happening.heir === null
        ? steady(look)
        : line(`head.${happening.kind}${happening.heir === viewer.id ? 'You' : ''}`, heirTone(look, happening.heir), {
            who: personName(org, happening.heir),
          });
    case 'readerLeft':
      return request.stage === 'open' && !request.ownerless && !request.dispute
        ? line('head.filed', acts('supplier'))
        : steady(look);
    case 'rungSkipped':
    case 'joinedRing':
    case 'leftRing':
      return steady(look);
  }
}

/** It changes nothing about who has to act. */
function attachedTone({ org, request, viewer }: Look): Tone {
  const sides = sidesOf(org, request, viewer.id);
  const next = request.stage === 'open' || request.stage === 'accepted' ? 'supplier' : 'customer';
  return sides.has(next) ? 'act' : 'plain';
}

const heirTone = ({ viewer }: Look, heir: string): Tone => (heir === viewer.id ? 'act' : 'plain');

type Line = (key: Key, tone: Tone, more?: Parameters<Look['say']>[1]) => Headline;

const toneOf = (look: Look, kind: Happening['kind']): Tone => {
  const sides = sidesOf(look.org, look.request, look.viewer.id);
  if (kind === 'delivered' || kind === 'declined') return sides.has('customer') ? 'act' : 'plain';
  if (kind === 'disputed' || kind === 'objected') return sides.has('referee') ? 'act' : 'plain';
  return sides.has('supplier') && kind !== 'resumed' && kind !== 'withdrew' ? 'act' : 'plain';
};

function accepted(look: Look, happening: Extract<Happening, { kind: 'accepted' }>, line: Line): Headline {
  const { request, say, org } = look;
  const { promise, late } = happening;
  if (!late) return line('head.accepted', 'good', { who: personName(org, happening.by), promise });
  const limit =
    late === 'needBy' && request.needBy
      ? say('label.limitNeedBy', { at: request.needBy })
      : say('label.limitTarget', { at: request.deliver.due });
  return line('head.acceptedLate', 'act', { promise, limit });
}

function ownerHeadline(look: Look, line: Line): Headline {
  const between = look.request.ownerless?.between;
  if (!between) return line('head.ownerless', 'act');
  return line('head.ownerBetween', 'act', {
    a: departmentName(look.org, between[0]),
    b: departmentName(look.org, between[1]),
  });
}

function climbed(look: Look, happening: Extract<Happening, { kind: 'climbed' }>, line: Line): Headline {
  const { request, now } = look;
  if (happening.track === 'answer' || happening.track === 'confirm' || happening.track === 'referee')
    return line(`climb.${happening.track}`, 'act');
  const track = happening.track === 'deliver' ? 'deliver' : 'acknowledge';
  const due = track === 'deliver' ? request.follow.due : request.acknowledge.due;
  return line(`climb.${track}.${now < due ? 'before' : 'at'}`, now < due ? 'act' : 'warn', { due });
}

function blockerName(look: Look, number: number): string {
  const blocker = look.requests.get(number);
  return blocker
    ? look.say('blocker.of', { id: idOf(number), department: departmentName(look.org, blocker.supplier) })
    : idOf(number);
}

/** The headline of a card on which nothing new happened: what is true now. */
export function steady(look: Look): Headline {
  const { request, say } = look;
  const base = names(look);
  const plain = (key: Key, more: Parameters<typeof say>[1] = {}): Headline => ({
    title: say(key, { ...base, ...more }),
    tone: 'plain',
  });
  if (request.stage === 'closed')
    return { ...plain(request.how === 'confirmed' ? 'head.confirmed' : 'head.closed'), tone: 'good' };
  if (request.dispute) return plain('head.disputed');
  if (request.ownerless) return ownerHeadline(look, (key, tone, more) => ({ ...plain(key, more), tone }));
  if (request.stage === 'delivered') return plain('head.delivered');
  if (request.stage === 'declined') return plain('head.declined');
  if (request.wait?.kind === 'customer') return plain('head.asked');
  if (request.wait?.kind === 'blocked')
    return plain('head.gotBlocked', { blocker: blockerName(look, request.wait.by) });
  if (request.wait?.kind === 'outside') return plain('head.wentOutside', { who: request.wait.who });
  if (request.stage === 'accepted')
    return request.promise ? plain('head.acceptedQuiet', { promise: request.promise.at }) : plain('head.working');
  return plain('head.waiting');
}

/** What this person can do next, in a sentence; null when nothing is asked of them. */
export function nextSentence(look: Look): string | null {
  const { request, say, org, viewer } = look;
  const sides = sidesOf(org, request, viewer.id);
  const base = names(look);
  const next = (key: Key, more: Parameters<typeof say>[1] = {}) => say(key, { ...base, ...more });
  if (request.stage === 'closed')
    return sides.has('supplier') && request.delivery && !request.verdict.feedback ? next('next.rate') : null;
  if (request.dispute) return sides.has('referee') ? next('next.referee') : null;
  if (request.ownerless) return next('next.owner');
  if (request.stage === 'delivered')
    return sides.has('customer') ? next('next.confirm', { silent: request.silentAt }) : null;
  if (request.stage === 'declined')
    return sides.has('customer') ? next('next.declined', { silent: request.silentAt }) : null;
  if (request.wait?.kind === 'customer') return sides.has('customer') ? next('next.answer') : null;
  if (sides.has('supplier')) return supplierNext(look, next);
  if (sides.has('customer'))
    return request.stage === 'accepted' && request.promise?.undecided ? next('next.undecided') : null;
  // A referee the ladder has led to; one who was asked something else has no part in it.
  const due = request.acknowledgedAt ? request.follow.due : request.acknowledge.due;
  if (!sides.has('referee') || !request.told.includes(viewer.id) || look.now < due) return null;
  const head = org.departments.get(request.supplier)?.head ?? null;
  return next('next.settle', { who: head ? personOf(look, head) : base.supplier });
}

function supplierNext(look: Look, next: (key: Key, more?: Parameters<Look['say']>[1]) => string): string | null {
  const { request } = look;
  if (request.stage === 'open') return next('next.acknowledge');
  if (request.wait?.kind === 'outside') return request.wait.reminded ? next('next.check') : null;
  if (request.wait?.kind === 'blocked') return next('next.blocked', { blocker: blockerName(look, request.wait.by) });
  if (request.stage !== 'accepted') return null;
  if (request.returns.length > 0) return next('next.returned');
  if (!request.promise) return request.changes > 0 ? next('next.promise') : next('next.unblocked');
  return next('next.deliver');
}
