import { sql } from 'drizzle-orm';
import { rows, type Tx } from '../db/database.ts';

/**
 * Finds a name in a text: names in Han characters anywhere, others as whole words, so that Ann is not found in Anna; and not
 * where it is a part of one of the longer names of `others`: 张伟 is not found in 张伟东, who is somebody else.
 */
export function namePattern(name: string, others: readonly string[] = []): RegExp {
  const literal = literally(name);
  const whole = /\p{Script=Han}/u.test(name) ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
  const apart = others
    .flatMap((other) => placesIn(other, name))
    .map(([before, rest]) => {
      return `(?!(?<=${literally(before)})${literally(rest)})`;
    });
  return new RegExp(`${apart.join('')}${whole}`, 'gu');
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Where a longer name holds a name: what stands before it, and the rest from there on. */
function placesIn(longer: string, name: string): [before: string, rest: string][] {
  const found: [string, string][] = [];
  if (longer === name || name === '') return found;
  for (let at = longer.indexOf(name); at >= 0; at = longer.indexOf(name, at + 1))
    found.push([longer.slice(0, at), longer.slice(at)]);
  return found;
}

/** Replaces what `pattern` finds in every text of a JSON value; keys stay. Returns the same value when nothing was found. */
function replaceIn(value: unknown, pattern: RegExp, word: string): unknown {
  if (typeof value === 'string') return value.replace(pattern, word);
  if (Array.isArray(value)) return value.map((part) => replaceIn(part, pattern, word));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaceIn(part, pattern, word)]));
}

const rowsAtOnce = 200;

/** How tables call a text of people or about them; all other texts are ids, and the names in those are nobody's. */
const wordColumns = ['context', 'error', 'reason', 'value', 'words'];

/**
 * Replaces a name in every JSON column of every table, and in the texts beside them: cards, states, replies, whatever a
 * feature or a messenger keeps. Returns how many rows had it.
 */
export async function replaceEverywhere(tx: Tx, name: string, pattern: RegExp, word: string): Promise<number> {
  let changed = 0;
  for (const place of await placesOf(tx)) changed += await replaceInColumn(tx, place, { name, pattern, word });
  return changed;
}

interface Place {
  table: string;
  column: string;
  json: boolean;
}

/** What commitments of the history stand for is erased with the requests, and goes or stays as a whole. */
function placesOf(tx: Tx): Promise<Place[]> {
  const texts = sql.join(
    wordColumns.map((column) => sql`${column}`),
    sql`, `,
  );
  return rows<Place>(
    tx,
    sql`select table_name as "table", column_name as "column", data_type = 'jsonb' as json from information_schema.columns
        where table_schema = 'public' and (data_type = 'jsonb' or data_type = 'text' and table_name <> 'request_texts'
          and (column_name in (${texts}) or table_name = 'files' and column_name = 'name')) order by 1, 2`,
  );
}

async function replaceInColumn(
  tx: Tx,
  place: Place,
  { name, pattern, word }: { name: string; pattern: RegExp; word: string },
): Promise<number> {
  const [table, column] = [sql.identifier(place.table), sql.identifier(place.column)];
  const written = place.json ? JSON.stringify(name).slice(1, -1) : name;
  let changed = 0;
  // A changed row moves to another place, where it does not match any more.
  for (let last = '(0,0)'; ; ) {
    const found = await rows<{ at: string; value: unknown }>(
      tx,
      sql`select ctid::text as at, ${column} as value from ${table}
          where ctid > ${last}::tid and position(${written} in ${column}::text) > 0 order by ctid limit ${rowsAtOnce} for update`,
    );
    for (const { at, value } of found) {
      const replaced = replaceIn(value, pattern, word);
      if (JSON.stringify(replaced) === JSON.stringify(value)) continue;
      const put = place.json ? sql`${JSON.stringify(replaced)}::text::jsonb` : sql`${replaced}::text`;
      await tx.execute(sql`update ${table} set ${column} = ${put} where ctid = ${at}::tid`);
      changed += 1;
    }
    const end = found.at(-1);
    if (!end) return changed;
    last = end.at;
  }
}
