import { eq } from 'drizzle-orm';
import type { Tx } from '../../db/database.ts';
import { calendarFeeds, meetingBusy } from '../tables.ts';

/** Deletes the address of a person's calendar, and what their calendar said of their week. */
export async function eraseFeeds(tx: Tx, person: string): Promise<void> {
  await tx.delete(calendarFeeds).where(eq(calendarFeeds.owner, `person/${person}`));
  await tx.delete(meetingBusy).where(eq(meetingBusy.person, person));
}
