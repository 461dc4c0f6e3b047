import { and, eq } from 'drizzle-orm';
import type { Database, Tx } from '../db/database.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Feature } from './feature.ts';
import { recurrences, timers } from './tables.ts';

/** Timer keys of occurrences: `recurring/<name>/<instant>`. */
export const recurringPrefix = 'recurring/';

const day = 24 * 3600 * 1000;
/** Occurrences are written as timers this far ahead, so that an outage of the waker loses none. */
const horizonMs = 2 * day;

/**
 * Writes the occurrences of each feature's recurring work up to two days ahead as timer rows, one per occurrence. What an
 * outage skipped is written too, in the past, and so fires at the next tick: all of it, or for `catchUp: 'latest'` the last.
 */
export async function planRecurring(
  db: Database,
  features: readonly Feature[],
  now: Date,
  organisation: (tx: Tx) => Promise<Organisation>,
): Promise<void> {
  for (const feature of features) {
    for (const recurring of feature.recurring ?? []) {
      await db.transaction(async (tx) => planOne(tx, feature.name, recurring, now, await organisation(tx)));
    }
  }
}

/**
 * The occurrences to carry out of those that are due. Where only the last one matters, it is left to that one: after an
 * outage the occurrences planned before it are due together with the newest.
 */
export function wanted(
  feature: Feature,
  occurrences: readonly Occurrence[],
  now: Date,
  org: Organisation,
): Occurrence[] {
  return occurrences.filter(({ name, at }) => {
    const recurring = feature.recurring?.find((candidate) => candidate.name === name);
    return recurring?.catchUp !== 'latest' || recurring.next(at, org) > now;
  });
}

interface Occurrence {
  name: string;
  at: Date;
}

async function planOne(
  tx: Tx,
  feature: string,
  recurring: NonNullable<Feature['recurring']>[number],
  now: Date,
  org: Organisation,
) {
  const { name } = recurring;
  const mine = and(eq(recurrences.feature, feature), eq(recurrences.name, name));
  await tx.insert(recurrences).values({ feature, name, plannedUntil: now }).onConflictDoNothing();
  const [row] = await tx.select().from(recurrences).where(mine).for('update');
  const until = new Date(now.getTime() + horizonMs);
  const occurrences: Date[] = [];
  for (let at = recurring.next(row?.plannedUntil ?? now, org); at <= until; at = recurring.next(at, org))
    occurrences.push(at);
  const missed = occurrences.filter((at) => at < now);
  const kept =
    recurring.catchUp === 'latest' ? [...missed.slice(-1), ...occurrences.filter((at) => at >= now)] : occurrences;
  const last = occurrences.at(-1);
  if (!last) return;
  await tx
    .insert(timers)
    .values(
      kept.map((at) => ({ feature, key: `${recurringPrefix}${name}/${at.toISOString()}`, at, dueAt: at, payload: {} })),
    )
    .onConflictDoNothing();
  await tx.update(recurrences).set({ plannedUntil: last }).where(mine);
}
