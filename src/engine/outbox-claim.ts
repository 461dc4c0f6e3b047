import { inArray, sql } from 'drizzle-orm';
import { rows, type Tx } from '../db/database.ts';
import { defaultTimeoutMs, type OutboxPorts, type Row } from './outbox-send.ts';
import { outbox } from './tables.ts';

const claimLock = 7_402_001;
/** How much longer than one send a lease lasts: half of it to begin in, the rest to wait for a turn and to mark what was sent. */
export const leaseSlackMs = 1_500;
/** How long after its claim the sending itself may start. */
export const lastStartMs = 1_250;

/**
 * Order is kept per conversation within a priority. An update waits until the messages of its own card are sent and marked:
 * before that there is no card to change, and it would be dropped. So does a message to a channel, which belongs below the one
 * before it. A message that has failed three times no longer holds
 * the others back.
 */
export async function claim(
  tx: Tx,
  ports: OutboxPorts,
  leaseId: string,
  most: number,
  lane?: 'express',
): Promise<Row[]> {
  // One claim at a time over all processes: otherwise a row locked by another claim would not hold its successors back.
  const [turn] = await rows<{ mine: boolean }>(tx, sql`select pg_try_advisory_xact_lock(${claimLock}) as mine`);
  if (!turn?.mine) return [];
  const now = ports.now().toISOString();
  const leaseMs = (ports.sendTimeoutMs ?? defaultTimeoutMs) + leaseSlackMs;
  const due = await rows<{ id: number | string; again: boolean }>(
    tx,
    // The order is settled within, and OFFSET keeps it there: what holds a message back is then looked for only until the
    // batch is full. Left to itself a planner with old statistics looks for all waiting messages, again for each batch.
    sql`select o.id, o.again from (
          select id, kind, slot, person, platform, account, priority, lease_id is not null or attempts > 0 as again from outbox
          where status = 'waiting' and due_at <= ${now}::timestamptz
            and (lease_until is null or lease_until < clock_timestamp())
            and priority <= ${lane === 'express' ? 1 : 3}
            and platform in (${sql.join(
              [...ports.adapters.keys()].map((platform) => sql`${platform}`),
              sql`, `,
            )})
          order by priority, id offset 0 for update skip locked
        ) o
        where not exists (
          select 1 from outbox e
          where e.status = 'waiting' and e.id < o.id and e.platform = o.platform and e.account = o.account
            and ((e.priority = o.priority
                  and (e.lease_until >= clock_timestamp() or (e.due_at > ${now}::timestamptz and (e.paced or e.attempts between 1 and 2))))
              or (o.kind in ('update', 'room') and e.slot = o.slot and e.person = o.person)))
        limit ${most}`,
  );
  if (due.length === 0) return [];
  await ports.begin?.(tx);
  const ids = due.map((row) => Number(row.id));
  const claimed = await tx
    .update(outbox)
    .set({ leaseId, paced: false, leaseUntil: sql`clock_timestamp() + ${`${leaseMs} milliseconds`}::interval` })
    .where(inArray(outbox.id, ids))
    .returning();
  const again = new Map(due.map((row) => [Number(row.id), row.again]));
  const all = claimed.map((row) => ({ ...row, again: again.get(row.id) ?? true }));
  return all.sort((a, b) => a.priority - b.priority || a.id - b.id);
}
