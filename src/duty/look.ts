import { showLocalDate } from '../messages/time.ts';
import type { Department, Organisation, Person } from '../org/organisation.ts';
import { type Words, words } from './messages.ts';
import { rangesOf } from './rules.ts';

/** One person reading about rosters. */
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

export const nameOf = (look: Look, id: string | null): string =>
  (id !== null && look.org.people.get(id)?.name) || look.say('no.nobody');

export const namesOf = (look: Look, ids: readonly string[]): string =>
  ids.length === 0 ? look.say('no.nobody') : ids.map((id) => nameOf(look, id)).join(look.say('list'));

export const dayFor = (look: Look, date: string): string => showLocalDate(date, look.viewer.locale);

/** Dates as ranges: `5月1日(周五)至5月3日(周日)、5月5日(周二)`. */
export function daysFor(look: Look, dates: readonly string[]): string {
  const day = (date: string) => dayFor(look, date);
  return rangesOf(dates)
    .map(([from, to]) => (from === to ? day(from) : look.say('range', { from: day(from), to: day(to) })))
    .join(look.say('list'));
}

/** The departments whose work depends on this one, in words. */
export function customersFor(look: Look, department: string): string {
  const keys = look.org.links.filter((link) => link.supplier === department && link.customer !== department);
  const names = [...new Set(keys.map((link) => link.customer))].flatMap(
    (key) => look.org.departments.get(key)?.name ?? [],
  );
  return names.length > 0 ? names.join(look.say('list')) : look.say('ready.everyone');
}

/** Where a department's local date begins. */
export const startOf = (department: Department, date: string): Date => department.calendar.instant(date, '00:00');
