import { leaderOf, leads } from '../org/leaders.ts';
import type { Organisation } from '../org/organisation.ts';

/** What a digest is about: departments by their keys, or with the first `company` the company as a whole. */
export interface Scope {
  company: boolean;
  departments: string[];
}

interface About {
  readonly org: Organisation;
  readonly reachable: (person: string) => boolean;
}

/**
 * Who gets a digest by itself: of each department its head, or the deputy where the head cannot be reached, and of the company
 * the first referee who can be reached.
 */
export function readersOf(about: About): Map<string, Scope> {
  const { org } = about;
  const found = new Map<string, Scope>();
  const scopeOf = (person: string) => {
    const scope = found.get(person) ?? { company: false, departments: [] };
    found.set(person, scope);
    return scope;
  };
  const referee = org.company.referees.find(about.reachable);
  if (referee !== undefined) scopeOf(referee).company = true;
  for (const key of org.departments.keys()) {
    const leader = leaderOf(about, key);
    if (leader !== null) scopeOf(leader).departments.push(key);
  }
  return found;
}

/** What someone sees who asks: what they answer for, as head, deputy or referee; anybody else their own department. */
export function scopeFor(org: Organisation, person: string): Scope {
  const own = org.people.get(person)?.department;
  const led = [...org.departments.keys()].filter((key) => leads(org, person, key));
  const company = org.company.referees.includes(person);
  if (company || led.length > 0) return { company, departments: led };
  return { company: false, departments: own !== undefined && org.departments.has(own) ? [own] : [] };
}
