import { createHash } from 'node:crypto';
import { folded } from '../../org/likeness.ts';
import { type Requirement, requirementKinds } from '../../org/organisation.ts';
import type { RawAnswers } from '../../platform/form.ts';
import type { Side } from '../answering/compose.ts';
import { readMeasure } from '../answering/measure.ts';
import type { Counted, HandOff, Party, StatedCustomer, StatedSupplier } from '../types.ts';
import type { Merged } from './merge.ts';

/** A short name of a party or line, the same as long as it says the same: options are stored by it. */
export const idOf = (what: unknown): string =>
  createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 12);

type Line = { words: string };

/** What makes a line itself, whoever said it. */
export function lineKey({ said: _, words, ...facts }: Counted<Line>): string {
  return JSON.stringify([folded(words), Object.entries(facts).sort()]);
}

export const lineId = (line: Counted<Line>): string => idOf(lineKey(line));

/** All lines that can stand: those said, with how many said so by now, and those whoever settles it wrote. */
export function offeredLines<T extends Line>(
  said: readonly Counted<T>[],
  settled: readonly Counted<T>[],
): Counted<T>[] {
  const known = new Set(said.map(lineKey));
  return [...said, ...settled.filter((line) => !known.has(lineKey(line))).map((line) => ({ ...line, said: 0 }))];
}

/** All parties that can stand, with how many named them by now. */
export function offeredParties<T extends { party: Party; said: number }>(
  said: readonly T[],
  settled: readonly T[],
): { party: Party; said: number }[] {
  const known = new Set(said.map(({ party }) => party));
  return [...said, ...settled.filter(({ party }) => !known.has(party)).map((line) => ({ ...line, said: 0 }))];
}

/** What was settled, with the counts of the answers as they are now. */
export function recounted(settled: Merged, merged: Merged): Merged {
  const { unit, department, answered, namedCustomer } = merged;
  return {
    ...{ unit, department, answered, namedCustomer, mainWork: settled.mainWork },
    suppliers: settled.suppliers.map((line) => {
      const now = merged.suppliers.find(({ party }) => party === line.party);
      return {
        ...commonly(line, now),
        requires: counted(line.requires, now?.requires),
        troubles: counted(line.troubles, now?.troubles),
      };
    }),
    customers: settled.customers.map((line) => {
      const now = merged.customers.find(({ party }) => party === line.party);
      return { ...commonly(line, now), believes: counted(line.believes, now?.believes) };
    }),
  };
}

const commonly = (line: StatedSupplier | StatedCustomer, now: StatedSupplier | StatedCustomer | undefined) => ({
  party: line.party,
  kind: line.kind,
  said: now?.said ?? 0,
  handsOn: counted(line.handsOn, now?.handsOn),
});

function counted<T extends Line>(settled: readonly Counted<T>[], said: readonly Counted<T>[] = []): Counted<T>[] {
  const counts = new Map(said.map((line) => [lineKey(line), line.said]));
  return settled.map((line) => ({ ...line, said: counts.get(lineKey(line)) ?? 0 }));
}

const picked = (answer = ''): ReadonlySet<string> => new Set(answer.split(','));

/** Lines of a text, each once. */
const linesIn = (text = ''): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

/** Characters of the field with the main work. */
export const MAIN_WORK = 2000;

/** The wordings of the main work that the field holds, each whole; the others stay as they are. */
export function mainWorkShown(mainWork: readonly string[]): string[] {
  const count = mainWork.findIndex((_, index) => [...mainWork.slice(0, index + 1).join('\n')].length > MAIN_WORK);
  return count < 0 ? [...mainWork] : mainWork.slice(0, count);
}

/** The page on who stands was filled in: parties newly chosen come with all that was said of them. */
export function settleWho(merged: Merged, settled: Merged, answers: RawAnswers): Merged {
  const chosen = <T extends { party: Party; said: number }>(
    side: Side,
    said: readonly T[],
    before: readonly T[],
  ): T[] => {
    const ids = picked(answers[side]);
    return offeredParties(said, before).flatMap(({ party }) => {
      const line = before.find((one) => one.party === party) ?? said.find((one) => one.party === party);
      return line && ids.has(idOf(party)) ? [line] : [];
    });
  };
  return {
    ...settled,
    mainWork: [
      ...new Set([...linesIn(answers.mainWork), ...settled.mainWork.slice(mainWorkShown(settled.mainWork).length)]),
    ],
    suppliers: chosen('suppliers', merged.suppliers, settled.suppliers),
    customers: chosen('customers', merged.customers, settled.customers),
  };
}

