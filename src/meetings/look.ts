import { departmentName, type Organisation, type Person } from '../org/organisation.ts';
import { type Words, words } from './messages.ts';
import type { Meeting } from './types.ts';

/** One person reading about meetings. */
export interface Look {
  org: Organisation;
  viewer: Person;
  say: Words;
}

export const lookOf = (org: Organisation, viewer: Person): Look => ({
  org,
  viewer,
  say: words(viewer.locale, viewer.zone),
});

/** How a person reads; null for someone who is no longer known. */
export function lookAs(org: Organisation, id: string): Look | null {
  const viewer = org.people.get(id);
  return viewer ? lookOf(org, viewer) : null;
}

export const personName = ({ org, say }: Look, id: string | null): string =>
  (id !== null && org.people.get(id)?.name) || say('nobody');

/** The departments of a meeting as one reads them, one's own first. */
export function partiesOf(
  { org, viewer, say }: Pick<Look, 'org' | 'say'> & { viewer: { department?: string } },
  { departments }: Pick<Meeting, 'departments'>,
): string {
  const own = departments.filter((key) => key === viewer.department);
  const others = departments.filter((key) => key !== viewer.department);
  return [...own, ...others].map((key) => departmentName(org, key)).join(say('parties'));
}
