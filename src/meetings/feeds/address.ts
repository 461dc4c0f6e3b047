import { createHmac, timingSafeEqual } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import type { Reader, Tx } from '../../db/database.ts';
import { calendarFeeds } from '../tables.ts';

/** Whose calendar a feed is. */
export type Owner = { person: string } | { department: string };

export interface Feed {
  id: number;
  owner: Owner;
  /** Raised to make every address given out before worthless. */
  turn: number;
}

const nameOf = (owner: Owner): string =>
  'person' in owner ? `person/${owner.person}` : `department/${owner.department}`;

/** The owner as the table calls it; null for what is none. */
function ownerOf(name: string): Owner | null {
  const [, kind, key] = /^(person|department)\/(.+)$/.exec(name) ?? [];
  if (!key) return null;
  return kind === 'person' ? { person: key } : { department: key };
}

/** The last part of a feed's address: `12-` and what only whoever has the signing key can write. */
function secretOf({ id, owner, turn }: Feed, key: string): string {
  const mark = createHmac('sha256', key)
    .update(JSON.stringify(['calendar', id, nameOf(owner), turn]))
    .digest('hex')
    .slice(0, 40);
  return `${id}-${mark}`;
}

/** Below the address people reach us at. */
export const pathOf = (feed: Feed, key: string): string => `calendar/${secretOf(feed, key)}.ics`;

/** The feed of an owner, made when it is first asked for. */
export async function feedFor(tx: Tx, owner: Owner, now: Date): Promise<Feed> {
  const name = nameOf(owner);
  await tx.insert(calendarFeeds).values({ owner: name, madeAt: now }).onConflictDoNothing();
  const [row] = await tx.select().from(calendarFeeds).where(eq(calendarFeeds.owner, name));
  if (!row) throw new Error('the feed was not written');
  return { id: row.id, owner, turn: row.turn };
}

/** The feeds of these owners that were asked for before, in their order. */
export async function readFeeds(on: Reader | Tx, owners: readonly Owner[]): Promise<Feed[]> {
  const rows = await on
    .select()
    .from(calendarFeeds)
    .where(inArray(calendarFeeds.owner, owners.map(nameOf)));
  return owners.flatMap((owner) => {
    const row = rows.find((one) => one.owner === nameOf(owner));
    return row ? [{ id: row.id, owner, turn: row.turn }] : [];
  });
}

/** Gives a feed another address, unless that was done since `turn`: who presses twice has not meant it twice. */
export async function rotate(tx: Tx, owner: Owner, turn: number): Promise<void> {
  await tx
    .update(calendarFeeds)
    .set({ turn: turn + 1 })
    .where(and(eq(calendarFeeds.owner, nameOf(owner)), eq(calendarFeeds.turn, turn)));
}

/** The feed behind a secret, or null. How much of a wrong one was right cannot be told from how long it takes. */
export async function feedBehind(on: Reader, secret: string, key: string): Promise<Feed | null> {
  const id = Number(/^(\d{1,15})-[0-9a-f]{40}$/.exec(secret)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(id)) return null;
  const [row] = await on.select().from(calendarFeeds).where(eq(calendarFeeds.id, id));
  const owner = row && ownerOf(row.owner);
  const feed = row && owner ? { id, owner, turn: row.turn } : null;
  const right = secretOf(feed ?? { id, owner: { person: '' }, turn: -1 }, key);
  const given = Buffer.from(secret);
  const same = given.length === right.length && timingSafeEqual(given, Buffer.from(right));
  return same ? feed : null;
}
