import type { Organisation, Urgency } from '../org/organisation.ts';
import type { Ring } from './chain.ts';
import { calendarOf, clockCalendar, refereeBudgetMs } from './clocks.ts';
import type { RequestNumber } from './types.ts';

/** A ring as it stands: who waits for whom, and what each could release. */
export interface RingState {
  links: RequestNumber[];
  departments: string[];
  urgency: Urgency;
  announcedAt: Date;
  offers: Offer[];
  /** People who have its card. */
  told: string[];
  refereeTold: boolean;
  closedAt: Date | null;
}

export interface Offer {
  department: string;
  by: string;
  what: string;
  at: Date | null;
  words: string;
  given: Date;
}

export function newRing(ring: Ring, urgency: Urgency, now: Date): RingState {
  return { ...ring, urgency, announcedAt: now, offers: [], told: [], refereeTold: false, closedAt: null };
}

/**
 * When the referee hears of it, if nobody asks before: one hour (urgent) or four working hours after the announcement, and
 * with offers on the table the same after the last of them should have come true. Null when they have heard.
 */
export function refereeAt(ring: RingState, org: Organisation): Date | null {
  if (ring.refereeTold || ring.closedAt) return null;
  const first = ring.departments[0] ?? '';
  const key = ring.urgency === 'urgent' ? clockCalendar : (org.departments.get(first)?.calendarKey ?? clockCalendar);
  const promised = ring.offers.map((offer) => (offer.at ?? offer.given).getTime());
  const from = new Date(Math.max(ring.announcedAt.getTime(), ...promised));
  return calendarOf(org, key, first).add(from, refereeBudgetMs[ring.urgency]);
}

/** The same ring, drawn anew after later requests joined or left it. One urgent link makes it urgent. */
export function redrawn(state: RingState, ring: Ring, urgent: boolean): RingState {
  const urgency = urgent ? 'urgent' : state.urgency;
  return { ...state, links: ring.links, departments: ring.departments, urgency };
}
