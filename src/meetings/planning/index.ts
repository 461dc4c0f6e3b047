import { sentence } from '../../platform/card.ts';
import { lookOf } from '../look.ts';
import type { Part } from '../part.ts';

export { attendeesOf } from './attending.ts';
export { freeSlots } from './free.ts';
export { planWeek } from './plan-week.ts';
export { settingsOf } from './store.ts';
export { nextPlanning, weekAt } from './weeks.ts';

export const planning: Part = {
  clicked: async ({ org, person }) => ({
    effects: [],
    reply: { kind: 'whisper', card: sentence(lookOf(org, person).say('no.unknown')) },
  }),
  form: async ({ org, person }) => sentence(lookOf(org, person).say('no.unknown')),
  submitted: async () => ({ effects: [] }),
  wakes: async () => [],
};
