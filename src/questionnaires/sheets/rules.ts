import { referees } from '../../org/duty.ts';
import { leadersOf } from '../../org/leaders.ts';
import type { Organisation } from '../../org/organisation.ts';
import { answersByHead } from '../rounds/rules.ts';
import type { Party, StatedCustomer, StatedSupplier } from '../types.ts';
import { toldFrom } from '../types.ts';
import type { Counting } from './counting.ts';
import { type Merged, ownSheetFrom } from './merge.ts';

/** From this many answers on, one or two people do not make a party the department's. */
export const manyFrom = 6;
/** Of texts that everyone words differently, those said most often; of requirements and troubles, by their kind. */
const WORDS = 5;
const OF_A_KIND = 2;

/** Who settles what a department states: head and deputy; of the next department above where there are none; else the referees. */
export function settlersOf(org: Organisation, department: string): string[] {
  const seen = new Set<string>();
  let at = org.departments.get(department);
  if (!at) return [];
  while (at && !seen.has(at.key)) {
    const leaders = leadersOf(org, at.key);
    if (leaders.length > 0) return leaders;
    seen.add(at.key);
    at = at.parent === null ? undefined : org.departments.get(at.parent);
  }
  return referees(org);
}

export const settles = (org: Organisation, person: string, department: string): boolean =>
  settlersOf(org, department).includes(person);

/** Departments that someone settles, in the order of the org file. */
export const settledBy = (org: Organisation, person: string): string[] =>
  [...org.departments.keys()].filter((key) => settles(org, person, key));

/** Who reads a published sheet: the department's people, whoever settles it, the referees. */
export function reads(org: Organisation, person: string, department: string): boolean {
  const reader = org.people.get(person);
  if (!reader?.active) return false;
  return reader.department === department || settles(org, person, department) || referees(org).includes(person);
}

/** Whether so many answers make a sheet: three; of a department so small that its head answers for it, that of the head. */
export const areEnough = ({ answered, byHead }: Pick<Counts, 'answered' | 'byHead'>): boolean =>
  answered >= ownSheetFrom || byHead;

/**
 * Of the people of a department who answered, the one who answers for it alone; null where they speak together. A
 * department may have become so small since it was asked: then nobody but its head is read, because the others were told
 * that they would be a count among three.
 */
export function speaksAlone(org: Organisation, department: string, answered: readonly string[]): string | null {
  if (answered.length >= ownSheetFrom || !answersByHead(org, department)) return null;
  return leadersOf(org, department).find((leader) => answered.includes(leader)) ?? null;
}

/** Whether the head of a department reads nobody but themselves: they speak alone now, and did when it was shown before. */
export const answersAlone = (alone: string | null, before: Pick<Counting, 'answers'> | null): boolean =>
  alone !== null && Object.keys(before?.answers ?? {}).length < ownSheetFrom;

/** How far the answers of a department are. */
export interface Counts {
  answered: number;
  asked: number;
  /** People without an account who have not answered. */
  noAccount: number;
  /** Whether its head answers for it alone, and has. */
  byHead: boolean;
}

/** Whether the head is asked to settle: everyone has answered, or nobody can any more. */
export function isReady(counts: Counts, ended: boolean): boolean {
  const complete = counts.asked > 0 && counts.answered === counts.asked && counts.noAccount === 0;
  return (complete || ended) && areEnough(counts);
}

/** What those who settle named in their own answers. */
export interface Named {
  suppliers: ReadonlySet<Party>;
  customers: ReadonlySet<Party>;
}

/**
 * What is published when nobody looks it over: with few answers all parties, with more those that at least three people or
 * whoever settles it named; of each the wordings said most often.
 */
export function asItIs(merged: Merged, named: Named): Merged {
  const stands = (side: keyof Named) => (line: { party: Party; said: number }) =>
    merged.answered < manyFrom || line.said >= toldFrom || named[side].has(line.party);
  return {
    ...merged,
    mainWork: merged.mainWork.slice(0, WORDS),
    suppliers: merged.suppliers.filter(stands('suppliers')).map(shortSupplier),
    customers: merged.customers.filter(stands('customers')).map(shortCustomer),
  };
}

const shortSupplier = (line: StatedSupplier): StatedSupplier => ({
  ...line,
  handsOn: line.handsOn.slice(0, WORDS),
  requires: ofEachKind(line.requires, ({ kind }) => kind),
  troubles: ofEachKind(line.troubles, ({ about }) => about),
});

const shortCustomer = (line: StatedCustomer): StatedCustomer => ({
  ...line,
  handsOn: line.handsOn.slice(0, WORDS),
  believes: ofEachKind(line.believes, ({ kind }) => kind),
});

/** A gap is about a kind of requirement, so each kind that was named stays. */
function ofEachKind<T>(lines: readonly T[], kindOf: (line: T) => string): T[] {
  const counts = new Map<string, number>();
  return lines.filter((line) => {
    const count = (counts.get(kindOf(line)) ?? 0) + 1;
    counts.set(kindOf(line), count);
    return count <= OF_A_KIND;
  });
}
