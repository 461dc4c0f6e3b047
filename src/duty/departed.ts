import type { Effect, TimeTurn } from '../engine/feature.ts';
import { lookForGaps } from './gaps.ts';
import { handoverUndelivered } from './handover.ts';
import { lookAs } from './look.ts';
import type { Handover } from './rules.ts';
import { handoversOf, lockRoster, saveHandover } from './store.ts';
import { takerDoneCard } from './views.ts';

/**
 * People who left: a question that waits for one of them is answered to whoever asked, one that they asked is over, and
 * heads learn at once of the dates that nobody of the roster stands on any more.
 */
export async function departed(turn: TimeTurn, people: readonly string[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const handover of await handoversOf(turn.tx, people)) {
    if (people.includes(handover.giver)) effects.push(...(await end(turn, handover)));
    else effects.push(...(await handoverUndelivered(turn, handover.id)));
  }
  return [...effects, ...(await lookForGaps(turn))];
}

async function end(turn: TimeTurn, open: Handover): Promise<Effect[]> {
  await lockRoster(turn.tx, open.department);
  const handover: Handover = { ...open, status: 'overtaken', answeredAt: turn.now };
  await saveHandover(turn.tx, handover);
  const slot = open.status === 'told' ? `cannot/${open.id}` : `handover/${open.id}`;
  const unwake: Effect = { kind: 'unwake', key: `handover/${open.id}` };
  const look = lookAs(turn.org, open.taker);
  return look ? [{ kind: 'update', to: open.taker, slot, card: takerDoneCard(look, handover) }, unwake] : [unwake];
}
