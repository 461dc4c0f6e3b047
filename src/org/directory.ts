import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../db/database.ts';
import type { DirectoryNews, Profile } from '../platform/adapter.ts';
import { CalendarError, roundTheClock } from '../worktime/index.ts';
import { folded } from './likeness.ts';
import { foldedAccount, type Messenger, type Organisation, personOfAccount } from './organisation.ts';
import { storedPersonSpec } from './spec.ts';
import { directoryPeople, orgItems } from './tables.ts';

type Row = typeof directoryPeople.$inferSelect;
type Said = Pick<Row, 'name' | 'email' | 'zone' | 'locale' | 'title'>;

/**
 * Remembers what a messenger's directory tells. True when the organisation is another one by it, and needs a new version;
 * what was known already writes nothing.
 */
export async function noteNews(tx: Tx, org: Organisation, news: DirectoryNews, now: Date): Promise<boolean> {
  const { platform } = news;
  const account = foldedAccount(platform, news.account);
  if (news.kind === 'left' || !news.profile.active) return noteLeft(tx, org, platform, account, now);
  const renamed = foldedAccount(platform, news.profile.account);
  if (renamed === account) return noteProfile(tx, org, platform, news, now);
  const row = await rowOf(tx, platform, account);
  const personId = row?.personId ?? personOfAccount(org, platform, account)?.id ?? null;
  await noteLeft(tx, org, platform, account, now);
  await write(tx, { platform, account: renamed, ...saidOf(news.profile), personId, joinedAt: null }, now);
  return personId !== null;
}

/** Remembers that an account is gone, so that no org file revives it. True when somebody had it. */
export async function noteLeft(
  tx: Tx,
  org: Organisation,
  platform: Messenger,
  account: string,
  now: Date,
): Promise<boolean> {
  const row = await rowOf(tx, platform, account);
  if (row?.leftAt) return false;
  const known = personOfAccount(org, platform, account) !== null || (row?.personId ?? null) !== null;
  const said = known && row ? row : { name: '', email: null, zone: null, locale: null, title: null };
  const gone = { platform, account, ...said, personId: row?.personId ?? null, joinedAt: null, leftAt: now };
  await write(tx, gone, now);
  return known;
}

/** Remembers an account that is there. */
export async function noteProfile(
  tx: Tx,
  org: Organisation,
  platform: Messenger,
  { kind, profile }: { kind: 'joined' | 'changed'; profile: Profile },
  now: Date,
): Promise<boolean> {
  const account = foldedAccount(platform, profile.account);
  const row = await rowOf(tx, platform, account);
  const said = saidOf(profile);
  const before = row?.personId ?? null;
  const person = personOfAccount(org, platform, account);
  const personId = before ?? (kind === 'joined' && !person ? await personByEmail(tx, org, platform, said.email) : null);
  const joinedAt = row?.joinedAt ?? (kind === 'joined' ? now : null);
  const told = row && !row.leftAt && before === personId && row.joinedAt?.getTime() === joinedAt?.getTime();
  if (told && isSame(row, said)) return false;
  await write(tx, { platform, account, ...said, personId, joinedAt }, now);
  const zoneMoved = person !== null && (row?.zone ?? null) !== said.zone;
  return (row?.leftAt ?? null) !== null || before !== personId || zoneMoved;
}

/** The operator has looked at the directory: who joined before is no news any more. */
export async function forgetJoined(tx: Tx, platform: Messenger): Promise<void> {
  await tx.update(directoryPeople).set({ joinedAt: null }).where(eq(directoryPeople.platform, platform));
}

const directoryLock = 7_402_004;

/** What several accounts make of the organisation is decided one after the other. */
export async function lockDirectory(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${directoryLock})`);
}

async function rowOf(tx: Tx, platform: Messenger, account: string): Promise<Row | null> {
  const mine = and(eq(directoryPeople.platform, platform), eq(directoryPeople.account, account));
  const [row] = await tx.select().from(directoryPeople).where(mine);
  return row ?? null;
}

async function write(
  tx: Tx,
  row: Said & Pick<Row, 'platform' | 'account' | 'personId' | 'joinedAt'> & { leftAt?: Date },
  now: Date,
): Promise<void> {
  const { platform, account, name, email, zone, locale, title, personId, joinedAt } = row;
  const values = { name, email, zone, locale, title, personId, joinedAt, seenAt: now, leftAt: row.leftAt ?? null };
  await tx
    .insert(directoryPeople)
    .values({ platform, account, ...values })
    .onConflictDoUpdate({ target: [directoryPeople.platform, directoryPeople.account], set: values });
}

const saidOf = ({ name, email, zone, locale, title }: Profile): Said => ({
  name,
  email,
  zone: zone !== null && isZone(zone) ? zone : null,
  locale,
  title,
});

/** A zone nobody can tell the time in would break every card of that person. */
function isZone(name: string): boolean {
  try {
    roundTheClock(name);
    return true;
  } catch (error) {
    if (error instanceof CalendarError) return false;
    throw error;
  }
}

const isSame = (row: Said, said: Said): boolean =>
  (['name', 'email', 'zone', 'locale', 'title'] as const).every((field) => row[field] === said[field]);

/** The one person of the org file with this e-mail, when they have no account on the messenger. */
async function personByEmail(
  tx: Tx,
  org: Organisation,
  platform: Messenger,
  email: string | null,
): Promise<string | null> {
  const wanted = folded(email ?? '');
  if (wanted === '') return null;
  const items = await tx
    .select({ spec: orgItems.spec })
    .from(orgItems)
    .where(and(eq(orgItems.kind, 'person'), eq(orgItems.active, true)));
  const same = items
    .map(({ spec }) => storedPersonSpec.pick({ id: true, email: true }).parse(spec))
    .filter((person) => folded(person.email ?? '') === wanted);
  const [only, ...others] = same;
  if (!only || others.length > 0 || org.people.get(only.id)?.accounts[platform] !== undefined) return null;
  return only.id;
}

export interface Account {
  platform: Messenger;
  account: string;
}

/**
 * Erases what the messengers said of a person: of the accounts they have, and of those linked to them. Returns all of these
 * accounts.
 */
export async function eraseFromDirectory(
  tx: Tx,
  person: { id: string; accounts: Partial<Record<Messenger, string | undefined>> },
): Promise<Account[]> {
  const { platform, account, personId } = directoryPeople;
  const linked = await tx.delete(directoryPeople).where(eq(personId, person.id)).returning({ platform, account });
  const own = Object.entries(person.accounts).flatMap(([name, value]) =>
    value === undefined ? [] : [{ platform: name as Messenger, account: value }],
  );
  for (const one of own) {
    const folded = foldedAccount(one.platform, one.account);
    await tx.delete(directoryPeople).where(and(eq(platform, one.platform), eq(account, folded)));
  }
  return [...own, ...linked];
}

export interface JoinedUnknown {
  platform: Messenger;
  count: number;
}

/** How many accounts joined each messenger that belong to nobody of the organisation. */
export async function joinedUnknown(on: Reader | Tx, org: Organisation): Promise<JoinedUnknown[]> {
  const { platform, account, personId, leftAt, joinedAt } = directoryPeople;
  const found = await on
    .select({ platform, account })
    .from(directoryPeople)
    .where(and(isNull(personId), isNull(leftAt), sql`${joinedAt} is not null`));
  const counts = new Map<Messenger, number>();
  for (const row of found)
    if (!personOfAccount(org, row.platform, row.account)) counts.set(row.platform, (counts.get(row.platform) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ platform: name, count }));
}
