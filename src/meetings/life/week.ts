import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { departmentName } from '../../org/organisation.ts';
import type { Button, Card } from '../../platform/card.ts';
import { showDate } from '../actions/times.ts';
import { type Look, lookAs } from '../look.ts';
import { readMeetings } from '../store.ts';
import type { Meeting, Week } from '../types.ts';
import { button, text } from './cards.ts';
import { seatOf } from './rules.ts';
import { beginOf } from './title.ts';

/** The slot of the card that lists someone's meetings of a week. */
export const weekSlot = (week: Week): string => `meetings/${week}`;

/** Those a meeting is with, for whoever sits in it. */
function othersOf({ org, viewer, say }: Look, meeting: Meeting): string {
  const side = seatOf(meeting, viewer.id)?.department ?? viewer.department;
  const others = meeting.departments.filter((key) => key !== side);
  return others.map((key) => departmentName(org, key)).join(say('list'));
}

/** One message for a week of several meetings: when, with whom, and each to be opened. */
export function weekCard(look: Look, week: Week, meetings: readonly Meeting[]): Card {
  const { say, viewer } = look;
  const ahead = meetings.filter(({ status }) => status === 'announced');
  const open = ahead.filter((meeting) => seatOf(meeting, viewer.id)?.answer === 'none');
  const items = meetings.map((meeting) => ({
    text: openLabel(look, meeting),
    ...(seatOf(meeting, viewer.id)?.answer === 'accepted' ? { mark: 'done' as const } : {}),
    ...noteOf(look, meeting),
  }));
  const all = button(look, 'acceptAll', week, 'primary');
  const each = ahead.map(
    (meeting): Button => ({ ...button(look, 'open', String(meeting.id)), label: openLabel(look, meeting) }),
  );
  return {
    title: say('life.week.head', { count: meetings.length, day: showDate(week, look) }),
    tone: open.length > 0 ? 'act' : 'plain',
    elements: [
      { kind: 'list', items },
      text(say(ahead.length > 0 && open.length === 0 ? 'life.week.allAccepted' : 'life.week.next')),
    ],
    buttons: [...(open.length > 0 ? [all] : []), ...each],
  };
}

/** That it will not take place is another thing than that it did not. */
function noteOf({ say }: Look, { status }: Meeting): { note?: string } {
  if (status === 'cancelled') return { note: say('life.week.off') };
  return status === 'notHeld' ? { note: say('life.mine.notHeld') } : {};
}

/** A meeting in a few words: when and with whom. */
export const openLabel = (look: Look, meeting: Meeting): string =>
  look.say('life.do.open', { at: beginOf(look, meeting), other: othersOf(look, meeting) });

/** Someone's meetings of a week that were given a time, the soonest first. */
export const ownOf = (meetings: readonly Meeting[], person: string): Meeting[] =>
  meetings
    .filter((meeting) => meeting.from !== null && seatOf(meeting, person))
    .sort((a, b) => Number(a.from) - Number(b.from));

/** Keeps the lists of these people true, for those who have one. */
export async function weekUpdates(turn: TimeTurn, week: Week, people: readonly string[]): Promise<Effect[]> {
  const meetings = await readMeetings(turn.tx, { week, people });
  return people.flatMap((to): Effect[] => {
    const look = lookAs(turn.org, to);
    const own = ownOf(meetings, to);
    if (!look || own.length === 0) return [];
    return [{ kind: 'update', to, slot: weekSlot(week), card: weekCard(look, week, own), quiet: true }];
  });
}
