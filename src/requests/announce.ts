import type { Effect, Priority } from '../engine/feature.ts';
import { canActFor } from '../org/duty.ts';
import type { Organisation, Person } from '../org/organisation.ts';
import { quietUntil } from './clocks.ts';
import { type Facts, leaderOf, onDutyFor } from './ladder.ts';
import { lookAt, type Scene } from './scene.ts';
import { nextWake } from './settle.ts';
import type { Happening, Request } from './types.ts';
import { requestCard } from './views.ts';

/** Someone who gets a new message, because they have to act or asked for news. */
export interface Recipient {
  to: string;
  happening: Happening;
  priority: Priority;
}

/** The slot of a request's live card. @public As `timerOf`. */
export const slotOf = (request: Request): string => `requests/${request.number}`;
/** The timer of a request. @public The benchmark, a package of its own, files set-based with it. */
export const timerOf = (number: number): string => `request/${number}`;

/** Who has to act on what happened, and so gets a message of their own. Everyone else's card is only kept true. */
export function recipients(
  before: Request | null,
  request: Request,
  happenings: readonly Happening[],
  now: Date,
  facts: Facts,
): Recipient[] {
  const found = new Map<string, Recipient>();
  for (const happening of happenings) {
    for (const to of actors(before, request, happening, now, facts)) {
      found.set(to, {
        to,
        happening,
        priority: happening.kind === 'climbed' || request.urgency === 'urgent' ? 'escalation' : 'reply',
      });
    }
  }
  return [...found.values()];
}

function actors(before: Request | null, request: Request, happening: Happening, now: Date, facts: Facts): string[] {
  const { org } = facts;
  // Someone nobody can reach any more does not keep it from the department.
  const handler = 'handler' in request && request.handler && facts.reachable(request.handler) ? [request.handler] : [];
  const supplierSide = handler.length > 0 ? handler : dutyOf(request, now, facts);
  switch (happening.kind) {
    case 'filed':
      return [...(request.ownerless ? [] : dutyOf(request, now, facts)), request.asker];
    case 'ownerAsked':
      return (happening.between ?? [request.supplier]).flatMap((department) => leaderOf(department, facts));
    case 'accepted':
      return happening.late ? [request.asker] : [];
    case 'asked':
    case 'warned':
    case 'declined':
    case 'delivered':
      return [request.asker];
    case 'answered':
      return before?.wait?.kind === 'customer' && facts.reachable(before.wait.by) ? [before.wait.by] : supplierSide;
    case 'gotUnblocked':
      return happening.by ? [] : supplierSide;
    case 'checkCame':
    case 'returned':
    case 'changed':
    case 'laterRefused':
      return supplierSide;
    case 'attached':
      return addressees(request, happening.by, supplierSide, org);
    case 'moved':
      return dutyOf(request, now, facts);
    case 'handedTo':
      return [happening.person];
    case 'objected':
    case 'disputed':
      return org.company.referees.filter(facts.reachable).slice(0, 1);
    case 'withdrew':
      return before && 'handler' in before && before.handler ? [before.handler] : [];
    case 'ruled':
      return [request.asker, ...supplierSide];
    case 'climbed':
      return [happening.person];
    case 'handlerLeft':
      return happening.heir && request.stage === 'accepted' ? [happening.heir] : [];
    case 'askerLeft':
    case 'readerLeft':
      return happening.heir ? [happening.heir] : [];
    default:
      return [];
  }
}

/** Whoever is on the other side of what came; while nobody knows whose work it is, those who were asked see it on their cards. */
function addressees(request: Request, by: string, supplierSide: readonly string[], org: Organisation): string[] {
  if (request.ownerless) return [];
  const fromCustomer = by === request.asker || !canActFor(org, by, request.supplier);
  return (fromCustomer ? supplierSide : [request.asker]).filter((person) => person !== by);
}

const dutyOf = (request: Request, now: Date, facts: Facts): string[] =>
  onDutyFor(request.supplier, request.urgency, now, facts);

/** Happenings the other side should hear of even on a messenger that cannot change a sent card. */
const news: readonly Happening['kind'][] = [
  'accepted',
  'gotBlocked',
  'wentOutside',
  'moved',
  'confirmed',
  'withdrew',
  'laterAgreed',
  'closedBySilence',
  'objected',
  'disputed',
];

/** Happenings that are no headline of their own. */
const silent: readonly Happening['kind'][] = ['rungSkipped', 'climbed', 'joinedRing', 'leftRing', 'readerLeft'];

