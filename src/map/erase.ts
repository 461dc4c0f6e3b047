import { and, eq, isNotNull } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import { mapProposals } from './tables.ts';

/** Puts `word` in place of the reasons a person gave for refusing a wording. What departments agreed on stays. */
export async function eraseRefusals(tx: Tx, person: string, word: string): Promise<void> {
  const { settledBy, reason } = mapProposals;
  await tx
    .update(mapProposals)
    .set({ reason: word })
    .where(and(eq(settledBy, person), isNotNull(reason)));
}
