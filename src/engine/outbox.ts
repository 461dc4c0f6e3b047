import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { and, asc, eq, isNotNull, lt, sql } from 'drizzle-orm';
import { groupBy } from '../collections.ts';
import { type Database, rows, type Tx } from '../db/database.ts';
import type { Platform } from '../platform/adapter.ts';
import { claim, leaseSlackMs } from './outbox-claim.ts';
import { deliver, type OutboxPorts, type Row, settle } from './outbox-send.ts';
import { liveCards, outbox } from './tables.ts';

const markEveryMs = 250;

/**
 * Claims a batch of promised messages under a lease and sends them, conversations side by side. Returns how many were claimed.
 * The lease runs on the database's clock; completion is fenced by its id, so whoever lost it changes nothing.
 */
export async function sweepOutbox(ports: OutboxPorts, lane?: 'express'): Promise<number> {
  const leaseId = randomUUID();
  const claimed = await ports.db.transaction((tx) => claim(tx, ports, leaseId, lane));
  if (claimed.length === 0) return 0;
  if (ports.sabotage) await markSent(ports, claimed, leaseId);
  const sent: Sent[] = [];
  const paced: Paced[] = [];
  const until = performance.now() + leaseSlackMs / 2;
  const conversations = [...groupBy(claimed, (row) => `${row.platform} ${row.account}`).values()];
  const all = Promise.all(conversations.map((messages) => converse(ports, messages, until, { sent, paced })));
  // What has been sent is marked while others are still waiting for their messenger: a lease must not run out over them.
  for (let open = true; open; ) {
    open = await Promise.race([all.then(() => false), pause(markEveryMs).then(() => true)]);
    if (!open) await ports.failpoint?.('sent-before-mark');
    if (!ports.sabotage) await complete(ports, sent.splice(0), leaseId);
    await postpone(ports, paced.splice(0), leaseId);
  }
  return claimed.length;
}

type Sent = Row & { at: string };

/** A message that has no turn at a rate limit yet. */
type Paced = { id: number; waitMs: number };

/** Sends the claimed messages of one conversation, one after the other. */
async function converse(
  ports: OutboxPorts,
  messages: readonly Row[],
  until: number,
  { sent, paced }: { sent: Sent[]; paced: Paced[] },
): Promise<void> {
  const held = new Set<number>();
  for (const row of messages) {
    // A failure holds back what comes after it in the same conversation and priority, so that order is kept; and nothing is
    // begun for which the lease might not last.
    const wait = held.has(row.priority) || performance.now() > until;
    const outcome = wait ? await settle(ports, row, {}) : await deliver(ports, row);
    if (outcome && outcome !== 'failed' && 'at' in outcome) sent.push({ ...row, at: outcome.at });
    else if (outcome) held.add(row.priority);
    if (outcome && outcome !== 'failed' && 'waitMs' in outcome) paced.push({ id: row.id, waitMs: outcome.waitMs });
    await ports.failpoint?.('mid-batch');
  }
}

/** Gives back, all at once, what has no turn yet. */
async function postpone(ports: OutboxPorts, paced: readonly Paced[], leaseId: string): Promise<void> {
  if (paced.length === 0) return;
  const now = ports.now().getTime();
  const later = paced.map(({ id, waitMs }) => ({ id, due_at: new Date(now + waitMs).toISOString() }));
  await ports.db.reader.execute(
    sql`update outbox o set due_at = p.due_at, paced = true, lease_id = null, lease_until = null
        from json_to_recordset(${JSON.stringify(later)}::json) as p(id bigint, due_at timestamptz)
        where o.id = p.id and o.lease_id = ${leaseId}`,
  );
}

async function complete(ports: OutboxPorts, sent: readonly Sent[], leaseId: string): Promise<void> {
  if (sent.length === 0) return;
  await ports.db.transaction(async (tx) => {
    const values = sql.join(
      sent.map((row) => sql`(${row.id}::bigint, ${row.at}::text)`),
      sql`, `,
    );
    const marked = await rows<{ id: number | string }>(
      tx,
      sql`update outbox o set status = 'sent', message_id = v.at, sent_at = ${ports.now().toISOString()}::timestamptz,
            lease_id = null, lease_until = null, attempts = o.attempts + 1
          from (values ${values}) as v(id, at) where o.id = v.id and o.lease_id = ${leaseId} returning o.id`,
    );
    const ours = new Set(marked.map((row) => Number(row.id)));
    await becomeLive(
      tx,
      sent.filter((row) => ours.has(row.id) && (row.kind === 'post' || row.kind === 'room')),
    );
    for (const row of sent)
      if (ours.has(row.id) && row.kind === 'update' && hidesButtons(ports, row)) await drewLive(tx, row);
  });
  for (const row of sent) ports.sent?.(row.platform);
}

const hidesButtons = (ports: OutboxPorts, row: Row) =>
  row.card.buttons.length > (ports.adapters.get(row.platform as Platform)?.can.buttons ?? 0);

/** Whoever presses "more" on a changed card asks for the buttons of this row, so housekeeping must know it. */
async function drewLive(tx: Tx, row: Row): Promise<void> {
  const mine = and(eq(liveCards.person, row.person), eq(liveCards.slot, row.slot ?? ''));
  await tx
    .update(liveCards)
    .set({ outboxId: row.id })
    .where(and(mine, lt(liveCards.outboxId, row.id)));
}

/** The newest message of a person and slot is the live card; of a channel, the message later ones belong below. */
async function becomeLive(tx: Tx, posts: readonly Sent[]): Promise<void> {
  const newest = new Map<string, typeof liveCards.$inferInsert>();
  for (const { person, slot, platform, account, id, at } of [...posts].sort((a, b) => a.id - b.id)) {
    if (slot) newest.set(`${person} ${slot}`, { person, slot, platform, account, outboxId: id, messageId: at });
  }
  if (newest.size === 0) return;
  const set = Object.fromEntries(
    (['platform', 'account'] as const).map((column) => [column, sql.raw(`excluded.${column}`)]),
  );
  await tx
    .insert(liveCards)
    .values([...newest.values()])
    .onConflictDoUpdate({
      target: [liveCards.person, liveCards.slot],
      set: { ...set, outboxId: sql`excluded.outbox_id`, messageId: sql`excluded.message_id` },
      setWhere: sql`${liveCards.outboxId} < excluded.outbox_id`,
    });
}

async function markSent(ports: OutboxPorts, claimed: readonly Row[], leaseId: string): Promise<void> {
  await complete(
    ports,
    claimed.map((row) => ({ ...row, at: `m${row.id}` })),
    leaseId,
  );
}

/** Gives back what a process that is gone had claimed. Only for whoever knows that no other process sends. */
export async function releaseLeases(db: Database): Promise<void> {
  await db.reader.update(outbox).set({ leaseId: null, leaseUntil: null }).where(isNotNull(outbox.leaseId));
}

/** The next instant at which a waiting message is due, or null. */
export async function nextMessage(db: Database): Promise<Date | null> {
  const [row] = await db.reader
    .select({ dueAt: outbox.dueAt })
    .from(outbox)
    .where(eq(outbox.status, 'waiting'))
    .orderBy(asc(outbox.dueAt))
    .limit(1);
  return row?.dueAt ?? null;
}
