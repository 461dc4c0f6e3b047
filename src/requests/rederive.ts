import { and, arrayOverlaps, asc, gt, inArray, ne, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Reader, Tx } from '../db/database.ts';
import type { Effect, TimeTurn } from '../engine/feature.ts';
import { timers } from '../engine/tables.ts';
import type { Change as OrgChange } from '../org/changes.ts';
import { sceneOf } from './act.ts';
import { refresh, timerEffect } from './announce.ts';
import { decide } from './rules.ts';
import { type Change, loadMany, read, save } from './store.ts';
import { requestHistory, requests } from './tables.ts';
import type { RequestNumber } from './types.ts';

/** Requests whose due times are derived in one transaction: few enough that what else is due waits a blink only. */
const derivedAtOnce = 500;
/** Requests whose cards are redrawn in one transaction, and the rest between two: cards are in no hurry. */
const redrawnAtOnce = 200;
const redrawRestMs = 250;

/**
 * What a timer of this work carries: how far it has come. First every due time is derived, because ladders follow them;
 * then the cards of those that moved are redrawn, slowly, behind every other message.
 */
export const rederiving = z.object({
  rederive: z.object({
    calendars: z.array(z.string()),
    reason: z.string(),
    /** When the first due time was derived; null before. */
    since: z.number().nullable(),
    cards: z.boolean(),
    /** Requests up to this number are done. */
    after: z.number().int(),
  }),
});

type Task = z.infer<typeof rederiving>['rederive'];

/**
 * Called in the transaction of an import: due times that run on a calendar it changed are derived anew, batch by batch,
 * by whichever process ticks next.
 */
export async function rederiveAfterImport(
  tx: Tx,
  changes: readonly OrgChange[],
  version: number,
  now: Date,
): Promise<void> {
  const calendars = changes
    .filter(({ kind, change }) => kind === 'calendar' && change !== 'added' && change !== 'deactivated')
    .map(({ key }) => key);
  if (calendars.length === 0) return;
  const reason = `calendar ${calendars.join(', ')} changed in version ${version} of the organisation`;
  const rederive: Task = { calendars, reason, since: null, cards: false, after: 0 };
  await tx
    .insert(timers)
    .values({ feature: 'requests', key: `rederive/${version}`, at: now, dueAt: now, payload: { rederive } })
    .onConflictDoNothing();
}

/** One batch of this work; while there is more, the timer of `key` goes on with it. */
export async function rederiveBatch(turn: TimeTurn, key: string, task: Task): Promise<Effect[]> {
  return task.cards ? redraw(turn, key, task) : deriveAnew(turn, key, task);
}

async function deriveAnew(turn: TimeTurn, key: string, task: Task): Promise<Effect[]> {
  const numbers = await affected(turn, task);
  const since = task.since ?? turn.now.getTime();
  const last = numbers.at(-1);
  if (last === undefined) return [goOn(key, turn.now, { ...task, since, cards: true, after: 0 })];
  const loaded = await loadMany(turn.tx, numbers);
  const changes: Change[] = [];
  const moved: Effect[] = [];
  for (const before of loaded.values()) {
    const decision = decide(before.request, { kind: 'recalculate', reason: task.reason }, turn.now, turn);
    if ('refusal' in decision) continue;
    if (decision.happenings.length > 0) changes.push({ before, ...decision });
    // Also where no target moved: a step may run on the other side's calendar.
    moved.push(timerEffect(decision.request, turn.org));
  }
  await save(turn.tx, changes, turn.now, turn.org);
  return [...moved, goOn(key, turn.now, { ...task, since, after: last })];
}

/** Open requests that run on one of the calendars, or have a side that does. */
async function affected({ tx, org }: TimeTurn, { calendars, after }: Task): Promise<RequestNumber[]> {
  const departments = [...org.departments.values()]
    .filter((department) => calendars.includes(department.calendarKey))
    .map((department) => department.key);
  const { number, stage, customer, supplier } = requests;
  const found = await tx
    .select({ number })
    .from(requests)
    .where(
      and(
        ne(stage, 'closed'),
        gt(number, after),
        or(
          arrayOverlaps(requests.calendars, calendars),
          inArray(customer, departments),
          inArray(supplier, departments),
        ),
      ),
    )
    .orderBy(asc(number))
    .limit(derivedAtOnce);
  return found.map((row) => row.number);
}

/** Nobody is notified of it: standing cards are changed in place, after everything else that waits to be sent. */
async function redraw(turn: TimeTurn, key: string, task: Task): Promise<Effect[]> {
  const numbers = await movedSince(turn.tx, new Date(task.since ?? 0), task.after);
  const last = numbers.at(-1);
  if (last === undefined) return [];
  const changed = [...(await read(turn.tx, numbers)).values()].filter((request) => request.stage !== 'closed');
  const scene = await sceneOf(turn, changed);
  const cards = changed.flatMap((request) => {
    const due = request.acknowledgedAt ? request.follow.due : request.acknowledge.due;
    return refresh(scene, request, { kind: 'recalculated', reason: task.reason, due });
  });
  const next = new Date(turn.now.getTime() + redrawRestMs);
  return [
    ...cards.map((card): Effect => (card.kind === 'update' ? { ...card, priority: 'bulk' } : card)),
    goOn(key, next, { ...task, after: last }),
  ];
}

/** Whose due times moved, as the history tells. */
async function movedSince(on: Tx | Reader, since: Date, after: RequestNumber): Promise<RequestNumber[]> {
  const found = await on
    .selectDistinct({ number: requestHistory.number })
    .from(requestHistory)
    .where(
      and(
        gt(requestHistory.number, after),
        sql`${requestHistory.at} >= ${since.toISOString()}::timestamptz`,
        sql`${requestHistory.body}::json -> 'happening' ->> 'kind' = 'recalculated'`,
      ),
    )
    .orderBy(asc(requestHistory.number))
    .limit(redrawnAtOnce);
  return found.map((row) => row.number);
}

const goOn = (key: string, at: Date, rederive: Task): Effect => ({ kind: 'wake', key, at, payload: { rederive } });
