import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { leaderOf, leadersOf, leads } from '../../org/leaders.ts';
import { loadMeeting, readMeetings } from '../store.ts';
import type { Meeting } from '../types.ts';
import { commit } from './act.ts';
import { concerned, decide, type Happening, seatOf } from './rules.ts';

/** People who left the company: whose place they took, or who leads their department now, comes instead, and is told. */
export async function departed(turn: TimeTurn, people: readonly string[]): Promise<Effect[]> {
  const open = await readMeetings(turn.tx, { statuses: ['announced', 'running'] });
  const theirs = open.filter((meeting) => concerned(meeting).some((person) => people.includes(person)));
  const effects: Effect[] = [];
  for (const id of theirs.map((meeting) => meeting.id).sort((a, b) => a - b)) {
    const before = await loadMeeting(turn.tx, id);
    if (before) effects.push(...(await without(turn, before, people)));
  }
  return effects;
}

/** A meeting without some of those it concerns. */
export async function without(turn: TimeTurn, before: Meeting, people: readonly string[]): Promise<Effect[]> {
  let meeting = before;
  const happenings: Happening[] = [];
  for (const person of people) {
    const heir = heirOf(turn, meeting, person);
    const decision = decide(meeting, { kind: 'leave', person, heir }, turn.now, turn.org);
    if ('refusal' in decision) continue;
    meeting = decision.meeting;
    happenings.push(...decision.happenings);
  }
  const off = isDeserted(turn, meeting)
    ? decide(meeting, { kind: 'cancel', why: 'departmentGone' }, turn.now, turn.org)
    : null;
  // Who would come then hears that it is off, and nothing else.
  if (off && !('refusal' in off)) return commit(turn, before, off, null);
  return commit(turn, before, { meeting, happenings }, null);
}

/** Whether nobody comes for a department there is: nobody sits there for it, leads it, or could come who does. */
export const isDeserted = (turn: TimeTurn, { departments, attendees }: Meeting): boolean =>
  departments.some((key) => {
    if (!turn.org.departments.has(key)) return false;
    const comes = attendees.some(({ person, department }) => department === key || leads(turn.org, person, key));
    return !comes && leaderOf(turn, key) === null;
  });

/** Who takes the seat of someone who left: whose place they took, else who leads the department and does not come already. */
function heirOf({ org, reachable }: TimeTurn, meeting: Meeting, person: string): string | null {
  const seat = seatOf(meeting, person);
  if (!seat) return null;
  return leadersOf(org, seat.department).find((id) => reachable(id) && !seatOf(meeting, id)) ?? null;
}
