import { randomBytes } from 'node:crypto';
import { and, eq, inArray, like, lt, sql } from 'drizzle-orm';
import type { Database, Reader } from '../../src/db/database.ts';
import { deleteSome } from '../../src/db/delete-some.ts';
import { liveCards, settings } from '../../src/engine/tables.ts';
import { dingtalkCards, dingtalkCodes, dingtalkPeople, dingtalkQuota } from './tables.ts';

export type CardRow = typeof dingtalkCards.$inferSelect;

const seriesKey = 'dingtalk.series';

/**
 * Before every name of a card this database gives: deliveries are numbered from one in each database, and a name another
 * one has used would pass for a message that arrived.
 */
export async function readSeries({ reader }: Database): Promise<string> {
  await reader
    .insert(settings)
    .values({ key: seriesKey, value: randomBytes(6).toString('hex') })
    .onConflictDoNothing();
  const [row] = await reader.select().from(settings).where(eq(settings.key, seriesKey));
  return `xy-${String(row?.value)}`;
}

/** Cards by the deliveries that brought them. */
export async function cardsOf({ reader }: Database, deliveries: readonly string[]): Promise<Map<string, CardRow>> {
  if (deliveries.length === 0) return new Map();
  const found = await reader
    .select()
    .from(dingtalkCards)
    .where(inArray(dingtalkCards.delivery, [...deliveries]));
  return new Map(found.map((row) => [row.delivery, row]));
}

/** A name no instance has yet, made of the delivery's, so that the same delivery comes to the same name. */
export async function freeName({ reader }: Database, name: string): Promise<string> {
  const taken = await reader
    .selectDistinct({ name: dingtalkCards.outTrackId })
    .from(dingtalkCards)
    .where(like(dingtalkCards.outTrackId, `${name.replace(/[%_\\]/g, '\\$&')}%`));
  const names = new Set(taken.map((row) => row.name));
  let free = name;
  for (let round = 2; names.has(free); round++) free = `${name}.${round}`;
  return free;
}

/** Written before the card is sent. */
export async function planCards({ reader }: Database, rows: readonly CardRow[]): Promise<void> {
  await reader
    .insert(dingtalkCards)
    .values([...rows])
    .onConflictDoNothing();
}

/** The card arrived at these accounts; without them, at all it was sent to. */
export async function cardsArrived(
  { reader }: Database,
  outTrackId: string,
  accounts?: readonly string[],
): Promise<void> {
  const mine = eq(dingtalkCards.outTrackId, outTrackId);
  const where = accounts ? and(mine, inArray(dingtalkCards.account, [...accounts])) : mine;
  if (accounts?.length !== 0) await reader.update(dingtalkCards).set({ arrived: true }).where(where);
}

/** The card is certainly not there. */
export async function forgetCards(
  { reader }: Database,
  outTrackId: string,
  accounts?: readonly string[],
): Promise<void> {
  const mine = eq(dingtalkCards.outTrackId, outTrackId);
  const where = accounts ? and(mine, inArray(dingtalkCards.account, [...accounts])) : mine;
  if (accounts?.length !== 0) await reader.delete(dingtalkCards).where(where);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Six characters people can read: a thousand million, and each belongs to one account. */
const newCode = () => [...randomBytes(6)].map((byte) => alphabet[byte % 32]).join('');

export interface Press {
  action: string;
  value: string;
}

/** Gives each press a code that these accounts, and nobody else, may use. `draw` makes one up. */
export async function giveCodes(
  { reader }: Database,
  accounts: readonly string[],
  presses: readonly Press[],
  now: Date,
  draw = newCode,
): Promise<string[]> {
  const codes: string[] = [];
  for (const press of presses) codes.push(await giveCode(reader, [...new Set(accounts)], press, now, draw));
  return codes;
}

/** One of the accounts may have the same code already, for something else: then another one is drawn for all of them. */
async function giveCode(
  reader: Reader,
  accounts: readonly string[],
  { action, value }: Press,
  createdAt: Date,
  draw: () => string,
): Promise<string> {
  for (;;) {
    const code = draw();
    const rows = accounts.map((account) => ({ code, account, action, value, createdAt }));
    const given =
      rows.length === 0
        ? []
        : await reader.insert(dingtalkCodes).values(rows).onConflictDoNothing().returning({ code: dingtalkCodes.code });
    if (given.length === rows.length) return code;
  }
}

/** What a code stands for; null when it is not this account's. */
export async function pressOf({ reader }: Database, account: string, code: string): Promise<Press | null> {
  const [row] = await reader
    .select({ action: dingtalkCodes.action, value: dingtalkCodes.value })
    .from(dingtalkCodes)
    .where(and(eq(dingtalkCodes.code, code), eq(dingtalkCodes.account, account)));
  return row ?? null;
}

const day = 24 * 3_600_000;

/** As the calendar month of the instant, `2026-05`. */
const monthsAgo = (now: Date, months: number) =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).toISOString().slice(0, 7);

/**
 * Deletes what is over, a few hundred rows of each at most: codes after 30 days, cards after 90 unless they are still kept
 * true, and the quota after the month that can be compared with the same one a year before.
 */
export async function tidy(db: Database, now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * day);
  const { outTrackId, account, createdAt } = dingtalkCards;
  const live = sql`select 1 from ${liveCards}
    where ${liveCards.platform} = 'dingtalk' and ${liveCards.messageId} = ${outTrackId} || '#' || ${account}`;
  await deleteSome(db, dingtalkCodes, lt(dingtalkCodes.createdAt, before(30)));
  await deleteSome(db, dingtalkCards, sql`${lt(createdAt, before(90))} and not exists (${live})`);
  await deleteSome(db, dingtalkQuota, lt(dingtalkQuota.month, monthsAgo(now, 13)));
}

/** Keeps both ids of a person. Someone who came back may have a new one of either kind. */
export async function meet(
  { reader }: Database,
  people: readonly { userId: string; unionId: string }[],
): Promise<void> {
  if (people.length === 0) return;
  await reader.delete(dingtalkPeople).where(
    and(
      inArray(
        dingtalkPeople.unionId,
        people.map((one) => one.unionId),
      ),
      sql`not (${inArray(
        dingtalkPeople.userId,
        people.map((one) => one.userId),
      )})`,
    ),
  );
  await reader
    .insert(dingtalkPeople)
    .values([...people])
    .onConflictDoUpdate({ target: dingtalkPeople.userId, set: { unionId: sql`excluded.union_id` } });
}

/** The account behind a unionId, or null. */
export async function accountOfUnion({ reader }: Database, unionId: string): Promise<string | null> {
  const [row] = await reader.select().from(dingtalkPeople).where(eq(dingtalkPeople.unionId, unionId));
  return row?.userId ?? null;
}
