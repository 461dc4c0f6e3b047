import { type Effect, type Outcome, type TimeTurn, type Turn, whisper } from '../../engine/feature.ts';
import { sentence } from '../../platform/card.ts';
import { closeAgenda } from '../agenda/index.ts';
import { lookOf } from '../look.ts';
import { loadMeeting, saveMeeting } from '../store.ts';
import type { Meeting } from '../types.ts';
import { refusalCard } from './refusals.ts';
import { type Command, decide, type Happening } from './rules.ts';
import { tell } from './tell.ts';
import { follows } from './timers.ts';

/** A meeting by its number as buttons carry it; locked. */
export const named = (turn: TimeTurn, id: string): Promise<Meeting | null> =>
  /^\d{1,15}$/.test(id) ? loadMeeting(turn.tx, Number(id)) : Promise.resolve(null);

/** Writes a decision and tells of it. Without happenings nothing changed that anybody has to hear. */
export async function commit(
  turn: TimeTurn,
  before: Meeting,
  { meeting, happenings }: { meeting: Meeting; happenings: readonly Happening[] },
  actor: string | null,
): Promise<Effect[]> {
  if (meeting === before) return [];
  await saveMeeting(turn.tx, meeting);
  if (meeting.minutes && meeting.minutes !== before.minutes) await closeAgenda(turn.tx, meeting);
  return [...(await tell(turn, { before, meeting, happenings, actor })), ...follows(turn, before, meeting)];
}

/** Does what someone asked for, and answers with `say`; or says why not. */
export async function act(
  turn: Turn,
  id: string,
  command: Command,
  say: (meeting: Meeting) => string,
): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const before = await named(turn, id);
  if (!before) return whisper(refusalCard(look, null, { why: 'noMeeting' }));
  const decision = decide(before, command, turn.now, turn.org);
  if ('refusal' in decision) return whisper(refusalCard(look, before, decision.refusal));
  const effects = await commit(turn, before, decision, turn.person.id);
  return whisper(sentence(say(decision.meeting), 'good'), effects);
}
