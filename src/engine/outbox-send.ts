import { and, eq } from 'drizzle-orm';
import type { Database, Tx } from '../db/database.ts';
import { type Adapter, type Delivery, DeliveryError, type Platform, type Urgency } from '../platform/adapter.ts';
import { shrinkCard } from '../platform/shrink.ts';
import type { Illustrate } from './drawings.ts';
import { eventWork } from './outbox-events.ts';
import type { Pacer } from './pacing.ts';
import { liveCards, outbox } from './tables.ts';
import { whyOf } from './why.ts';

/** `again`: an earlier claim may have sent it. */
export type Row = typeof outbox.$inferSelect & { again: boolean };

export interface OutboxPorts {
  db: Database;
  now: () => Date;
  adapters: ReadonlyMap<Platform, Adapter>;
  pacer: Pacer;
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
  /** Draws what is to be drawn. */
  illustrate: Illustrate;
  /** The label of the button behind which the others wait, in the person's language. */
  moreLabel: (person: string) => string;
  /** Conversations side by side, and messages claimed at once: 32. */
  batch?: number;
  /** How long one send may take, in milliseconds: 2,500. The lease is 1.5 s longer. */
  sendTimeoutMs?: number;
  failpoint?: (name: string) => Promise<void>;
  /** Turns the fence around: marks a message as sent before sending it. Exists so that the kill test can prove it notices. */
  sabotage?: boolean;
}

const second = 1000;
/** A messenger that has not answered by then counts as not answering. */
export const defaultTimeoutMs = 2.5 * second;
const day = 24 * 3600 * second;

/** A message that keeps failing is given up after this long: 24 hours. */
const giveUpAfterMs = day;

/** The rest after `attempts` failures: exponential with full jitter, at most a minute, never shorter than the platform asked. */
function sendBackoff(attempts: number, afterMs = 0, random = Math.random()): number {
  const ceiling = Math.min(second * 2 ** (attempts - 1), 60 * second);
  return Math.max(afterMs, ceiling / 2 + (ceiling / 2) * random);
}

/** Sent under a platform's id; not tried, and not before then; to be tried again; or, undefined, done with. */
type Delivered = { at: string } | { dueAt: Date } | 'failed' | undefined;

/** Sends one message, unless its turn comes after `lastStart`, an instant of `performance.now()`. */
export async function deliver(ports: OutboxPorts, row: Row, lastStart: number): Promise<Delivered> {
  const adapter = ports.adapters.get(row.platform as Platform);
  if (!adapter) return undefined;
  if (row.kind === 'event') return deliverEvent(ports, row, lastStart);
  try {
    const earlier = await earlierMessage(ports, row);
    const asMessage = row.kind === 'post' || row.kind === 'room' || (row.news && !adapter.can.edits);
    if (!asMessage && (!earlier || !adapter.can.edits)) {
      return await settle(ports, row, { status: 'dropped' });
    }
    const card = await ports.illustrate(row.card, adapter.can, lastStart);
    if (!card) return { dueAt: row.dueAt };
    const delivery = deliveryOf(ports, { ...row, card }, adapter, earlier);
    const turn = await ports.pacer.turn(adapter.pace(delivery), row.priority < 3);
    if ('waitMs' in turn) return { dueAt: new Date(ports.now().getTime() + turn.waitMs) };
    if (performance.now() > lastStart) return { dueAt: row.dueAt };
    return { at: await sendOnce(ports, row, adapter, { ...delivery, ...turn }) };
  } catch (error) {
    return failed(ports, row, error);
  }
}

async function deliverEvent(ports: OutboxPorts, row: Row, lastStart: number): Promise<Delivered> {
  try {
    const work = await eventWork(ports, row);
    if (!work) return await settle(ports, row, { status: 'dropped' });
    const turn = await ports.pacer.turn(work.calendars.pace, false);
    if ('waitMs' in turn) return { dueAt: new Date(ports.now().getTime() + turn.waitMs) };
    if (performance.now() > lastStart) return { dueAt: row.dueAt };
    await turn.turn?.();
    return { at: await within(ports.sendTimeoutMs ?? defaultTimeoutMs, work.carryOut()) };
  } catch (error) {
    return failed(ports, row, error);
  }
}

const urgencies: readonly Urgency[] = ['escalation', 'reply', 'update', 'bulk'];

function deliveryOf(ports: OutboxPorts, row: Row, { can }: Adapter, earlier: string | undefined): Delivery {
  const replaces = row.kind === 'room' || (row.news && !can.edits) ? undefined : earlier;
  return {
    id: `m${row.id}`,
    account: row.account,
    card: shrinkCard(row.card, can, String(row.id), ports.moreLabel(row.person)),
    priority: urgencies[row.priority] ?? 'bulk',
    again: row.again,
    ...(replaces === undefined ? {} : { replaces }),
    ...(row.slot === null ? {} : { about: row.slot }),
    ...(row.group === null ? {} : { group: row.group }),
    ...(row.kind === 'room' ? { room: { thread: earlier ?? null } } : {}),
  };
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

/** The message that is changed, or that of a channel below which it belongs. */
async function earlierMessage(ports: OutboxPorts, row: Row): Promise<string | undefined> {
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
    return settle(ports, row, { dueAt, createdAt: dueAt, error: whyOf(known) });
  }
  // The adapter has said what is wrong with a channel or with calendars, once and not for each message.
  const shut = (row.kind === 'room' || row.kind === 'event') && known?.retry === 'never';
  const never = known?.retry === 'never' || now.getTime() - row.createdAt.getTime() > giveUpAfterMs;
  if (!shut) ports.report({ id: row.id, platform: row.platform, attempts, retry: never ? 'never' : 'later', error });
  const message = whyOf(error);
  // A group, a channel or an event is an offer: those it is for have cards of their own.
  const over = row.group || row.kind === 'room' || row.kind === 'event' ? 'dropped' : 'dead';
  if (never) return settle(ports, row, { status: over, attempts, error: message });
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
