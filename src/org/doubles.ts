import { folded } from './likeness.ts';
import { complain, type Path, placeOf, type Reading, warn } from './reading.ts';
import type { RawOrg } from './shapes.ts';

/** Checks that keys and accounts name one thing each. */
export function checkDoubles(reading: Reading, raw: RawOrg): void {
  doubled(reading, raw.departments ?? [], (department) => department?.key, ['departments'], 'key', 'department');
  doubled(reading, raw.people ?? [], (person) => person?.key, ['people'], 'key', 'person');
  doubled(reading, raw.services ?? [], (service) => service?.key, ['services'], 'key', 'service');
  for (const platform of ['console', 'slack', 'wecom', 'dingtalk'] as const) checkAccounts(reading, raw, platform);
  const named = new Map<string, number>();
  for (const [index, department] of (raw.departments ?? []).entries()) {
    if (department?.name === undefined) continue;
    const name = folded(department.name);
    if (named.has(name))
      warn(
        reading,
        placeOf(reading, 'departments', index, 'name'),
        `two departments are called ${department.name}; people cannot tell them apart in chat`,
      );
    named.set(name, index);
  }
}

function checkAccounts(reading: Reading, raw: RawOrg, platform: 'console' | 'slack' | 'wecom' | 'dingtalk'): void {
  // WeCom does not tell upper from lower case.
  const same = (account: string | undefined) => (platform === 'wecom' ? account?.toLowerCase() : account);
  const account = (person: NonNullable<RawOrg['people']>[number]) =>
    same(person?.[platform] ?? (platform === 'console' ? person?.key : undefined));
  const owners = new Map<string, string | undefined>();
  for (const [index, person] of (raw.people ?? []).entries()) {
    const written = account(person);
    if (written === undefined) continue;
    const owner = owners.get(written);
    // Two people with one key share the default console account too; that was reported as what it is.
    if (owners.has(written) && owner !== person?.key) {
      complain(
        reading,
        placeOf(reading, 'people', index, platform),
        `the ${platform} account "${written}" already belongs to "${owner}"; an account is one person`,
      );
    }
    owners.set(written, person?.key);
  }
}

/** Reports each item whose name was taken before. */
export function doubled<T>(
  reading: Reading,
  items: T[],
  nameOf: (item: T) => string | undefined,
  path: Path,
  at: string,
  kind: string,
): void {
  const first = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const name = nameOf(item);
    if (!name) continue;
    const before = first.get(name);
    if (before === undefined) first.set(name, index);
    else {
      const { line } = lineOf(reading, [...path, before]);
      complain(
        reading,
        placeOf(reading, ...path, index, at),
        `there is already a ${kind} "${name}" on line ${line}; keep one, or choose another key`,
      );
    }
  }
}

function lineOf(reading: Reading, path: Path): { line: number } {
  const place = placeOf(reading, ...path);
  return reading.lines.linePos(place.node?.range?.[0] ?? place.offset);
}
