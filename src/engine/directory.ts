import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import { lockDirectory, noteNews } from '../org/directory.ts';
import { foldedAccount, type Messenger, type Organisation, type Person } from '../org/organisation.ts';
import { bumpVersion, loadOrganisation } from '../org/store.ts';
import type { DirectoryNews } from '../platform/adapter.ts';
import { aboutPeople, type Reach, writeEffects } from './effects.ts';
import type { Feature } from './feature.ts';
import { dialogues, liveCards, outbox } from './tables.ts';

export interface DirectoryPorts {
  tx: Tx;
  now: Date;
  organisation: (tx: Tx) => Promise<Organisation>;
  features: readonly Feature[];
  reach: Reach;
}

/** What a messenger's directory tells: someone came, left, or is called otherwise now. */
export async function directoryChanged(ports: DirectoryPorts, news: DirectoryNews): Promise<void> {
  const { tx, now } = ports;
  await lockDirectory(tx);
  const before = await ports.organisation(tx);
  if (!(await noteNews(tx, before, news, now))) return;
  const after = await loadOrganisation(tx);
  await followDeparted(ports, before, after);
  // Last, because whoever decides on a request holds it before it asks for a new version.
  await bumpVersion(tx, now);
}

/**
 * What follows when people or accounts of `before` are gone in `after`: nothing is sent to them any more, what they were
 * asked in a dialogue is dropped, and every feature passes on what was theirs.
 */
export async function followDeparted(
  { tx, now, features, reach }: Omit<DirectoryPorts, 'organisation'>,
  before: Organisation,
  after: Organisation,
): Promise<void> {
  for (const person of before.people.values()) {
    for (const gone of goneAccounts(person, after)) await redirect(tx, person.id, gone, reach(after, person.id));
  }
  const departed = [...before.people.values()]
    .filter(({ id, active }) => active && !after.people.get(id)?.active)
    .map(({ id }) => id);
  if (departed.length === 0) return;
  await forget(tx, departed);
  const turn = { tx, now, org: after, ...aboutPeople(after, reach) };
  for (const feature of features) {
    await writeEffects(turn, feature, (await feature.departed?.(turn, departed)) ?? [], reach);
  }
}

interface Account {
  platform: Messenger;
  account: string;
}

function goneAccounts({ id, accounts }: Person, after: Organisation): Account[] {
  const left = after.people.get(id)?.accounts ?? {};
  return (Object.entries(accounts) as [Messenger, string][])
    .filter(([platform, account]) => foldedAccount(platform, left[platform] ?? '') !== foldedAccount(platform, account))
    .map(([platform, account]) => ({ platform, account }));
}

/** What waits to be sent to an account that is gone goes to another one of the person; cards there cannot be kept true. */
async function redirect(tx: Tx, person: string, gone: Account, home: Account | null): Promise<void> {
  const there = <T extends typeof outbox | typeof liveCards>(table: T) =>
    and(eq(table.person, person), eq(table.platform, gone.platform), eq(table.account, gone.account));
  const waiting = and(there(outbox), eq(outbox.status, 'waiting'), isNull(outbox.leaseId));
  await tx
    .update(outbox)
    .set({ status: 'dropped' })
    .where(and(waiting, ne(outbox.kind, 'post')));
  if (home)
    await tx
      .update(outbox)
      .set(home)
      .where(and(waiting, isNull(outbox.group)));
  await tx.delete(liveCards).where(there(liveCards));
  await tx.delete(dialogues).where(and(eq(dialogues.person, person), eq(dialogues.platform, gone.platform)));
}

/** The person themself is gone: there is nobody to send to or to ask. */
async function forget(tx: Tx, people: readonly string[]): Promise<void> {
  const mine = and(inArray(outbox.person, [...people]), isNull(outbox.group));
  const unsent = and(mine, eq(outbox.status, 'waiting'), isNull(outbox.leaseId));
  await tx.update(outbox).set({ status: 'dropped' }).where(unsent);
  await tx.delete(liveCards).where(inArray(liveCards.person, [...people]));
  await tx.delete(dialogues).where(inArray(dialogues.person, [...people]));
}
