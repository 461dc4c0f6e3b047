import { asc, eq, isNotNull, lte, sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../db/database.ts';
import { asDate, nullable } from '../db/decode.ts';
import { insertMany } from '../db/insert-many.ts';
import { digestPeople, digestSent } from './tables.ts';
import type { Cadence } from './types.ts';

/** Whether someone wants the digest, and when the next one is due; null: it does not come. */
export interface Wish {
  person: string;
  cadence: Cadence;
  dueAt: Date | null;
}

const columns = { person: digestPeople.person, cadence: digestPeople.cadence, dueAt: digestPeople.dueAt };

/** Everyone who has been a reader once. */
export const allWishes = (on: Reader | Tx): Promise<Wish[]> => on.select(columns).from(digestPeople);

/** The wish of one person, locked; null where there is none yet. */
export async function lockWish(tx: Tx, person: string): Promise<Wish | null> {
  const [row] = await tx.select(columns).from(digestPeople).where(eq(digestPeople.person, person)).for('update');
  return row ?? null;
}

/** Writes what one person wants. */
export async function saveWish(tx: Tx, wish: Wish, now: Date): Promise<void> {
  const { cadence, dueAt } = wish;
  const row = { cadence, dueAt, changedAt: now };
  await tx
    .insert(digestPeople)
    .values({ ...row, person: wish.person })
    .onConflictDoUpdate({ target: digestPeople.person, set: row });
}

/** Writes the first wishes of new readers, in one statement; what somebody has said meanwhile stays. */
export const addWishes = (tx: Tx, wishes: readonly Wish[], now: Date): Promise<void> =>
  insertMany(
    tx,
    digestPeople,
    [...wishes].sort(byPerson).map((wish) => ({ ...wish, changedAt: now })),
    sql`on conflict (person) do nothing`,
  );

/** Moves when people are due, in one statement; whoever wants something else meanwhile is left as they are. */
export async function moveDue(tx: Tx, wishes: readonly Wish[]): Promise<void> {
  if (wishes.length === 0) return;
  const changes = [...wishes].sort(byPerson).map(({ person, cadence, dueAt }) => ({ person, cadence, due_at: dueAt }));
  await tx.execute(
    sql`update digest_people p set due_at = c.due_at
        from json_to_recordset(${JSON.stringify(changes)}::json) as c(person text, cadence text, due_at timestamptz)
        where p.person = c.person and p.cadence = c.cadence`,
  );
}

/** In one order everywhere, so that two processes never wait for each other. */
const byPerson = (a: { person: string }, b: { person: string }) => (a.person < b.person ? -1 : 1);

/** The next people whose time has come, at most `most`, locked; those another process has are left to it. */
export const claimDue = (tx: Tx, now: Date, most: number): Promise<Wish[]> =>
  tx
    .select(columns)
    .from(digestPeople)
    .where(lte(digestPeople.dueAt, now))
    .orderBy(asc(digestPeople.dueAt), asc(digestPeople.person))
    .limit(most)
    .for('update', { skipLocked: true });

/** When someone is due next; null when nobody is any more. */
export async function firstDue(on: Reader | Tx): Promise<Date | null> {
  const [row] = await rows<{ at: unknown }>(
    on,
    sql`select min(due_at) as at from ${digestPeople} where ${isNotNull(digestPeople.dueAt)}`,
  );
  return nullable(asDate)(row?.at ?? null);
}

/** Notes what is sent to whom; returns those to whom it was not sent before. */
export async function noteSent(
  tx: Tx,
  sent: readonly { person: string; occasion: string }[],
  now: Date,
): Promise<Set<string>> {
  if (sent.length === 0) return new Set();
  const written = await tx
    .insert(digestSent)
    .values([...sent].sort(byPerson).map(({ person, occasion }) => ({ person, occasion, at: now })))
    .onConflictDoNothing()
    .returning({ person: digestSent.person });
  return new Set(written.map(({ person }) => person));
}

const DAY_MS = 86_400_000;
const KEPT_DAYS = 400;
/** Rows a night at most, so that nobody waits for it. */
const AT_ONCE = 20_000;

/** Deletes what was sent long ago. */
export async function forgetOldSent(tx: Tx, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_DAYS * DAY_MS).toISOString();
  await tx.execute(
    sql`delete from ${digestSent} where ctid = any(array(
          select ctid from ${digestSent} where at < ${before}::timestamptz limit ${AT_ONCE}))`,
  );
}

/** Deletes whether and when someone got digests. */
export async function eraseWishes(tx: Tx, person: string): Promise<void> {
  await tx.delete(digestPeople).where(eq(digestPeople.person, person));
  await tx.delete(digestSent).where(eq(digestSent.person, person));
}
