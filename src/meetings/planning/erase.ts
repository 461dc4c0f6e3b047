import { eq, sql } from 'drizzle-orm';
import type { Tx } from '../../db/database.ts';
import { meetingSettings, meetingTimes } from '../tables.ts';

/** Deletes what a person said of their week, and takes them out of whom departments send to meetings. */
export async function erasePlanning(tx: Tx, person: string): Promise<void> {
  await tx.delete(meetingTimes).where(eq(meetingTimes.person, person));
  const { settings } = meetingSettings;
  await tx
    .update(meetingSettings)
    .set({ settings: sql`jsonb_set(${settings}, '{people}', (${settings}->'people') - ${person}::text)` })
    .where(sql`${settings}->'people' @> ${JSON.stringify([person])}::jsonb`);
}
