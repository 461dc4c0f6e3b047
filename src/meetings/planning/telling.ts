import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { leads, quietUntil } from '../../org/leaders.ts';
import { lookAs } from '../look.ts';
import type { Meeting, Series, Week } from '../types.ts';
import type { Before } from './load.ts';
import { EVERY_WEEKS } from './rules.ts';
import { unplacedCard } from './views.ts';
import { weekNumber } from './weeks.ts';

/** Tells heads of meetings that have no time in a week: one card each, with why and what would help. */
export function tellUnplaced(
  turn: TimeTurn,
  week: Week,
  unplaced: readonly Meeting[],
  before: ReadonlyMap<Series, readonly Before[]>,
): Effect[] {
  const told = new Map<string, Meeting[]>();
  for (const meeting of unplaced) {
    if (isKnown(meeting, before.get(meeting.series) ?? [])) continue;
    for (const { person, department } of meeting.attendees)
      if (leads(turn.org, person, department)) told.set(person, [...(told.get(person) ?? []), meeting]);
  }
  return [...told].flatMap(([person, own]): Effect[] => {
    const look = lookAs(turn.org, person);
    if (!look) return [];
    const card = unplacedCard(look, week, own);
    const slot = `meetings-week/${week}`;
    return [{ kind: 'post', to: person, card, priority: 'bulk', slot, notBefore: quietUntil(turn, person) }];
  });
}

/** What stands in the way in every week is said again every fourth, not every week. A holiday is news each time. */
function isKnown({ week, why }: Meeting, before: readonly Before[]): boolean {
  const left = obstacleIn(why);
  const same = left === null ? 0 : before.filter((one) => obstacleIn(one.why) === left).length;
  return same > 0 && (same < EVERY_WEEKS - 1 || weekNumber(week) % EVERY_WEEKS !== 0);
}

/** What stands in the way, in one word; whose other meetings are in it changes from week to week. */
function obstacleIn(why: Meeting['why']): string | null {
  if (why?.kind !== 'noSlot') return null;
  const { left } = why;
  const who = left.why === 'noCommonTime' ? left.people : left.why === 'tooFewSlots' ? [left.person] : [];
  return [left.why, ...who].join(' ');
}
