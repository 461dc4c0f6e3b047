import { leadersOf, leads } from '../org/leaders.ts';
import { departmentName, type Organisation, type Person } from '../org/organisation.ts';
import { areFew, EXTERNAL, type Unit } from '../questionnaires/types.ts';
import { type Words, words } from './messages.ts';
import type { Side } from './proposal-rules.ts';
import { departmentOf } from './units.ts';

/** One person reading the map. */
export interface Look {
  org: Organisation;
  viewer: Person;
  say: Words;
}

export function lookOf(org: Organisation, viewer: Person): Look {
  return { org, viewer, say: words(viewer.locale, viewer.zone) };
}

/** How a person reads; null for someone who is no longer known. */
export function lookAs(org: Organisation, id: string): Look | null {
  const viewer = org.people.get(id);
  return viewer ? lookOf(org, viewer) : null;
}

/** What people call a unit: `生产部`, `生产部 · 贴片`, `生产部 · 采购员`, the external customer. */
export function unitName({ org, say }: Pick<Look, 'org' | 'say'>, unit: Unit): string {
  if (unit === EXTERNAL) return say('unit.external');
  const department = departmentOf(unit);
  const name = departmentName(org, department);
  if (unit === department) return name;
  const rest = unit.slice(department.length + 1);
  const step = unit[department.length] === '/' ? org.departments.get(department)?.steps : undefined;
  const part = step?.find(({ key }) => key === rest)?.name ?? rest;
  return say('unit.part', { department: name, part });
}

export const personName = ({ org, say }: Look, id: string | null): string =>
  (id !== null && org.people.get(id)?.name) || say('unit.nobody');

/** How many of those who answered could name a customer, as everyone reads it. */
export const namedOf = ({ say }: Pick<Look, 'say'>, of: { named: number; answered: number }): string =>
  say(areFew(of.named, of.answered) ? 'map.namedFew' : 'map.namedOf', of);

/** The sides of a pair that a person answers for. */
export function sidesLed(org: Organisation, person: string, pair: Record<Side, Unit>): Side[] {
  return (['supplier', 'customer'] as const).filter((side) => leads(org, person, departmentOf(pair[side])));
}

/** Names of leaders in words: who can do what this person cannot. */
export function leaderNames(look: Look, departments: readonly string[]): string {
  const ids = [...new Set(departments.flatMap((department) => leadersOf(look.org, department)))];
  return ids.length === 0 ? look.say('unit.nobody') : ids.map((id) => personName(look, id)).join(look.say('list'));
}
