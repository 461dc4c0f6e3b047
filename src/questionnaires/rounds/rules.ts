import { referees } from '../../org/duty.ts';
import { leadersOf, ledBy } from '../../org/leaders.ts';
import type { Organisation } from '../../org/organisation.ts';
import type { AskStatus } from '../tables.ts';
import type { Audience } from '../types.ts';
import { nextSettled, type Shifts, settledAfter } from './shift.ts';

/** Departments with fewer people answer by their head alone. */
const SMALLEST = 3;

/** Working days after being asked on which someone is reminded, and never again. */
const REMINDER_DAYS = [3, 5] as const;

/** Whom someone may ask. */
export interface Scope {
  /** Everyone, and everything about every round: for referees. */
  company: boolean;
  /** Keys of the departments they lead, with those below. */
  departments: ReadonlySet<string>;
}

export function scopeOf(org: Organisation, person: string): Scope {
  const company = org.company.referees.includes(person) && org.people.get(person)?.active === true;
  if (company) return { company, departments: new Set(org.departments.keys()) };
  return { company, departments: withThoseBelow(org, ledBy(org, person)) };
}

/** Departments with all that are below them. */
function withThoseBelow(org: Organisation, keys: readonly string[]): Set<string> {
  const below = new Map<string, string[]>();
  for (const { key, parent } of org.departments.values())
    if (parent !== null) below.set(parent, [...(below.get(parent) ?? []), key]);
  const found = new Set<string>();
  const open = [...keys];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (found.has(key) || !org.departments.has(key)) continue;
    found.add(key);
    open.push(...(below.get(key) ?? []));
  }
  return found;
}

export interface Member {
  person: string;
  /** The department they answer for. */
  department: string;
}

/** Whom an audience means: everyone in it once, small departments by their head, or the deputy where the head is asked elsewhere. */
export function membersOf(org: Organisation, audience: Audience): Member[] {
  return inAudience(org, audience).members;
}

/** Small departments of an audience for which nobody is left to answer: no head or deputy, or they answer for another one. */
export function leftOut(org: Organisation, audience: Audience): string[] {
  const { members, small } = inAudience(org, audience);
  const answered = new Set(members.map(({ department }) => department));
  return small.filter((key) => !answered.has(key));
}

function inAudience(org: Organisation, audience: Audience): { members: Member[]; small: string[] } {
  const inside = departmentsIn(org, audience);
  const posts = audience.kind === 'posts' ? new Set(audience.posts) : null;
  const members = new Map<string, Member>();
  const answeredByHead = new Set<string>();
  for (const { id, active, department, post } of org.people.values()) {
    if (!active || !inside.has(department) || (posts && !posts.has(post ?? ''))) continue;
    if (answersByHead(org, department)) answeredByHead.add(department);
    else members.set(id, { person: id, department });
  }
  // Whoever leads several small departments answers for their own.
  const own = (key: string) => Number(leadersOf(org, key).some((id) => org.people.get(id)?.department === key));
  const small = [...answeredByHead].sort((a, b) => own(b) - own(a));
  for (const key of small) {
    const head = leadersOf(org, key).find((id) => !members.has(id));
    if (head !== undefined) members.set(head, { person: head, department: key });
  }
  return { members: [...members.values()], small };
}

function departmentsIn(org: Organisation, audience: Audience): ReadonlySet<string> {
  switch (audience.kind) {
    case 'company':
      return new Set(org.departments.keys());
    case 'departments':
      return withThoseBelow(org, audience.departments);
    case 'posts':
      return audience.departments ? withThoseBelow(org, audience.departments) : new Set(org.departments.keys());
    default:
      return audience satisfies never;
  }
}

const knownSizes = new WeakMap<Organisation, Map<string, number>>();

/** How many people each department has. */
function sizesOf(org: Organisation): Map<string, number> {
  const known = knownSizes.get(org);
  if (known) return known;
  const sizes = new Map<string, number>();
  knownSizes.set(org, sizes);
  for (const { active, department } of org.people.values())
    if (active) sizes.set(department, (sizes.get(department) ?? 0) + 1);
  return sizes;
}

/** Whether a department is so small that its head answers for it. */
export const answersByHead = (org: Organisation, department: string): boolean =>
  (sizesOf(org).get(department) ?? 0) < SMALLEST;

