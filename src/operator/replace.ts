import { sql } from 'drizzle-orm';
import { rows, type Tx } from '../db/database.ts';

/** Finds a name in a text: names in Han characters anywhere, others as whole words, so that Ann is not found in Anna. */
export function namePattern(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const whole = /\p{Script=Han}/u.test(name) ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
  return new RegExp(whole, 'gu');
}

/** Replaces what `pattern` finds in every text of a JSON value; keys stay. Returns the same value when nothing was found. */
function replaceIn(value: unknown, pattern: RegExp, word: string): unknown {
  if (typeof value === 'string') return value.replace(pattern, word);
  if (Array.isArray(value)) return value.map((part) => replaceIn(part, pattern, word));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaceIn(part, pattern, word)]));
}

const rowsAtOnce = 200;

/**
 * Replaces a name in every JSON column of every table: cards, states, replies, whatever a feature or a messenger keeps.
 * Returns how many rows had it.
 */
export async function replaceEverywhere(tx: Tx, name: string, pattern: RegExp, word: string): Promise<number> {
  const columns = await rows<{ table: string; column: string }>(
    tx,
    sql`select table_name as "table", column_name as "column" from information_schema.columns
        where table_schema = 'public' and data_type = 'jsonb' order by 1, 2`,
  );
  let changed = 0;
  for (const place of columns) changed += await replaceInColumn(tx, place, { name, pattern, word });
  return changed;
}

async function replaceInColumn(
  tx: Tx,
  place: { table: string; column: string },
  { name, pattern, word }: { name: string; pattern: RegExp; word: string },
): Promise<number> {
  const [table, column] = [sql.identifier(place.table), sql.identifier(place.column)];
  const written = JSON.stringify(name).slice(1, -1);
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
      await tx.execute(
        sql`update ${table} set ${column} = ${JSON.stringify(replaced)}::text::jsonb where ctid = ${at}::tid`,
      );
      changed += 1;
    }
    const end = found.at(-1);
    if (!end) return changed;
    last = end.at;
  }
}
