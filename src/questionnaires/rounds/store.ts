import { and, asc, eq, inArray, isNull, lte, ne, sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../../db/database.ts';
import { asDate, nullable } from '../../db/decode.ts';
import { insertMany } from '../../db/insert-many.ts';
import { liveCards, outbox } from '../../engine/tables.ts';
import { type AskStatus, roundCodes, roundPeople, rounds } from '../tables.ts';

export type Round = typeof rounds.$inferSelect;

/** One person in a round. */
export type Asked = typeof roundPeople.$inferSelect;

/** Any number: starting and adding people is decided one after the other. */
const startLock = 5_122;

/** The slot of the card that asks a person, and reminds them. */
export const askSlot = (round: number): string => `ask/${round}`;

export async function lockStarting(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${startLock})`);
}

export async function loadRound(on: Reader | Tx, id: number): Promise<Round | null> {
  if (!Number.isSafeInteger(id)) return null;
  const [row] = await on.select().from(rounds).where(eq(rounds.id, id));
  return row ?? null;
}

/** Loads and locks: for whoever decides about the round itself. */
export async function lockRound(tx: Tx, id: number): Promise<Round | null> {
  if (!Number.isSafeInteger(id)) return null;
  const [row] = await tx.select().from(rounds).where(eq(rounds.id, id)).for('update');
  return row ?? null;
}

/** All rounds that have not ended, the oldest first. */
export async function openRounds(on: Reader | Tx): Promise<Round[]> {
  return on.select().from(rounds).where(isNull(rounds.endedAt)).orderBy(asc(rounds.id));
}

/** Open rounds in which this person has been asked, with how far they have come; finished ones can still be changed. */
export async function openRoundsOf(on: Reader | Tx, person: string): Promise<(Round & { status: AskStatus })[]> {
  const found = await on
    .select({ round: rounds, status: roundPeople.status })
    .from(roundPeople)
    .innerJoin(rounds, eq(rounds.id, roundPeople.round))
    .where(
      and(
        eq(roundPeople.person, person),
        isNull(rounds.endedAt),
        inArray(roundPeople.status, ['asked', 'draft', 'finished']),
      ),
    )
    .orderBy(asc(rounds.id));
  return found.map(({ round, status }) => ({ ...round, status }));
}

/** How someone stands in a round; null when they are not part of it. */
export async function standingOf(on: Reader | Tx, round: number, person: string): Promise<Asked | null> {
  const [row] = await on
    .select()
    .from(roundPeople)
    .where(and(eq(roundPeople.round, round), eq(roundPeople.person, person)));
  return row ?? null;
}

/**
 * Notes how far someone has come; resolves to whether that is news. Finishing drops their reminders, also one that waits
 * to be sent. Who is gone stays gone, and a draft of what was finished is no step back. Whoever calls it adds
 * `followed(turn, round, person)` of `rounds/follow.ts` to the effects, which keeps cards and progress true.
 */
export async function markPerson(
  tx: Tx,
  round: number,
  person: string,
  status: AskStatus,
  now: Date,
): Promise<boolean> {
  const before: AskStatus[] = status === 'draft' ? ['planned', 'asked', 'noAccount'] : notGone;
  const changed = await tx
    .update(roundPeople)
    .set({
      status,
      ...(status === 'finished' ? { finishedAt: now, dueAt: null } : {}),
      ...(status === 'gone' || status === 'noAccount' ? { dueAt: null } : {}),
    })
    .where(
      and(
        eq(roundPeople.round, round),
        eq(roundPeople.person, person),
        inArray(
          roundPeople.status,
          before.filter((one) => one !== status),
        ),
      ),
    )
    .returning({ person: roundPeople.person });
  if (changed.length > 0 && (status === 'finished' || status === 'gone')) {
    await dropWaiting(tx, round, [person]);
    // A printed code is used up when the answers are in.
    await tx.delete(roundCodes).where(and(eq(roundCodes.round, round), eq(roundCodes.person, person)));
  }
  return changed.length > 0;
}

const notGone: AskStatus[] = ['planned', 'asked', 'noAccount', 'draft', 'finished'];

/**
 * Takes back what waits to be sent about a round: all of it, or that of some people. With a reminder goes the line that
 * would have led from the old card to it.
 */
export async function dropWaiting(tx: Tx, round: number, people?: readonly string[]): Promise<void> {
  const slot = askSlot(round);
  const unsent = and(eq(outbox.status, 'waiting'), isNull(outbox.leaseId));
  const theirs = people ? inArray(outbox.person, [...people]) : undefined;
  const dropped = await tx
    .update(outbox)
    .set({ status: 'dropped' })
    .where(and(unsent, eq(outbox.kind, 'post'), eq(outbox.slot, slot), theirs))
    .returning({ person: outbox.person });
  if (dropped.length === 0) return;
  const left = tx
    .select({ id: liveCards.messageId })
    .from(liveCards)
    .where(and(eq(liveCards.slot, slot), eq(liveCards.person, outbox.person)));
  await tx
    .update(outbox)
    .set({ status: 'dropped' })
    .where(and(unsent, eq(outbox.kind, 'retire'), inArray(outbox.target, left), theirs));
}

export async function insertRound(tx: Tx, round: Omit<Round, 'id' | 'endedAt'>): Promise<Round> {
  const [row] = await tx.insert(rounds).values(round).returning();
  if (!row) throw new Error('a round was not written');
  return row;
}

export type Plan = Pick<Asked, 'person' | 'department' | 'status' | 'dueAt'>;

/** Writes whom a round asks, in one statement; who is in it already stays as they are. */
export async function insertPeople(tx: Tx, round: number, plans: readonly Plan[]): Promise<void> {
  await insertMany(
    tx,
    roundPeople,
    plans.map((plan) => ({ ...plan, round })),
    sql`on conflict (round, person) do nothing`,
  );
}

/** People who are in an open round of this questionnaire, by whatever status but gone; `but`: a round that does not count. */
export async function askedAlready(on: Reader | Tx, questionnaire: string, but?: number): Promise<Set<string>> {
  const found = await on
    .select({ person: roundPeople.person })
    .from(roundPeople)
    .innerJoin(rounds, eq(rounds.id, roundPeople.round))
    .where(
      and(
        eq(rounds.questionnaire, questionnaire),
        isNull(rounds.endedAt),
        ne(roundPeople.status, 'gone'),
        but === undefined ? undefined : ne(rounds.id, but),
      ),
    );
  return new Set(found.map(({ person }) => person));
}

/** The next people whose time has come, at most `most`; locks them. */
export async function claimDue(tx: Tx, round: number, now: Date, most: number): Promise<Asked[]> {
  return tx
    .select()
    .from(roundPeople)
    .where(and(eq(roundPeople.round, round), lte(roundPeople.dueAt, now)))
    .orderBy(asc(roundPeople.dueAt), asc(roundPeople.person))
    .limit(most)
    .for('update');
}

/** Writes what became of people of one round, in one statement. */
export async function savePeople(tx: Tx, round: number, people: readonly Asked[]): Promise<void> {
  if (people.length === 0) return;
  const changes = people.map(({ person, status, dueAt, askedAt, reminders }) => ({
    person,
    status,
    due_at: dueAt,
    asked_at: askedAt,
    reminders,
  }));
  await tx.execute(
    sql`update questionnaire_people p
        set status = c.status, due_at = c.due_at, asked_at = c.asked_at, reminders = c.reminders
        from json_to_recordset(${JSON.stringify(changes)}::json)
          as c(person text, status text, due_at timestamptz, asked_at timestamptz, reminders integer)
        where p.round = ${round} and p.person = c.person`,
  );
}

/** When someone of a round is due next; null when nobody is any more. */
export async function nextDue(on: Reader | Tx, round: number): Promise<Date | null> {
  const [row] = await rows<{ at: unknown }>(
    on,
    sql`select min(due_at) as at from questionnaire_people where round = ${round} and due_at is not null`,
  );
  return nullable(asDate)(row?.at ?? null);
}

/** Of these people, who has finished another round of the questionnaire before. */
export async function answeredBefore(on: Reader | Tx, round: Round, people: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ person: string }>(
    on,
    sql`select distinct p.person from questionnaire_people p join questionnaire_rounds r on r.id = p.round
        where r.questionnaire = ${round.questionnaire} and p.round <> ${round.id} and p.status = 'finished'
          and p.person in (select json_array_elements_text(${JSON.stringify(people)}::json))`,
  );
  return new Set(found.map(({ person }) => person));
}
