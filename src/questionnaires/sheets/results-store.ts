import { and, eq, ne, sql } from 'drizzle-orm';
import { groupBy } from '../../collections.ts';
import { type Reader, rows, type Tx } from '../../db/database.ts';
import { insertMany } from '../../db/insert-many.ts';
import type { Organisation } from '../../org/organisation.ts';
import type { RawAnswers } from '../../platform/form.ts';
import { selfAwareness } from '../builtin.ts';
import { lockRound, type Round } from '../rounds/store.ts';
import { anonymousAnswers, rounds, shownAreas } from '../tables.ts';
import { type ShownCount, shownCounts, shownFrom } from './privacy.ts';

/** Rounds of companies' own questionnaires, the newest first. */
export async function ownRounds(on: Reader | Tx, most: number): Promise<Round[]> {
  return on
    .select()
    .from(rounds)
    .where(ne(rounds.questionnaire, selfAwareness.key))
    .orderBy(sql`${rounds.id} desc`)
    .limit(most);
}

/** What everyone who has finished answered with their name, by department; the names stay here. */
export async function namedAnswers(
  on: Reader | Tx,
  round: number,
  departments: readonly string[],
): Promise<RawAnswers[]> {
  const only = sql`p.department in (select json_array_elements_text(${JSON.stringify(departments)}::json))`;
  const found = await rows<{ person: string; answers: RawAnswers }>(
    on,
    sql`select a.person, a.answers from questionnaire_answers a
        join questionnaire_people p on p.round = a.round and p.person = a.person
        where a.round = ${round} and p.status = 'finished' and ${only} order by a.person, a.page`,
  );
  return [...groupBy(found, ({ person }) => person).values()].map((pages) =>
    Object.assign({}, ...pages.map(({ answers }) => answers)),
  );
}

/** The anonymous answers to a question in some departments, in no order. */
export async function anonymousValues(
  on: Reader | Tx,
  round: number,
  question: string,
  departments: readonly string[],
): Promise<string[]> {
  const found = await rows<{ value: string }>(
    on,
    sql`select value from ${anonymousAnswers} where round = ${round} and question = ${question}
          and department in (select json_array_elements_text(${JSON.stringify(departments)}::json)) order by value`,
  );
  return found.map(({ value }) => value);
}

export type ShownArea = typeof shownAreas.$inferSelect;

/** The areas of which anonymous answers of a round may be shown; none before it has ended. */
export async function areasOf(on: Reader | Tx, round: number): Promise<ShownArea[]> {
  return on.select().from(shownAreas).where(eq(shownAreas.round, round)).orderBy(shownAreas.question, shownAreas.area);
}

/**
 * Decides for good of which departments together the anonymous answers of a round are shown, once it has ended. Whoever
 * looks before and after somebody's answer, or before and after a department moved, would learn what one person said.
 */
export async function freezeShown(tx: Tx, org: Organisation, id: number): Promise<void> {
  const round = await lockRound(tx, id);
  if (!round?.endedAt || round.questionnaire === selfAwareness.key) return;
  const decided = await tx.select({ area: shownAreas.area }).from(shownAreas).where(eq(shownAreas.round, id)).limit(1);
  if (decided.length > 0) return;
  const counts = await tx
    .select({
      question: anonymousAnswers.question,
      department: anonymousAnswers.department,
      answered: sql<number>`count(*)::int`,
    })
    .from(anonymousAnswers)
    .where(and(eq(anonymousAnswers.round, id), ne(anonymousAnswers.value, '')))
    .groupBy(anonymousAnswers.question, anonymousAnswers.department);
  const decisions = [...groupBy(counts, ({ question }) => question)].flatMap(([question, counted]) =>
    areasFrom(org, counted, shownFrom).map((one) => ({ round: id, question, ...one })),
  );
  await insertMany(tx, shownAreas, decisions, sql`on conflict do nothing`);
}

/** The areas whose sums may be shown beside one another, each of at least so many people, and whatever remains of them too. */
export function areasFrom(
  org: Organisation,
  counted: readonly { department: string; answered: number }[],
  least: number,
): ShownCount[] {
  const cells = withThoseAbove(org, counted);
  const shown = shownCounts(cells, least);
  const [top, ...others] = cells.filter(({ parent }) => !cells.some(({ department }) => department === parent));
  // A department with everyone below it is everyone.
  const same = top && others.length === 0 ? shown.slice(0, 1).map((one) => ({ ...one, area: top.department })) : [];
  return [...shown, ...same];
}

/** Departments that answered and all above them, so that a department stands for everyone below it. */
function withThoseAbove(org: Organisation, counts: readonly { department: string; answered: number }[]) {
  const answered = new Map(counts.map((one) => [one.department, one.answered]));
  for (const { department } of counts) {
    const seen = new Set<string>();
    for (let at = org.departments.get(department); at && !seen.has(at.key); ) {
      seen.add(at.key);
      answered.set(at.key, answered.get(at.key) ?? 0);
      at = at.parent === null ? undefined : org.departments.get(at.parent);
    }
  }
  return [...answered].map(([department, count]) => ({
    department,
    parent: org.departments.get(department)?.parent ?? null,
    answered: count,
  }));
}
