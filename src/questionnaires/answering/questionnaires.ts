import { isDeepStrictEqual } from 'node:util';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../db/database.ts';
import { selfAwareness } from '../builtin.ts';
import { questionnaireVersions } from '../tables.ts';
import type { Questionnaire } from '../types.ts';
import { type OwnSpec, ownSpec } from './spec.ts';

const { key: keyColumn, version: versionColumn, spec: specColumn } = questionnaireVersions;

/** A questionnaire in the version a round asks; null when there is none. */
export async function loadQuestionnaire(on: Reader | Tx, key: string, version: number): Promise<Questionnaire | null> {
  if (key === selfAwareness.key) return selfAwareness;
  const [row] = await on
    .select({ spec: specColumn })
    .from(questionnaireVersions)
    .where(and(eq(keyColumn, key), eq(versionColumn, version)));
  return row ? ownSpec.parse(row.spec) : null;
}

/** All questionnaires in their newest versions, the built-in one first. */
export async function newestQuestionnaires(on: Reader | Tx): Promise<Questionnaire[]> {
  const found = await on
    .selectDistinctOn([keyColumn], { spec: specColumn })
    .from(questionnaireVersions)
    .orderBy(keyColumn, desc(versionColumn));
  return [selfAwareness, ...found.map((row) => ownSpec.parse(row.spec))];
}

/** Any number: versions of questionnaires are given one after the other. */
const versionLock = 5_124;

/**
 * Writes a company's own questionnaire as its next version, unless it says what the newest one says. Resolves to the newest
 * version before, and the one it has now.
 */
export async function importQuestionnaire(
  tx: Tx,
  spec: Omit<OwnSpec, 'version'>,
  now: Date,
  dryRun: boolean,
): Promise<{ before: OwnSpec | null; version: number; changed: boolean }> {
  await tx.execute(sql`select pg_advisory_xact_lock(${versionLock}, hashtext(${spec.key}))`);
  const [newest] = await tx
    .select({ spec: specColumn })
    .from(questionnaireVersions)
    .where(eq(keyColumn, spec.key))
    .orderBy(desc(versionColumn))
    .limit(1);
  const before = newest ? ownSpec.parse(newest.spec) : null;
  if (before && isDeepStrictEqual(before, ownSpec.parse({ ...spec, version: before.version })))
    return { before, version: before.version, changed: false };
  const version = (before?.version ?? 0) + 1;
  if (!dryRun) {
    const { key } = spec;
    await tx.insert(questionnaireVersions).values({ key, version, spec: { ...spec, version }, importedAt: now });
  }
  return { before, version, changed: true };
}
