import { eq } from 'drizzle-orm';
import type { Reader } from '../db/database.ts';
import { joinedUnknown } from '../org/directory.ts';
import { PLACEHOLDER_NAME } from '../org/draft.ts';
import type { Organisation } from '../org/organisation.ts';
import { companySpec, departmentSpec } from '../org/spec.ts';
import { orgItems } from '../org/tables.ts';
import type { Finding } from '../platform/messenger.ts';
import { counted } from './command.ts';

const warning = (text: string): Finding => ({ level: 'warning', text });

/** What the messengers' directories and the org file say differently about people. */
export async function ofDirectories(on: Reader, org: Organisation): Promise<Finding[]> {
  const joined = (await joinedUnknown(on, org)).map(({ platform, count }) =>
    warning(
      `directory: ${counted(count, 'person', 'people')} joined ${platform} whom the org file does not know: npm run org:sync ${platform}`,
    ),
  );
  return [...joined, ...(await stillNamed(on, org))];
}

/** People who have left the messengers and whom the org file still asks. */
async function stillNamed(on: Reader, org: Organisation): Promise<Finding[]> {
  const items = await on
    .select({ kind: orgItems.kind, key: orgItems.key, spec: orgItems.spec })
    .from(orgItems)
    .where(eq(orgItems.active, true));
  const inFile = new Set(items.filter(({ kind }) => kind === 'person').map(({ key }) => key));
  const left = [...org.people.values()].filter(({ key, active }) => !active && inFile.has(key));
  if (left.length === 0) return [];
  const named = new Map<string, string[]>();
  const add = (key: string | null, role: string) => key !== null && named.set(key, [...(named.get(key) ?? []), role]);
  for (const { kind, spec } of items) {
    if (kind === 'company') for (const key of companySpec.parse(spec).referees) add(key, 'referee');
    if (kind !== 'department') continue;
    const { name, head, deputy, duty } = departmentSpec.parse(spec);
    add(head, `head of ${name}`);
    add(deputy, `deputy of ${name}`);
    const roster = [duty.weekly, Object.values(duty.override), duty.shifts.flatMap(({ people }) => people)].flat();
    for (const key of new Set(roster)) add(key, `on the roster of ${name}`);
  }
  return left.flatMap(({ key, name }) => {
    const roles = named.get(key);
    return roles
      ? [
          warning(
            `left: ${name} (${key}) has left the messenger and is still ${roles.join(', ')}; name someone else in the org file and import it`,
          ),
        ]
      : [];
  });
}

/** An org file that was drafted and not thought through. */
export function ofDraft(org: Organisation): Finding[] {
  const departments = [...org.departments.values()];
  const open = [
    ...(org.company.name === PLACEHOLDER_NAME ? [`the company is still called ${PLACEHOLDER_NAME}`] : []),
    ...(org.services.size === 0 ? ['no service is named, so every request runs on the same targets'] : []),
    ...(departments.every(({ deputy }) => deputy === null)
      ? ['no department has a deputy, so silence climbs to the head at once']
      : []),
  ];
  return open.length > 0 ? [warning(`org file: unfinished: ${open.join('; ')}. Complete it and import it`)] : [];
}
