import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Said } from '../../../src/questionnaires/answering/store.ts';
import { type Counting, counting } from '../../../src/questionnaires/sheets/counting.ts';
import { type Merged, merge, speaking } from '../../../src/questionnaires/sheets/merge.ts';
import { toldApart } from './algebra.ts';

const units = ['production', 'production/smt', 'production/test'];

/** Someone answers, or answers anew. Going back to what they said before is part of it. */
interface Step {
  person: number;
  version: number;
  unit: number;
}

const steps = fc.array(
  fc.record({
    person: fc.integer({ min: 0, max: 7 }),
    version: fc.integer({ min: 1, max: 3 }),
    unit: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 6, maxLength: 40 },
);

/** An answer that names itself, so that what a version shows tells which answers it counts. */
const answerOf = ({ person, version, unit }: Step): Said => ({
  ...{ person: `p${person}`, department: 'production', enteredBy: null },
  answer: {
    ...{ unit: units[unit] ?? '', mainWork: '', customers: [] },
    suppliers: [{ party: `?p${person}/${version}${unit}`, kind: null, handsOn: '', requires: null, trouble: null }],
  },
});

const shownIn = ({ suppliers }: Merged): string[] => suppliers.map(({ party }) => party.slice(1));

/** All that anybody saw who looked after every answer from the `from`th on. */
function seenBy(
  all: readonly Step[],
  from: number,
  look: (before: Counting | null, said: readonly Said[]) => Counting,
): string[][] {
  const said = new Map<string, Said>();
  const seen: string[][] = [];
  let before: Counting | null = null;
  for (const step of all) {
    const answer = answerOf(step);
    said.set(answer.person, answer);
    if (said.size < from) continue;
    before = look(before, [...said.values()]);
    seen.push(...before.merged.map(shownIn));
  }
  return seen;
}

const product = (before: Counting | null, said: readonly Said[]) => counting(before, 'production', said, false).now;

test('no sum or difference of any versions, of all parts and after every answer, is of one or two people', () => {
  let several = 0;
  fc.assert(
    fc.property(steps, fc.integer({ min: 3, max: 6 }), (all, from) => {
      const seen = seenBy(all, from, product);
      if (new Set(seen.map((one) => one.join())).size > 1) several += 1;
      expect(toldApart(seen, 2)).toEqual([]);
    }),
    { numRuns: 200 },
  );
  // Versions do follow one another: else there would be nothing to take from one another.
  expect(several).toBeGreaterThan(20);
});

test('shown as they come, answers of one or two would be told: the proof can fail', () => {
  const careless = (_: Counting | null, said: readonly Said[]): Counting => ({
    ...{ answers: {}, fresh: 0, revision: 0, news: null },
    merged: speaking('production', said).map(([unit, answers]) => merge(unit, answers)),
  });
  const late = [0, 1, 2, 3].map((person) => ({ person, version: 1, unit: 0 }));
  expect(toldApart(seenBy(late, 3, careless), 1)).toEqual([['p3']]);
  expect(toldApart(seenBy(late, 3, product), 2)).toEqual([]);
  const moved = [0, 0, 0, 1, 1, 1].map((unit, person) => ({ person, version: 1, unit }));
  const apart = seenBy(moved.slice(0, 5), 5, careless);
  expect(toldApart([...apart, ...seenBy(moved, 6, careless)], 2)).not.toEqual([]);
});

test('a change taken back to what was shown before is no new answer', () => {
  const said = (versions: readonly number[]) =>
    versions.map((version, person) => answerOf({ person, version, unit: 0 }));
  const first = product(null, said([1, 1, 1, 1, 1]));
  const second = product(first, said([2, 2, 2, 1, 1]));
  expect(second.revision).toBe(2);
  // Of three who changed, two are as they were: the first version would tell of the third.
  expect(counting(second, 'production', said([1, 1, 2, 2, 1]), false)).toEqual({ now: second, waiting: 1 });
});
