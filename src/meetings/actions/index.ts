import { sentence } from '../../platform/card.ts';
import { lookOf } from '../look.ts';
import type { Part } from '../part.ts';

export const actions: Part = {
  clicked: async ({ org, person }) => ({
    effects: [],
    reply: { kind: 'whisper', card: sentence(lookOf(org, person).say('no.unknown')) },
  }),
  form: async ({ org, person }) => sentence(lookOf(org, person).say('no.unknown')),
  submitted: async () => ({ effects: [] }),
  wakes: async () => [],
};
