import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { and, asc, eq, isNotNull, lt, sql } from 'drizzle-orm';
import { groupBy } from '../collections.ts';
import { type Database, rows, type Tx } from '../db/database.ts';
import type { Platform } from '../platform/adapter.ts';
import { claim, lastStartMs, leaseSlackMs } from './outbox-claim.ts';
import { becameEvents } from './outbox-events.ts';
import { deliver, type OutboxPorts, type Row } from './outbox-send.ts';
import { liveCards, outbox } from './tables.ts';

/** How soon what was sent is marked, and what has come due is claimed, while other messages are still on their way. */
const lookEveryMs = 100;

/**
 * Claims promised messages under a lease and sends them, conversations side by side, until nothing is due or `stop` is
 * aborted. While some wait for their turn or their messenger it goes on claiming, so that none of them keeps the next one
 * waiting. Returns how many were claimed. A lease runs on the database's clock; completion is fenced by its id, so whoever
 * lost it changes nothing.
 */
export async function flushOutbox(ports: OutboxPorts, stop?: AbortSignal, lane?: 'express'): Promise<number> {
  let tried = 0;
  const open = new Set<Promise<unknown>>();
  const done: Done = { sent: [], back: [] };
  try {
    for (;;) {
      const room = stop?.aborted ? 0 : (ports.batch ?? 32) - open.size;
      const claimedAt = performance.now();
      const claimed = room > 0 ? await claimSome(ports, room, lane) : [];
      tried += claimed.length;
      if (claimed.length + open.size + done.sent.length + done.back.length === 0) return tried;
      for (const messages of groupBy(claimed, (row) => `${row.platform} ${row.account}`).values()) {
        const conversation: Promise<unknown> = converse(ports, messages, claimedAt, done).then(() =>
          open.delete(conversation),
        );
        open.add(conversation);
      }
      await Promise.race([Promise.all(open), pause(lookEveryMs)]);
      await note(ports, done);
    }
  } finally {
    // After a failure too: whatever else is on its way is waited for, and marked if that can be.
    if (open.size > 0) await Promise.allSettled(open).then(() => note(ports, done));
  }
}

async function claimSome(ports: OutboxPorts, most: number, lane?: 'express'): Promise<Row[]> {
  const claimed = await ports.db.transaction((tx) => claim(tx, ports, randomUUID(), most, lane));
  if (ports.sabotage)
    await complete(
      ports,
      claimed.map((row) => ({ ...row, at: `m${row.id}` })),
    );
  return claimed;
}

type Sent = Row & { at: string };

/** What has become of messages, and is to be written down. */
interface Done {
  sent: Sent[];
  /** Messages that were not tried, and when they may be. */
  back: { row: Row; dueAt: Date }[];
}

/** Sends the claimed messages of one conversation, one after the other. */
async function converse(ports: OutboxPorts, messages: readonly Row[], claimedAt: number, done: Done): Promise<void> {
  const held = new Set<number>();
  const lateFrom = claimedAt + leaseSlackMs / 2;
  for (const row of messages) {
    // A failure holds back what comes after it in the same conversation and priority, so that order is kept; and nothing is
    // begun for which the lease might not last.
    const wait = held.has(row.priority) || performance.now() > lateFrom;
    const outcome = wait ? { dueAt: row.dueAt } : await deliver(ports, row, claimedAt + lastStartMs);
    if (outcome && outcome !== 'failed' && 'at' in outcome) done.sent.push({ ...row, at: outcome.at });
    else if (outcome) held.add(row.priority);
    if (outcome && outcome !== 'failed' && 'dueAt' in outcome) done.back.push({ row, dueAt: outcome.dueAt });
    await ports.failpoint?.('mid-batch');
  }
}

/** Marks what was sent, and gives back what was not tried. */
async function note(ports: OutboxPorts, { sent, back }: Done): Promise<void> {
  if (sent.length > 0) await ports.failpoint?.('sent-before-mark');
  const [marked, given] = [sent.splice(0), back.splice(0)];
  if (!ports.sabotage) await complete(ports, marked);
  await giveBack(ports, given);
}

async function giveBack(ports: OutboxPorts, back: Done['back']): Promise<void> {
  if (back.length === 0) return;
  const later = back.map(({ row, dueAt }) => ({ id: row.id, lease: row.leaseId, due_at: dueAt.toISOString() }));
  await ports.db.reader.execute(
    sql`update outbox o set due_at = b.due_at, paced = true, lease_id = null, lease_until = null
        from json_to_recordset(${JSON.stringify(later)}::json) as b(id bigint, lease text, due_at timestamptz)
        where o.id = b.id and o.lease_id = b.lease`,
  );
}

async function complete(ports: OutboxPorts, sent: readonly Sent[]): Promise<void> {
  if (sent.length === 0) return;
  await ports.db.transaction(async (tx) => {
    const values = sql.join(
      sent.map((row) => sql`(${row.id}::bigint, ${row.at}::text, ${row.leaseId}::text)`),
      sql`, `,
    );
    const marked = await rows<{ id: number | string }>(
      tx,
      sql`update outbox o set status = 'sent', message_id = v.at, sent_at = ${ports.now().toISOString()}::timestamptz,
            lease_id = null, lease_until = null, attempts = o.attempts + 1
          from (values ${values}) as v(id, at, lease) where o.id = v.id and o.lease_id = v.lease returning o.id`,
    );
    const ours = new Set(marked.map((row) => Number(row.id)));
    await becomeLive(
      tx,
      sent.filter((row) => ours.has(row.id) && (row.kind === 'post' || row.kind === 'room')),
    );
    const events = sent.filter((row) => ours.has(row.id) && row.kind === 'event');
    if (events.length > 0) await becameEvents(tx, events, ports.now());
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
