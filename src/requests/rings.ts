import type { Effect, TimeTurn } from '../engine/feature.ts';
import { onDuty } from '../org/duty.ts';
import type { Organisation, Person } from '../org/organisation.ts';
import { type Card, sentence } from '../platform/card.ts';
import { ringRoomEffects } from './announce-room.ts';
import { linkOf, type Ring, ringAmong, ringThrough } from './chain.ts';
import type { Facts } from './ladder.ts';
import { words } from './messages.ts';
import { newRing, type RingState, redrawn, refereeAt } from './ring-rules.ts';
import { insertRing, type LoadedRing, openRings, saveRing } from './ring-store.ts';
import { groupCard, ringCard } from './ring-views.ts';
import { component, read } from './store.ts';
import type { Command, Request, RequestNumber } from './types.ts';

const slotOf = (id: number) => `requests/ring/${id}`;
const ringTimer = (id: number): string => `ring/${id}`;

type Graph = ReadonlyMap<RequestNumber, Request>;

const linksOf = (requests: Graph) =>
  new Map([...requests.values()].map((request) => [request.number, linkOf(request)]));

/** What a change of the graph means for rings: messages, and which requests became or ceased to be links of one. */
export interface RingChange {
  effects: Effect[];
  moved: { number: RequestNumber; command: Extract<Command, { kind: 'joinRing' | 'leaveRing' }> }[];
}

const moves = (links: readonly RequestNumber[], kind: 'joinRing' | 'leaveRing', ring: number): RingChange['moved'] =>
  links.map((number) => ({ number, command: { kind, ring } }));

/** After an edge was drawn out of `from`: a ring it closes is announced once, or the ring it joins is updated. */
export async function lookForRing(
  turn: TimeTurn,
  requests: Graph,
  from: RequestNumber,
  facts: Facts,
): Promise<RingChange> {
  const ring = ringThrough(linksOf(requests), from);
  if (!ring) return { effects: [], moved: [] };
  const [known] = await openRings(turn.tx, ring.links);
  if (known) {
    const graph = await around(turn, requests, [...known.state.links, ...ring.links]);
    return redraw(turn, graph, known, ringAmong(linksOf(graph), [...known.state.links, ...ring.links]) ?? ring, facts);
  }
  const urgent = isUrgent(requests, ring);
  const { ring: state, added } = tell(newRing(ring, urgent ? 'urgent' : 'normal', turn.now), facts, turn.now);
  const id = await insertRing(turn.tx, state);
  const gather: Effect = { kind: 'gather', people: added, ...groupCard(turn.org, requests, { id, state }) };
  const effects = [
    ...cards(turn, requests, { id, state }, added, facts),
    gather,
    ...ringRoomEffects(turn, requests, ring.links, { departments: state.departments, open: false }),
    ...timer(id, state, turn.org),
  ];
  return { effects, moved: moves(ring.links, 'joinRing', id) };
}

const isUrgent = (requests: Graph, ring: Ring): boolean =>
  ring.links.some((number) => requests.get(number)?.urgency === 'urgent');

/** Everything that hangs together with `links`, beside what is already at hand. */
async function around(turn: TimeTurn, requests: Graph, links: readonly RequestNumber[]): Promise<Graph> {
  const numbers = [...(await component(turn.tx, links)).keys()].filter((number) => !requests.has(number));
  return new Map([...requests, ...(await read(turn.tx, numbers))]);
}

async function redraw(
  turn: TimeTurn,
  requests: Graph,
  known: LoadedRing,
  ring: Ring,
  facts: Facts,
): Promise<RingChange> {
  const { id } = known;
  const { ring: state, added } = tell(redrawn(known.state, ring, isUrgent(requests, ring)), facts, turn.now);
  await saveRing(turn.tx, id, state);
  const joined = ring.links.filter((number) => !known.state.links.includes(number));
  const effects = [
    ...cards(turn, requests, { id, state }, added, facts),
    ...ringRoomEffects(turn, requests, joined, { departments: state.departments, open: false }),
    ...timer(id, state, turn.org),
  ];
  const left = known.state.links.filter((number) => !ring.links.includes(number));
  return { effects, moved: [...moves(ring.links, 'joinRing', id), ...moves(left, 'leaveRing', id)] };
}

