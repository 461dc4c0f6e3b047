import { sql } from 'drizzle-orm';
import type { Config } from '../config.ts';
import type { Database, Reader, Tx } from '../db/database.ts';
import { demoCompanyIn } from '../demo/company-en.ts';
import { demoStart } from '../demo/controls.ts';
import { writeHistory } from '../demo/history.ts';
import { lookAfterImport } from '../meetings/index.ts';
import { organisationOf } from '../org/build.ts';
import type { FileDefaults } from '../org/defaults.ts';
import { describeProblems, type ParsedOrgFile, parseOrgFile, readOrgFile } from '../org/file.ts';
import { applyImport, describeOrphans, type ImportPlan, planImport, StalePlanError } from '../org/import.ts';
import type { Locale } from '../org/organisation.ts';
import { openWork } from '../requests/open-work.ts';
import { rederiveAfterImport } from '../requests/rederive.ts';
import { StartError } from './errors.ts';
import { readSetting, settleSetting } from './settings.ts';

/** What a database holds: a real company, the demo, or nobody yet. It never changes from one to the other. */
export type CompanyKind = 'demo' | 'real';

const kindKey = 'company.kind';

/** Whose database this is; null before the first import. */
export async function companyKind(on: Reader | Tx): Promise<CompanyKind | null> {
  const kind = await readSetting(on, kindKey);
  return kind === 'demo' || kind === 'real' ? kind : null;
}

/** Makes the database one of `kind`, or throws StartError when it is one of the other. */
async function claim(tx: Tx, kind: CompanyKind): Promise<void> {
  checkKind(kind, (await settleSetting(tx, kindKey, kind)) as CompanyKind);
}

/** Whether the service serves the demo; throws StartError when the database belongs to the other kind of company. */
export async function servesDemo(wish: Config['demo'], db: Database): Promise<boolean> {
  const held = await companyKind(db.reader);
  const demo = wish === 'on' || (wish === 'default' && held !== 'real');
  checkKind(demo ? 'demo' : 'real', held);
  return demo;
}

/** Throws StartError unless a database that holds `held` may be used for `wanted`. */
function checkKind(wanted: CompanyKind, held: CompanyKind | null): void {
  if (held === null || held === wanted) return;
  throw new StartError(
    held === 'demo'
      ? 'This database holds the demo company and can never become a real one: set DATA_DIR to a new folder ' +
          '(or DATABASE_URL to an empty database) for your company. To go on with the demo, start without ORG_FILE and without DEMO=off.'
      : 'This database holds a real company and can never become the demo: set DEMO=off, ' +
          'or set DATA_DIR to a new folder (or DATABASE_URL to an empty database) for the demo.',
  );
}

const importLock = 7_402_003;

/** What importing an org file would do, or has done. */
export type Imported =
  | Exclude<ImportPlan, { kind: 'planned' }>
  | (Extract<ImportPlan, { kind: 'planned' }> & { written: boolean });

/** Imports a file that was read without problems; with `dryRun` nothing is written. One import at a time. */
export async function importCompany(
  db: Database,
  file: Extract<ParsedOrgFile, { file: unknown }>['file'],
  options: {
    kind: CompanyKind;
    now: Date;
    dryRun?: boolean;
    /** What else belongs into the transaction of the import, before and after `carryOut`. */
    around?: (tx: Tx, carryOut: () => Promise<Imported>) => Promise<Imported>;
  },
): Promise<Imported> {
  const around = options.around ?? ((_, carryOut) => carryOut());
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction((tx) => around(tx, () => importIn(tx, file, options)));
    } catch (error) {
      // Someone handed on a duty date in between: the plan is made again.
      if (!(error instanceof StalePlanError) || attempt === 5) throw error;
    }
  }
}

async function importIn(
  tx: Tx,
  file: Parameters<typeof planImport>[1],
  { kind, now, dryRun }: Parameters<typeof importCompany>[2],
): Promise<Imported> {
  await tx.execute(sql`select pg_advisory_xact_lock(${importLock})`);
  if (dryRun) checkKind(kind, await companyKind(tx));
  else await claim(tx, kind);
  // The demo's people are known by their keys, which its story uses.
  const plan = await planImport(tx, file, { openWork, ...(kind === 'demo' ? { newId: (key: string) => key } : {}) });
  if (plan.kind === 'refused') return plan;
  if (!dryRun) {
    await rederiveAfterImport(tx, plan.changes, await applyImport(tx, plan, now), now);
    if (plan.changes.length > 0) await lookAfterImport(tx, now);
  }
  return { ...plan, written: !dryRun };
}

/** Imports the org file of the environment; throws StartError with what is wrong, line by line. */
export async function importAtStart(db: Database, path: string, now: Date, defaults: FileDefaults): Promise<Imported> {
  return startWith(db, await readOrgFile(path, defaults), path, { kind: 'real', now });
}

/** Imports the demo company, with its names in `locale` and its invented weeks before the story. */
export async function importDemo(db: Database, now: Date, locale: Locale): Promise<Imported> {
  const parsed = parseOrgFile(demoCompanyIn(locale));
  return startWith(db, parsed, 'the demo company', {
    kind: 'demo',
    now,
    around: async (tx, carryOut) => {
      const imported = await carryOut();
      if ('file' in parsed) await writeHistory(tx, organisationOf(parsed.file), demoStart);
      return imported;
    },
  });
}

async function startWith(
  db: Database,
  parsed: ParsedOrgFile,
  name: string,
  options: Parameters<typeof importCompany>[2],
): Promise<Imported> {
  if ('problems' in parsed)
    throw new StartError(`The org file cannot be used:\n${describeProblems(parsed.problems, name)}`);
  const imported = await importCompany(db, parsed.file, options);
  if (imported.kind === 'refused') throw new StartError(describeOrphans(imported.orphans));
  return imported;
}
