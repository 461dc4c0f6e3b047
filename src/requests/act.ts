import type { Effect, TimeTurn } from '../engine/feature.ts';
import { announce, type Recipient, recipients, refresh } from './announce.ts';
import { roomEffects } from './announce-room.ts';
import { chainBill } from './bill.ts';
import { blockerOf, downstream, linkOf } from './chain.ts';
import { lookForRing, type RingChange, releaseRings } from './rings.ts';
import { decide } from './rules.ts';
import { lookAt, type Scene } from './scene.ts';
import { type Change, component, load, loadMany, lockGraph, read, save, waitingFor } from './store.ts';
import type { Command, Refusal, Request, RequestNumber } from './types.ts';
import { billCard } from './views.ts';

export type Acted = { effects: Effect[]; request: Request } | { refusal: Refusal } | { missing: true };

/** Commands that draw or drop an edge of the graph, or may: whoever gives one sees every other edge. */
const movesEdges: ReadonlySet<Command['kind']> = new Set([
  'block',
  'unblock',
  'ask',
  'answer',
  'waitOutside',
  'decline',
  'deliver',
  'confirm',
  'agreeDecline',
  'withdraw',
  'rule',
]);

/** Decides one command of a person on one request and writes all that follows from it. */
export async function act(
  turn: TimeTurn,
  number: RequestNumber,
  command: Command,
  actor: string | null,
): Promise<Acted> {
  if (movesEdges.has(command.kind)) await lockGraph(turn.tx);
  const before = await load(turn.tx, number);
  if (!before) return { missing: true };
  const decision = decide(before.request, command, turn.now, turn);
  if ('refusal' in decision) return decision;
  const effects = await commit(turn, [{ before, ...decision }], actor);
  return { effects, request: decision.request };
}

/**
 * Writes changes and what they cause: requests that waited for a closed one go on, rings close or open, bills are shared,
 * and every card that shows a changed link is kept true.
 */
export async function commit(turn: TimeTurn, changes: readonly Change[], actor: string | null): Promise<Effect[]> {
  const cascaded = await freed(
    turn,
    changes.map((change) => withRecipients(turn, change)),
  );
  await save(
    turn.tx,
    cascaded.map(({ change }) => change),
    turn.now,
    turn.org,
  );
  const changed = cascaded.map(({ change }) => change.request);
  const scene = await sceneOf(turn, changed);
  const effects = cascaded.flatMap(({ change, posts }) =>
    announce(scene, change.before?.request ?? null, change.request, change.happenings, posts, actor),
  );
  return [
    ...effects,
    ...cascaded.flatMap(({ change, posts }) => roomEffects(scene, change, posts)),
    ...others(scene, changed),
    ...(await ringEffects(turn, scene, cascaded)),
    ...bills(scene, cascaded),
  ];
}

interface Told {
  change: Change;
  posts: Recipient[];
}

/** Who gets a message of their own is part of the state: they keep a card of the request from then on. */
function withRecipients(turn: TimeTurn, change: Change): Told {
  const posts = recipients(change.before?.request ?? null, change.request, change.happenings, turn.now, turn);
  const told = [...new Set([...change.request.told, ...posts.map((post) => post.to)])].filter(
    (person) => person !== change.request.asker,
  );
  return { change: { ...change, request: { ...change.request, told } }, posts };
}

/** Adds the requests that waited for one that has just closed: they are no longer blocked. Each has one change in the end. */
async function freed(turn: TimeTurn, told: readonly Told[]): Promise<Told[]> {
  const all = new Map(told.map((one) => [one.change.request.number, one]));
  for (const { change } of told) {
    const { request } = change;
    if (request.stage !== 'closed' || change.before?.request.stage === 'closed') continue;
    for (const [number, loaded] of await loadMany(turn.tx, await waitingFor(turn.tx, request.number))) {
      const known = all.get(number)?.change ?? { before: loaded, request: loaded.request, happenings: [] };
      const decision = decide(known.request, { kind: 'unblock', by: null, how: request.how }, turn.now, turn);
      if ('refusal' in decision) continue;
      const happenings = [...known.happenings, ...decision.happenings];
      all.set(number, withRecipients(turn, { before: known.before, request: decision.request, happenings }));
    }
  }
  return [...all.values()];
}

