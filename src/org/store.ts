import { randomUUID } from 'node:crypto';
import { asc, eq, isNotNull, or, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../db/database.ts';
import { notify } from '../db/notify.ts';
import { buildOrganisation, linkKey, OrganisationError } from './build.ts';
import { folded } from './likeness.ts';
import type { Agreement, Department, Link, Organisation } from './organisation.ts';
import { serviceSpec } from './spec.ts';
import { directoryPeople, dutyChanges, orgItems, orgState } from './tables.ts';

/** Heard by all processes when the organisation has changed; the payload is the new version. */
export const ORG_CHANNEL = 'xiayou_org';

interface State {
  version: number;
  stamp: string;
}

/** Builds the organisation as it stands. Throws OrganisationError when none was imported yet. */
export async function loadOrganisation(on: Reader | Tx): Promise<Organisation> {
  return load(on, await stateOf(on));
}

/** The version that stands; 0 before the first import. */
export async function organisationVersion(on: Reader | Tx): Promise<number> {
  return (await stateOf(on)).version;
}

export interface OrganisationCache {
  /** The organisation as `on` sees it; built anew only when it has changed since the last call. Throws OrganisationError when there is none. */
  current(on: Reader | Tx): Promise<Organisation>;
}

/** Keeps the last snapshot, so that a decision costs one tiny query and not a thousand rows. */
export function organisationCache(): OrganisationCache {
  let kept: { stamp: string; organisation: Organisation } | null = null;
  return {
    async current(on) {
      const state = await stateOf(on);
      if (kept?.stamp === state.stamp) return kept.organisation;
      const organisation = await load(on, state);
      kept = { stamp: state.stamp, organisation };
      return organisation;
    },
  };
}

async function stateOf(on: Reader | Tx): Promise<State> {
  const [state] = await on
    .select({ version: orgState.version, stamp: orgState.stamp })
    .from(orgState)
    .where(eq(orgState.id, 1));
  return state ?? { version: 0, stamp: '' };
}

async function load(on: Reader | Tx, state: State): Promise<Organisation> {
  if (state.version === 0) {
    throw new OrganisationError('there is no organisation yet: import an org file (ORG_FILE, or npm run org:import)');
  }
  const items = await on.select().from(orgItems).orderBy(asc(orgItems.kind), asc(orgItems.key));
  const changes = await on
    .select({ department: dutyChanges.department, date: dutyChanges.date, person: dutyChanges.personId })
    .from(dutyChanges)
    .orderBy(asc(dutyChanges.id));
  const { platform, account, zone, personId, leftAt } = directoryPeople;
  const directory = await on
    .select({ platform, account, zone, personId, leftAt })
    .from(directoryPeople)
    .where(or(isNotNull(leftAt), isNotNull(personId), isNotNull(zone)))
    .orderBy(asc(platform), asc(account));
  return buildOrganisation(items, state.version, changes, directory);
}

/** Makes this transaction's changes a new version, and tells all processes when it commits. Whoever comes second waits. */
export async function bumpVersion(tx: Tx, now: Date): Promise<number> {
  const stamp = randomUUID();
  const [state] = await tx
    .insert(orgState)
    .values({ id: 1, version: 1, stamp, changedAt: now })
    .onConflictDoUpdate({ target: orgState.id, set: { version: sql`${orgState.version} + 1`, stamp, changedAt: now } })
    .returning({ version: orgState.version });
  const version = state?.version ?? 0;
  await notify(tx, ORG_CHANNEL, String(version));
  return version;
}

export interface DutyHandover {
  department: string;
  /** Local date of the department, `2026-05-01`. */
  date: string;
  /** Person ids: who takes the date, and who decided so. */
  person: string;
  by: string;
  reason: string;
}

/** Gives a date of a department's roster to a person, over whatever the org file says. */
export async function changeDuty(tx: Tx, handover: DutyHandover, now: Date): Promise<void> {
  const { department, date, person, by, reason } = handover;
  await tx.insert(dutyChanges).values({ department, date, personId: person, by, reason, at: now });
  await bumpVersion(tx, now);
}

/**
 * Records that a kind of work is a department's, with the department's targets, and returns the service's key. The same
 * name twice is the same service. An import leaves it alone.
 */
export async function learnService(tx: Tx, supplier: Department, name: string, now: Date): Promise<string> {
  const services = await tx.select().from(orgItems).where(eq(orgItems.kind, 'service'));
  const same = services.find(({ active, spec }) => {
    const known = serviceSpec.safeParse(spec);
    return active && known.success && known.data.supplier === supplier.key && folded(known.data.name) === folded(name);
  });
  if (same) return same.key;
  // Before the key is chosen, so that two at once do not choose the same.
  await bumpVersion(tx, now);
  const taken = await tx.select({ key: orgItems.key }).from(orgItems).where(eq(orgItems.kind, 'service'));
  const key = freeKey(new Set(taken.map((row) => row.key)));
  const spec = { key, supplier: supplier.key, name, ladder: null, ...supplier.targets };
  await tx.insert(orgItems).values({ kind: 'service', key, spec, active: true, origin: 'chat', changedAt: now });
  return key;
}

/** The org file may have taken over some of those learned before, or name one like them. */
function freeKey(taken: ReadonlySet<string>): string {
  let number = 1;
  while (taken.has(`learned-${number}`)) number += 1;
  return `learned-${number}`;
}

/** Records what a supplier and a customer agreed on, in the place of its earlier version. An import leaves it alone. */
export async function learnAgreement(tx: Tx, agreement: Agreement, now: Date): Promise<void> {
  await bumpVersion(tx, now);
  const learned = { spec: agreement, active: true, origin: 'chat' as const, changedAt: now };
  await tx
    .insert(orgItems)
    .values({ kind: 'agreement', key: agreement.key, ...learned })
    .onConflictDoUpdate({ target: [orgItems.kind, orgItems.key], set: learned });
}

/** Records that work goes from a supplier to a customer; false when it is known. An import leaves it alone. */
export async function learnLink(tx: Tx, link: Link, now: Date): Promise<boolean> {
  await bumpVersion(tx, now);
  const learned = { spec: link, active: true, origin: 'chat' as const, changedAt: now };
  const written = await tx
    .insert(orgItems)
    .values({ kind: 'link', key: linkKey(link), ...learned })
    .onConflictDoUpdate({ target: [orgItems.kind, orgItems.key], set: learned, setWhere: eq(orgItems.active, false) })
    .returning({ key: orgItems.key });
  return written.length > 0;
}
