import type { Effect, TimeTurn } from '../engine/feature.ts';
import { onDuty, type RosterGap, rosterGaps } from '../org/duty.ts';
import { leaderOf, quietUntil } from '../org/leaders.ts';
import type { Department } from '../org/organisation.ts';
import type { Card } from '../platform/card.ts';
import { compareGaps, mergeGaps } from './gap-rules.ts';
import { customersFor, type Look, lookAs, nameOf } from './look.ts';
import { lockRoster, saveGaps, toldGaps } from './store.ts';
import { button, text } from './views.ts';

/** Tells heads about holes in the rosters of the next two weeks: each once, on a workday, forgotten when it closes. */
export async function lookForGaps(turn: TimeTurn): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const department of turn.org.departments.values()) {
    if (!department.calendar.isWorkday(department.calendar.localDate(turn.now))) continue;
    effects.push(...(await lookAtRoster(turn, department)));
  }
  return effects;
}

async function lookAtRoster(turn: TimeTurn, department: Department): Promise<Effect[]> {
  const now = mergeGaps(rosterGaps(turn.org, department.key, turn.now));
  await lockRoster(turn.tx, department.key);
  const { fresh, kept, closed } = compareGaps(await toldGaps(turn.tx, department.key), now);
  const head = leaderOf(turn, department.key);
  const look = head === null ? null : lookAs(turn.org, head);
  // With nobody to tell, the gap stays news until there is someone.
  await saveGaps(turn.tx, department.key, look ? [...kept, ...fresh] : kept, closed);
  if (head === null || !look) return [];
  return fresh.map((gap): Effect => {
    const notBefore = quietUntil(turn, head, gap.from > turn.now ? gap.from : gap.to);
    return { kind: 'post', to: head, card: gapCard(look, department, gap), priority: 'reply', notBefore };
  });
}

function gapCard(look: Look, department: Department, gap: RosterGap): Card {
  const { say } = look;
  const customers = customersFor(look, department.key);
  const standing = onDuty(look.org, department.key, gap.from);
  const effect = standing
    ? say('gap.to', { customers, who: nameOf(look, standing.person) })
    : say('gap.toNobody', { customers });
  return {
    title: say('gap.title', { department: department.name, from: gap.from, to: gap.to }),
    tone: 'act',
    elements: [text(say(`gap.${gap.why}`), effect, say('gap.next'))],
    buttons: [button(look, 'change', `${department.key}|${department.calendar.localDate(gap.from)}`, 'primary')],
  };
}
