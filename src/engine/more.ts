import { and, eq } from 'drizzle-orm';
import type { Button } from '../platform/card.ts';
import type { Form } from '../platform/form.ts';
import type { Turn } from './feature.ts';
import { words } from './messages.ts';
import { outbox } from './tables.ts';

/** The buttons that did not fit on a card, as a form with one choice; null when there are none. `context` is `outbox id|buttons shown`. */
export async function moreForm(turn: Turn, context: string): Promise<Form | null> {
  const say = words(turn.person.locale, turn.person.zone);
  const options = (await hidden(turn, context)).map((button, index) => ({ value: String(index), label: button.label }));
  if (options.length === 0) return null;
  const field = { key: 'choice', label: say('moreField'), required: true, kind: 'choice' as const, options };
  return { action: 'engine.more', context, title: say('moreTitle'), submit: say('choose'), fields: [field] };
}

/** The button chosen in that form, or null. */
export async function chooseMore(turn: Turn, context: string, choice: string): Promise<Button | null> {
  return (await hidden(turn, context)).find((_, index) => String(index) === choice) ?? null;
}

async function hidden(turn: Turn, context: string): Promise<Button[]> {
  const [id, shown] = context.split('|').map(Number);
  if (!Number.isSafeInteger(id) || !Number.isSafeInteger(shown) || Number(shown) < 0) return [];
  const [row] = await turn.tx
    .select({ card: outbox.card })
    .from(outbox)
    .where(and(eq(outbox.id, id ?? 0), eq(outbox.person, turn.person.id)));
  return row?.card.buttons.slice(shown) ?? [];
}
