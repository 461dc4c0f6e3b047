import { asc, ne } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import type { OpenWork } from '../org/import.ts';
import { idOf } from './scene.ts';
import { requests } from './tables.ts';

/** Who must stay in the organisation for now: of each open request both departments, and whoever has taken it. */
export async function openWork(tx: Tx): Promise<OpenWork[]> {
  const { number, supplier, customer, handler } = requests;
  const open = await tx
    .select({ number, supplier, customer, handler })
    .from(requests)
    .where(ne(requests.stage, 'closed'))
    .orderBy(asc(number));
  return open.flatMap((row) => [
    { request: idOf(row.number), department: row.supplier, ...(row.handler ? { person: row.handler } : {}) },
    { request: idOf(row.number), department: row.customer },
  ]);
}
