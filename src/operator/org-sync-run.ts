import type { Tx } from '../db/database.ts';
import { followDeparted } from '../engine/directory.ts';
import { reachOn } from '../engine/effects.ts';
import { features } from '../features.ts';
import { forgetJoined, lockDirectory, noteLeft, noteProfile } from '../org/directory.ts';
import { describeChanges, describeOrphans } from '../org/import.ts';
import { foldedAccount, type Organisation } from '../org/organisation.ts';
import { bumpVersion, loadOrganisation, organisationVersion } from '../org/store.ts';
import { importCompany } from '../service/company.ts';
import { StartError } from '../service/errors.ts';
import { broken, counted, ok, type Ports, type Result } from './command.ts';
import type { Sync } from './org-sync.ts';

/** What synchronising would change; nothing is written. */
export async function previewSync({ db, clock }: Ports, { file, matching }: Sync): Promise<Result> {
  const imported = await importCompany(db, file, { kind: 'real', now: clock.now(), dryRun: true });
  if (imported.kind === 'refused') return broken(`${matching}\n\n${describeOrphans(imported.orphans)}`);
  return ok(
    `${matching}\n\nIn the organisation:\n${describeChanges(imported.changes)}\nNothing was written: add --apply to do this.`,
  );
}

/** Imports the file with its accounts, remembers what the directory says, and passes on what people who left had. */
export async function applySync(ports: Ports, sync: Sync): Promise<Result> {
  const { db, clock } = ports;
  const now = clock.now();
  let departed = 0;
  const imported = await importCompany(db, sync.file, {
    kind: 'real',
    now,
    async around(tx, carryOut) {
      await lockDirectory(tx);
      const before = (await organisationVersion(tx)) === 0 ? null : await loadOrganisation(tx);
      const imported = await carryOut();
      if (imported.kind !== 'refused') departed = await followDirectory(tx, ports, sync, before);
      return imported;
    },
  });
  if (imported.kind === 'refused') return broken(`${sync.matching}\n\n${describeOrphans(imported.orphans)}`);
  const left =
    departed > 0 ? [`${counted(departed, 'person', 'people')} deactivated; their open work was passed on.`] : [];
  const lines = [sync.matching, '', 'In the organisation:', describeChanges(imported.changes), ...left];
  return ok([...lines, 'Done. Running instances use it from now on.'].join('\n'));
}

/** Resolves to how many people are there no more. */
async function followDirectory(tx: Tx, ports: Ports, sync: Sync, before: Organisation | null): Promise<number> {
  const { platform, people, force } = sync;
  const now = ports.clock.now();
  const org = await loadOrganisation(tx);
  const gone = goneFrom(org, sync);
  if (!force) refuseHalf(org, sync, gone);
  let moved = false;
  for (const profile of people)
    moved = (await noteProfile(tx, org, platform, { kind: 'changed', profile }, now)) || moved;
  for (const account of gone) moved = (await noteLeft(tx, org, platform, account, now)) || moved;
  await forgetJoined(tx, platform);
  if (moved) await bumpVersion(tx, now);
  if (!before) return 0;
  const after = await loadOrganisation(tx);
  await followDeparted({ tx, now, features, reach: reachOn(ports.platforms) }, before, after);
  return [...before.people.values()].filter(({ id, active }) => active && !after.people.get(id)?.active).length;
}

/** Accounts people have here that the directory does not know any more; also those linked since the file was written. */
function goneFrom(org: Organisation, { platform, there }: Sync): string[] {
  const standing = new Set(there.map((account) => foldedAccount(platform, account)));
  return accountsOn(org, platform).filter((account) => !standing.has(account));
}

const accountsOn = (org: Organisation, platform: Sync['platform']): string[] =>
  [...org.people.values()].flatMap(({ active, accounts }) => {
    const account = active ? accounts[platform] : undefined;
    return account === undefined ? [] : [foldedAccount(platform, account)];
  });

/** Whom the directory says nothing about, not even that they may not sign in any more. */
function refuseHalf(org: Organisation, { platform, off }: Sync, gone: readonly string[]): void {
  const known = accountsOn(org, platform).length;
  const told = new Set(off.map((account) => foldedAccount(platform, account)));
  const unknown = gone.filter((account) => !told.has(account)).length;
  if (unknown * 2 <= known) return;
  throw new StartError(
    `The directory of ${platform} does not show ${unknown} of the ${known} people who are on it, so nothing was changed: ` +
      'check the app’s visible range and rights. If they really left, add --force.',
  );
}
