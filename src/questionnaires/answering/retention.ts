import { and, eq, inArray, sql } from 'drizzle-orm';
import { rows, type Tx } from '../../db/database.ts';
import { inbox } from '../../engine/tables.ts';
import { files } from '../../platform/tables.ts';
import { anonymousGiven, answers, countedAnswers, roundCodes, roundPeople } from '../tables.ts';

const DAY_MS = 86_400_000;
/** Long enough for "same as last time" in a yearly round. */
const KEPT_DAYS = 400;
/** Rows a day at most, so that nobody waits for it. */
const AT_ONCE = 20_000;

/** The next time old answers are looked for: 03:30 in Shanghai. */
export function nextPruning(after: Date): Date {
  const at = 19.5 * 3_600_000;
  return new Date((Math.floor((after.getTime() - at) / DAY_MS) + 1) * DAY_MS + at);
}

/** Deletes what people answered in rounds that ended long ago, who was asked in them, and who handed in anonymous answers. */
export async function pruneAnswers(tx: Tx, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_DAYS * DAY_MS).toISOString();
  for (const table of [answers, anonymousGiven, countedAnswers, roundPeople]) {
    await tx.execute(
      sql`delete from ${table} where ctid = any(array(
            select a.ctid from ${table} a join questionnaire_rounds r on r.id = a.round
            where r.ended_at < ${before}::timestamptz limit ${AT_ONCE}))`,
    );
  }
}

/**
 * Deletes what someone answered, with the files that came with it, and answers to their clicks that repeat it. Where others
 * typed their name as that of a supplier or customer, `word` stands instead. Anonymous answers are nobody's.
 */
export async function eraseAnswers(tx: Tx, person: string, name: string, pattern: RegExp, word: string): Promise<void> {
  const gone = await tx
    .delete(answers)
    .where(eq(answers.person, person))
    .returning({ answers: answers.answers, enteredBy: answers.enteredBy });
  const values = [...new Set(gone.flatMap((row) => Object.values(row.answers)))];
  await tx.delete(anonymousGiven).where(eq(anonymousGiven.person, person));
  await tx.delete(roundCodes).where(eq(roundCodes.person, person));
  await tx.execute(
    sql`update ${countedAnswers} set answers = answers - ${person}::text where jsonb_exists(answers, ${person}::text)`,
  );
  const ids = values.flatMap((value) => value.split(',')).filter((id) => /^[\w-]{36}$/.test(id));
  // Words may hold the name of a file that is somebody else's.
  const owners = [person, ...gone.flatMap(({ enteredBy }) => enteredBy ?? [])];
  if (ids.length > 0) await tx.delete(files).where(and(inArray(files.id, ids), inArray(files.owner, owners)));
  await forgetReplies(tx, values);
  await renamePages(tx, name, pattern, word);
}

/** Forms and cards with these words in them were answers to clicks. */
async function forgetReplies(tx: Tx, values: readonly string[]): Promise<void> {
  const said = values.filter((value) => [...value].length >= 4).map((value) => JSON.stringify(value).slice(1, -1));
  if (said.length === 0) return;
  const repeats = sql`exists (select 1 from json_array_elements_text(${JSON.stringify(said)}::json) as said(word)
    where position(said.word in ${inbox.reply}::text) > 0)`;
  await tx.update(inbox).set({ reply: null }).where(repeats);
}

/** The page about a party that is not listed is called by the words it was named with. */
async function renamePages(tx: Tx, name: string, pattern: RegExp, word: string): Promise<void> {
  const found = await rows<{ at: string; page: string }>(
    tx,
    sql`select ctid::text as at, page from ${answers} where position(${name} in page) > 0 for update`,
  );
  for (const { at, page } of found) {
    const renamed = page.replace(pattern, word);
    if (renamed === page) continue;
    const same = sql`exists (select 1 from ${answers} b join ${answers} a on a.round = b.round and a.person = b.person
      where a.ctid = ${at}::tid and b.page = ${renamed})`;
    // Of two parties who are erased both, the first one's page stays.
    await tx.execute(sql`delete from ${answers} where ctid = ${at}::tid and ${same}`);
    await tx.execute(sql`update ${answers} set page = ${renamed} where ctid = ${at}::tid`);
  }
}
