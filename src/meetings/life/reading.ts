import type { TimeTurn } from '../../engine/feature.ts';
import { quietUntil } from '../../org/leaders.ts';
import { HALF_HOUR_MS, hoursIn } from '../planning/hours.ts';

/** When someone reads a message: at once where they are at work, in a shift at night too; else when their department opens. */
export function readsAt({ org, now }: Pick<TimeTurn, 'org' | 'now'>, person: string): Date {
  const open = quietUntil({ org, now }, person);
  if (open <= now) return open;
  const works = hoursIn(org, { from: now.getTime() - (now.getTime() % HALF_HOUR_MS), count: 1 })(person).length > 0;
  return works ? now : open;
}
