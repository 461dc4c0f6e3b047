import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { and, asc, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import { groupBy } from '../collections.ts';
import { type Database, rows, type Tx } from '../db/database.ts';
import {
  type Adapter,
  type Delivery,
  DeliveryError,
  type Pace,
  type Platform,
  type Urgency,
} from '../platform/adapter.ts';
import type { Limits } from '../platform/limits.ts';
import { shrinkCard } from '../platform/shrink.ts';
import { liveCards, outbox } from './tables.ts';

/** `again`: an earlier claim may have sent it. */
type Row = typeof outbox.$inferSelect & { again: boolean };

export interface OutboxPorts {
  db: Database;
  now: () => Date;
  adapters: ReadonlyMap<Platform, Adapter>;
  limits: Limits;
  /** Called in the transaction that gives a message up, so that its feature can decide what follows. */
  dead: (tx: Tx, row: { feature: string; onDead: unknown }, now: Date) => Promise<void>;
  report: (failure: {
    id: number;
    platform: string;
    attempts: number;
    retry: 'later' | 'never';
    error: unknown;
  }) => void;
  /** Called for each message that was sent. */
  sent?: (platform: string) => void;
  /** Called at the beginning of each claim. */
  begin?: (tx: Tx) => Promise<void>;
  /** The label of the button behind which the others wait, in the person's language. */
  moreLabel: (person: string) => string;
  /** Messages claimed at once. */
  batch?: number;
  /** How long one send may take, in milliseconds: 2,500. The lease is 1.5 s longer. */
  sendTimeoutMs?: number;
  failpoint?: (name: string) => Promise<void>;
  /** Turns the fence around: marks a message as sent before sending it. Exists so that the kill test can prove it notices. */
  sabotage?: boolean;
}

const claimLock = 7_402_001;
const second = 1000;
/** A messenger that has not answered by then counts as not answering. */
const defaultTimeoutMs = 2.5 * second;
/** How much longer than one send a lease lasts: half of it to begin sends in, half of it to mark them. */
const leaseSlackMs = 1.5 * second;
const markEveryMs = 250;
const day = 24 * 3600 * second;

/** A message that keeps failing is given up after this long: 24 hours. */
const giveUpAfterMs = day;

/** The rest after `attempts` failures: exponential with full jitter, at most a minute, never shorter than the platform asked. */
function sendBackoff(attempts: number, afterMs = 0, random = Math.random()): number {
  const ceiling = Math.min(second * 2 ** (attempts - 1), 60 * second);
  return Math.max(afterMs, ceiling / 2 + (ceiling / 2) * random);
}

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
  const until = performance.now() + leaseSlackMs / 2;
  const conversations = [...groupBy(claimed, (row) => `${row.platform} ${row.account}`).values()];
  const all = Promise.all(conversations.map((messages) => converse(ports, messages, until, sent)));
  // What has been sent is marked while others are still waiting for their messenger: a lease must not run out over them.
  for (let open = true; open; ) {
    open = await Promise.race([all.then(() => false), pause(markEveryMs).then(() => true)]);
    if (!open) await ports.failpoint?.('sent-before-mark');
    if (!ports.sabotage) await complete(ports, sent.splice(0), leaseId);
  }
  return claimed.length;
}

type Sent = Row & { at: string };

/** Sends the claimed messages of one conversation, one after the other. */
async function converse(ports: OutboxPorts, messages: readonly Row[], until: number, sent: Sent[]): Promise<void> {
  const held = new Set<number>();
  for (const row of messages) {
    // A failure holds back what comes after it in the same conversation and priority, so that order is kept; and nothing is
    // begun for which the lease might not last.
    const wait = held.has(row.priority) || performance.now() > until;
    const outcome = wait ? await settle(ports, row, {}) : await deliver(ports, row);
    if (outcome === 'failed') held.add(row.priority);
    else if (outcome) sent.push({ ...row, at: outcome.at });
    await ports.failpoint?.('mid-batch');
  }
}

/**
 * Order is kept per conversation within a priority. An update waits until the messages of its own card are sent and marked:
 * before that there is no card to change, and it would be dropped. A message that has failed three times no longer holds
 * the others back.
 */
