import { eq, or, sql } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import { requests, requestTexts } from './tables.ts';
import type { RequestNumber } from './types.ts';

/** Whose words are erased, how their name is found, and what takes the words' place in a request's state. */
export interface Erasure {
  id: string;
  name: string;
  pattern: RegExp;
  word: string;
}

/**
 * Erases the words a person wrote, and those that name them, from the history's texts and from the states of the
 * requests. The history itself holds only commitments and stays. Returns how many texts went.
 */
export async function eraseTexts(tx: Tx, erasure: Erasure): Promise<number> {
  const gone = await textsOf(tx, erasure);
  const keys = JSON.stringify(gone.map(({ number, seq, field }) => ({ number, seq, field })));
  await tx.execute(
    sql`delete from ${requestTexts} where (number, seq, field) in
        (select number, seq, field from json_to_recordset(${keys}::json) as gone(number integer, seq integer, field text))`,
  );
  const words = new Map<RequestNumber, Set<string>>();
  for (const { number, value } of gone) words.set(number, (words.get(number) ?? new Set()).add(value));
  for (const [number, said] of words) await eraseFromState(tx, number, said, erasure.word);
  return gone.length;
}

type Text = Pick<typeof requestTexts.$inferSelect, 'number' | 'seq' | 'field' | 'value'>;

/** All texts of rows the person wrote, and single texts that are about them. */
async function textsOf(tx: Tx, { id, name, pattern }: Erasure): Promise<Text[]> {
  const { number, seq, field, value } = requestTexts;
  const written = sql<boolean>`exists (select 1 from request_texts writer where writer.number = ${number}
    and writer.seq = ${seq} and writer.field = 'by' and writer.value = ${id})`;
  const found = await tx
    .select({ number, seq, field, value, written })
    .from(requestTexts)
    .where(or(written, eq(value, id), sql`position(${name} in ${value}) > 0`));
  return found.filter((text) => text.written || text.value === id || text.value.search(pattern) >= 0);
}

/** Where a state keeps what someone wrote. */
const wordFields = new Set([
  'need',
  'needByWords',
  'blocks',
  'question',
  'who',
  'reason',
  'note',
  'remark',
  'what',
  'text',
  'words',
]);

async function eraseFromState(tx: Tx, number: RequestNumber, said: ReadonlySet<string>, word: string): Promise<void> {
  const [row] = await tx
    .select({ state: requests.state })
    .from(requests)
    .where(eq(requests.number, number))
    .for('update');
  if (!row) return;
  const erased = (value: unknown, field: string): unknown => {
    if (typeof value === 'string') return wordFields.has(field) && value !== '' && said.has(value) ? word : value;
    if (Array.isArray(value)) return value.map((part) => erased(part, field));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, erased(part, key)]));
  };
  await tx
    .update(requests)
    .set({ state: erased(row.state, '') })
    .where(eq(requests.number, number));
}