/** What posts are called among the people of these departments, the most frequent first. */
export function postsIn(org: Organisation, departments: ReadonlySet<string>): string[] {
  const counts = new Map<string, number>();
  for (const { active, department, post } of org.people.values())
    if (active && post && departments.has(department)) counts.set(post, (counts.get(post) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([post]) => post);
}

export type Refusal =
  | { why: 'notLeader' | 'onlyReferees' | 'nobodyThere' | 'noQuestionnaire' | 'noDepartments' | 'noPosts' }
  | { why: 'notYours'; departments: string[] }
  /** Everyone is in an open round of this questionnaire. */
  | { why: 'allAsked' }
  | { why: 'notOwner'; owner: string }
  | { why: 'ended'; at: Date };

/** Whether someone may ask an audience. */
export function mayAsk(org: Organisation, person: string, audience: Audience): Refusal | null {
  const scope = scopeOf(org, person);
  if (scope.company) return emptiness(audience);
  if (scope.departments.size === 0) return { why: 'notLeader' };
  if (audience.kind === 'company') return { why: 'onlyReferees' };
  const empty = emptiness(audience);
  if (empty) return empty;
  const foreign = (audience.departments ?? []).filter((key) => !scope.departments.has(key));
  if (foreign.length > 0) return { why: 'notYours', departments: foreign };
  return audience.departments ? null : { why: 'onlyReferees' };
}

function emptiness(audience: Audience): Refusal | null {
  if (audience.kind === 'departments' && audience.departments.length === 0) return { why: 'noDepartments' };
  return audience.kind === 'posts' && audience.posts.length === 0 ? { why: 'noPosts' } : null;
}

/** Whether someone may end a round, or change whom it asks. */
export function mayEnd(
  org: Organisation,
  person: string,
  round: { owner: string; endedAt: Date | null },
): Refusal | null {
  if (round.endedAt) return { why: 'ended', at: round.endedAt };
  return round.owner === person || referees(org).includes(person) ? null : { why: 'notOwner', owner: round.owner };
}

/** Whether someone may write down the answers of people without an account there: head and deputy, where there are any. */
export function entersFor(org: Organisation, person: string, department: string): boolean {
  const leaders = leadersOf(org, department);
  return leaders.length > 0 ? leaders.includes(person) : scopeOf(org, person).departments.has(department);
}

/** Departments of a round whose progress someone sees: `all` for its owner and for referees. */
export function sees(org: Organisation, person: string, round: { owner: string }): 'all' | ReadonlySet<string> {
  const scope = scopeOf(org, person);
  return round.owner === person || scope.company ? 'all' : scope.departments;
}

export interface Due {
  status: AskStatus;
  askedAt: Date | null;
  reminders: number;
}

/** What the instant means for someone whose time has come. */
export type Step =
  | { kind: 'ask' | 'remind'; dueAt: Date | null }
  /** Not now: this is no working time of theirs. */
  | { kind: 'later'; dueAt: Date }
  /** They cannot be written to. */
  | { kind: 'noAccount' }
  /** The round has ended: their card says so. */
  | { kind: 'close' }
  | { kind: 'nothing' };

/**
 * Decides what happens to someone whose time has come. What an outage delayed comes at once in working time, else half an
 * hour into the next shift; of two reminders that are overdue only one is sent.
 */
export function stepOf(due: Due, ended: boolean, reachable: boolean, shifts: Shifts | null, now: Date): Step {
  const { status, askedAt, reminders } = due;
  if (ended) return askedAt && status !== 'gone' ? { kind: 'close' } : { kind: 'nothing' };
  if (!['planned', 'asked', 'draft'].includes(status) || !shifts) return { kind: 'nothing' };
  if (!reachable) return status === 'planned' ? { kind: 'noAccount' } : { kind: 'nothing' };
  if (status === 'planned') {
    if (!shifts.isOn(now)) return { kind: 'later', dueAt: nextSettled(shifts, now) };
    return { kind: 'ask', dueAt: settledAfter(shifts, now, REMINDER_DAYS[0]) };
  }
  if (!askedAt || reminders >= REMINDER_DAYS.length) return { kind: 'nothing' };
  if (!shifts.isOn(now)) return { kind: 'later', dueAt: nextSettled(shifts, now) };
  const next = REMINDER_DAYS.slice(reminders + 1)
    .map((days) => settledAfter(shifts, askedAt, days))
    .find((at) => at > now);
  return { kind: 'remind', dueAt: next ?? null };
}
