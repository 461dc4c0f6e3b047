import { and, desc, eq, isNotNull, lte } from 'drizzle-orm';
import type { Reader, Tx } from '../../db/database.ts';
import { sheets } from '../tables.ts';
import type { Statement } from '../types.ts';

/** The newest published statement of each unit; with `until`, as it was published by then. */
export async function publishedStatements(on: Reader | Tx, until?: Date): Promise<Statement[]> {
  const { unit, version, publishedAt, statement, published } = sheets;
  const rows = await on
    .selectDistinctOn([unit], { statement, version, publishedAt })
    .from(sheets)
    .where(and(eq(published, true), isNotNull(publishedAt), until ? lte(publishedAt, until) : undefined))
    .orderBy(unit, desc(version));
  return rows.flatMap((row) =>
    row.publishedAt ? [{ ...row.statement, version: row.version, publishedAt: row.publishedAt }] : [],
  );
}
