import { sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../../db/database.ts';
import type { Effect, TimeTurn } from '../../engine/feature.ts';
import type { RequestNumber } from '../../requests/types.ts';
import type { Action } from '../types.ts';
import { decide } from './rules.ts';
import { loadAction, readActions, saveAction } from './store.ts';
import { everyone, reminder, tell, watchTimer } from './tell.ts';

/** A problem that stayed away for so long has been solved; half a year. */
const WATCH_DAYS = 183;
const DAY_MS = 86_400_000;

/** Actions that are done and whose problem must not return unseen. */
async function watched({ tx, org, now }: TimeTurn): Promise<Action[]> {
  const since = now.getTime() - WATCH_DAYS * DAY_MS;
  const done = await readActions(tx, { statuses: ['done'] });
  // With a department that is gone nothing is agreed on any more.
  const stands = ({ supplier, customer }: Action) => org.departments.has(supplier) && org.departments.has(customer);
  return done.filter((one) => one.cause !== null && Number(one.closedAt) >= since && stands(one));
}

/**
 * The first request, by number, that shows the problem of each action again: of the same supplier and service, filed after the
 * action was done, and late, returned, rated 2 or lower, or declined, as its cause says. A request that waits for an answer
 * of the customer is not late.
 */
async function returning(on: Reader | Tx, some: readonly Action[], now: Date): Promise<Map<number, RequestNumber>> {
  if (some.length === 0) return new Map();
  const causes = some.map(({ id, cause, closedAt }) => ({ id, ...cause, since: closedAt?.toISOString() }));
  const found = await rows<{ id: number | string; number: number }>(
    on,
    sql`select a.id, min(r.number) as number
        from json_to_recordset(${JSON.stringify(causes)}::json)
          as a(id bigint, supplier text, service text, kind text, since timestamptz)
        join requests r on r.supplier = a.supplier and r.filed_at > a.since
          and r.state ->> 'service' is not distinct from a.service
        left join request_facts f on f.number = r.number
        where case a.kind
          when 'late' then f.on_time = false
            or (r.stage in ('open', 'accepted') and r.waiting is distinct from 'customer' and r.due_at < ${now.toISOString()}::timestamptz)
          when 'returned' then coalesce(f.returned, jsonb_array_length(r.state -> 'returns')) > 0
          when 'lowRating' then f.rating <= 2
          when 'declined' then coalesce(f.how, r.stage) = 'declined'
          else false end
        group by a.id`,
  );
  return new Map(found.map(({ id, number }) => [Number(id), number]));
}

/** Opens again what has come back, tells both sides, and looks again later as long as there is something to watch. */
export async function watch(turn: TimeTurn): Promise<Effect[]> {
  const some = await watched(turn);
  const back = await returning(turn.tx, some, turn.now);
  const effects: Effect[] = [];
  for (const [id, request] of back) {
    const action = await loadAction(turn.tx, id);
    const decision = action && decide(action, { kind: 'return', request }, turn.now, turn.org);
    if (!decision || 'refusal' in decision) continue;
    await saveAction(turn.tx, decision.action);
    const news = everyone(turn, decision.action);
    effects.push(...tell(turn, decision.action, { by: null, news }), reminder(turn, decision.action));
  }
  return some.length > back.size ? [...effects, watchTimer(turn.now)] : effects;
}
