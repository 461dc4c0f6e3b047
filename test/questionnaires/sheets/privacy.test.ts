import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cell, type ShownCount, shownCounts, shownFrom } from '../../../src/questionnaires/sheets/privacy.ts';
import { determinedGroups } from './algebra.ts';

const company = fc
  .array(fc.record({ answered: fc.integer({ min: 0, max: 12 }), above: fc.integer({ min: 0, max: 20 }) }), {
    minLength: 1,
    maxLength: 9,
  })
  .map((drawn): Cell[] =>
    drawn.map(({ answered, above }, index) => ({
      department: `d${index}`,
      // Only those before it, so that there is no circle; the first has nobody above.
      parent: index === 0 || above % (index + 1) === index ? null : `d${above % (index + 1)}`,
      answered,
    })),
  );

test('no group of one to four people can be told from all counts shown of a question', () => {
  fc.assert(
    fc.property(company, (cells) => {
      expect(determinedGroups(cells, shownCounts(cells))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('two questions, two rounds and the export show the same departments apart, so taking them together tells no more', () => {
  fc.assert(
    fc.property(company, company, (first, second) => {
      // Answers of two rounds are of people who cannot be matched: each is a question of its own.
      for (const cells of [first, second]) expect(determinedGroups(cells, shownCounts(cells))).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('without the rule of the remainder, groups of one to four are told apart: the proof can fail', () => {
  const careless = (cells: readonly Cell[]): ShownCount[] => [
    {
      area: '',
      departments: cells.map(({ department }) => department),
      answered: cells.reduce((sum, one) => sum + one.answered, 0),
    },
    ...cells
      .filter(({ answered }) => answered >= shownFrom)
      .map(({ department, answered }) => ({ area: department, departments: [department], answered })),
  ];
  const cells: Cell[] = [
    { department: 'a', parent: null, answered: 8 },
    { department: 'b', parent: null, answered: 2 },
  ];
  expect(determinedGroups(cells, careless(cells))).toEqual([['b']]);
  expect(shownCounts(cells)).toEqual([{ area: '', departments: ['a', 'b'], answered: 10 }]);
});

test('a department of five and more is shown when the others are as many', () => {
  const cells: Cell[] = [
    { department: 'a', parent: null, answered: 5 },
    { department: 'b', parent: null, answered: 3 },
    { department: 'c', parent: null, answered: 2 },
  ];
  expect(shownCounts(cells)).toEqual([
    { area: '', departments: ['a', 'b', 'c'], answered: 10 },
    { area: 'a', departments: ['a'], answered: 5 },
  ]);
});

test('below five answers nothing is shown, not even how many there are', () => {
  expect(shownCounts([{ department: 'a', parent: null, answered: 4 }])).toEqual([]);
});

test('a department where everyone is in one below it is not shown twice, and a circle of parents ends', () => {
  const circle: Cell[] = [
    { department: 'a', parent: 'b', answered: 6 },
    { department: 'b', parent: 'a', answered: 6 },
  ];
  expect(shownCounts(circle)).toEqual([{ area: '', departments: ['a', 'b'], answered: 12 }]);
});
