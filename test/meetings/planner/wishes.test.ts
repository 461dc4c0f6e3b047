import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Problem, plan } from '../../../src/meetings/planner.ts';
import { problems, week } from './problems.ts';
import { faults, scoreOf } from './verify.ts';

/** Five days of eight half hours. */
const day = Array.from({ length: 40 }, (_, slot) => Math.floor(slot / 8));
const mornings = day.flatMap((_, slot) => (slot % 8 < 4 ? [slot] : []));
const follows = day.map((_, slot) => slot % 4 !== 0);

/** How many pairs of meetings of one party are on one day. */
function crowded(problem: Problem, plan: readonly (number | null)[]): number {
  const perDay = new Map<string, number>();
  plan.forEach((slot, meeting) => {
    if (slot === null) return;
    for (const party of problem.meetings[meeting] ?? [])
      perDay.set(`${party}/${day[slot]}`, (perDay.get(`${party}/${day[slot]}`) ?? 0) + 1);
  });
  return [...perDay.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
}

describe('wishes', () => {
  test('a department with five meetings has one a day', () => {
    const problem: Problem = {
      parties: 6,
      slots: 40,
      meetings: [1, 2, 3, 4, 5].map((other) => [0, other]),
      available: Array.from({ length: 6 }, () => day.map((_, slot) => slot)),
      day,
      seed: 1,
    };
    const days = plan(problem).map((slot) => day[slot as number] as number);
    expect(days.toSorted()).toEqual([0, 1, 2, 3, 4]);
  });

  test('whoever would rather meet in the morning does', () => {
    const problem = { ...week(30, 60, 40, 80, 4), rather: Array.from({ length: 30 }, () => mornings) };
    const early = plan(problem).filter((slot) => slot !== null && mornings.includes(slot));
    expect(early.length).toBe(60);
  });

  test('a company with a budget of ten meetings each has its days evened out', () => {
    const problem = week(100, 500, 40, 70, 2);
    const evened = { ...problem, day };
    expect(crowded(problem, plan(evened))).toBeLessThan(0.75 * crowded(problem, plan(problem)));
  });

  test('never cost a placement or a kept slot', () => {
    fc.assert(
      fc.property(
        problems({ parties: 6, slots: 8, meetings: 12, together: 3 }),
        fc.infiniteStream(fc.nat(7)),
        (problem, any) => {
          const wished: Problem = {
            ...problem,
            day: Array.from({ length: problem.slots }, (_, slot) => slot >> 2),
            rather: problem.available.map(() => [(any.next().value ?? 0) % problem.slots]),
          };
          const slots = plan(wished);
          expect(faults(problem, slots)).toEqual([]);
          expect(scoreOf(problem, slots)).toEqual(scoreOf(problem, plan(problem)));
        },
      ),
      { numRuns: 100 },
    );
  });

  test("with all of them nobody has three in a row, and last week's plan stands", () => {
    const problem = { ...week(60, 240, 40, 70, 6), day, follows, rather: Array.from({ length: 60 }, () => mornings) };
    const slots = plan(problem);
    expect(faults(problem, slots)).toEqual([]);
    expect(slots).not.toContain(null);
    expect(plan({ ...problem, keep: slots })).toEqual(slots);
  });
});
