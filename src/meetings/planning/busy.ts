import type { Reader, Tx } from '../../db/database.ts';
import { busyOf } from '../feeds/busy.ts';
import type { Taken } from './hours.ts';

/** When these people cannot, as their calendars say where a messenger tells. */
export function readBusy(on: Reader | Tx, people: readonly string[], from: Date, to: Date): Promise<Taken[]> {
  return busyOf(on, people, from, to);
}
