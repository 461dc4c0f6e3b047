import { and, asc, desc, eq, inArray, isNotNull, lte, sql } from 'drizzle-orm';
import { type Reader, rows, type Tx } from '../../db/database.ts';
import { selfAwareness } from '../builtin.ts';
import { countedAnswers, roundPeople, rounds, sheetCards, sheets } from '../tables.ts';
import type { Statement, Unit } from '../types.ts';
import type { Counting } from './counting.ts';

export type SheetRow = typeof sheets.$inferSelect;

/**
 * What counts of each department: the statements of all its units that were published last, together; with `until`, as they
 * were published by then. A unit that spoke for itself earlier, and now with its department, is not among them.
 */
export async function publishedStatements(on: Reader | Tx, until?: Date): Promise<Statement[]> {
  const { unit, version, publishedAt, statement, published } = sheets;
  const found = await on
    .selectDistinctOn([unit], { statement, version, publishedAt })
    .from(sheets)
    .where(and(eq(published, true), isNotNull(publishedAt), until ? lte(publishedAt, until) : undefined))
    .orderBy(unit, desc(version));
  const all = found.flatMap((row) => statementOf(row) ?? []);
  const newest = new Map<string, number>();
  for (const { department, publishedAt: at } of all)
    newest.set(department, Math.max(newest.get(department) ?? 0, at.getTime()));
  return all.filter((one) => one.publishedAt.getTime() === newest.get(one.department));
}

const statementOf = (row: Pick<SheetRow, 'statement' | 'version' | 'publishedAt'>): Statement | null =>
  row.publishedAt ? { ...row.statement, version: row.version, publishedAt: row.publishedAt } : null;

/** A published version of a unit, the newest without `version`; null when there is none. */
export async function loadStatement(on: Reader | Tx, unit: Unit, version?: number): Promise<Statement | null> {
  const [row] = await on
    .select()
    .from(sheets)
    .where(and(eq(sheets.unit, unit), eq(sheets.published, true), version ? eq(sheets.version, version) : undefined))
    .orderBy(desc(sheets.version))
    .limit(1);
  return row ? statementOf(row) : null;
}

/** The published versions of all units of a department, the newest first. */
export async function versionsOf(
  on: Reader | Tx,
  department: string,
): Promise<{ unit: Unit; version: number; publishedAt: Date | null; round: number }[]> {
  const { unit, version, publishedAt, round } = sheets;
  return on
    .select({ unit, version, publishedAt, round })
    .from(sheets)
    .where(and(eq(sheets.department, department), eq(sheets.published, true)))
    .orderBy(asc(unit), desc(version));
}

/** Any number; the second key is the department. */
const settlingLock = 5_125;

