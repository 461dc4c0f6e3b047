import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { referees } from '../../org/duty.ts';
import { roundCodes, roundPeople, rounds } from '../tables.ts';
import { paperWake, progressSlot, progressWake } from './follow.ts';
import { lookAs } from './look.ts';
import { questionnaireOf } from './offered.ts';
import { progressCard } from './progress.ts';
import { dropWaiting, type Round } from './store.ts';

/** People who left are not missing in any open round, and the first referee who is there goes on with rounds of theirs. */
export async function departed(turn: TimeTurn, people: readonly string[]): Promise<Effect[]> {
  const { tx } = turn;
  const open = tx.select({ id: rounds.id }).from(rounds).where(isNull(rounds.endedAt));
  const gone = await tx
    .update(roundPeople)
    .set({ status: 'gone', dueAt: null })
    .where(
      and(
        inArray(roundPeople.person, [...people]),
        inArray(roundPeople.round, open),
        ne(roundPeople.status, 'finished'),
      ),
    )
    .returning({ round: roundPeople.round, department: roundPeople.department, askedAt: roundPeople.askedAt });
  const reminded = and(inArray(roundPeople.person, [...people]), inArray(roundPeople.round, open));
  await tx.update(roundPeople).set({ dueAt: null }).where(reminded);
  await tx.delete(roundCodes).where(inArray(roundCodes.person, [...people]));
  const changed = [...new Set(gone.map(({ round }) => round))];
  for (const round of changed) await dropWaiting(tx, round, people);
  const orphaned = await tx
    .select()
    .from(rounds)
    .where(and(isNull(rounds.endedAt), inArray(rounds.owner, [...people])))
    .for('update');
  const onPaper = gone.filter(({ askedAt }) => askedAt === null);
  const effects = [
    ...changed.map((round) => progressWake(turn, round)),
    ...onPaper.map(({ round, department }) => paperWake(turn, round, department)),
  ];
  for (const round of orphaned) effects.push(...(await adopt(turn, round)));
  return effects;
}

async function adopt(turn: TimeTurn, round: Round): Promise<Effect[]> {
  const owner = referees(turn.org).find((id) => turn.reachable(id));
  const look = owner === undefined ? null : lookAs(turn.org, owner);
  if (owner === undefined || !look) return [];
  await turn.tx.update(rounds).set({ owner }).where(eq(rounds.id, round.id));
  const card = await progressCard(turn.tx, look, { ...round, owner }, await questionnaireOf(turn.tx, round), 'all');
  return [{ kind: 'post', to: owner, card, priority: 'reply', slot: progressSlot(round.id) }];
}
