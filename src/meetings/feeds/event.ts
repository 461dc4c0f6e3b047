import type { Effect, TimeTurn } from '../../engine/feature.ts';
import type { Locale, Organisation } from '../../org/organisation.ts';
import { nameCommands } from '../../platform/command-names.ts';
import { slotOf } from '../life/title.ts';
import { partiesOf } from '../look.ts';
import { words } from '../messages.ts';
import type { Meeting } from '../types.ts';

/** What a calendar shows of a meeting, in one language: who meets, and where the agenda is. Never the agenda itself. */
export function eventWords(
  org: Organisation,
  meeting: Pick<Meeting, 'departments'>,
  reader: { locale: Locale; zone: string; department?: string },
): { title: string; description: string } {
  const say = words(reader.locale, reader.zone);
  const parties = partiesOf({ org, viewer: reader, say }, meeting);
  return { title: say('feeds.title', { parties }), description: nameCommands(say('feeds.description')) };
}

/** Statuses in which a meeting that had a time takes place no more. */
const calledOff: readonly Meeting['status'][] = ['cancelled', 'skipped', 'leftOut'];

/** Whether a meeting is off; one that was not held stays in calendars unless that was known before its time. */
export function isOff({ status, from, endedAt }: Pick<Meeting, 'status' | 'from' | 'endedAt'>, now: Date): boolean {
  if (calledOff.includes(status)) return true;
  return status === 'notHeld' && from !== null && (endedAt ?? now) < from;
}

/**
 * The event of a meeting in the calendars of those who come, for whoever changed its time, its people or its status. Past
 * meetings stay in calendars as they are.
 */
export function eventOf({ org, now }: TimeTurn, meeting: Meeting): Effect[] {
  const { from, to, sequence, attendees } = meeting;
  const people = [...new Set(attendees.map(({ person }) => person))];
  const slot = slotOf(meeting);
  if (isOff(meeting, now) || !from || !to) return [{ kind: 'event', slot, people, event: null }];
  if (meeting.status !== 'announced') return [];
  const { zone } = org.company;
  const event = { ...eventWords(org, meeting, org.company), from, to, zone, sequence };
  return [{ kind: 'event', slot, people, event }];
}
