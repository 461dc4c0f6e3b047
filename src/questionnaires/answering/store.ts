import { and, desc, eq, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { groupBy } from '../../collections.ts';
import type { Reader, Tx } from '../../db/database.ts';
import { filesIn, type RawAnswers } from '../../platform/form.ts';
import { files } from '../../platform/tables.ts';
import { type AskStatus, answers, roundPeople, rounds } from '../tables.ts';
import type { SelfAwareness } from '../types.ts';
import { composed, type Draft } from './compose.ts';

/** What one person said in a round of the built-in questionnaire. */
export interface Said {
  /** Person id. */
  person: string;
  /** Key of the department they were in when the round began. */
  department: string;
  answer: SelfAwareness;
  /** Person id of the head who entered it for them; null: they answered themselves. */
  enteredBy: string | null;
}

/** A round, and how someone stands in it. */
export interface Asked {
  round: typeof rounds.$inferSelect;
  person: string;
  department: string;
  status: AskStatus;
}

/** What everyone who has finished said in a round, by person; with `department`, those asked for it. */
export async function saidIn(on: Reader | Tx, round: number, department?: string): Promise<Said[]> {
  const found = await on
    .select({
      person: answers.person,
      department: roundPeople.department,
      page: answers.page,
      answers: answers.answers,
      enteredBy: answers.enteredBy,
    })
    .from(answers)
    .innerJoin(roundPeople, and(eq(roundPeople.round, answers.round), eq(roundPeople.person, answers.person)))
    .where(
      and(
        eq(answers.round, round),
        eq(roundPeople.status, 'finished'),
        department === undefined ? undefined : eq(roundPeople.department, department),
      ),
    )
    .orderBy(answers.person, answers.page);
  const people = groupBy(found, (row) => row.person);
  return [...people].flatMap(([person, rows]): Said[] => {
    const answer = composed(new Map(rows.map((row) => [row.page, row.answers])));
    const enteredBy = rows.find((row) => row.enteredBy !== null)?.enteredBy ?? null;
    return answer ? [{ person, department: rows[0]?.department ?? '', answer, enteredBy }] : [];
  });
}

/**
 * A round and how someone stands in it; null where they are not asked. Whoever ends the round waits until we are done, so
 * that no answer comes after it.
 */
export async function loadAsked(tx: Tx, round: number, person: string): Promise<Asked | null> {
  const [found] = await tx.select().from(rounds).where(eq(rounds.id, round)).for('share');
  if (!found) return null;
  const [ask] = await tx
    .select({ department: roundPeople.department, status: roundPeople.status })
    .from(roundPeople)
    .where(and(eq(roundPeople.round, round), eq(roundPeople.person, person)));
  return ask ? { round: found, person, ...ask } : null;
}

/** The pages someone has answered in a round. */
export async function loadDraft(on: Reader | Tx, round: number, person: string): Promise<Map<string, RawAnswers>> {
  const found = await on
    .select({ page: answers.page, answers: answers.answers })
    .from(answers)
    .where(and(eq(answers.round, round), eq(answers.person, person)));
  return new Map(found.map((row) => [row.page, row.answers]));
}

/** Who entered what someone said in a round; null: nobody but they themselves. */
export async function enteredIn(on: Reader | Tx, round: number, person: string): Promise<string | null> {
  const [row] = await on
    .select({ by: answers.enteredBy })
    .from(answers)
    .where(and(eq(answers.round, round), eq(answers.person, person), isNotNull(answers.enteredBy)))
    .orderBy(desc(answers.updatedAt))
    .limit(1);
  return row?.by ?? null;
}

/** Whether any page of a round was answered by the person themselves: then nobody who types for them reads it. */
export async function answeredThemselves(on: Reader | Tx, round: number, person: string): Promise<boolean> {
  const [own] = await on
    .select({ page: answers.page })
    .from(answers)
    .where(and(eq(answers.round, round), eq(answers.person, person), isNull(answers.enteredBy)))
    .limit(1);
  return own !== undefined;
}

/** A page as it was answered last: of two devices the later one counts. */
export async function savePage(tx: Tx, page: typeof answers.$inferInsert): Promise<void> {
  const { answers: given, version, enteredBy, updatedAt } = page;
  await tx
    .insert(answers)
    .values(page)
    .onConflictDoUpdate({
      target: [answers.round, answers.person, answers.page],
      set: { answers: given, version, enteredBy: enteredBy ?? null, updatedAt },
    });
}

/** Puts pages in the place of all someone has answered in a round. */
export async function replaceDraft(
  tx: Tx,
  draft: Draft,
  about: Omit<typeof answers.$inferInsert, 'page' | 'answers'>,
): Promise<void> {
  await tx.delete(answers).where(and(eq(answers.round, about.round), eq(answers.person, about.person)));
  for (const [page, given] of draft) await savePage(tx, { ...about, page, answers: given });
}

/** Forgets what people have answered themselves and not finished, with the files that came with it. */
export async function dropOwnDrafts(tx: Tx, round: number, people: readonly string[]): Promise<void> {
  const theirs = <T extends typeof answers | typeof roundPeople>(table: T) =>
    and(eq(table.round, round), inArray(table.person, [...people]));
  const unfinished = tx
    .select({ person: roundPeople.person })
    .from(roundPeople)
    .where(and(theirs(roundPeople), ne(roundPeople.status, 'finished')));
  const gone = await tx
    .delete(answers)
    .where(and(theirs(answers), isNull(answers.enteredBy), inArray(answers.person, unfinished)))
    .returning({ person: answers.person, answers: answers.answers });
  if (gone.length === 0) return;
  const owners = [...new Set(gone.map(({ person }) => person))];
  const ids = gone.flatMap((row) => Object.values(row.answers).flatMap(filesIn));
  await tx.delete(files).where(and(inArray(files.id, ids), inArray(files.owner, owners)));
  await tx
    .update(roundPeople)
    .set({ status: 'noAccount' })
    .where(and(eq(roundPeople.round, round), inArray(roundPeople.person, owners), eq(roundPeople.status, 'draft')));
}

/** The round of the same questionnaire that someone finished last, before this one. */
export async function lastFinished(
  on: Reader | Tx,
  person: string,
  { id, questionnaire }: { id: number; questionnaire: string },
): Promise<{ id: number; version: number; at: Date | null } | null> {
  const [found] = await on
    .select({ id: rounds.id, version: rounds.version, at: roundPeople.finishedAt })
    .from(roundPeople)
    .innerJoin(rounds, eq(rounds.id, roundPeople.round))
    .where(
      and(
        eq(roundPeople.person, person),
        eq(roundPeople.status, 'finished'),
        eq(rounds.questionnaire, questionnaire),
        ne(rounds.id, id),
        sql`exists (select 1 from ${answers} where ${answers.round} = ${rounds.id} and ${answers.person} = ${person})`,
      ),
    )
    .orderBy(desc(roundPeople.finishedAt), desc(rounds.id))
    .limit(1);
  return found ?? null;
}
