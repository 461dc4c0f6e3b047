import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { and, eq, gt, inArray, lt, ne, sql } from 'drizzle-orm';
import type { Database, Reader, Tx } from '../../db/database.ts';
import { deleteSome } from '../../db/delete-some.ts';
import type { Platform } from '../../platform/adapter.ts';
import { pagesBrowsers } from '../tables.ts';
import { same } from '../ticket.ts';

/** How long a browser waits for its person's word, and how long it is theirs then, in milliseconds. */
const waitMs = 10 * 60_000;
export const openMs = 12 * 3600_000;

const dayMs = 24 * 3600_000;
/**
 * Questions without a yes that a person gets because of one link, and because of all of theirs, within the time one waits
 * and within a day. A link in foreign hands uses up its own ones only: the next link from the chat opens.
 */
const most = { link: { waiting: 3, day: 12 }, person: { waiting: 6, day: 24 } } as const;
const askLock = 0x5870;

/** A browser that is, or asks to be, somebody's. */
export type Browser = Omit<typeof pagesBrowsers.$inferSelect, 'secretHash' | 'platform' | 'link'> & {
  platform: Platform;
};

/** Whom a browser is to be recognised as, and what it opens then. */
export interface Recognised {
  person: string;
  platform: Platform;
  account: string;
  opens: Browser['opens'];
}

/** What the cookie of a browser holds. */
export interface Key {
  id: string;
  secret: string;
}

const digest = (secret: string) => createHash('sha256').update(secret).digest('base64url');

const freshKey = (): Key => ({ id: randomUUID(), secret: randomBytes(32).toString('base64url') });

/**
 * A browser that knocked at a link and waits for its person's word under a number of its own; null when they were asked
 * often enough.
 */
export async function startWaiting(tx: Tx, who: Recognised, link: string, now: Date): Promise<(Key & Asked) | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(${askLock}, hashtext(${who.person}))`);
  const asked = await tx
    .select({ number: pagesBrowsers.number, since: pagesBrowsers.since, link: pagesBrowsers.link })
    .from(pagesBrowsers)
    .where(
      and(
        eq(pagesBrowsers.person, who.person),
        ne(pagesBrowsers.status, 'open'),
        gt(pagesBrowsers.since, new Date(now.getTime() - dayMs)),
      ),
    );
  const recent = asked.filter(({ since }) => since.getTime() > now.getTime() - waitMs);
  const here = digest(link);
  const ofLink = (one: { link: string }) => one.link === here;
  const enough = [
    recent.length >= most.person.waiting || asked.length >= most.person.day,
    recent.filter(ofLink).length >= most.link.waiting || asked.filter(ofLink).length >= most.link.day,
  ];
  if (enough.includes(true)) return null;
  const taken = new Set(recent.map(({ number }) => number));
  const free = Array.from({ length: 90 }, (_, index) => index + 10).filter((number) => !taken.has(number));
  const number = free[randomInt(free.length)] ?? 10;
  const key = freshKey();
  const until = new Date(now.getTime() + waitMs);
  await insert(tx, who, { ...key, status: 'waiting', number, link: here, since: now, until });
  return { ...key, number, until };
}

interface Asked {
  number: number;
  until: Date;
}

/** A browser that is open at once, because it is known whose it is. */
export async function openAtOnce({ reader }: Database, who: Recognised, now: Date): Promise<Key> {
  const key = freshKey();
  await insert(reader, who, {
    ...key,
    ...{ status: 'open', number: null, link: '', since: now, until: new Date(now.getTime() + openMs) },
  });
  return key;
}

type Begun = Key & Pick<typeof pagesBrowsers.$inferSelect, 'status' | 'number' | 'link' | 'since' | 'until'>;

const insert = (on: Reader | Tx, who: Recognised, { secret, ...begun }: Begun) =>
  on.insert(pagesBrowsers).values({ ...who, ...begun, secretHash: digest(secret) });

/** The browser that holds this key; null when there is none, or it has another secret. */
export async function browserOf({ reader }: Database, { id, secret }: Key): Promise<Browser | null> {
  const [row] = await reader.select().from(pagesBrowsers).where(eq(pagesBrowsers.id, id));
  return row && same(row.secretHash, digest(secret)) ? browserIn(row) : null;
}

/** Loads and locks: the person is about to say whether it is theirs. */
export async function loadBrowser(tx: Tx, id: string): Promise<Browser | null> {
  const [row] = await tx.select().from(pagesBrowsers).where(eq(pagesBrowsers.id, id)).for('update');
  return row ? browserIn(row) : null;
}

const browserIn = ({ secretHash: _, link: __, platform, ...row }: typeof pagesBrowsers.$inferSelect): Browser => ({
  ...row,
  platform: platform as Platform,
});

/** The person has said whether it is theirs. Resolves to when that ends. */
export async function settle(tx: Tx, id: string, status: 'open' | 'refused', now: Date): Promise<Date> {
  const until = new Date(now.getTime() + (status === 'open' ? openMs : waitMs));
  await tx.update(pagesBrowsers).set({ status, until }).where(eq(pagesBrowsers.id, id));
  return until;
}

/** The browser is nobody's any more. */
export async function forget(on: Reader | Tx, id: string): Promise<void> {
  await on.delete(pagesBrowsers).where(eq(pagesBrowsers.id, id));
}

/** No browser is these people's any more. */
export async function forgetAllOf(tx: Tx, people: readonly string[]): Promise<void> {
  if (people.length > 0) await tx.delete(pagesBrowsers).where(inArray(pagesBrowsers.person, [...people]));
}

/** Deletes those that ended a day ago, a few hundred at most: until then they count as asked. */
export async function tidyBrowsers(db: Database, now: Date): Promise<void> {
  await deleteSome(db, pagesBrowsers, lt(pagesBrowsers.until, new Date(now.getTime() - dayMs)));
}
