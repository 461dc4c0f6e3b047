import { and, eq, gte, inArray } from 'drizzle-orm';
import { sentence } from '../platform/card.ts';
import type { Form } from '../platform/form.ts';
import type { Effect, Turn } from './feature.ts';
import { words } from './messages.ts';
import { type OutboxStatus, outbox } from './tables.ts';

/** Whether nothing of what is answered may stay behind where it was asked. */
export const isSecret = ({ fields }: Pick<Form, 'fields'>): boolean => fields.some(({ secret }) => secret === true);

/** A question as it is kept: a row of the table of dialogues. */
interface Asked {
  id: number;
  updatedAt: Date;
}

const slotOf = ({ id }: Asked): string => `dialogue/${id}`;

const any: OutboxStatus[] = ['waiting', 'sent', 'dead', 'superseded', 'held', 'dropped'];

/** That a question was asked may tell how the one before was answered: of questions that were answered no copy is kept. */
export async function forgetAsked(turn: Turn, dialogue: Asked, form: Form): Promise<void> {
  if (!isSecret(form)) return;
  const mine = and(eq(outbox.person, turn.person.id), eq(outbox.slot, slotOf(dialogue)));
  // The question that is being answered was asked when the dialogue moved last, or since then.
  const since = and(inArray(outbox.status, any), gte(outbox.createdAt, dialogue.updatedAt));
  await turn.tx
    .update(outbox)
    .set({ card: sentence(form.title) })
    .where(and(mine, since));
}

/** After the last answer the question that still stands in the chat goes as well. */
export function withdrawn(turn: Turn, dialogue: Asked, form: Form): Effect[] {
  if (!isSecret(form)) return [];
  const say = words(turn.person.locale, turn.person.zone);
  const card = sentence(say('answeredApart', { title: form.title }), 'good');
  return [{ kind: 'update', to: turn.person.id, slot: slotOf(dialogue), card, quiet: true }];
}
