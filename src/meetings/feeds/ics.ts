import { ICalAlarmType, ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Locale, Organisation } from '../../org/organisation.ts';
import { words } from '../messages.ts';
import type { Meeting } from '../types.ts';
import { eventWords, isOff } from './event.ts';

/** Who reads a calendar: `whose` names it, and of a meeting's departments the reader's comes first. */
export interface Reading {
  org: Organisation;
  locale: Locale;
  zone: string;
  department: string;
  whose: string;
  /** What tells our meetings from those of another company in the same calendar. */
  host: string;
  now: Date;
}

/** Seconds before a meeting; the chat reminds an hour before. */
const alarmS = 900;
const refreshS = 3600;

/**
 * The meetings as a calendar to subscribe to (RFC 5545). Each is one instant in UTC, which every client shows in its reader's
 * own zone, also across a change of the clock; the zone is named for clients that show one. Nothing in it depends on when it
 * is asked for, so that an unchanged calendar is the same text.
 */
export function calendarOf(meetings: readonly Meeting[], reading: Reading): string {
  const { locale, zone, whose, host } = reading;
  const calendar = new ICalCalendar({
    name: words(locale, zone)('feeds.calendar', { whose }),
    prodId: { company: 'Xiayou', product: 'meetings', language: locale === 'en' ? 'EN' : 'ZH' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: refreshS,
  });
  for (const meeting of meetings) {
    const { id, from, to, sequence } = meeting;
    if (!from || !to) continue;
    const off = isOff(meeting, reading.now);
    const { title, description } = eventWords(reading.org, meeting, reading);
    const changed = changedAt(meeting);
    calendar.createEvent({
      ...{ id: `meeting-${id}@${host}`, start: from, end: to, sequence, summary: title, description },
      ...{ stamp: changed, lastModified: changed },
      status: off ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      alarms: off ? [] : [{ type: ICalAlarmType.display, trigger: alarmS, description: title }],
    });
  }
  return withZone(calendar.toString(), zone);
}

/** The last change there is an instant of. */
function changedAt({ announcedAt, moves, endedAt, nothing, from }: Meeting): Date {
  const at = [announcedAt, endedAt, ...moves.map((move) => move.at), ...nothing.map((said) => said.at)];
  const known = at.filter((one): one is Date => one !== null).map((one) => one.getTime());
  return known.length > 0 ? new Date(Math.max(...known)) : (from ?? new Date(0));
}

/** Properties of a calendar stand before its events, where the library would write local times once it knew the zone. */
const withZone = (text: string, zone: string) => text.replace(/^METHOD:/m, `X-WR-TIMEZONE:${zone}\r\nMETHOD:`);
