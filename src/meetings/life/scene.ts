import { groupBy } from '../../collections.ts';
import type { TimeTurn } from '../../engine/feature.ts';
import { readActions } from '../actions/store.ts';
import { agendasOf } from '../agenda/index.ts';
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

/** Every pair meets at least every fourth week: the last four lie within half a year. */
const LOOKED_BACK_MS = 180 * 86_400_000;

/** Reads what there is to show of a meeting now. */
export async function sceneOf(turn: TimeTurn, meeting: Meeting): Promise<Scene> {
  const found = (await scenesOf(turn, [meeting])).get(meeting.id);
  return found ?? { lines: [], actions: [], missed: null };
}

/** The same of many meetings by their ids, in as many queries as one takes. */
export async function scenesOf(turn: TimeTurn, meetings: readonly Meeting[]): Promise<Map<number, Scene>> {
  const { tx, org, now } = turn;
  const ahead = meetings.filter(({ status }) => status === 'announced');
  const begun = meetings.filter(({ status }) => status === 'running' || status === 'held');
  const lines = await agendasOf(tx, org, ahead, now);
  const actions = groupBy(await actionsOf(turn, begun), (action) => action.meeting);
  const missed = await missedIn(
    turn,
    meetings.filter(({ status }) => status === 'announced' || status === 'notHeld'),
  );
  return new Map(
    meetings.map(({ id, series }) => [
      id,
      { lines: lines.get(id) ?? [], actions: actions.get(id) ?? [], missed: missed.get(series) ?? null },
    ]),
  );
}

/** Actions that were taken in these meetings. */
export async function actionsOf({ tx }: TimeTurn, meetings: readonly Meeting[]): Promise<Action[]> {
  const ids = new Set<number | null>(meetings.map(({ id }) => id));
  const all = await readActions(tx, { series: [...new Set(meetings.map(({ series }) => series))] });
  return all.filter(({ meeting }) => ids.has(meeting));
}

async function missedIn({ tx, now }: TimeTurn, meetings: readonly Meeting[]): Promise<Map<string, Missed | null>> {
  if (meetings.length === 0) return new Map();
  const series = [...new Set(meetings.map((meeting) => meeting.series))];
  const from = new Date(now.getTime() - LOOKED_BACK_MS);
  const ended = await readMeetings(tx, { series, statuses: ['held', 'notHeld'], from });
  return new Map([...groupBy(ended, (meeting) => meeting.series)].map(([key, all]) => [key, missedOf(all)]));
}