async function claim(tx: Tx, ports: OutboxPorts, leaseId: string, lane?: 'express'): Promise<Row[]> {
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
              or (o.kind = 'update' and e.slot = o.slot and e.person = o.person)))
        limit ${ports.batch ?? 32}`,
  );
  if (due.length === 0) return [];
  await ports.begin?.(tx);
  const claimed = await tx
    .update(outbox)
    .set({ leaseId, paced: false, leaseUntil: sql`clock_timestamp() + ${`${leaseMs} milliseconds`}::interval` })
    .where(
      inArray(
        outbox.id,
        due.map((row) => Number(row.id)),
      ),
    )
    .returning();
  const again = new Map(due.map((row) => [Number(row.id), row.again]));
  return claimed
    .map((row) => ({ ...row, again: again.get(row.id) ?? true }))
    .sort((a, b) => a.priority - b.priority || a.id - b.id);
}

type Delivered = { at: string } | 'failed' | undefined;

/** Sends one message; undefined when there was nothing to send or it was given up. */
async function deliver(ports: OutboxPorts, row: Row): Promise<Delivered> {
  const adapter = ports.adapters.get(row.platform as Platform);
  if (!adapter) return undefined;
  try {
    const replaces = await replacedMessage(ports, row);
    const asMessage = row.kind === 'post' || (row.news && !adapter.can.edits);
    if (!asMessage && (!replaces || !adapter.can.edits)) {
      return await settle(ports, row, { status: 'dropped' });
    }
    const delivery = deliveryOf(ports, row, adapter, asMessage ? undefined : replaces);
    const waitMs = await turnAt(ports, row, adapter.pace(delivery));
    if (waitMs > 0) {
      const dueAt = new Date(ports.now().getTime() + waitMs);
      await settle(ports, row, { dueAt, paced: true });
      return 'failed';
    }
    return { at: await sendOnce(ports, row, adapter, delivery) };
  } catch (error) {
    return failed(ports, row, error);
  }
}

const urgencies: readonly Urgency[] = ['escalation', 'reply', 'update', 'bulk'];

function deliveryOf(ports: OutboxPorts, row: Row, { can }: Adapter, replaces: string | undefined): Delivery {
  return {
    id: `m${row.id}`,
    account: row.account,
    card: shrinkCard(row.card, can, String(row.id), ports.moreLabel(row.person)),
    priority: urgencies[row.priority] ?? 'bulk',
    again: row.again,
    ...(replaces === undefined ? {} : { replaces }),
    ...(row.slot === null ? {} : { about: row.slot }),
    ...(row.group === null ? {} : { group: row.group }),
  };
}

/** How far ahead a turn is taken: what must be seen soon may go a little further ahead than what fills the rest. */
const horizonMs = (row: Row) => (row.priority < 3 ? 600 : 400);

/** Waits for the message's turn at the rate limits; more than 0: the turn is too far away, in milliseconds. */
async function turnAt(ports: OutboxPorts, row: Row, paces: readonly Pace[]): Promise<number> {
  if (paces.length === 0) return 0;
  const turn = await ports.limits.take(paces, horizonMs(row));
  if ('waitMs' in turn) return turn.waitMs;
  const ms = turn.at - ports.limits.now();
  if (ms > 0) await pause(ms);
  return 0;
}

/** What cannot be changed any more becomes a message when it is news; otherwise its error is thrown on. */
async function sendOnce(ports: OutboxPorts, row: Row, adapter: Adapter, delivery: Delivery): Promise<string> {
  const timeoutMs = ports.sendTimeoutMs ?? defaultTimeoutMs;
  try {
    return await within(timeoutMs, adapter.send(delivery));
  } catch (error) {
    if (!row.news || !(error instanceof DeliveryError) || error.retry !== 'unchangeable') throw error;
    const { replaces: _, ...anew } = delivery;
    return within(timeoutMs, adapter.send(anew));
  }
}

async function replacedMessage(ports: OutboxPorts, row: Row): Promise<string | undefined> {
  if (row.kind === 'post') return undefined;
  if (row.kind === 'retire') return row.target ?? undefined;
  const [live] = await ports.db.reader
    .select({ messageId: liveCards.messageId })
    .from(liveCards)
    .where(and(eq(liveCards.person, row.person), eq(liveCards.slot, row.slot ?? '')));
  return live?.messageId;
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new DeliveryError(`no answer within ${timeoutMs} ms`, { retry: 'later' })),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function failed(ports: OutboxPorts, row: Row, error: unknown): Promise<Delivered> {
  const now = ports.now();
  const attempts = row.attempts + 1;
  const known = error instanceof DeliveryError ? error : null;
  if (known?.retry === 'unchangeable') return settle(ports, row, { status: 'dropped' });
  if (known?.retry === 'held') {
    // Nobody failed: the day it is given up begins when it may be sent again.
    const dueAt = new Date(now.getTime() + (known.afterMs ?? day));
    return settle(ports, row, { dueAt, createdAt: dueAt, error: known.message });
  }
  const never = known?.retry === 'never' || now.getTime() - row.createdAt.getTime() > giveUpAfterMs;
  ports.report({ id: row.id, platform: row.platform, attempts, retry: never ? 'never' : 'later', error });
  const message = error instanceof Error ? error.message.slice(0, 500) : 'unknown';
  // A group is an offer: those it is for have cards of their own.
  if (never) return settle(ports, row, { status: row.group ? 'dropped' : 'dead', attempts, error: message });
  const dueAt = new Date(now.getTime() + sendBackoff(attempts, known?.afterMs));
  await settle(ports, row, { status: 'waiting', attempts, error: message, dueAt });
  return 'failed';
}

/** Gives the lease back together with `change`, if it is still ours. */
async function settle(ports: OutboxPorts, row: Row, change: Partial<Row>): Promise<undefined> {
  await ports.db.transaction(async (tx) => {
    const changed = await tx
      .update(outbox)
      .set({ ...change, leaseId: null, leaseUntil: null })
      .where(and(eq(outbox.id, row.id), eq(outbox.leaseId, row.leaseId ?? '')))
      .returning({ id: outbox.id });
    if (changed.length > 0 && change.status === 'dead' && row.onDead !== null) {
      await ports.dead(tx, { feature: row.feature, onDead: row.onDead }, ports.now());
    }
  });
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
      sent.filter((row) => ours.has(row.id) && row.kind === 'post'),
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

/** The newest message of a person and slot is the live card. */
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