/**
 * The effects of one change: new messages to whoever has to act, everyone else's card kept true, and the timer that follows.
 * `actor` acted just now: their own card is updated, and they are not sent what they did.
 */
export function announce(
  scene: Scene,
  before: Request | null,
  request: Request,
  happenings: readonly Happening[],
  posts: readonly Recipient[],
  actor: string | null,
): Effect[] {
  const effects: Effect[] = [];
  const { org, now } = scene;
  for (const post of posts) {
    const viewer = org.people.get(post.to);
    if (!viewer) continue;
    const open = quietUntil(org, request, viewer.department, now);
    const unseen = post.happening.kind === 'attached' && unseenUntil(open, scene, request, viewer);
    const happening = unseen ? filing(request) : post.happening;
    const card = requestCard(lookAt(scene, request, viewer), happening);
    const onDead = onDeadOf(request, post);
    const notBefore = post.to === actor ? undefined : laterOf(post.happening, now, open);
    effects.push({
      kind: 'post',
      to: post.to,
      card,
      priority: post.priority,
      slot: slotOf(request),
      ...(onDead ? { onDead } : {}),
      ...(notBefore ? { notBefore } : {}),
    });
  }
  const last = happenings.findLast((happening) => !silent.includes(happening.kind)) ?? null;
  const posted = new Set(posts.map((post) => post.to));
  for (const to of audience(before, request)) {
    if (posted.has(to)) continue;
    const viewer = org.people.get(to);
    if (!viewer) continue;
    const isNews = last !== null && to !== actor && news.includes(last.kind);
    effects.push({
      kind: 'update',
      to,
      slot: slotOf(request),
      card: requestCard(lookAt(scene, request, viewer), last),
      news: isNews,
      ...(last?.kind === 'attached' ? { quiet: true } : {}),
    });
  }
  return [...effects, timerEffect(request, org)];
}

/** Whether the first message of a request waits for the very opening that what happened now would wait for. */
function unseenUntil(open: Date | undefined, { org }: Scene, request: Request, viewer: Person): boolean {
  if (!open || request.stage !== 'open' || request.acknowledgedAt || viewer.id === request.asker) return false;
  return quietUntil(org, request, viewer.department, request.filedAt)?.getTime() === open.getTime();
}

/** That it was filed, as someone hears it who hears of it only now. */
function filing(request: Request): Happening {
  const { asker: by, customer, supplier, urgency, need, needBy, needByWords, blocks, calledBy } = request;
  return { kind: 'filed', by, customer, supplier, urgency, need, needBy, needByWords, blocks, calledBy };
}

/** Photos often come one by one: they are told together, half a minute after the last. */
const gatherMs = 30_000;

function laterOf({ kind }: Happening, now: Date, open: Date | undefined): Date | undefined {
  const gathered = kind === 'attached' ? new Date(now.getTime() + gatherMs) : undefined;
  return gathered && (!open || open < gathered) ? gathered : open;
}

/** A step, or a request's first message, that the messenger refuses for good goes to the next rung at once. */
function onDeadOf(request: Request, { to, happening }: Recipient) {
  const { number } = request;
  if (happening.kind === 'climbed') return { number, track: happening.track, step: happening.step };
  // Photos that come at once take the place of a first message that has not left yet.
  const early = happening.kind === 'attached' && request.acknowledgedAt === null;
  const first = (happening.kind === 'filed' || happening.kind === 'moved' || early) && to !== request.asker;
  return first ? { number, track: 'acknowledge' as const, step: -1 } : undefined;
}

/** Everyone who has a card of it, also those of a department it has just left. */
function audience(before: Request | null, request: Request): Set<string> {
  return new Set([request.asker, ...request.told, ...(before?.told ?? [])]);
}

/** The timer that follows the state of a request. */
export function timerEffect(request: Request, org: Organisation): Effect {
  const at = nextWake(request, org);
  return at
    ? { kind: 'wake', key: timerOf(request.number), at, payload: { number: request.number } }
    : { kind: 'unwake', key: timerOf(request.number) };
}

/** Cards of the requests that wait for a changed one: what they show of the chain is kept true. */
export function refresh(scene: Scene, request: Request, happening: Happening | null = null): Effect[] {
  return [...audience(null, request)].flatMap((to): Effect[] => {
    const viewer = scene.org.people.get(to);
    return viewer
      ? [{ kind: 'update', to, slot: slotOf(request), card: requestCard(lookAt(scene, request, viewer), happening) }]
      : [];
  });
}
