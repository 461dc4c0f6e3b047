import type { Pace } from './adapter.ts';

/** An appointment in people's calendars, where the messenger keeps calendars: an event, a schedule (日程). */
export interface CalendarEvent {
  title: string;
  description: string;
  from: Date;
  to: Date;
  /** IANA zone it is shown in. */
  zone: string;
  /** Raised with every change, so that a change that comes late never wins. */
  sequence: number;
}

/** An event as it waits in a table: instants as ISO 8601. */
export type StoredEvent = Omit<CalendarEvent, 'from' | 'to'> & { from: string; to: string };

export const storeEvent = (event: CalendarEvent): StoredEvent => ({
  ...event,
  from: event.from.toISOString(),
  to: event.to.toISOString(),
});

export const readEvent = (event: StoredEvent): CalendarEvent => ({
  ...event,
  from: new Date(event.from),
  to: new Date(event.to),
});

/** What someone answered to an appointment, in their calendar. */
export type EventAnswer = 'accepted' | 'declined' | 'tentative';

/** When someone cannot, as their calendar says. */
export interface Busy {
  account: string;
  from: Date;
  to: Date;
}

/**
 * A messenger's calendars. Like `send`, its functions throw DeliveryError, which says what follows. Each call is safe to
 * repeat: what was made under a key is found again.
 */
export interface Calendars {
  /** The limits a call uses up; they are waited for before it. */
  readonly pace: readonly Pace[];
  /**
   * Makes the event, or with `remote` (the platform's id) changes it: time, words and who comes. Resolves to the platform's id.
   * `key` is the same for the same event, however often it is tried.
   */
  put(key: string, remote: string | null, event: CalendarEvent, accounts: readonly string[]): Promise<string>;
  /** Takes it out of everyone's calendar; one that is gone already is no error. */
  cancel(remote: string): Promise<void>;
  /** When these accounts cannot, where the platform tells. Absent: it does not. */
  busy?(accounts: readonly string[], from: Date, to: Date): Promise<Busy[]>;
}
