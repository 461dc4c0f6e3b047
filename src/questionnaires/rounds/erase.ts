import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Tx } from '../../db/database.ts';
import { roundPeople, rounds } from '../tables.ts';

/** Whose data is erased is asked nothing any more. That someone was part of a round stays, under their opaque id. */
export async function eraseFromRounds(tx: Tx, person: string): Promise<void> {
  const open = tx.select({ id: rounds.id }).from(rounds).where(isNull(rounds.endedAt));
  await tx
    .update(roundPeople)
    .set({ status: 'gone', dueAt: null })
    .where(and(eq(roundPeople.person, person), inArray(roundPeople.round, open)));
}
