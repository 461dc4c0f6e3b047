import type { Cell, ShownCount } from '../../../src/questionnaires/sheets/privacy.ts';

/** An exact fraction: floating point would take small remainders for nothing, or nothing for something. */
type Fraction = readonly [bigint, bigint];

const zero: Fraction = [0n, 1n];
const isZero = ([above]: Fraction) => above === 0n;
const minusTimes = ([a, b]: Fraction, [c, d]: Fraction, [e, f]: Fraction): Fraction =>
  reduced(a * d * f - c * e * b, b * d * f);
const over = ([a, b]: Fraction, [c, d]: Fraction): Fraction => reduced(a * d, b * c);

function reduced(above: bigint, below: bigint): Fraction {
  let [a, b] = [above < 0n ? -above : above, below < 0n ? -below : below];
  while (b !== 0n) [a, b] = [b, a % b];
  const sign = below < 0n ? -1n : 1n;
  return a === 0n ? zero : [(sign * above) / a, (sign * below) / a];
}

/**
 * Groups of departments whose true total is one to four and can be computed from the published sums: their indicator lies
 * in the row space of the sums. Departments where nobody answered are known to be empty and belong to no group.
 */
export function determinedGroups(
  cells: readonly Cell[],
  shown: readonly Pick<ShownCount, 'departments'>[],
): string[][] {
  const atoms = cells.filter(({ answered }) => answered > 0);
  const row = (departments: readonly string[]): Fraction[] =>
    atoms.map(({ department }) => (departments.includes(department) ? [1n, 1n] : zero));
  const basis = echelon(shown.map(({ departments }) => row(departments)));
  const groups: string[][] = [];
  for (let subset = 1; subset < 2 ** atoms.length; subset++) {
    const group = atoms.filter((_, index) => (subset >> index) % 2 === 1);
    const people = group.reduce((sum, one) => sum + one.answered, 0);
    const names = group.map(({ department }) => department);
    if (people <= 4 && isWithin(basis, row(names))) groups.push(names);
  }
  return groups;
}

/**
 * Groups of at most `most` people about whom some sum and difference of versions says something and about nobody else. A
 * version is the set of answers it counts (`person/1`, `person/2` when they changed it).
 */
export function toldApart(versions: readonly (readonly string[])[], most: number): string[][] {
  const atoms = [...new Set(versions.flat())].sort();
  const people = [...new Set(atoms.map(personOf))];
  const rows = versions.map((version) => atoms.map((atom): Fraction => (version.includes(atom) ? [1n, 1n] : zero)));
  const all = echelon(rows).length;
  return groupsOf(people, most).filter((group) => {
    // Without the columns of a group, what is about the group alone becomes nothing: the rank falls.
    const others = atoms.map((atom) => !group.includes(personOf(atom)));
    return echelon(rows.map((row) => row.filter((_, index) => others[index]))).length < all;
  });
}

const personOf = (atom: string): string => atom.split('/')[0] ?? '';

const groupsOf = (people: readonly string[], most: number): string[][] =>
  Array.from({ length: 2 ** people.length - 1 }, (_, bits) =>
    people.filter((_, index) => ((bits + 1) >> index) % 2 === 1),
  ).filter(({ length }) => length <= most);

/** Rows in echelon form: each begins with a one, further right than the one before. */
function echelon(rows: readonly Fraction[][]): Fraction[][] {
  const basis: Fraction[][] = [];
  for (const one of rows) {
    const left = reduce(basis, one);
    const pivot = left.find((value) => !isZero(value));
    if (pivot) basis.push(left.map((value) => over(value, pivot)));
  }
  return basis;
}

const isWithin = (basis: readonly Fraction[][], row: readonly Fraction[]) => reduce(basis, row).every(isZero);

/** What is left of a row when all of the basis is taken out of it. */
function reduce(basis: readonly Fraction[][], row: readonly Fraction[]): Fraction[] {
  let left = [...row];
  for (const known of [...basis].sort((a, b) => lead(a) - lead(b))) {
    const factor = left[lead(known)] ?? zero;
    if (!isZero(factor)) left = left.map((value, index) => minusTimes(value, factor, known[index] ?? zero));
  }
  return left;
}

const lead = (row: readonly Fraction[]) => row.findIndex((value) => !isZero(value));
