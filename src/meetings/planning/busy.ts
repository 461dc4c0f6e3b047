import type { Reader, Tx } from '../../db/database.ts';
import type { Taken } from './hours.ts';

/** When these people cannot, as their calendars say where a messenger tells. */
export async function readBusy(_on: Reader | Tx, _people: readonly string[], _from: Date, _to: Date): Promise<Taken[]> {
  return [];
}
