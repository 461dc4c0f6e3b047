import { canActFor } from '../org/duty.ts';
import type { Organisation, Person } from '../org/organisation.ts';
import { type Link, linkOf, upstream } from './chain.ts';
import { type Words, words } from './messages.ts';
import type { Request, RequestNumber } from './types.ts';

/** What a card may show beside its own request: the organisation, the time, and the requests it hangs together with. */
export interface Scene {
  org: Organisation;
  now: Date;
  requests: ReadonlyMap<RequestNumber, Request>;
}

/** One person looking at one request. */
export interface Look extends Scene {
  request: Request;
  viewer: Person;
  say: Words;
}

export function lookAt(scene: Scene, request: Request, viewer: Person): Look {
  return { ...scene, request, viewer, say: words(viewer.locale, viewer.zone) };
}

/** Whoever reads along: on no side, in the company's language and zone. */
export function everyone({ company: { locale, zone } }: Organisation): Person {
  return {
    id: '',
    key: '',
    name: '',
    department: '',
    step: null,
    post: null,
    email: null,
    locale,
    zone,
    active: false,
    accounts: {},
  };
}

export const idOf = (number: RequestNumber): string => `R-${number}`;

/** Reads `R-1042`, `r1042`, `1042`; null when it is none of these. */
export function readId(text: string): RequestNumber | null {
  const match = /^\s*(?:r\s*[-－]?\s*)?(\d{1,9})\s*$/iu.exec(text.normalize('NFKC'));
  return match ? Number(match[1]) : null;
}

export const departmentName = (org: Organisation, key: string): string => org.departments.get(key)?.name ?? key;

export const personName = (org: Organisation, id: string | null): string => (id && org.people.get(id)?.name) || '—';

/** `王强（生产部）`. */
export function personOf(look: Pick<Look, 'org' | 'say'>, id: string): string {
  const person = look.org.people.get(id);
  if (!person) return '—';
  return look.say('person.of', { name: person.name, department: departmentName(look.org, person.department) });
}

export type Side = 'supplier' | 'customer' | 'referee' | 'reader';

/** On which sides a person stands. Someone may stand on several: a head of two departments, a referee who asked. */
export function sidesOf(org: Organisation, request: Request, person: string): Set<Side> {
  const sides = new Set<Side>();
  if (canActFor(org, person, request.supplier)) sides.add('supplier');
  if (canActFor(org, person, request.customer) || request.asker === person) sides.add('customer');
  if (org.company.referees.includes(person)) sides.add('referee');
  if (request.ownerless?.between?.some((department) => canActFor(org, person, department))) sides.add('reader');
  if (request.told.includes(person) || request.calledBy === person) sides.add('reader');
  return sides;
}

/** Everyone involved may read: whoever stands on a side of any request that hangs together with it. */
export const mayRead = (scene: Scene, person: string): boolean =>
  [...scene.requests.values()].some((request) => sidesOf(scene.org, request, person).size > 0);

/** From this request up to the link where the work stands now. */
export function pathUp(scene: Scene, request: Request): Request[] {
  const graph = new Map<RequestNumber, Link>([...scene.requests.values()].map((one) => [one.number, linkOf(one)]));
  return upstream(graph, request.number).flatMap((link) => scene.requests.get(link.number) ?? []);
}

/** When whatever a request is doing now began. */
export const turnSince = (request: Request): Date => request.turns.at(-1)?.from ?? request.filedAt;

/** A person's words inside a sentence of ours, without the full stop that would stand there twice. */
export const unended = (text: string): string => text.trim().replace(/[.。]+$/u, '');
