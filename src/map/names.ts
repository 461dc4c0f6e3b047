import { folded } from '../org/likeness.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Party, Unit } from '../questionnaires/types.ts';
import { departmentOf, standing } from './units.ts';

/** What a head said that words mean: a unit, null: nothing on this map, or the words again: a unit that has to be created. */
export interface SaidName {
  department: string;
  /** Folded. */
  words: string;
  party: Party | null;
}

/** Where a name leads. `ignored`: its head said that it is none. `wanted`: its head asked for it to be created. */
export type Led = { unit: Unit; units: Unit[] } | { words: string; wanted: boolean } | 'ignored';

/** Finds what the parties in a department's statement mean. */
export function reading(org: Organisation, names: readonly SaidName[]): (party: Party, department: string) => Led {
  const said = new Map(names.map((name) => [keyOf(name.department, name.words), name.party]));
  const called = unitsByName(org);
  const byWords = (words: string, department: string): Led => {
    const party = said.get(keyOf(department, folded(words)));
    if (party === null) return 'ignored';
    if (party === undefined) return { words, wanted: false };
    const unit = party.startsWith('?') ? called.get(folded(words)) : standing(org, party);
    return unit ? { unit, units: [unit] } : { words, wanted: party.startsWith('?') };
  };
  return (party, department) => {
    if (party.startsWith('?')) return byWords(party.slice(1), department);
    if (party.startsWith('@')) return ofPerson(org, party.slice(1)) ?? 'ignored';
    const unit = standing(org, party);
    if (unit) return { unit, units: [unit] };
    return byWords(org.formerDepartments.get(departmentOf(party)) ?? departmentOf(party), department);
  };
}

const keyOf = (department: string, words: string): string => JSON.stringify([department, words]);

/** A person counts as their department; who named them named their step and post as well. */
function ofPerson(org: Organisation, id: string): Led | null {
  const person = org.people.get(id);
  if (!person || !org.departments.has(person.department)) return null;
  const { department, step, post } = person;
  const units = [department, ...(step ? [`${department}/${step}`] : []), ...(post ? [`${department}#${post}`] : [])];
  return { unit: department, units };
}

/** Departments and steps by exactly what they are called; a name of two is no name. */
function unitsByName(org: Organisation): Map<string, Unit> {
  const called = new Map<string, Unit>();
  const doubled = new Set<string>();
  const note = (words: string, unit: Unit) => {
    if (called.has(words)) doubled.add(words);
    called.set(words, unit);
  };
  for (const { key, name, steps } of org.departments.values()) {
    note(folded(name), key);
    for (const step of steps) note(folded(step.name), `${key}/${step.key}`);
  }
  for (const words of doubled) called.delete(words);
  return called;
}