/** After an edge went away: rings that no longer close are over, and everyone with a card reads that. */
export async function releaseRings(
  turn: TimeTurn,
  requests: Graph,
  changed: readonly RequestNumber[],
  facts: Facts,
): Promise<RingChange> {
  const change: RingChange = { effects: [], moved: [] };
  for (const ring of await openRings(turn.tx, changed)) {
    const graph = await around(turn, requests, ring.state.links);
    const left = ringAmong(linksOf(graph), ring.state.links);
    if (left) {
      const redrawn = await redraw(turn, graph, ring, left, facts);
      change.effects.push(...redrawn.effects);
      change.moved.push(...redrawn.moved);
      continue;
    }
    const state = { ...ring.state, closedAt: turn.now };
    await saveRing(turn.tx, ring.id, state);
    change.effects.push(
      ...cards(turn, graph, { id: ring.id, state }, [], facts),
      ...ringRoomEffects(turn, graph, state.links, { departments: state.departments, open: true }),
      { kind: 'unwake', key: ringTimer(ring.id) },
    );
    change.moved.push(...moves(ring.state.links, 'leaveRing', ring.id));
  }
  return change;
}

/** The duty people and heads of the ring's departments, as far as they have not been told. */
function tell(ring: RingState, { org, reachable }: Facts, now: Date): { ring: RingState; added: string[] } {
  const wanted = ring.departments.flatMap((department) => [
    onDuty(org, department, now)?.person,
    org.departments.get(department)?.head,
  ]);
  const people = [...new Set(wanted.filter((person) => typeof person === 'string'))].filter(reachable);
  const added = people.filter((person) => !ring.told.includes(person));
  return { ring: { ...ring, told: [...ring.told, ...added] }, added };
}

function timer(id: number, ring: RingState, org: Organisation): Effect[] {
  const at = refereeAt(ring, org);
  return at
    ? [{ kind: 'wake', key: ringTimer(id), at, payload: { ring: id } }]
    : [{ kind: 'unwake', key: ringTimer(id) }];
}

/** New messages to `added`, the card of everyone else kept true. */
function cards(turn: TimeTurn, requests: Graph, ring: LoadedRing, added: readonly string[], { org }: Facts): Effect[] {
  return ring.state.told.flatMap((to): Effect[] => {
    const person = org.people.get(to);
    if (!person) return [];
    const card = ringCard(org, requests, ring, person);
    if (!added.includes(to)) return [{ kind: 'update', to, slot: slotOf(ring.id), card, news: true }];
    const notBefore =
      ring.state.urgency === 'urgent'
        ? turn.now
        : (org.departments.get(person.department)?.calendar.nextOpen(turn.now) ?? turn.now);
    return [{ kind: 'post', to, card, slot: slotOf(ring.id), priority: 'escalation', notBefore }];
  });
}

/** A department says what it could release: a next step on everyone's card. */
export async function offer(
  turn: TimeTurn,
  requests: Graph,
  ring: LoadedRing,
  given: { by: string; department: string; what: string; at: Date | null; words: string },
  facts: Facts,
): Promise<Effect[]> {
  const offers = [
    ...ring.state.offers.filter((one) => one.department !== given.department),
    { ...given, given: turn.now },
  ];
  const state = { ...ring.state, offers };
  await saveRing(turn.tx, ring.id, state);
  return [...cards(turn, requests, { id: ring.id, state }, [], facts), ...timer(ring.id, state, turn.org)];
}

/** The referee hears of the ring: when the time is over, or because a party asked. Once. */
export async function tellReferee(turn: TimeTurn, requests: Graph, ring: LoadedRing, facts: Facts): Promise<Effect[]> {
  const referee = facts.org.company.referees.find(facts.reachable);
  if (ring.state.refereeTold || ring.state.closedAt || !referee) return [];
  const added = ring.state.told.includes(referee) ? [] : [referee];
  const state = { ...ring.state, refereeTold: true, told: [...ring.state.told, ...added] };
  await saveRing(turn.tx, ring.id, state);
  return [
    ...cards(turn, requests, { id: ring.id, state }, [referee], facts),
    { kind: 'unwake', key: ringTimer(ring.id) },
  ];
}

/** What time does to a ring: a hint, like every timer. */
export async function ringWoke(turn: TimeTurn, requests: Graph, ring: LoadedRing, facts: Facts): Promise<Effect[]> {
  const at = refereeAt(ring.state, turn.org);
  if (!at || ring.state.closedAt) return [];
  return at <= turn.now ? tellReferee(turn, requests, ring, facts) : timer(ring.id, ring.state, turn.org);
}

export const ringOver = (person: Person): Card => sentence(words(person.locale, person.zone)('ring.over'));
