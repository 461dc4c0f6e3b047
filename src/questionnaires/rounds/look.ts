import { departmentName, type Organisation, type Person } from '../../org/organisation.ts';
import { type Words, words } from '../messages.ts';
import type { Audience } from '../types.ts';

/** One person reading about rounds. */
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

export const nameOf = (look: Look, id: string | null | undefined): string =>
  (id && look.org.people.get(id)?.name) || look.say('round.nobody');

export const namesOf = (look: Look, ids: readonly string[]): string =>
  ids.map((id) => nameOf(look, id)).join(look.say('round.list'));

/** The first of many, and how many more. */
export function someOf(look: Look, words: readonly string[], most: number): string {
  const shown = words.slice(0, most).join(look.say('round.list'));
  return words.length > most ? look.say('round.andMore', { shown, count: words.length - most }) : shown;
}

/** Whom a round asks, in words. */
export function audienceFor(look: Look, audience: Audience): string {
  const departments = (keys: readonly string[]) =>
    someOf(
      look,
      keys.map((key) => departmentName(look.org, key)),
      4,
    );
  switch (audience.kind) {
    case 'company':
      return look.say('round.company');
    case 'departments':
      return departments(audience.departments);
    case 'posts': {
      const posts = someOf(look, audience.posts, 4);
      return audience.departments
        ? look.say('round.postsIn', { posts, departments: departments(audience.departments) })
        : posts;
    }
    default:
      return audience satisfies never;
  }
}
