import { and, desc, eq, sql } from 'drizzle-orm';
import type { Form } from '../platform/form.ts';
import type { Turn } from './feature.ts';
import { dialogues } from './tables.ts';

/** A second press this soon after the first, in milliseconds, wants no second answer. */
const doublePressMs = 60_000;

/** A dialogue that stands already. */
export interface Begun {
  dialogue: typeof dialogues.$inferSelect;
  /** A moment ago, and nothing else since. */
  justAsked: boolean;
  /** When anything was asked last. */
  lastAsked: Date;
}

/** The same form's dialogue that waits for its first answer; for any answer when it resumes. */
export async function begunAlready(
  turn: Turn,
  { action, context, resumes }: Form,
  platform: string,
): Promise<Begun | null> {
  const mine = eq(dialogues.person, turn.person.id);
  const same = [eq(dialogues.action, action), eq(dialogues.context, context)];
  const fresh = [eq(dialogues.platform, platform), sql`${dialogues.done} = '[]'::jsonb`];
  const newestFirst = [desc(dialogues.updatedAt), desc(dialogues.id)];
  const [dialogue] = await turn.tx
    .select()
    .from(dialogues)
    .where(and(mine, ...same, ...(resumes ? [] : fresh)))
    .orderBy(...newestFirst)
    .limit(1)
    // One that is being answered right now is not waited for: whoever answers may be waiting for us.
    .for('update', { skipLocked: true });
  if (!dialogue) return null;
  const [last] = await turn.tx
    .select({ id: dialogues.id, updatedAt: dialogues.updatedAt })
    .from(dialogues)
    .where(mine)
    .orderBy(...newestFirst)
    .limit(1);
  const age = turn.now.getTime() - dialogue.updatedAt.getTime();
  const justAsked = last?.id === dialogue.id && dialogue.platform === platform && age < doublePressMs;
  return { dialogue, justAsked, lastAsked: last?.updatedAt ?? dialogue.updatedAt };
}
