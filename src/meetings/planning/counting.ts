import type { TimeTurn } from '../../engine/feature.ts';
import { dateAfter } from '../../org/duty.ts';
import type { Week } from '../types.ts';
import { lastPlanned } from './store.ts';
import { weekAt } from './weeks.ts';

/** The first week that is not planned yet: what is settled now counts from it on. */
export async function firstFree({ tx, now, org }: TimeTurn): Promise<Week> {
  const coming = dateAfter(weekAt(now, org), 7);
  const last = await lastPlanned(tx);
  return last !== null && last >= coming ? dateAfter(last, 7) : coming;
}
