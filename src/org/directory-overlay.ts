import { accountKey, type Messenger, type Person } from './organisation.ts';

/** What a messenger said about an account, as far as the organisation follows it. */
export interface DirectoryEntry {
  platform: Messenger;
  account: string;
  zone: string | null;
  /** The person it was linked to by its e-mail. */
  personId: string | null;
  leftAt: Date | null;
}

/** What the messengers make of a person of the org file. */
export interface Seen {
  accounts: Person['accounts'];
  /** They had accounts on messengers, and none is left. */
  left: boolean;
  zone: string | null;
}

/**
 * How the directories of the messengers change what the org file says of people: accounts that left are gone, linked ones
 * stand where the file names none, and who has no messenger left has left too. The console is no messenger companies
 * use: it counts only for who has no other.
 */
export function seenBy(
  directory: readonly DirectoryEntry[],
): (person: { id: string; accounts: Person['accounts'] }) => Seen {
  const entries = new Map(directory.map((entry) => [accountKey(entry.platform, entry.account), entry]));
  const linked = new Map<string, DirectoryEntry[]>();
  for (const entry of directory) {
    if (entry.personId === null || entry.leftAt) continue;
    linked.set(entry.personId, [...(linked.get(entry.personId) ?? []), entry]);
  }
  const entryOf = ([platform, account]: [string, string]) => entries.get(accountKey(platform as Messenger, account));
  return ({ id, accounts }) => {
    const declared = Object.entries(accounts);
    const standing = declared.filter((account) => !entryOf(account)?.leftAt);
    const all: Person['accounts'] = Object.fromEntries(standing);
    for (const { platform, account } of linked.get(id) ?? []) all[platform] ??= account;
    const isReal = ([platform]: [string, string]) => platform !== 'console';
    const counted = declared.some(isReal) ? isReal : () => true;
    const left = declared.some(counted) && !Object.entries(all).some(counted);
    const zone = Object.entries(all).flatMap((account) => entryOf(account)?.zone ?? [])[0] ?? null;
    return { accounts: all, left, zone };
  };
}
