import { sentence } from '../../platform/card.ts';
import type { Part } from '../part.ts';

export const answering: Part = {
  clicked: async () => ({ effects: [] }),
  form: async () => sentence('-'),
  submitted: async () => ({ effects: [] }),
  wakes: async () => [],
};
