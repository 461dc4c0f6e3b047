import { eq, sql } from 'drizzle-orm';
import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { roundPeople } from '../tables.ts';
import { progressWake } from './follow.ts';
import { openRounds } from './store.ts';

/**
 * Whoever was asked for a department that is no more answers for the one they are in now: an org file that calls it
 * otherwise, or puts it together with another one, loses no answers. Resolves to whether anybody did.
 */
export async function followMoved({ tx, org }: Pick<TimeTurn, 'tx' | 'org'>, round: number): Promise<boolean> {
  const { person, department } = roundPeople;
  const known = await tx.selectDistinct({ department }).from(roundPeople).where(eq(roundPeople.round, round));
  if (known.every((one) => org.departments.has(one.department))) return false;
  const asked = await tx.select({ person, department }).from(roundPeople).where(eq(roundPeople.round, round));
  const moves = asked.flatMap((one) => {
    const now = org.people.get(one.person)?.department;
    const moved = !org.departments.has(one.department) && now !== undefined && org.departments.has(now);
    return moved ? [{ person: one.person, department: now }] : [];
  });
  if (moves.length === 0) return false;
  await tx.execute(
    sql`update questionnaire_people p set department = c.department
        from json_to_recordset(${JSON.stringify(moves)}::json) as c(person text, department text)
        where p.round = ${round} and p.person = c.person`,
  );
  return true;
}

/** The same for every open round, once a night, when nothing else looks at it. */
export async function followAllMoved(turn: TimeTurn): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const { id } of await openRounds(turn.tx)) if (await followMoved(turn, id)) effects.push(progressWake(turn, id));
  return effects;
}
