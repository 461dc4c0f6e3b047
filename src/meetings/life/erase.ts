import { asc, sql } from 'drizzle-orm';
import type { Tx } from '../../db/database.ts';
import { loadMeeting, saveMeeting } from '../store.ts';
import { meetings } from '../tables.ts';
import type { Meeting } from '../types.ts';

/**
 * Puts `word` in place of what a person wrote in meetings: decisions, minutes, objections, and why one was moved or not held.
 * That a meeting took place, and who sat there, stays under their opaque id.
 */
export async function eraseFromMeetings(tx: Tx, person: string, word: string): Promise<void> {
  const found = await tx
    .select({ id: meetings.id })
    .from(meetings)
    .where(sql`position(${JSON.stringify(person)} in ${meetings.state}::text) > 0`)
    .orderBy(asc(meetings.id));
  for (const { id } of found) {
    const meeting = await loadMeeting(tx, id);
    if (meeting) await saveMeeting(tx, withoutWords(meeting, person, word));
  }
}

function withoutWords(meeting: Meeting, person: string, word: string): Meeting {
  const { minutes, why } = meeting;
  const words = (text: string) => (text === '' ? '' : word);
  return {
    ...meeting,
    moves: meeting.moves.map((one) => (one.by === person ? { ...one, why: words(one.why) } : one)),
    decisions: meeting.decisions.map((one) => (one.by === person ? { ...one, text: words(one.text) } : one)),
    why: why?.kind === 'said' && why.by === person ? { ...why, words: words(why.words) } : why,
    minutes: minutes && {
      ...minutes,
      words: minutes.by === person ? words(minutes.words) : minutes.words,
      objections: minutes.objections.map((one) => (one.by === person ? { ...one, words: words(one.words) } : one)),
    },
  };
}
