import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { leaderOf, quietUntil } from '../../org/leaders.ts';
import { lookAs } from '../look.ts';
import type { Action } from '../types.ts';
import { nextReminder } from './times.ts';
import { actionCard, type Occasion } from './views.ts';

const slotOf = ({ id }: Action): string => `action/${id}`;

/** Who hears of an action: its owner, and who leads either side. */
export function everyone(turn: TimeTurn, action: Action): string[] {
  const leading = [action.supplier, action.customer].map((department) => leaderOf(turn, department));
  return [...new Set([action.owner, ...leading].filter((id): id is string => id !== null))];
}

/**
 * Keeps the cards of an action true: `news` get it as a message, in their open hours, everyone else who has one sees it change.
 * Whoever did it sees it at once where they did it.
 */
export function tell(
  turn: TimeTurn,
  action: Action,
  { by, news, occasion = 'plain' }: { by: string | null; news: readonly string[]; occasion?: Occasion },
): Effect[] {
  return everyone(turn, action).flatMap((to): Effect[] => {
    const look = lookAs(turn.org, to);
    if (!look?.viewer.active) return [];
    const card = actionCard(look, action, to === action.owner ? occasion : plainOf(occasion));
    if (to === by || !news.includes(to)) return [{ kind: 'update', to, slot: slotOf(action), card }];
    return [{ kind: 'post', to, card, priority: 'reply', slot: slotOf(action), notBefore: quietUntil(turn, to) }];
  });
}

/** What only concerns the owner is no occasion for others. */
const plainOf = (occasion: Occasion): Occasion => (occasion === 'yours' ? 'plain' : occasion);

/** Whoever leads the side an action is for. */
export const receivers = (turn: TimeTurn, action: Action): string[] =>
  [leaderOf(turn, action.customer)].filter((id) => id !== null);

/** The reminder of an open action; none of a closed one. */
export function reminder(turn: TimeTurn, action: Action): Effect {
  const key = `actions/${action.id}/due`;
  const at = action.status === 'open' ? nextReminder(turn.org, action, turn.now) : null;
  return at ? { kind: 'wake', key, at, payload: { action: action.id } } : { kind: 'unwake', key };
}

/** The same problem is looked for again this soon, as long as an action was closed that should keep it away. */
const WATCH_EVERY_MS = 60 * 60_000;

export const watchTimer = (now: Date): Effect => ({
  kind: 'wake',
  key: 'actions/watch',
  at: new Date((Math.floor(now.getTime() / WATCH_EVERY_MS) + 1) * WATCH_EVERY_MS),
  payload: { watch: true },
});
