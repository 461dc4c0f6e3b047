import { groupBy } from '../../collections.ts';
import { folded } from '../../org/likeness.ts';
import type { Requirement } from '../../org/organisation.ts';
import type { Said } from '../answering/store.ts';
import type { Counted, HandOff, Party, SaidOfCustomer, SaidOfSupplier, Statement, Unit } from '../types.ts';
import { toldFrom } from '../types.ts';

/** Everything the answers of one unit say, with counts; nobody's name. */
export type Merged = Omit<Statement, 'round' | 'version' | 'publishedAt'>;

/**
 * Units below this many answers speak as their department, so that no sheet shows what one or two people said. When the
 * department itself would then speak for one or two, its smallest units speak with it.
 */
export const ownSheetFrom = 3;

/**
 * Who speaks for what in one department, the department before its steps and posts: large units for themselves, everyone
 * else for the department. With `apart` it is known already which units speak for themselves.
 */
export function speaking(department: string, said: readonly Said[], apart?: ReadonlySet<Unit>): [Unit, Said[]][] {
  const own = ({ answer: { unit } }: Said) =>
    isWithin(unit, department) && (apart === undefined || apart.has(unit)) ? unit : department;
  const units = groupBy(said, own);
  const rest = units.get(department) ?? [];
  units.delete(department);
  const parts = [...units].sort(([a, left], [b, right]) => left.length - right.length || order(a, b));
  const alone = parts.filter(([, answers]) => {
    const large = answers.length >= ownSheetFrom && (rest.length === 0 || rest.length >= ownSheetFrom);
    if (apart !== undefined || large) return true;
    rest.push(...answers);
    return false;
  });
  const sorted = alone.sort(([a], [b]) => order(a, b));
  return rest.length > 0 ? [[department, rest], ...sorted] : sorted;
}

/** A step or post of the department, as far as its key tells. */
const isWithin = (unit: Unit, department: string): boolean =>
  unit.startsWith(`${department}/`) || unit.startsWith(`${department}#`);

/**
 * Puts the answers of one unit together. Equal statements are counted as one; nothing is put together because it is alike.
 * The most often said comes first, else the alphabet decides, so that the order tells nothing of who answered when, nor
 * whether one or two said it.
 */
export function merge(unit: Unit, said: readonly Said[]): Merged {
  const answers = said.map((one) => one.answer);
  return {
    unit,
    department: said[0]?.department ?? unit,
    mainWork: counted(answers.map(({ mainWork }) => ({ words: mainWork }))).map(({ words }) => words),
    suppliers: byParty(answers.map((one) => one.suppliers)).map(([party, lines]) => ({
      ...common(party, lines),
      requires: counted(lines.flatMap(({ requires }) => requires ?? [])),
      troubles: counted(lines.flatMap(({ trouble }) => trouble ?? [])),
    })),
    customers: byParty(answers.map((one) => one.customers)).map(([party, lines]) => ({
      ...common(party, lines),
      believes: counted(lines.flatMap(({ believes }) => believes ?? [])),
    })),
    answered: answers.length,
    namedCustomer: answers.filter(({ customers }) => customers.length > 0).length,
  };
}

/** Lines about the same party, one a person; the party most people named first. */
function byParty<T extends { party: Party }>(lists: readonly (readonly T[])[]): [Party, T[]][] {
  const once = lists.flatMap((list) => [...new Map(list.map((line) => [line.party, line])).values()]);
  return [...groupBy(once, ({ party }) => party)].sort(
    ([a, left], [b, right]) => place(right) - place(left) || order(a, b),
  );
}

const place = ({ length }: readonly unknown[]): number => (length < toldFrom ? 0 : length);

function common(party: Party, lines: readonly (SaidOfSupplier | SaidOfCustomer)[]) {
  return {
    party,
    kind: mostOften(lines.flatMap(({ kind }) => kind ?? [])),
    said: lines.length,
    handsOn: counted(lines.map(({ handsOn }) => ({ words: handsOn }))),
  };
}

/** The kind most people chose; the next step of the same product when as many chose either. */
function mostOften(kinds: readonly HandOff[]): HandOff | null {
  if (kinds.length === 0) return null;
  return kinds.filter((kind) => kind === 'functional').length * 2 > kinds.length ? 'functional' : 'process';
}

type Line = { words: string } | Requirement | { about: string; words: string };

/** Equal lines as one, with how many people said so; empty ones left out. */
function counted<T extends Line>(lines: readonly T[]): Counted<T>[] {
  const written = lines.filter((line) => line.words.trim() !== '' || 'kind' in line);
  return [...groupBy(written, sameness)]
    .sort(([a, left], [b, right]) => place(right) - place(left) || order(a, b))
    .map(([, same]) => ({ ...asMostWroteIt(same), said: same.length }));
}

/** Of equal lines that differ in spaces, width or case, the one written most often. */
function asMostWroteIt<T extends Line>(same: readonly T[]): T {
  const written = [...groupBy(same, ({ words }) => words.trim())].sort(
    ([a, left], [b, right]) => right.length - left.length || order(a, b),
  );
  return { ...(same[0] as T), words: written[0]?.[0] ?? '' };
}

/** Equal but for spaces, width and case. */
function sameness({ words, ...facts }: Line): string {
  return JSON.stringify([folded(words), Object.entries(facts).sort()]);
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
