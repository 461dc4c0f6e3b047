import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../db/database.ts';
import { agendaItems, meetingAnswers } from '../tables.ts';
import type { Answer, Item } from './line-rules.ts';

/** What customers answered for some meetings, in a fixed order. */
export async function answersFor(on: Reader | Tx, meetings: readonly number[]): Promise<Answer[]> {
  if (meetings.length === 0) return [];
  const { meeting, customer, supplier, requirement, importance, service, words } = meetingAnswers;
  return on
    .select({ meeting, customer, supplier, requirement, importance, service, words })
    .from(meetingAnswers)
    .where(inArray(meeting, [...meetings]))
    .orderBy(asc(meeting), asc(customer), asc(supplier), asc(requirement));
}

/** Puts what a customer answers in the place of what it answered before. */
export async function writeAnswers(
  tx: Tx,
  { meeting, customer }: Pick<Answer, 'meeting' | 'customer'>,
  answers: readonly Answer[],
  by: string,
  at: Date,
): Promise<void> {
  await tx
    .delete(meetingAnswers)
    .where(and(eq(meetingAnswers.meeting, meeting), eq(meetingAnswers.customer, customer)));
  if (answers.length > 0) await tx.insert(meetingAnswers).values(answers.map((answer) => ({ ...answer, by, at })));
}

const { id, series, by, department, text, at } = agendaItems;
const itemColumns = { id, series, by, department, text, at };

/** What was added for any of these departments among themselves and has not been talked about, the oldest first. */
export async function openItems(on: Reader | Tx, departments: readonly string[]): Promise<Item[]> {
  const among = sql`string_to_array(${series}, '+') <@ ${sql.param([...departments])}::text[]`;
  return on
    .select(itemColumns)
    .from(agendaItems)
    .where(and(isNull(agendaItems.doneIn), among))
    .orderBy(asc(id));
}

/** Adds words to the next meeting of a series; the same words of the same person stay one item. */
export async function addItem(tx: Tx, item: Omit<Item, 'id'>): Promise<{ item: Item; fresh: boolean }> {
  // Two presses at the same time come here one after the other.
  await tx.execute(sql`select pg_advisory_xact_lock(${addLock}, hashtext(${item.series}))`);
  const same = and(eq(series, item.series), eq(by, item.by), eq(text, item.text), isNull(agendaItems.doneIn));
  const [known] = await tx.select(itemColumns).from(agendaItems).where(same);
  if (known) return { item: known, fresh: false };
  const [row] = await tx.insert(agendaItems).values(item).returning(itemColumns);
  if (!row) throw new Error('the item was not written');
  return { item: row, fresh: true };
}

const addLock = 7_402_011;

/** Takes an item of this person back while it has not been talked about; null when there is none any more. */
export async function removeItem(tx: Tx, item: number, person: string): Promise<Item | null> {
  if (!Number.isSafeInteger(item)) return null;
  const [row] = await tx
    .delete(agendaItems)
    .where(and(eq(id, item), eq(by, person), isNull(agendaItems.doneIn)))
    .returning(itemColumns);
  return row ?? null;
}

/** Notes in which meeting items were talked about. */
export async function itemsDone(tx: Tx, items: readonly number[], meeting: number): Promise<void> {
  if (items.length === 0) return;
  await tx
    .update(agendaItems)
    .set({ doneIn: meeting })
    .where(and(inArray(id, [...items]), isNull(agendaItems.doneIn)));
}
