import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { quietUntil } from '../../org/leaders.ts';
import { lookAs } from '../look.ts';
import { noteAsked } from './store.ts';
import { askTimesCard } from './views.ts';

/** The slot of the card that asks someone about their week. */
export const timesSlot = 'meetings-times';

/** Asks whoever sits in meetings and was never asked when they cannot: one card, once. */
export async function askTimes(turn: TimeTurn, people: readonly string[]): Promise<Effect[]> {
  const fresh = await noteAsked(turn.tx, people, turn.now);
  return fresh.flatMap((person): Effect[] => {
    const look = lookAs(turn.org, person);
    if (!look) return [];
    const card = askTimesCard(look);
    return [{ kind: 'post', to: person, card, priority: 'bulk', slot: timesSlot, notBefore: quietUntil(turn, person) }];
  });
}
