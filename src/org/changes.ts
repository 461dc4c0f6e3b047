import type { Kind, OrgItem } from './build.ts';

/** One thing an import does. Nothing is ever deleted: what leaves the file is deactivated. */
export interface Change {
  change: 'added' | 'changed' | 'deactivated' | 'restored';
  kind: Kind;
  key: string;
  /** What people call it. */
  name: string;
  /** What is different, in words: `head: wang → liu`. */
  details: string[];
  /** The row as it will be. */
  item: OrgItem;
}

/** A row as it is. */
export interface StoredItem extends OrgItem {
  origin: 'file' | 'chat';
}

/** What turns `stored` into what the file says. */
export function changesBetween(stored: readonly StoredItem[], wanted: readonly OrgItem[]): Change[] {
  const before = new Map(stored.map((item) => [nameOf(item), item]));
  const after = new Set(wanted.map(nameOf));
  const made = wanted.flatMap((item) => changeTo(item, before.get(nameOf(item))) ?? []);
  const left = stored.filter((item) => item.active && item.origin === 'file' && !after.has(nameOf(item)));
  return [...made, ...left.map((item) => changeOf('deactivated', { ...item, active: false }))];
}

function changeTo(item: OrgItem, stored: StoredItem | undefined): Change | null {
  if (!stored) return changeOf('added', item);
  const details = differences(stored.spec, item.spec);
  if (!stored.active) return changeOf('restored', item, details);
  if (stored.origin === 'chat') details.push('was learned in chat, and is now kept in the org file');
  return details.length > 0 ? changeOf('changed', item, details) : null;
}

function changeOf(change: Change['change'], item: OrgItem, details: string[] = []): Change {
  const { kind, key, spec, active } = item;
  const named = (spec as { name?: unknown } | null)?.name;
  return {
    change,
    kind,
    key,
    name: typeof named === 'string' ? named : key,
    details,
    item: { kind, key, spec, active },
  };
}

function nameOf(item: { kind: Kind; key: string }): string {
  return JSON.stringify([item.kind, item.key]);
}

/** What is different between two specs, one line for each value: `head: wang → liu`. */
function differences(before: unknown, after: unknown): string[] {
  const [old, fresh] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((path) => {
    const [was, is] = [old.get(path), fresh.get(path)];
    if (was?.exact === is?.exact) return [];
    return `${path}: ${was?.shown ?? 'none'} → ${is?.shown ?? 'none'}`;
  });
}

interface Leaf {
  exact: string;
  shown: string;
}

/** The single values and lists of a spec by path. The database reorders keys, so order of keys means nothing. */
function leavesOf(value: unknown, path = '', leaves = new Map<string, Leaf>()): Map<string, Leaf> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    for (const [key, part] of Object.entries(value)) leavesOf(part, path === '' ? key : `${path}.${key}`, leaves);
  } else if (value !== undefined) {
    leaves.set(path || 'steps', { exact: canonical(value), shown: shown(value) });
  }
  return leaves;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function shown(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(shown).join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([key, part]) => `${key} ${shown(part)}`)
    .join(' ');
}

const SIGNS = { added: '+', changed: '~', deactivated: '-', restored: '+' } as const;

/** Changes as lines for a terminal. */
export function describeChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing to change: the organisation already is what the file says.';
  return changes
    .map(({ change, kind, key, name, details }) => {
      const what = `${SIGNS[change]} ${kind} ${key}${name === key ? '' : ` (${name})`} ${change}`;
      return details.length === 0 ? what : `${what}: ${details.join('; ')}`;
    })
    .join('\n');
}
