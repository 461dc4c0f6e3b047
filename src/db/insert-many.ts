import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Reader, Tx } from './database.ts';

/**
 * Inserts many rows as one JSON parameter; `after` may hold ON CONFLICT and RETURNING.
 *
 * drizzle's own insert makes a parameter of every column of every row: at a thousand rows that takes several times as long
 * as the insert itself, and each number of rows is another statement for the server to prepare and keep.
 */
export async function insertMany<T extends PgTable>(
  on: Tx | Reader,
  table: T,
  rows: readonly T['$inferInsert'][],
  after: SQL = sql``,
): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.entries(getTableColumns(table) as Record<string, PgColumn>).filter(([field]) =>
    rows.some((row) => given(row, field) !== undefined),
  );
  const names = sql.join(
    columns.map(([, column]) => sql.identifier(column.name)),
    sql`, `,
  );
  const typed = sql.join(
    columns.map(([, column]) => sql`${sql.identifier(column.name)} ${sql.raw(typeOf(column))}`),
    sql`, `,
  );
  const json = JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(columns.map(([field, column]) => [column.name, given(row, field) ?? defaultOf(column)])),
    ),
  );
  await on.execute(
    sql`insert into ${table} (${names}) select ${names} from json_to_recordset(${json}::json) as one(${typed}) ${after}`,
  );
}

const given = (row: object, field: string): unknown => (row as Record<string, unknown>)[field];

/** What a row gets that leaves out a column others give. */
function defaultOf(column: PgColumn): unknown {
  if (!column.hasDefault) return null;
  if (column.default === undefined || column.default === null || typeof column.default === 'object')
    throw new Error(`insertMany cannot leave out ${column.name}: its default is the server's`);
  return column.default;
}

/** `bigserial` and its like are types of a table's definition only. */
function typeOf(column: PgColumn): string {
  return column.getSQLType().replace(/^(big|small|)serial$/, (_, size: string) => `${size}${size ? 'int' : 'integer'}`);
}
