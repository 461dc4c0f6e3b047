import { and, eq, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../db/database.ts';
import { decode, encode } from './encoding.ts';
import type { RingState } from './ring-rules.ts';
import { rings } from './tables.ts';
import type { RequestNumber } from './types.ts';

export interface LoadedRing {
  id: number;
  state: RingState;
}

const loaded = (row: typeof rings.$inferSelect): LoadedRing => ({ id: row.id, state: decode(row.state) as RingState });

/** Open rings that share a link with `numbers`, locked. */
export async function openRings(tx: Tx, numbers: readonly RequestNumber[]): Promise<LoadedRing[]> {
  if (numbers.length === 0) return [];
  const list = sql.join(
    numbers.map((number) => sql`${number}`),
    sql`, `,
  );
  const found = await tx
    .select()
    .from(rings)
    .where(and(eq(rings.open, true), sql`${rings.links} && array[${list}]::integer[]`))
    .orderBy(rings.id)
    .for('update');
  return found.map(loaded);
}

/** Whether a request is a link of an open ring. */
export async function inOpenRing(on: Reader | Tx, number: RequestNumber): Promise<boolean> {
  const found = await on
    .select({ id: rings.id })
    .from(rings)
    .where(and(eq(rings.open, true), sql`${number} = any(${rings.links})`))
    .limit(1);
  return found.length > 0;
}

export async function loadRing(tx: Tx, id: number): Promise<LoadedRing | null> {
  const [row] = await tx.select().from(rings).where(eq(rings.id, id)).for('update');
  return row ? loaded(row) : null;
}

export async function insertRing(tx: Tx, state: RingState): Promise<number> {
  const [row] = await tx.insert(rings).values(rowOf(state)).returning({ id: rings.id });
  return row?.id ?? 0;
}

export async function saveRing(tx: Tx, id: number, state: RingState): Promise<void> {
  await tx.update(rings).set(rowOf(state)).where(eq(rings.id, id));
}

const rowOf = (state: RingState) => ({
  open: state.closedAt === null,
  announcedAt: state.announcedAt,
  links: state.links,
  state: encode(state),
});