/** Whoever decides about a department's sheets does so one after the other. */
export async function lockDepartment(tx: Tx, department: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${settlingLock}, hashtext(${department}))`);
}

/** The answers of a department as they were shown last; null when nobody looked yet. */
export async function loadCounting(on: Reader | Tx, round: number, department: string): Promise<Counting | null> {
  const { merged, answers, fresh, revision, news } = countedAnswers;
  const [found] = await on
    .select({ merged, answers, fresh, revision, news })
    .from(countedAnswers)
    .where(countedOf(round, department));
  return found ?? null;
}

const countedOf = (round: number, department: string) =>
  and(eq(countedAnswers.round, round), eq(countedAnswers.department, department));

export async function saveCounting(tx: Tx, round: number, department: string, counting: Counting): Promise<void> {
  await tx
    .insert(countedAnswers)
    .values({ round, department, ...counting })
    .onConflictDoUpdate({ target: [countedAnswers.round, countedAnswers.department], set: counting });
}

/** All answers that are shown are published now. */
export async function countedArePublished(tx: Tx, round: number, department: string): Promise<void> {
  await tx.update(countedAnswers).set({ fresh: 0 }).where(countedOf(round, department));
}

/** The newest published row of each unit of a department, and the drafts. */
export async function currentRows(on: Reader | Tx, department: string): Promise<SheetRow[]> {
  return on
    .selectDistinctOn([sheets.unit, sheets.published])
    .from(sheets)
    .where(eq(sheets.department, department))
    .orderBy(sheets.unit, sheets.published, desc(sheets.version));
}

/** Writes a draft in the place of the one before. Published versions never change. */
export async function saveDraft(tx: Tx, row: typeof sheets.$inferInsert): Promise<void> {
  const { round, statement, by, updatedAt, revision, seen } = row;
  await tx
    .insert(sheets)
    .values(row)
    .onConflictDoUpdate({
      target: [sheets.unit, sheets.version],
      set: { round, statement, by, updatedAt, revision, seen },
      setWhere: eq(sheets.published, false),
    });
}

/** Forgets what was settled and not published. */
export async function dropDrafts(tx: Tx, department: string): Promise<void> {
  await tx.delete(sheets).where(and(eq(sheets.department, department), eq(sheets.published, false)));
}

export async function insertPublished(tx: Tx, published: readonly (typeof sheets.$inferInsert)[]): Promise<void> {
  if (published.length > 0) await tx.insert(sheets).values([...published]);
}

/** The newest round of the built-in questionnaire in which someone of the department was asked; null when there was none. */
export async function newestRoundOf(on: Reader | Tx, department: string): Promise<number | null> {
  const [found] = await rows<{ id: number }>(
    on,
    sql`select max(r.id)::int as id from ${rounds} r
        where r.questionnaire = ${selfAwareness.key}
          and exists (select 1 from questionnaire_people p where p.round = r.id and p.department = ${department}
                        and p.status <> 'gone')`,
  );
  return found?.id ?? null;
}

export type SheetCard = typeof sheetCards.$inferSelect;

/** The cards of a round that ask to settle, of some departments or of all. */
export async function cardsIn(on: Reader | Tx, round: number, departments?: readonly string[]): Promise<SheetCard[]> {
  return on
    .select()
    .from(sheetCards)
    .where(
      and(eq(sheetCards.round, round), departments ? inArray(sheetCards.department, [...departments]) : undefined),
    );
}

/** Rounds in which these people have the newest card of a department. */
export async function newestCardsOf(on: Reader | Tx, people: readonly string[]): Promise<number[]> {
  const found = await rows<{ round: number }>(
    on,
    sql`select distinct round::int as round from (
          select distinct on (department) round, person from ${sheetCards} order by department, round desc
        ) newest where person in (select json_array_elements_text(${JSON.stringify(people)}::json))`,
  );
  return found.map(({ round }) => round);
}

/** Notes who has the card of a department, and what it says. */
export async function noteCard(tx: Tx, card: SheetCard): Promise<void> {
  const { person, shown } = card;
  await tx
    .insert(sheetCards)
    .values(card)
    .onConflictDoUpdate({ target: [sheetCards.round, sheetCards.department], set: { person, shown } });
}

/** What departments have of a round: the newest version published from it with the answers it counts, and drafts. */
export async function standingSheets(
  on: Reader | Tx,
  round: number,
): Promise<{ department: string; published: boolean; versions: string; answered: number }[]> {
  return rows(
    on,
    sql`select department, published, string_agg(unit || ' ' || version || '.' || revision, ',' order by unit) as versions,
               sum((statement->>'answered')::int)::int as answered
        from (select distinct on (unit, published) * from ${sheets} where round = ${round}
              order by unit, published, version desc) newest
        group by department, published order by department, published`,
  );
}

/** Who has answered for these departments. */
export async function finishedIn(
  on: Reader | Tx,
  round: number,
  departments: readonly string[],
): Promise<{ department: string; person: string }[]> {
  if (departments.length === 0) return [];
  const { department, person, status } = roundPeople;
  return on
    .select({ department, person })
    .from(roundPeople)
    .where(and(eq(roundPeople.round, round), eq(status, 'finished'), inArray(department, [...departments])));
}

/** When somebody of each department answered or changed an answer last. */
export async function lastAnswers(on: Reader | Tx, round: number): Promise<Map<string, string>> {
  const found = await rows<{ department: string; at: string }>(
    on,
    sql`select p.department, max(a.updated_at)::text as at from questionnaire_answers a
        join questionnaire_people p on p.round = a.round and p.person = a.person
        where a.round = ${round} and p.status = 'finished' group by p.department`,
  );
  return new Map(found.map(({ department, at }) => [department, at]));
}

const DAY_MS = 86_400_000;
/** As long as the answers they were made of. */
const KEPT_DAYS = 400;

/** Deletes drafts of rounds that ended long ago; what was published stays. */
export async function pruneDrafts(tx: Tx, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_DAYS * DAY_MS).toISOString();
  await tx.execute(
    sql`delete from ${sheets} s using ${rounds} r
        where s.round = r.id and not s.published and r.ended_at < ${before}::timestamptz`,
  );
}

/** When anything was published, oldest first. */
export async function publicationTimes(on: Reader | Tx): Promise<Date[]> {
  const { publishedAt, published } = sheets;
  const found = await on
    .selectDistinct({ publishedAt })
    .from(sheets)
    .where(and(eq(published, true), isNotNull(publishedAt)))
    .orderBy(asc(publishedAt));
  return found.flatMap((row) => row.publishedAt ?? []);
}
