import type { Profile } from '../platform/adapter.ts';
import type { DirectoryDepartment } from '../platform/messenger.ts';
import { folded } from './likeness.ts';
import { foldedAccount, type Messenger } from './organisation.ts';
import type { OrgFile } from './spec.ts';

/** A messenger's own list, read to its end. */
export interface Listing {
  people: Profile[];
  departments: DirectoryDepartment[];
}

type FilePerson = OrgFile['people'][number];

/** By what someone of the org file was found in the directory. */
export type Found = 'id' | 'e-mail' | 'name and department' | 'name';

export interface Match {
  person: FilePerson;
  profile: Profile;
  by: Found;
  /** The account the file names now. */
  was: string | null;
}

/** People of one name or e-mail of whom nobody can tell by rule which account is whose. */
export interface Ambiguity {
  people: FilePerson[];
  profiles: Profile[];
  why: 'e-mail' | 'name';
}

/** How the org file and a directory belong together; each person and each account stands in one list. */
export interface Matching {
  same: Match[];
  linked: Match[];
  /** The account of the file is gone, and another one is theirs. */
  changed: Match[];
  /** The account of the file is gone, or may not sign in. */
  left: { person: FilePerson; account: string }[];
  ambiguous: Ambiguity[];
  /** In the directory, not in the file. */
  unknown: Profile[];
  /** In the file without an account, and not found in the directory. */
  missing: FilePerson[];
}

interface Rest {
  people: FilePerson[];
  profiles: Profile[];
}

/** Matches by the id that stands in the file, then by e-mail, then by name and department; never what is not unique on both sides. */
export function matchDirectory(file: OrgFile, listing: Listing, platform: Messenger): Matching {
  const profiles = listing.people.filter(({ active }) => active);
  const same = byId(file, profiles, platform);
  const rest = without({ people: file.people, profiles }, same);
  const mailed = unique(
    rest,
    'e-mail',
    (person) => mailKeys(person.email),
    (profile) => mailKeys(profile.email),
    platform,
  );
  const named = byName(without(rest, mailed.matches), file, listing, platform);
  const found = [...mailed.matches, ...named.matches];
  const left = without(without(rest, mailed.matches), named.matches);
  const ambiguous = [
    ...mailed.ambiguous,
    ...named.ambiguous,
    ...namesakes(left, [...mailed.ambiguous, ...named.ambiguous]),
  ];
  const doubtful = new Set<unknown>(ambiguous.flatMap((one) => [...one.people, ...one.profiles]));
  const accountOf = (person: FilePerson) => person.accounts[platform];
  return {
    same,
    linked: found.filter(({ was }) => was === null),
    changed: found.filter(({ was }) => was !== null),
    left: left.people.flatMap((person) => {
      const account = accountOf(person);
      return account === undefined ? [] : [{ person, account }];
    }),
    ambiguous,
    unknown: left.profiles.filter((profile) => !doubtful.has(profile)),
    missing: left.people.filter((person) => accountOf(person) === undefined && !doubtful.has(person)),
  };
}

function byId(file: OrgFile, profiles: readonly Profile[], platform: Messenger): Match[] {
  const known = new Map(profiles.map((profile) => [foldedAccount(platform, profile.account), profile]));
  return file.people.flatMap((person): Match[] => {
    const was = person.accounts[platform];
    const profile = was === undefined ? undefined : known.get(foldedAccount(platform, was));
    return profile && was !== undefined ? [{ person, profile, by: 'id', was }] : [];
  });
}

function without({ people, profiles }: Rest, matches: readonly Match[]): Rest {
  const gone = new Set<unknown>(matches.flatMap(({ person, profile }) => [person, profile]));
  return { people: people.filter((one) => !gone.has(one)), profiles: profiles.filter((one) => !gone.has(one)) };
}

const mailKeys = (email: string | null): string[] => (folded(email ?? '') === '' ? [] : [folded(email ?? '')]);

/** Pairs those who share a key with nobody else; who shares it with more is ambiguous. */
function unique(
  rest: Rest,
  by: Exclude<Found, 'id'>,
  keysOfPerson: (person: FilePerson) => string[],
  keysOfProfile: (profile: Profile) => string[],
  platform: Messenger,
): { matches: Match[]; ambiguous: Ambiguity[] } {
  const groups = new Map<string, Rest>();
  const groupOf = (key: string) => {
    const group = groups.get(key) ?? { people: [], profiles: [] };
    groups.set(key, group);
    return group;
  };
  for (const person of rest.people) for (const key of keysOfPerson(person)) groupOf(key).people.push(person);
  for (const profile of rest.profiles) for (const key of keysOfProfile(profile)) groupOf(key).profiles.push(profile);
  const matches: Match[] = [];
  const ambiguous: Ambiguity[] = [];
  for (const { people, profiles } of groups.values()) {
    const [[person], [profile]] = [people, profiles];
    if (!person || !profile) continue;
    const single = people.length === 1 && profiles.length === 1;
    if (single && !contradict(person, profile))
      matches.push({ person, profile, by, was: person.accounts[platform] ?? null });
    else ambiguous.push({ people, profiles, why: by === 'e-mail' ? 'e-mail' : 'name' });
  }
  // One account in two departments may fit two people of one name.
  const fits = (profile: Profile) => matches.filter((match) => match.profile === profile);
  const shared = [...new Set(matches.map(({ profile }) => profile))].filter((profile) => fits(profile).length > 1);
  return {
    matches: matches.filter(({ profile }) => !shared.includes(profile)),
    ambiguous: [
      ...ambiguous,
      ...shared.map((profile) => ({
        people: fits(profile).map(({ person }) => person),
        profiles: [profile],
        why: 'name' as const,
      })),
    ],
  };
}

