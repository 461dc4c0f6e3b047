import type { Effect, TimeTurn } from '../../engine/feature.ts';
import type { Week } from '../types.ts';
import { claimWeek } from './store.ts';

/** Plans a week, once: resolves to everything that has to be said of it. */
export async function planWeek(turn: TimeTurn, week: Week): Promise<Effect[]> {
  if (!(await claimWeek(turn.tx, week, turn.now))) return [];
  return [];
}
