import type { Organisation } from './organisation.ts';

/** What a turn knows of people: the organisation, and who can be written to. */
interface About {
  readonly org: Organisation;
  readonly reachable: (person: string) => boolean;
}

/** Head and deputy of a department, those who are there. */
export function leadersOf(org: Organisation, department: string): string[] {
  const { head, deputy } = org.departments.get(department) ?? { head: null, deputy: null };
  return [head, deputy].filter((id): id is string => id !== null && org.people.get(id)?.active === true);
}

/** Whether a person answers for a department: its head, or the deputy. */
export const leads = (org: Organisation, person: string, department: string): boolean =>
  leadersOf(org, department).includes(person);

/** Keys of the departments a person answers for, in the order of the org file. */
export const ledBy = (org: Organisation, person: string): string[] =>
  [...org.departments.keys()].filter((key) => leads(org, person, key));

/** Who of a department's leaders can be reached, the head first; null where nobody can. */
export function leaderOf({ org, reachable }: About, department: string): string | null {
  return leadersOf(org, department).find(reachable) ?? null;
}

/**
 * When a message may be delivered: in the open hours of the reader's own department; at once if those begin no sooner than
 * `latest`, after which it would be of no use.
 */
export function quietUntil({ org, now }: { org: Organisation; now: Date }, person: string, latest?: Date): Date {
  const open = org.departments.get(org.people.get(person)?.department ?? '')?.calendar.nextOpen(now) ?? now;
  return latest === undefined || open < latest ? open : now;
}
