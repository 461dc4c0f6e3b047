import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { sentence } from '../../platform/card.ts';
import { type Look, lookOf, partiesOf } from '../look.ts';
import type { Part } from '../part.ts';
import { saveMeeting } from '../store.ts';
import type { Meeting, Why } from '../types.ts';

export const life: Part = {
  clicked: async ({ org, person }) => ({
    effects: [],
    reply: { kind: 'whisper', card: sentence(lookOf(org, person).say('no.unknown')) },
  }),
  form: async ({ org, person }) => sentence(lookOf(org, person).say('no.unknown')),
  submitted: async () => ({ effects: [] }),
  wakes: async () => [],
};

/** What a meeting is called, as someone reads it. */
export const meetingTitle = (look: Look, meeting: Pick<Meeting, 'departments'>): string =>
  look.say('life.title', { parties: partiesOf(look, meeting) });

/** Tells everyone who comes of meetings that were just written: cards, timers and calendar events. Only those `announced`. */
export async function announced(_turn: TimeTurn, _meetings: readonly Meeting[]): Promise<Effect[]> {
  return [];
}

/** Cancels a meeting that was loaded for a decision, unless it has begun or is over, and tells everyone in one line. */
export async function cancelMeeting(
  turn: TimeTurn,
  meeting: Meeting,
  why: Extract<Why, { kind: 'empty' | 'departmentGone' | 'holiday' }>,
): Promise<Effect[]> {
  if (meeting.status !== 'announced') return [];
  await saveMeeting(turn.tx, { ...meeting, status: 'cancelled', why: { kind: why.kind } });
  return [];
}
