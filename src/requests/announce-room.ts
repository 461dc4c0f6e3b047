import type { Effect, TimeTurn } from '../engine/feature.ts';
import type { Organisation } from '../org/organisation.ts';
import { type Card, sentence } from '../platform/card.ts';
import { type Recipient, slotOf } from './announce.ts';
import { quietUntil } from './clocks.ts';
import { headline } from './headlines.ts';
import { words } from './messages.ts';
import { departmentName, everyone, idOf, type Look, lookAt, personName, type Scene } from './scene.ts';
import type { Change } from './store.ts';
import type { Happening, Request, RequestNumber } from './types.ts';
import { factsOf } from './views.ts';

/** What the channels of the two departments hear of: what a colleague who only reads along wants to know. */
const told: ReadonlySet<Happening['kind']> = new Set([
  'filed',
  'moved',
  'accepted',
  'gotBlocked',
  'gotUnblocked',
  'wentOutside',
  'resumed',
  'warned',
  'laterAgreed',
  'declined',
  'declineAgreed',
  'delivered',
  'returned',
  'changed',
  'ruled',
  'confirmed',
  'closedBySilence',
  'withdrew',
]);

/**
 * What happened to a request, a line each, in the channels of its departments that have one: the request itself where it is
 * new. In the company's language, to nobody in particular, with nothing to press.
 */
export function roomEffects(
  scene: Scene,
  { before, request, happenings }: Change,
  posts: readonly Recipient[],
): Effect[] {
  const lines = happenings.filter(({ kind }) => told.has(kind));
  const departments = channelsOf(scene.org, [request.supplier, request.customer, before?.request.supplier]);
  if (departments.length === 0) return [];
  const look = lookAt(scene, request, everyone(scene.org));
  return departments.flatMap((department) =>
    lines.map((happening) => {
      const isNew = happening.kind === 'filed' || (happening.kind === 'moved' && department === request.supplier);
      const card = isNew ? openingCard(look, happening, posts) : line(look, happening);
      return roomEffect(scene, request, department, card);
    }),
  );
}

/** That a request became part of a ring, or that its ring is open again. */
export function ringRoomEffects(
  { org, now }: Pick<TimeTurn, 'org' | 'now'>,
  requests: ReadonlyMap<RequestNumber, Request>,
  links: readonly RequestNumber[],
  ring: { departments: readonly string[]; open: boolean },
): Effect[] {
  const say = words(org.company.locale, org.company.zone);
  const departments = ring.departments.map((key) => departmentName(org, key)).join(' → ');
  return links.flatMap((number) => {
    const request = requests.get(number);
    if (!request) return [];
    const title = say(ring.open ? 'room.ringOpen' : 'room.ring', { id: idOf(number), departments });
    const card = sentence(title, ring.open ? 'good' : 'plain');
    return channelsOf(org, [request.supplier, request.customer]).map((department) =>
      roomEffect({ org, now }, request, department, card),
    );
  });
}

/** Departments that have a channel; of those who share one the first. */
function channelsOf(org: Organisation, keys: readonly (string | undefined)[]): string[] {
  const found = new Map<string, string>();
  for (const key of keys) {
    const channel = key === undefined ? null : org.departments.get(key)?.channel;
    if (key === undefined || !channel) continue;
    const id = JSON.stringify(channel);
    if (!found.has(id)) found.set(id, key);
  }
  return [...found.values()];
}

function roomEffect(
  { org, now }: Pick<Scene, 'org' | 'now'>,
  request: Request,
  department: string,
  card: Card,
): Effect {
  const notBefore = quietUntil(org, request, department, now);
  return { kind: 'room', department, slot: slotOf(request), card, ...(notBefore ? { notBefore } : {}) };
}

function line(look: Look, happening: Happening): Card {
  const { title, tone } = headline(look, happening);
  return sentence(title, tone === 'act' ? 'plain' : tone);
}

/** What is asked, what it blocks, by when, and who answers. */
function openingCard(look: Look, happening: Happening, posts: readonly Recipient[]): Card {
  const { request, say, org } = look;
  const first = posts.find(({ to }) => to !== request.asker)?.to;
  const duty = first ? [{ label: say('room.onDuty'), value: personName(org, first) }] : [];
  return {
    ...line(look, happening),
    elements: [
      { kind: 'quote', text: request.need },
      { kind: 'facts', facts: [...factsOf(look), ...duty] },
    ],
  };
}
