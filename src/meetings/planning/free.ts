import type { TimeTurn } from '../../engine/feature.ts';
import type { Meeting } from '../types.ts';

/** Common free half hours that are left in the meeting's week, the soonest first, at most `most`. */
export async function freeSlots(
  _turn: TimeTurn,
  _meeting: Meeting,
  _most: number,
): Promise<{ from: Date; to: Date }[]> {
  return [];
}
