import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import { itemsOf, type OrgItem } from './build.ts';
import { type Change, changesBetween } from './changes.ts';
import type { OrgFile } from './spec.ts';
import { storedPersonSpec } from './spec.ts';
import { bumpVersion, organisationVersion } from './store.ts';
import { orgItems } from './tables.ts';

export { type Change, describeChanges } from './changes.ts';

/** A request that is open: the department that has it, and the person when one has taken it personally. */
export interface OpenWork {
  department: string;
  request: string;
  /** Person id. */
  person?: string;
}

export interface ImportOptions {
  /** What is open now; an import must leave someone to answer for each of it. */
  openWork: (tx: Tx) => Promise<OpenWork[]>;
  /** The opaque id of a person imported for the first time. */
  newId?: (key: string) => string;
}

export type ImportPlan =
  | { kind: 'planned'; version: number; changes: Change[] }
  | { kind: 'refused'; orphans: Orphan[] };

/** Open work the file would leave to nobody. `missing` is the key of the org file that has to stay for now. */
export interface Orphan extends OpenWork {
  why: 'department' | 'person';
  missing: string;
  name: string;
}

/** What importing `file` would change; nothing is written. Refused when open requests would lose their department or person. */
export async function planImport(tx: Tx, file: OrgFile, options: ImportOptions): Promise<ImportPlan> {
  const version = await organisationVersion(tx);
  const stored = await tx.select().from(orgItems);
  const ids = new Map(
    stored
      .filter(({ kind }) => kind === 'person')
      .map(({ key, spec }) => [key, storedPersonSpec.pick({ id: true }).parse(spec).id]),
  );
  const newId = options.newId ?? randomId;
  const changes = changesBetween(
    stored,
    itemsOf(file, (key) => ids.get(key) ?? newId(key)),
  );
  const orphans = orphansOf(changes, await options.openWork(tx));
  return orphans.length > 0 ? { kind: 'refused', orphans } : { kind: 'planned', version, changes };
}

/**
 * Carries out a plan and returns the version that now stands. A plan without changes writes nothing. Throws
 * StalePlanError when the organisation has changed since the plan was made.
 */
export async function applyImport(tx: Tx, plan: Extract<ImportPlan, { kind: 'planned' }>, now: Date): Promise<number> {
  if (plan.changes.length === 0) return plan.version;
  // First, because it holds off every other change until this one is committed.
  const version = await bumpVersion(tx, now);
  if (version !== plan.version + 1) throw new StalePlanError();
  const rows = plan.changes.map(({ item }) => ({ ...item, origin: 'file' as const, changedAt: now }));
  const fresh = {
    spec: excluded('spec'),
    active: excluded('active'),
    origin: excluded('origin'),
    changedAt: excluded('changed_at'),
  };
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await tx
      .insert(orgItems)
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .onConflictDoUpdate({ target: [orgItems.kind, orgItems.key], set: fresh });
  }
  return version;
}

const ROWS_AT_ONCE = 500;

/** The value that was to be inserted. */
function excluded(column: string) {
  return sql.raw(`excluded.${column}`);
}

/** The organisation changed between planning and applying. */
export class StalePlanError extends Error {
  override name = 'StalePlanError';

  constructor() {
    super('the organisation was changed by someone else in the meantime: run the import again');
  }
}

/** The refusal in words for the operator: which requests, and what to do about each. */
export function describeOrphans(orphans: readonly Orphan[]): string {
  const lines = orphans.map(({ request, why, missing, name }) =>
    why === 'department'
      ? `${request} is open in department ${missing} (${name}), which the file leaves out: keep it until the request is closed, or let the department pass the request on`
      : `${request} is with ${name} (${missing}), whom the file leaves out: let a colleague take it over, or keep ${missing} until it is closed`,
  );
  return ['The file would leave open requests to nobody, so nothing was imported.', ...lines].join('\n');
}

function orphansOf(changes: readonly Change[], open: readonly OpenWork[]): Orphan[] {
  const gone = changes.filter(({ change }) => change === 'deactivated');
  const departments = new Map(gone.filter(({ kind }) => kind === 'department').map((change) => [change.key, change]));
  const people = new Map(gone.filter(({ kind }) => kind === 'person').map((change) => [idOf(change.item), change]));
  return open.flatMap((work): Orphan[] => {
    const department = departments.get(work.department);
    if (department) return [{ ...work, why: 'department', missing: department.key, name: department.name }];
    const person = work.person === undefined ? undefined : people.get(work.person);
    return person ? [{ ...work, why: 'person', missing: person.key, name: person.name }] : [];
  });
}

function idOf(item: OrgItem): string {
  return storedPersonSpec.pick({ id: true }).parse(item.spec).id;
}

function randomId(): string {
  return `p${randomBytes(8).toString('hex')}`;
}
