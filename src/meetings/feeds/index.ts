import { sentence } from '../../platform/card.ts';
import { lookOf } from '../look.ts';
import type { Part } from '../part.ts';
import { clicked } from './show.ts';

export { calendarPage } from './page.tsx';
export { feedButton } from './show.ts';

/** Meetings in people's own calendars: as an address to subscribe to, and as events where the messenger keeps calendars. */
export const feeds: Part = {
  clicked,
  form: async ({ org, person }) => sentence(lookOf(org, person).say('no.unknown')),
  submitted: async () => ({ effects: [] }),
  wakes: async () => [],
};
