import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shownAreas } from '../../../src/questionnaires/tables.ts';
import { determinedGroups } from './algebra.ts';
import { answeredCompany, cellsOf, type Drawn, publishedCounts } from './published-counts.ts';

const counts = fc.record({ yes: fc.integer({ min: 0, max: 5 }), no: fc.integer({ min: 0, max: 5 }) });
const company: fc.Arbitrary<Drawn[]> = fc
  .array(
    fc.record({
      above: fc.integer({ min: 0, max: 20 }),
      rounds: fc.array(fc.array(counts, { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 2 }),
    }),
    { minLength: 3, maxLength: 5 },
  )
  .map((drawn) =>
    drawn.map((one, index) => ({ ...one, above: index === 0 || one.above % 4 === 3 ? -1 : one.above % index })),
  );

const both = [0, 1];

test.each(fc.sample(company, { numRuns: 4, seed: 4 }).map((drawn, index) => ({ number: index + 1, drawn })))(
  'from all counts anybody sees, of every department, round and file, no group of one to four people can be told: company $number',
  async ({ drawn }) => {
    const { w, ids } = await answeredCompany(drawn);
    let seen = 0;
    for (const [round, id] of ids.entries()) {
      const found = await publishedCounts(w, drawn, id);
      seen += found.length;
      for (const question of both) {
        const cells = cellsOf(drawn, round, question);
        const own = found.filter((one) => one.question === question);
        expect(determinedGroups(cells, own)).toEqual([]);
        for (const { departments, answered, options } of own) {
          // What was read off is what it was taken for, so that the proof is about what people see.
          const inside = cells.filter(({ department }) => departments.includes(department));
          expect(answered).toBe(inside.reduce((sum, one) => sum + one.answered, 0));
          expect(options.reduce((sum, one) => sum + one, 0)).toBe(answered);
        }
      }
    }
    expect(seen).toBeGreaterThan(0);
  },
  120_000,
);

test('and something is shown: a department of five, with five others', async () => {
  const round = [
    { yes: 2, no: 3 },
    { yes: 0, no: 0 },
  ];
  const drawn: Drawn[] = [
    { above: -1, rounds: [round, []] },
    { above: 0, rounds: [round, []] },
  ];
  const { w, ids } = await answeredCompany(drawn);
  const found = await publishedCounts(w, drawn, ids[0] ?? 0);
  const sets = new Set(found.map(({ departments, answered }) => `${departments.join('+')}=${answered}`));
  expect([...sets].sort()).toEqual(['d0+d1=10', 'd1=5']);
  // The card, the page and both files, for the referee and for each head.
  expect(found.filter(({ departments }) => departments.length === 1)).toHaveLength(12);
});

test('one area too many would be noticed: the proof can fail', async () => {
  const of = (yes: number) => [
    [
      { yes, no: 0 },
      { yes: 0, no: 0 },
    ],
    [],
  ];
  const drawn: Drawn[] = [
    { above: -1, rounds: of(0) },
    { above: 0, rounds: of(6) },
    { above: 0, rounds: of(2) },
  ];
  const { w, ids } = await answeredCompany(drawn);
  const [round = 0] = ids;
  const groups = async () => determinedGroups(cellsOf(drawn, 0, 0), await publishedCounts(w, drawn, round));
  expect(await groups()).toEqual([]);
  const careless = { round, question: 'leaving', area: 'd1', departments: ['d1'], answered: 6 };
  await w.db.reader.insert(shownAreas).values(careless);
  expect(await groups()).toEqual([['d2']]);
});