/** The page on one party was filled in. */
export function settleParty(merged: Merged, settled: Merged, side: Side, party: Party, answers: RawAnswers): Merged {
  if (side === 'suppliers') {
    const said = merged.suppliers.find((one) => one.party === party);
    const suppliers = settled.suppliers.map((line) =>
      line.party === party ? settledSupplier(line, said, answers) : line,
    );
    return { ...settled, suppliers };
  }
  const said = merged.customers.find((one) => one.party === party);
  const customers = settled.customers.map((line) =>
    line.party === party ? settledCustomer(line, said, answers) : line,
  );
  return { ...settled, customers };
}

function settledSupplier(line: StatedSupplier, said: StatedSupplier | undefined, answers: RawAnswers): StatedSupplier {
  return {
    ...withHandsOn(line, said, answers),
    requires: withOwn(standing(said?.requires, line.requires, answers.requires), ownRequirement(answers)),
    troubles: standing(said?.troubles, line.troubles, answers.troubles),
  };
}

function settledCustomer(line: StatedCustomer, said: StatedCustomer | undefined, answers: RawAnswers): StatedCustomer {
  return {
    ...withHandsOn(line, said, answers),
    believes: withOwn(standing(said?.believes, line.believes, answers.requires), ownRequirement(answers)),
  };
}

function withHandsOn<T extends StatedSupplier | StatedCustomer>(line: T, said: T | undefined, answers: RawAnswers): T {
  const words = (answers.handsOnOwn ?? '').trim();
  const own = words === '' ? null : { words };
  return {
    ...line,
    kind: handOffOf(answers.kind) ?? line.kind,
    handsOn: withOwn(standing(said?.handsOn, line.handsOn, answers.handsOn), own),
  };
}

const handOffOf = (answer = ''): HandOff | null => (answer === 'process' || answer === 'functional' ? answer : null);

function standing<T extends Line>(
  said: readonly Counted<T>[] = [],
  before: readonly Counted<T>[],
  answer: string | undefined,
): Counted<T>[] {
  const ids = picked(answer);
  return offeredLines(said, before).filter((line) => ids.has(lineId(line)));
}

/** What whoever settles it wrote was said by nobody, unless it says what was said already. */
function withOwn<T extends Line>(lines: Counted<T>[], own: T | null): Counted<T>[] {
  if (own === null) return lines;
  const line = { ...own, said: 0 };
  return lines.some((one) => lineKey(one) === lineKey(line)) ? lines : [...lines, line];
}

function ownRequirement(answers: RawAnswers): Requirement | null {
  const kind = requirementKinds.find((one) => one === answers.requireKind);
  if (!kind) return null;
  const { amount, unit, words } = readMeasure(answers.requireMeasure ?? '');
  const said = [words, (answers.requireWords ?? '').trim()].filter(Boolean);
  return { kind, amount, unit, words: [...new Set(said)].join(' · ') };
}

/** A page of the chain: who stands, or what stands about one party. */
export type PageKey = string;

export const WHO = 'who';

/** What is looked over of a unit, in order: who stands, then everyone of whom more was said than the name. */
export function pagesOf(merged: Merged, settled: Merged): PageKey[] {
  const about = (side: 's' | 'c', lines: readonly (StatedSupplier | StatedCustomer)[], said: typeof lines) =>
    lines
      .filter((line) => isDescribed(line) || said.some((one) => one.party === line.party && isDescribed(one)))
      .map(({ party }) => `${side}:${party}`);
  return [WHO, ...about('s', settled.suppliers, merged.suppliers), ...about('c', settled.customers, merged.customers)];
}

const isDescribed = (line: StatedSupplier | StatedCustomer): boolean => {
  const more = 'requires' in line ? [...line.requires, ...line.troubles] : line.believes;
  return line.kind !== null || line.handsOn.length + more.length > 0;
};
