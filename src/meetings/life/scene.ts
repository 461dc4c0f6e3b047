import type { TimeTurn } from '../../engine/feature.ts';
import { readActions } from '../actions/store.ts';
import { agendaOf } from '../agenda/index.ts';
import { readMeetings } from '../store.ts';
import type { Action, AgendaLine, Meeting } from '../types.ts';
import { type Missed, missedOf } from './rules-times.ts';

/** What a meeting's card shows beside the meeting itself. */
export interface Scene {
  /** The agenda as it stands, before the meeting begins. */
  lines: AgendaLine[];
  /** Taken in this meeting. */
  actions: Action[];
  missed: Missed | null;
}

/** Reads what there is to show of a meeting now. */
export async function sceneOf({ tx, org, now }: TimeTurn, meeting: Meeting): Promise<Scene> {
  const ahead = meeting.status === 'announced';
  const lines = ahead ? await agendaOf(tx, org, meeting, now) : [];
  const taken = ahead ? [] : await readActions(tx, { series: meeting.series });
  const actions = taken.filter((action) => action.meeting === meeting.id);
  const told = ahead || meeting.status === 'notHeld';
  const ended = told ? await readMeetings(tx, { series: meeting.series, statuses: ['held', 'notHeld'] }) : [];
  return { lines, actions, missed: missedOf(ended) };
}
