import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../db/database.ts';
import type { RawAnswers } from '../../platform/form.ts';
import { anonymousAnswers, anonymousGiven } from '../tables.ts';

/** Whether someone has handed in their anonymous answers of a round. */
export async function hasGivenAnonymous(on: Reader | Tx, round: number, person: string): Promise<boolean> {
  const found = await on
    .select({ person: anonymousGiven.person })
    .from(anonymousGiven)
    .where(and(eq(anonymousGiven.round, round), eq(anonymousGiven.person, person)));
  return found.length > 0;
}

/** Any number; the second key is the round and department. */
const mixingLock = 5_123;

/**
 * Takes someone's anonymous answers, once: false when theirs are in already, and then nothing is stored. All answers of a
 * department are written anew in random order, so that neither their place in the table nor the transaction that wrote
 * them tells which of them came with whom.
 */
export async function giveAnonymous(
  tx: Tx,
  { round, department, person }: { round: number; department: string; person: string },
  answers: RawAnswers,
): Promise<boolean> {
  const first = await tx
    .insert(anonymousGiven)
    .values({ round, person })
    .onConflictDoNothing()
    .returning({ person: anonymousGiven.person });
  if (first.length === 0) return false;
  await tx.execute(sql`select pg_advisory_xact_lock(${mixingLock}, hashtext(${`${round}/${department}`}))`);
  const before = await tx
    .delete(anonymousAnswers)
    .where(and(eq(anonymousAnswers.round, round), eq(anonymousAnswers.department, department)))
    .returning();
  const given = Object.entries(answers)
    .filter(([, value]) => value !== '')
    .map(([question, value]) => ({ round, department, question, value }));
  const mixed = [...before, ...given]
    .map((row) => ({ ...row, id: randomUUID() }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  if (mixed.length > 0) await tx.insert(anonymousAnswers).values(mixed);
  return true;
}
