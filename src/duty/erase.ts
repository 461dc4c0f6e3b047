import { and, eq, exists, or, sql } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import { dutyChanges } from '../org/tables.ts';
import { dutyHandovers } from './tables.ts';

/** Puts `word` in place of the reasons a person gave for changing the roster. That it was changed stays. */
export async function eraseReasons(tx: Tx, person: string, word: string): Promise<void> {
  const { department, date, giver } = dutyHandovers;
  // A date that was handed over is written in the name of who took it, with the reason of who gave it.
  const given = tx
    .select({ one: sql`1` })
    .from(dutyHandovers)
    .where(and(eq(giver, person), eq(department, dutyChanges.department), eq(date, dutyChanges.date)));
  await tx
    .update(dutyChanges)
    .set({ reason: word })
    .where(or(eq(dutyChanges.by, person), exists(given)));
  await tx.update(dutyHandovers).set({ reason: word }).where(eq(giver, person));
}
