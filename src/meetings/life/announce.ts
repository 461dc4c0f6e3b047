import { groupBy } from '../../collections.ts';
import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { quietUntil } from '../../org/leaders.ts';
import { lookAs } from '../look.ts';
import { loadMeeting } from '../store.ts';
import type { Meeting } from '../types.ts';
import { commit } from './act.ts';
import { meetingCard } from './cards.ts';
import { type Command, decide } from './rules.ts';
import { scenesOf } from './scene.ts';
import { follows } from './timers.ts';
import { slotOf } from './title.ts';
import { ownOf, weekCard, weekSlot } from './week.ts';

/**
 * Tells everyone who comes of meetings that were just written with a time: one message a person and week, which is the
 * meeting's card, or, for several, a list from which each is opened. With their timers and events in calendars.
 */
export async function announced(turn: TimeTurn, written: readonly Meeting[]): Promise<Effect[]> {
  const meetings = written.filter(({ status, from }) => status === 'announced' && from !== null);
  const effects = meetings.flatMap((meeting) => follows(turn, null, meeting));
  const people = [...new Set(meetings.flatMap(({ attendees }) => attendees.map(({ person }) => person)))];
  const scenes = await scenesOf(turn, meetings);
  for (const to of people) {
    for (const [week, own] of groupBy(ownOf(meetings, to), (meeting) => meeting.week)) {
      const look = lookAs(turn.org, to);
      const [only, ...others] = own;
      if (!look || !only) continue;
      const notBefore = quietUntil(turn, to);
      const message = { kind: 'post' as const, to, priority: 'bulk' as const, notBefore };
      if (others.length > 0) {
        effects.push({ ...message, slot: weekSlot(week), card: weekCard(look, week, own) });
        continue;
      }
      const scene = scenes.get(only.id);
      if (scene) effects.push({ ...message, slot: slotOf(only), card: meetingCard(look, only, scene) });
    }
  }
  return effects;
}

/**
 * Cancels a meeting that has not begun, and tells everyone in one line; does nothing to one that has begun or is over.
 * What is decided on is the meeting as it stands, under its lock.
 */
export async function cancelMeeting(
  turn: TimeTurn,
  { id }: Pick<Meeting, 'id'>,
  { kind }: { kind: Extract<Command, { kind: 'cancel' }>['why'] },
): Promise<Effect[]> {
  const before = await loadMeeting(turn.tx, id);
  if (!before) return [];
  const decision = decide(before, { kind: 'cancel', why: kind }, turn.now, turn.org);
  return 'refusal' in decision ? [] : commit(turn, before, decision, null);
}
