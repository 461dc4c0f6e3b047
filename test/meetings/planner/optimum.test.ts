import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Problem, plan } from '../../../src/meetings/planner.ts';
import { optimum } from './optimum.ts';
import { afterChange, problems, week } from './problems.ts';
import { faults, scoreOf } from './verify.ts';

const isBest = (problem: Problem) => {
  const slots = plan(problem);
  expect(faults(problem, slots)).toEqual([]);
  expect(scoreOf(problem, slots)).toEqual(optimum(problem));
};

describe('beside the optimum proved by integer programming', () => {
  test('small problems of any kind are placed and kept as well as they can be', () => {
    fc.assert(fc.property(problems({ parties: 7, slots: 7, meetings: 14, together: 4 }), isBest), {
      seed: 1,
      numRuns: 80,
    });
  });

  test('weeks with too many meetings leave out as few as can be', () => {
    for (let seed = 0; seed < 12; seed++) isBest(week(8, 24, 6, 70, seed));
  });

  test('when someone has less time, as few move as can be', () => {
    let moved = 0;
    for (let seed = 0; seed < 12; seed++) {
      const before = week(10, 28, 12, 75, seed);
      const after = afterChange(before, plan(before), seed);
      isBest(after);
      moved += 28 - scoreOf(after, plan(after)).kept;
    }
    expect(moved).toBeGreaterThan(12);
  });

  test('with nobody in three in a row, too', () => {
    const follows = Array.from({ length: 10 }, (_, slot) => slot % 5 !== 0);
    for (let seed = 0; seed < 5; seed++) {
      const before = { ...week(8, 22, 10, 80, seed), follows };
      isBest(before);
      isBest(afterChange(before, plan(before), seed));
    }
  });
});
