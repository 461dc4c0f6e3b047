import { showDay, showHour, showTime } from '../../messages/time.ts';
import type { Look } from '../look.ts';
import type { Meeting } from '../types.ts';

/** The slot of a meeting's card, one a person; its event in calendars has the same. */
export const slotOf = ({ id }: Pick<Meeting, 'id'>): string => `meeting/${id}`;

/** The id of the meeting behind a slot; null when it is none. */
export function meetingIn(slot: string): number | null {
  const [, id] = /^meeting\/(\d{1,15})$/.exec(slot) ?? [];
  return id === undefined ? null : Number(id);
}

/** From when to when, in the reader's zone; empty while it has no time. */
export function timeOf({ viewer }: Look, { from, to }: Pick<Meeting, 'from' | 'to'>): string {
  if (!from || !to) return '';
  return `${showTime(from, viewer.locale, viewer.zone)}–${showHour(to, viewer.zone)}`;
}

/** When it begins, as a headline has it; without a time, the day its week begins. */
export function beginOf({ viewer }: Look, { from, week }: Pick<Meeting, 'from' | 'week'>): string {
  if (from) return showTime(from, viewer.locale, viewer.zone);
  return showDay(new Date(`${week}T00:00:00Z`), { locale: viewer.locale, zone: 'UTC' });
}
