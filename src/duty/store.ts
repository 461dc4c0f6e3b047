import { and, eq, gte, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../db/database.ts';
import type { RosterGap } from '../org/duty.ts';
import type { Handover } from './rules.ts';
import { dutyGaps, dutyHandovers, dutyReadiness, dutyRounds } from './tables.ts';

/** Any number; the second key is the department. */
const rosterLock = 5120;

/** Changes of one department's roster are decided one after the other. Take it before anything is read for the decision. */
export async function lockRoster(tx: Tx, department: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${rosterLock}, hashtext(${department}))`);
}

/** The department of a handover, to lock its roster by. */
export async function departmentOfHandover(on: Reader | Tx, id: number): Promise<string | null> {
  const [row] = await on
    .select({ department: dutyHandovers.department })
    .from(dutyHandovers)
    .where(eq(dutyHandovers.id, id));
  return row?.department ?? null;
}

/** Loads and locks. */
export async function loadHandover(tx: Tx, id: number): Promise<Handover | null> {
  const [row] = await tx.select().from(dutyHandovers).where(eq(dutyHandovers.id, id)).for('update');
  return row ?? null;
}

/** Writes a new handover; null when the same giver has one of this kind open for the date. */
export async function insertHandover(tx: Tx, handover: Omit<Handover, 'id'>): Promise<Handover | null> {
  const [row] = await tx.insert(dutyHandovers).values(handover).onConflictDoNothing().returning();
  return row ?? null;
}

export async function saveHandover(tx: Tx, { id, status, answeredAt }: Handover): Promise<void> {
  await tx.update(dutyHandovers).set({ status, answeredAt }).where(eq(dutyHandovers.id, id));
}

/** What is open about a date, of one giver or of all. */
export async function openHandovers(
  on: Reader | Tx,
  department: string,
  date: string,
  giver?: string,
): Promise<Handover[]> {
  return on
    .select()
    .from(dutyHandovers)
    .where(
      and(
        eq(dutyHandovers.department, department),
        eq(dutyHandovers.date, date),
        inArray(dutyHandovers.status, ['asked', 'told']),
        giver === undefined ? undefined : eq(dutyHandovers.giver, giver),
      ),
    )
    .orderBy(dutyHandovers.id);
}

/** What is open between colleagues of whom one is among `people`. */
export async function handoversOf(on: Reader | Tx, people: readonly string[]): Promise<Handover[]> {
  const { status, giver, taker, id } = dutyHandovers;
  const asked = and(eq(status, 'asked'), inArray(taker, [...people]));
  const given = and(inArray(status, ['asked', 'told']), inArray(giver, [...people]));
  return on.select().from(dutyHandovers).where(or(asked, given)).orderBy(id);
}

export type Round = typeof dutyRounds.$inferSelect;

/** Begins the round of questions before a rest; false when it has begun before. */
export async function beginRound(tx: Tx, round: Round): Promise<boolean> {
  const begun = await tx.insert(dutyRounds).values(round).onConflictDoNothing().returning({ first: dutyRounds.first });
  return begun.length > 0;
}

/** Loads and locks the round of a rest. */
export async function loadRound(tx: Tx, department: string, first: string): Promise<Round | null> {
  const [row] = await tx
    .select()
    .from(dutyRounds)
    .where(and(eq(dutyRounds.department, department), eq(dutyRounds.first, first)))
    .for('update');
  return row ?? null;
}

/** The round whose rest holds a date. */
export async function roundOn(on: Reader | Tx, department: string, date: string): Promise<Round | null> {
  const [row] = await on
    .select()
    .from(dutyRounds)
    .where(and(eq(dutyRounds.department, department), lte(dutyRounds.first, date), gte(dutyRounds.last, date)));
  return row ?? null;
}

export async function saveTold(tx: Tx, { department, first }: Round, told: string): Promise<void> {
  await tx
    .update(dutyRounds)
    .set({ told })
    .where(and(eq(dutyRounds.department, department), eq(dutyRounds.first, first)));
}

/** Notes that someone is asked about dates; what they said already stays. */
export async function noteAsked(
  tx: Tx,
  department: string,
  person: string,
  dates: readonly string[],
  now: Date,
): Promise<void> {
  if (dates.length === 0) return;
  await tx
    .insert(dutyReadiness)
    .values(dates.map((date) => ({ department, date, person, askedAt: now })))
    .onConflictDoNothing();
}

/** Notes that someone is ready for dates; resolves to how many of them are news. */
export async function noteReady(
  tx: Tx,
  department: string,
  person: string,
  dates: readonly string[],
  now: Date,
): Promise<number> {
  if (dates.length === 0) return 0;
  const noted = await tx
    .insert(dutyReadiness)
    .values(dates.map((date) => ({ department, date, person, askedAt: now, readyAt: now })))
    .onConflictDoUpdate({
      target: [dutyReadiness.department, dutyReadiness.date, dutyReadiness.person],
      set: { readyAt: now },
      setWhere: isNull(dutyReadiness.readyAt),
    })
    .returning({ date: dutyReadiness.date });
  return noted.length;
}

export type ReadinessRow = typeof dutyReadiness.$inferSelect;

/** Everything said about a department's dates. */
export async function readinessBetween(
  on: Reader | Tx,
  department: string,
  first: string,
  last: string,
): Promise<ReadinessRow[]> {
  return on
    .select()
    .from(dutyReadiness)
    .where(and(eq(dutyReadiness.department, department), gte(dutyReadiness.date, first), lte(dutyReadiness.date, last)))
    .orderBy(dutyReadiness.date, dutyReadiness.person);
}

/** Who was asked whether they are ready for a department's date, and who is: person ids. */
export async function readiness(
  on: Reader | Tx,
  department: string,
  date: string,
): Promise<{ asked: string[]; ready: string[] }> {
  const rows = await readinessBetween(on, department, date, date);
  return {
    asked: rows.map((row) => row.person),
    ready: rows.filter((row) => row.readyAt !== null).map((row) => row.person),
  };
}

export async function toldGaps(on: Reader | Tx, department: string): Promise<RosterGap[]> {
  return on
    .select({ why: dutyGaps.why, from: dutyGaps.from, to: dutyGaps.to })
    .from(dutyGaps)
    .where(eq(dutyGaps.department, department))
    .orderBy(dutyGaps.from);
}

/** Remembers gaps as they stand, and forgets closed ones. */
export async function saveGaps(
  tx: Tx,
  department: string,
  gaps: readonly RosterGap[],
  closed: readonly RosterGap[],
): Promise<void> {
  if (closed.length > 0) {
    const these = closed.map((gap) => and(eq(dutyGaps.why, gap.why), eq(dutyGaps.from, gap.from)));
    await tx.delete(dutyGaps).where(and(eq(dutyGaps.department, department), or(...these)));
  }
  if (gaps.length === 0) return;
  await tx
    .insert(dutyGaps)
    .values(gaps.map((gap) => ({ department, ...gap })))
    .onConflictDoUpdate({
      target: [dutyGaps.department, dutyGaps.why, dutyGaps.from],
      set: { to: sql`excluded.to_at` },
    });
}
