import { type Adapter, DeliveryError } from '../platform/adapter.ts';
import { everyKind } from '../platform/form.ts';

/** Where people without an account answer: in pages alone. Nothing is ever sent there, and nothing comes in but from our own pages. */
export const paper: Adapter = {
  platform: 'paper',
  can: {
    sheets: { from: 1, kinds: everyKind },
    edits: false,
    groups: false,
    rooms: false,
    selects: 0,
    buttons: 12,
    text: 4000,
    title: 200,
    elements: 40,
    images: false,
  },
  start: async () => {},
  stop: async () => {},
  pace: () => [],
  send: async () => {
    throw new DeliveryError('nobody can be written to on paper', { retry: 'never' });
  },
};
