import type { Profile } from '../platform/adapter.ts';
import type { DirectoryDepartment } from '../platform/messenger.ts';
import type { FileDefaults } from './defaults.ts';
import type { Listing } from './directory-match.ts';
import { type DraftedDepartment, draftYaml, type KeyedPerson, keyFor, NOBODYS, noteHeads, withKeys } from './draft.ts';
import type { Messenger } from './organisation.ts';
import { cut, rungOf } from './people-table.ts';

type RealMessenger = Exclude<Messenger, 'console'>;

/** A first org file from a messenger's directory: valid, with a comment wherever a human has to decide. */
export function draftFromDirectory(
  listing: Listing,
  messenger: RealMessenger,
  defaults: FileDefaults,
): { yaml: string; notes: string[] } {
  const profiles = listing.people.filter(({ active }) => active);
  const { root, tree } = treeOf(listing.departments, profiles);
  const departments = departmentsOf(tree, profiles);
  const notes: string[] = [];
  if (listing.departments.length === 0)
    notes.push(`${messenger} knows no departments: put the people into yours, one after the other`);
  noteHeads(departments, notes);
  const company = {
    name: root === null ? null : cut(root.name, 60),
    timezone: mostCommon(profiles.map(({ zone }) => zone)) ?? defaults.timezone,
    locale: mostCommon(profiles.map(({ locale }) => locale)) ?? defaults.locale,
  };
  return {
    yaml: draftYaml({ source: `the directory of ${messenger}`, company, departments, messenger }, notes),
    notes,
  };
}

interface Tree {
  /** The company itself, when nobody is in it directly. */
  root: DirectoryDepartment | null;
  /** Departments somebody is in, and those above them, each after the one above it. */
  tree: DirectoryDepartment[];
}

function treeOf(departments: readonly DirectoryDepartment[], profiles: readonly Profile[]): Tree {
  const known = new Map(departments.map((department) => [department.id, department]));
  const used = new Set<DirectoryDepartment>();
  for (const { departments: ids } of profiles) {
    const chain: DirectoryDepartment[] = [];
    for (let at = known.get(ids[0] ?? ''); at && !chain.includes(at); at = known.get(at.parent ?? ''))
      chain.unshift(at);
    for (const department of chain) used.add(department);
  }
  const tops = departments.filter(({ parent }) => !known.has(parent ?? ''));
  const [only] = tops;
  const peopled = profiles.some(({ departments: [main] }) => main === only?.id);
  const root = tops.length === 1 && only && !peopled && departments.length > 1 ? only : null;
  return { root, tree: [...used].filter((department) => department !== root) };
}

function departmentsOf(tree: readonly DirectoryDepartment[], profiles: readonly Profile[]): DraftedDepartment[] {
  const taken = new Set<string>();
  const drafted = new Map<string, DraftedDepartment>();
  for (const { id, name, parent } of tree) {
    const key = keyFor(name, `d${drafted.size + 1}`, taken);
    const above = drafted.get(parent ?? '')?.key ?? null;
    drafted.set(id, { key, name: cut(name, 60) || id, parent: above, heads: [], deputies: [], members: [] });
  }
  const nobodys = () => {
    const known = drafted.get('');
    if (known) return known;
    const key = keyFor(NOBODYS, `d${drafted.size + 1}`, taken);
    const fresh: DraftedDepartment = { key, name: NOBODYS, parent: null, heads: [], deputies: [], members: [] };
    drafted.set('', fresh);
    return fresh;
  };
  // Where the directory knows who leads, a title says nothing more about it.
  const told = profiles.some(({ leads }) => leads.length > 0);
  const people = peopleOf(profiles, told);
  for (const [index, profile] of profiles.entries()) {
    const person = people[index] as KeyedPerson;
    const own = drafted.get(profile.departments[0] ?? '') ?? nobodys();
    own.members.push(person);
    if (person.rung === 'deputy') own.deputies.push(person);
    if (!told && person.rung === 'head') own.heads.push(person);
    for (const id of profile.leads) drafted.get(id)?.heads.push(person);
  }
  return [...drafted.values()];
}

function peopleOf(profiles: readonly Profile[], told: boolean): KeyedPerson[] {
  return withKeys(
    profiles.map((profile, index) => {
      const role = profile.title ?? '';
      const rung = rungOf(role);
      const leads = told ? profile.leads.length > 0 : rung === 'head';
      return {
        row: index + 1,
        name: clean(profile.name) || profile.account,
        department: '',
        rung: leads ? 'head' : rung === 'deputy' ? 'deputy' : 'member',
        role: clean(role),
        account: profile.account,
        email: profile.email ?? '',
        slack: '',
        wecom: '',
        dingtalk: '',
      };
    }),
  );
}

const clean = (text: string): string =>
  cut(
    text
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
      .trim(),
    60,
  );

function mostCommon<T>(values: readonly (T | null)[]): T | null {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
