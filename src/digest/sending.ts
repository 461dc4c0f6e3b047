import type { Effect, TimeTurn } from '../engine/feature.ts';
import { dateAfter } from '../org/duty.ts';
import type { Organisation } from '../org/organisation.ts';
import { roundTheClock } from '../worktime/index.ts';
import { readersOf, type Scope } from './readers-rules.ts';
import { addWishes, allWishes, claimDue, firstDue, forgetOldSent, moveDue, noteSent, type Wish } from './store.ts';
import { digestsFor, type Reader } from './telling.ts';
import { dueNow, hoursOf, nextDue } from './when-rules.ts';

/** People per transaction: few enough that nobody waits for it, and that a killed process loses little. */
const CHUNK = 300;
/** Whoever becomes a reader while digests go out still gets theirs: as long as those are spread over. */
const JUST_NOW_MS = 20 * 60_000;
const LOOKS_AT = '03:20';

/** When readers are looked for: every night, before the first digest of any day. */
export function nextLook(after: Date, org: Organisation): Date {
  const clock = roundTheClock(org.company.zone);
  const today = clock.localDate(after);
  const at = clock.instant(today, LOOKS_AT);
  return at > after ? at : clock.instant(dateAfter(today, 1), LOOKS_AT);
}

/** Once a night: who reads is as the organisation is now, and what was sent long ago is forgotten. */
export async function lookAtReaders(turn: TimeTurn): Promise<Effect[]> {
  await settleReaders(turn, readersOf(turn));
  await forgetOldSent(turn.tx, turn.now);
  return dueTimer(turn);
}

/** Timers are hints: who is due stands in the rows, and what was sent is noted with what is promised. */
export async function sendDue(turn: TimeTurn): Promise<Effect[]> {
  const readers = readersOf(turn);
  await settleReaders(turn, readers);
  const due = await claimDue(turn.tx, turn.now, CHUNK);
  const steps = due.map((wish) => stepOf(turn, wish, readers.get(wish.person)));
  await moveDue(
    turn.tx,
    steps.map(({ wish }) => wish),
  );
  const sends = steps.flatMap(({ send }) => send ?? []);
  const fresh = await noteSent(turn.tx, sends, turn.now);
  const cards = await digestsFor(
    turn,
    sends.filter(({ person }) => fresh.has(person)),
  );
  const posts = [...cards].map(([to, card]): Effect => ({ kind: 'post', to, card, priority: 'bulk' }));
  return [...posts, ...(await dueTimer(turn))];
}

/** The one timer, set to when someone is due next; the rest comes behind whatever else is due by now. */
export async function dueTimer({ tx, now }: TimeTurn): Promise<Effect[]> {
  const next = await firstDue(tx);
  if (!next) return [];
  return [{ kind: 'wake', key: 'due', at: new Date(Math.max(next.getTime(), now.getTime())), payload: {} }];
}

/** What becomes of someone who is due: when the next one is, and what is sent now. */
function stepOf({ org, now }: TimeTurn, wish: Wish, scope: Scope | undefined): { wish: Wish; send?: Send } {
  const { person, cadence } = wish;
  const hours = scope ? hoursOf(org, person, scope.departments) : null;
  if (!scope || !hours || cadence === 'off') return { wish: { ...wish, dueAt: null } };
  const step = dueNow(cadence, hours, now);
  if (step.kind === 'wait') return { wish: { ...wish, dueAt: step.until } };
  const next = { ...wish, dueAt: nextDue(cadence, hours, now) };
  if (step.kind === 'none') return { wish: next };
  return { wish: next, send: { person, scope, cadence, needs: true, occasion: step.occurrence.occasion } };
}

type Send = Reader & { occasion: string };

/** Readers come and go with the organisation. Whoever is no reader any more keeps what they wished, for another time. */
async function settleReaders(turn: TimeTurn, readers: ReadonlyMap<string, Scope>): Promise<void> {
  const known = new Map((await allWishes(turn.tx)).map((wish) => [wish.person, wish]));
  const added: Wish[] = [];
  const moved: Wish[] = [...known.values()].flatMap((wish) =>
    wish.dueAt !== null && !readers.has(wish.person) ? [{ ...wish, dueAt: null }] : [],
  );
  for (const [person, { departments }] of readers) {
    const wish = known.get(person);
    const hours = hoursOf(turn.org, person, departments);
    const cadence = wish?.cadence ?? 'weekly';
    const since = new Date(turn.now.getTime() - (wish?.dueAt ? 0 : JUST_NOW_MS));
    const dueAt = hours && nextDue(cadence, hours, since);
    if (!wish) added.push({ person, cadence, dueAt });
    // Later is found out when they are due: then they wait.
    else if (dueAt && (wish.dueAt === null || dueAt < wish.dueAt)) moved.push({ ...wish, dueAt });
  }
  await addWishes(turn.tx, added, turn.now);
  await moveDue(turn.tx, moved);
}