/** The requests a set of changes hangs together with, as they are after them; also those waited for in the past. */
export async function sceneOf(turn: TimeTurn, changed: readonly Request[]): Promise<Scene> {
  const requests = new Map(changed.map((request) => [request.number, request]));
  let wanted: RequestNumber[] = [...(await component(turn.tx, [...requests.keys()])).keys()];
  for (;;) {
    for (const request of requests.values()) wanted.push(...request.blocked.map((wait) => wait.by));
    const missing = [...new Set(wanted)].filter((number) => !requests.has(number));
    const found = await read(turn.tx, missing);
    if (found.size === 0) return { org: turn.org, now: turn.now, requests };
    for (const [number, request] of found) requests.set(number, request);
    wanted = [];
  }
}

/** Cards of the requests that wait for a changed one show how far its chain is. */
function others(scene: Scene, changed: readonly Request[]): Effect[] {
  const graph = new Map([...scene.requests.values()].map((request) => [request.number, linkOf(request)]));
  const numbers = new Set(changed.flatMap((request) => downstream(graph, request.number).map((link) => link.number)));
  for (const request of changed) numbers.delete(request.number);
  return [...numbers].flatMap((number) => {
    const request = scene.requests.get(number);
    return request ? refresh(scene, request) : [];
  });
}

async function ringEffects(turn: TimeTurn, scene: Scene, told: readonly Told[]): Promise<Effect[]> {
  const parts: RingChange[] = [];
  for (const { change } of told) {
    if (change.happenings.some((happening) => happening.kind === 'gotBlocked')) {
      parts.push(await lookForRing(turn, scene.requests, change.request.number, turn));
    }
  }
  const loosened = told.filter(({ change }) => {
    const before = change.before && blockerOf(change.before.request);
    return before !== null && before !== blockerOf(change.request);
  });
  const closed = told.filter(({ change }) => change.request.stage === 'closed');
  const numbers = [...new Set([...loosened, ...closed].map(({ change }) => change.request.number))];
  if (numbers.length > 0) parts.push(await releaseRings(turn, scene.requests, numbers, turn));
  const moved = await moveLinks(
    turn,
    scene,
    parts.flatMap((part) => part.moved),
  );
  return [...moved, ...parts.flatMap((part) => part.effects)];
}

/** Links of a ring know that they are in it: its clock runs instead of their ladders. */
async function moveLinks(turn: TimeTurn, scene: Scene, moved: RingChange['moved']): Promise<Effect[]> {
  const loaded = await loadMany(
    turn.tx,
    moved.map((move) => move.number),
  );
  const changes = moved.flatMap(({ number, command }): Change[] => {
    const before = loaded.get(number);
    const decision = before ? decide(before.request, command, turn.now, turn) : null;
    return before && decision && 'happenings' in decision && decision.happenings.length > 0
      ? [{ before, ...decision }]
      : [];
  });
  await save(turn.tx, changes, turn.now, turn.org);
  const requests = new Map([
    ...scene.requests,
    ...changes.map((change) => [change.request.number, change.request] as const),
  ]);
  return changes.flatMap((change) =>
    announce({ ...scene, requests }, change.before?.request ?? null, change.request, change.happenings, [], null),
  );
}

/** When a request that waited for others closes, everyone in its chain sees where the time went. */
function bills(scene: Scene, told: readonly Told[]): Effect[] {
  return told.flatMap(({ change }) => {
    const { request } = change;
    const closedNow = request.stage === 'closed' && change.before?.request.stage !== 'closed';
    if (!closedNow || request.how === 'withdrawn' || request.blocked.length === 0) return [];
    // The whole is told once, by the request nobody waits for; the links before it are part of its bill.
    if ([...scene.requests.values()].some((other) => other.blocked.some((wait) => wait.by === request.number)))
      return [];
    return billEffects(scene, request);
  });
}

function billEffects(scene: Scene, request: Request): Effect[] {
  const people = new Set(
    [...scene.requests.values()].flatMap((link) => [
      link.asker,
      'handler' in link && link.handler ? link.handler : link.asker,
    ]),
  );
  const bill = chainBill(request, (number) => scene.requests.get(number), scene.now, scene.org);
  return [...people].flatMap((to): Effect[] => {
    const viewer = scene.org.people.get(to);
    return viewer ? [{ kind: 'post', to, card: billCard(lookAt(scene, request, viewer), bill), priority: 'bulk' }] : [];
  });
}
