import type { Turn } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form } from '../../platform/form.ts';
import type { Part } from '../part.ts';

export const answering: Part = {
  clicked: async () => ({ effects: [] }),
  form: async () => sentence('-'),
  submitted: async () => ({ effects: [] }),
  wakes: async () => [],
};

/** The first page of a questionnaire, filled in for a look and stored nowhere; or why there is none. */
export async function previewForm(_turn: Turn, _key: string): Promise<Form | Card> {
  return sentence('-');
}
