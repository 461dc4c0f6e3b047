import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Problem, plan } from '../../../src/meetings/planner.ts';
import { problems, week } from './problems.ts';
import { faults, scoreOf } from './verify.ts';

/** Five days of eight half hours. */
const day = Array.from({ length: 40 }, (_, slot) => Math.floor(slot / 8));
const mornings = day.flatMap((_, slot) => (slot % 8 < 4 ? [slot] : []));
/** When people arrive, leave for lunch, and go home. */
const edges = day.flatMap((_, slot) => ([0, 3, 7].includes(slot % 8) ? [slot] : []));
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

  test('companies of pairs that share nobody do not all meet on the first day, nor in the same half hour', () => {
    const problem: Problem = {
      parties: 20,
      slots: 40,
      meetings: Array.from({ length: 10 }, (_, pair) => [2 * pair, 2 * pair + 1]),
      available: Array.from({ length: 20 }, () => day.map((_, slot) => slot)),
      day,
      seed: 1,
    };
    const slots = plan(problem) as number[];
    expect(slots.map((slot) => day[slot]).toSorted()).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    expect(new Set(slots).size).toBe(10);
    // Who meets already stays; the others make up for it.
    const keep = [0, 1, 2, null, null, null, null, null, null, null];
    const later = plan({ ...problem, keep }) as number[];
    expect(later.slice(0, 3)).toEqual([0, 1, 2]);
    expect(later.slice(3).map((slot) => day[slot])).not.toContain(0);
  });

  test('a half hour to be avoided is taken only where there is no other', () => {
    const problem = { ...week(30, 60, 40, 100, 4), day, avoid: Array.from({ length: 30 }, () => edges) };
    expect(plan(problem).filter((slot) => slot === null || edges.includes(slot))).toEqual([]);
    const available = problem.available.map(() => edges);
    expect(plan({ ...problem, available })).not.toContain(null);
  });

  test('mornings weigh more than a half hour to be avoided, and the time of the week before more than both', () => {
    const alone: Problem = { parties: 1, slots: 2, meetings: [[0]], available: [[0, 1]], seed: 1 };
    expect(plan({ ...alone, avoid: [[0]] })).toEqual([1]);
    expect(plan({ ...alone, avoid: [[0]], rather: [[0]] })).toEqual([0]);
    expect(plan({ ...alone, avoid: [[0]], keep: [0] })).toEqual([0]);
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
            avoid: problem.available.map(() => [(any.next().value ?? 0) % problem.slots]),
          };
          const slots = plan(wished);
          expect(faults(problem, slots)).toEqual([]);
          expect(scoreOf(problem, slots)).toEqual(scoreOf(problem, plan(problem)));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('cost little time in a week of a hundred departments with 500 meetings', () => {
    const wishes = { day, follows, rather: Array.from({ length: 100 }, () => mornings) };
    const problem = { ...week(100, 500, 40, 70, 3), ...wishes, avoid: Array.from({ length: 100 }, () => edges) };
    plan(problem);
    // Of the processor, because others may share the machine.
    const began = process.cpuUsage();
    const slots = plan(problem);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1000).toBeLessThan(1000);
    expect(faults(problem, slots)).toEqual([]);
    expect(slots).not.toContain(null);
  });

  test("with all of them nobody has three in a row, and last week's plan stands", () => {
    const problem = { ...week(60, 240, 40, 70, 6), day, follows, rather: Array.from({ length: 60 }, () => mornings) };
    const slots = plan(problem);
    expect(faults(problem, slots)).toEqual([]);
    expect(slots).not.toContain(null);
    expect(plan({ ...problem, keep: slots })).toEqual(slots);
  });
});
