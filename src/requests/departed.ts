import { and, asc, ne, or, sql } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import type { Effect, TimeTurn } from '../engine/feature.ts';
import { commit } from './act.ts';
import { decide } from './rules.ts';
import { type Change, loadMany } from './store.ts';
import { requests } from './tables.ts';
import type { Happening, Request, RequestNumber } from './types.ts';

/** People who left: their departments go on with what was theirs, and whoever has it now is told. */
export async function departed(turn: TimeTurn, people: readonly string[]): Promise<Effect[]> {
  const changes: Change[] = [];
  for (const before of (await loadMany(turn.tx, await concerned(turn.tx, people))).values()) {
    let request: Request = before.request;
    const happenings: Happening[] = [];
    for (const person of people) {
      const decision = decide(request, { kind: 'depart', person }, turn.now, turn);
      if ('refusal' in decision) continue;
      request = decision.request;
      happenings.push(...decision.happenings);
    }
    if (happenings.length > 0) changes.push({ before, request, happenings });
  }
  return changes.length > 0 ? commit(turn, changes, null) : [];
}

/** Open requests any of these people filed, took, or were told of. */
async function concerned(tx: Tx, people: readonly string[]): Promise<RequestNumber[]> {
  const { number, stage, asker, handler, state } = requests;
  const list = sql`(select jsonb_array_elements_text(${JSON.stringify(people)}::jsonb))`;
  const found = await tx
    .select({ number })
    .from(requests)
    .where(
      and(
        ne(stage, 'closed'),
        or(
          sql`${asker} in ${list}`,
          sql`${handler} in ${list}`,
          sql`exists (select 1 from jsonb_array_elements_text(${state} -> 'told') as told(person) where told.person in ${list})`,
        ),
      ),
    )
    .orderBy(asc(number));
  return found.map((row) => row.number);
}
