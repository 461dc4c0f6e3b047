import { and, desc, eq, gt, lt, sql } from 'drizzle-orm';
import { type Database, type Reader, rows, type Tx } from '../../src/db/database.ts';
import { deleteSome } from '../../src/db/delete-some.ts';
import { notify } from '../../src/db/notify.ts';
import { liveCards } from '../../src/engine/tables.ts';
import type { Card } from '../../src/platform/card.ts';
import { consoleMessages, consoleReads } from './tables.ts';

export type Message = typeof consoleMessages.$inferSelect;

/** What all processes with a console hear when something changed. */
export const channel = 'xiayou_console';

/** A change on `channel`: a message was written or changed, something was read, or a switch or the demo's time moved. */
export type Change =
  | { kind: 'message'; account: string; id: number }
  | { kind: 'read'; account: string }
  | { kind: 'demo' }
  | { kind: 'switch' };

/** Tells every process, when the transaction commits. */
export const announce = (on: Tx | Reader, change: Change) => notify(on, channel, JSON.stringify(change));

export type NewMessage = Pick<Message, 'account' | 'author' | 'card' | 'sentAt' | 'deliveryId'>;

/** Told in the very statement that writes, so that a message costs one round trip and not a transaction of four. */
const toldWithIt = sql<null>`pg_notify(${channel}::text,
  json_build_object('kind', 'message', 'account', ${consoleMessages.account}, 'id', ${consoleMessages.id})::text)`;

/** Writes a message once per delivery id, and resolves to its id however often it is asked. */
export async function writeMessage({ reader }: Database, message: NewMessage): Promise<number> {
  const [written] = await reader
    .insert(consoleMessages)
    .values(message)
    .onConflictDoNothing()
    .returning({ id: consoleMessages.id, told: toldWithIt });
  if (written) return written.id;
  const [known] = await reader
    .select({ id: consoleMessages.id })
    .from(consoleMessages)
    .where(eq(consoleMessages.deliveryId, message.deliveryId));
  if (!known) throw new Error(`console message ${message.deliveryId} was neither written nor found`);
  return known.id;
}

/** Puts another card in the place of a message's; false when there is no such message. */
export async function editMessage(
  { reader }: Database,
  message: { id: number; account: string; card: Card; now: Date },
): Promise<boolean> {
  const { id, account, card, now } = message;
  const revision = sql`nextval(pg_get_serial_sequence('console_messages', 'revision'))`;
  const changed = await reader
    .update(consoleMessages)
    .set({ card, editedAt: now, revision })
    .where(and(eq(consoleMessages.id, id), eq(consoleMessages.account, account)))
    .returning({ id: consoleMessages.id, told: toldWithIt });
  return changed.length > 0;
}

/** Takes back what a person wrote, when it could not be handled: they still have it in the command box. */
export async function takeBack(db: Database, deliveryId: string): Promise<void> {
  await db.reader.delete(consoleMessages).where(eq(consoleMessages.deliveryId, deliveryId));
}

export async function messageById(on: Reader, id: number): Promise<Message | null> {
  const [row] = await on.select().from(consoleMessages).where(eq(consoleMessages.id, id));
  return row ?? null;
}

/** The newest `limit` messages of an account before `before`, oldest first. */
export async function conversation(on: Reader, account: string, limit: number, before?: number): Promise<Message[]> {
  const own = eq(consoleMessages.account, account);
  const found = await on
    .select()
    .from(consoleMessages)
    .where(before === undefined ? own : and(own, lt(consoleMessages.id, before)))
    .orderBy(desc(consoleMessages.id))
    .limit(limit);
  return found.reverse();
}

/** Revisions are drawn before their transaction commits, so a little of what was seen is looked at again. */
const overlap = 25;

/** What was written or changed after `revision`, oldest first. Some of it may be known already. */
export async function changedSince(on: Reader, account: string, revision: number, limit: number): Promise<Message[]> {
  const found = await on
    .select()
    .from(consoleMessages)
    .where(and(eq(consoleMessages.account, account), gt(consoleMessages.revision, revision - overlap)))
    .orderBy(desc(consoleMessages.id))
    .limit(limit);
  return found.reverse();
}

/** When the message before `id` was sent, to know whether a new day begins. */
export async function sentBefore(on: Reader, account: string, id: number): Promise<Date | null> {
  const [row] = await on
    .select({ at: consoleMessages.sentAt })
    .from(consoleMessages)
    .where(and(eq(consoleMessages.account, account), lt(consoleMessages.id, id)))
    .orderBy(desc(consoleMessages.id))
    .limit(1);
  return row?.at ?? null;
}

/** Moves the read pointer of an account forward, never back. */
export function markRead(db: Database, account: string, messageId: number): Promise<void> {
  return db.transaction(async (tx) => {
    const moved = await tx
      .insert(consoleReads)
      .values({ account, messageId })
      .onConflictDoUpdate({
        target: consoleReads.account,
        set: { messageId },
        setWhere: lt(consoleReads.messageId, messageId),
      })
      .returning({ account: consoleReads.account });
    if (moved.length > 0) await announce(tx, { kind: 'read', account });
  });
}

/** Unread messages per account, 100 standing for more; accounts with none are absent. */
export async function unreadCounts(on: Reader): Promise<Map<string, number>> {
  const found = await rows<{ account: string; unread: number }>(
    on,
    sql`select account, least(count(*), 100)::int as unread
        from ${consoleMessages} left join ${consoleReads} using (account)
        where author = 'bot' and id > coalesce(message_id, 0) group by account`,
  );
  return new Map(found.map((row) => [row.account, row.unread]));
}

/** Unread messages of one account. */
export async function unreadOf(on: Reader, account: string): Promise<number> {
  const [pointer] = await on.select().from(consoleReads).where(eq(consoleReads.account, account));
  const { id, author } = consoleMessages;
  const unread = and(eq(consoleMessages.account, account), eq(author, 'bot'), gt(id, pointer?.messageId ?? 0));
  return (await on.select({ id }).from(consoleMessages).where(unread).limit(100)).length;
}

export async function messageByDelivery(on: Reader, deliveryId: string): Promise<Message | null> {
  const [row] = await on.select().from(consoleMessages).where(eq(consoleMessages.deliveryId, deliveryId));
  return row ?? null;
}

/** As long as the engine keeps what it has sent. */
const keptMs = 90 * 24 * 3600_000;

/** Deletes old messages, but for those that are still kept true. */
export async function tidy(db: Database, now: Date): Promise<void> {
  const { id, sentAt } = consoleMessages;
  const live = sql`select 1 from ${liveCards} where ${liveCards.platform} = 'console' and ${liveCards.messageId} = ${id}::text`;
  const old = lt(sentAt, new Date(now.getTime() - keptMs));
  await deleteSome(db, consoleMessages, sql`${old} and not exists (${live})`);
}