/** Another e-mail is a hint that it is another person of the same name. */
const contradict = (person: FilePerson, profile: Profile): boolean =>
  folded(person.email ?? '') !== '' &&
  folded(profile.email ?? '') !== '' &&
  folded(person.email ?? '') !== folded(profile.email ?? '');

function byName(rest: Rest, file: OrgFile, { people, departments }: Listing, platform: Messenger) {
  // A messenger without departments leaves the name, and then it has to be the only one in the whole company.
  if (people.every((profile) => profile.departments.length === 0)) {
    const once = (name: string) =>
      file.people.filter((person) => folded(person.name) === name).length === 1 &&
      people.filter((profile) => profile.active && folded(profile.name) === name).length === 1;
    const keys = ({ name }: { name: string }) => (once(folded(name)) ? [folded(name)] : []);
    return unique(rest, 'name', keys, keys, platform);
  }
  const names = new Map(file.departments.map(({ key, name }) => [key, folded(name)]));
  const known = new Map(departments.map((department) => [department.id, department]));
  const key = (name: string, department: string) => JSON.stringify([folded(name), department]);
  return unique(
    rest,
    'name and department',
    (person) => [key(person.name, names.get(person.department) ?? '')],
    (profile) => [...namesAbove(profile, known)].map((department) => key(profile.name, department)),
    platform,
  );
}

/** The names of the departments someone is in, and of those above them. */
function namesAbove({ departments }: Profile, known: ReadonlyMap<string, DirectoryDepartment>): Set<string> {
  const names = new Set<string>();
  const seen = new Set<string>();
  for (const id of departments) {
    for (let at = known.get(id); at && !seen.has(at.id); at = known.get(at.parent ?? '')) {
      seen.add(at.id);
      names.add(folded(at.name));
    }
  }
  return names;
}

/** The same name, and nothing else that speaks for one person: a human looks at it. */
function namesakes(rest: Rest, told: readonly Ambiguity[]): Ambiguity[] {
  const doubtful = new Set<unknown>(told.flatMap((one) => [...one.people, ...one.profiles]));
  const names = new Set(rest.people.map(({ name }) => folded(name)));
  return [...names].flatMap((name): Ambiguity[] => {
    const people = rest.people.filter((person) => folded(person.name) === name && !doubtful.has(person));
    const profiles = rest.profiles.filter((profile) => folded(profile.name) === name && !doubtful.has(profile));
    return people.length > 0 && profiles.length > 0 ? [{ people, profiles, why: 'name' }] : [];
  });
}

/** How many of those the file names an account of the directory says something about, be it that they may not sign in. */
export function answeredFor(
  file: OrgFile,
  listing: Listing,
  { changed }: Matching,
  platform: Messenger,
): { known: number; answered: number } {
  const told = new Set(listing.people.map(({ account }) => foldedAccount(platform, account)));
  const known = file.people.flatMap((person) => person.accounts[platform] ?? []);
  const there = known.filter((account) => told.has(foldedAccount(platform, account)));
  const moved = changed.filter(({ was }) => was !== null && !there.includes(was));
  return { known: known.length, answered: there.length + moved.length };
}

/** The matching as an operator reads it; `platform` as it is written on the command line. */
export function describeMatching(matching: Matching, platform: Messenger): string {
  const person = ({ key, name }: FilePerson) => `${key} (${name})`;
  const account = ({ account, name, email }: Profile) => `${account} ${name}${email ? ` <${email}>` : ''}`;
  const section = (title: string, lines: string[]) => (lines.length > 0 ? [`${title}: ${lines.length}`, ...lines] : []);
  return [
    `${platform}: ${matching.same.length} people are linked already.`,
    ...section(
      'Linked',
      matching.linked.map((one) => `  + ${person(one.person)}: ${one.profile.account}, by ${one.by}`),
    ),
    ...section(
      'Changed id',
      matching.changed.map((one) => `  ~ ${person(one.person)}: ${one.was} → ${one.profile.account}, by ${one.by}`),
    ),
    ...section(
      'No longer in the directory: left, their open work goes to whoever is on duty',
      matching.left.map((one) => `  - ${person(one.person)}: ${one.account}`),
    ),
    ...section(
      'Not clear, so left alone: write the account into the file by hand',
      matching.ambiguous.map(
        ({ people, profiles, why }) =>
          `  ? the same ${why}: ${people.map(person).join(', ')} in the file, ${profiles.map(account).join(', ')} in the directory`,
      ),
    ),
    ...section(
      'In the directory, but not in the file',
      matching.unknown.map((profile) => `    ${account(profile)}`),
    ),
    ...section(
      'In the file, but not in the directory',
      matching.missing.map((one) => `    ${person(one)}`),
    ),
  ].join('\n');
}
