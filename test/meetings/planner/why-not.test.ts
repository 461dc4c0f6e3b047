import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Problem, plan, type Reason, whyNot } from '../../../src/meetings/planner.ts';
import { problems, week } from './problems.ts';
import { type Asked, canAll, faults } from './verify.ts';

const bare = (part: Partial<Problem>): Problem => ({
  parties: 0,
  slots: 0,
  meetings: [],
  available: [],
  seed: 1,
  ...part,
});
const everyone = (parties: number, slots: number) =>
  Array.from({ length: parties }, () => Array.from({ length: slots }, (_, slot) => slot));

/** Each meeting that was left out with its reason. */
function reasons(problem: Problem): Map<number, Reason> {
  const slots = plan(problem);
  const left = slots.flatMap((slot, meeting) => (slot === null ? [meeting] : []));
  return new Map(left.map((meeting) => [meeting, whyNot(problem, slots, meeting)]));
}

const haveTime = ({ available, slots }: Asked, parties: readonly number[]) =>
  Array.from({ length: slots }, (_, slot) => slot).some((slot) =>
    parties.every((party) => available[party]?.includes(slot)),
  );
const without = <T>(list: readonly T[], one: T) => list.filter((other) => other !== one);

/** That the reason is true and that no part of it can be spared, by trying everything. */
function expectMinimal(problem: Problem, meeting: number, reason: Reason): void {
  if (reason.why === 'possible') throw new Error(`meeting ${meeting} was left out though it has room`);
  if (reason.why === 'noCommonTime') {
    expect(problem.meetings[meeting]).toEqual(expect.arrayContaining(reason.parties));
    expect(haveTime(problem, reason.parties)).toBe(false);
    for (const party of reason.parties) expect(haveTime(problem, without(reason.parties, party))).toBe(true);
    return;
  }
  expect(reason.meetings).toContain(meeting);
  expect(canAll(problem, reason.meetings)).toBe(false);
  for (const one of reason.meetings) expect(canAll(problem, without(reason.meetings, one))).toBe(true);
  const { follows, ...loose } = problem;
  expect(reason.threeInARow).toBe(follows !== undefined && canAll(loose, reason.meetings));
  if (reason.why === 'exclude') expect(reason.proved).toBe(true);
  else expectShared(problem, reason);
}

function expectShared(problem: Problem, reason: Reason & { why: 'tooFewSlots' }): void {
  const own = reason.meetings.map((one) => problem.meetings[one] as number[]);
  for (const parties of own) expect(parties).toContain(reason.party);
  expect(reason.slots).toEqual(
    Array.from({ length: problem.slots }, (_, slot) => slot).filter((slot) =>
      own.some((parties) => parties.every((party) => problem.available[party]?.includes(slot))),
    ),
  );
  if (!reason.threeInARow) expect(reason.slots.length).toBe(reason.meetings.length - 1);
}

describe('why a meeting has no time', () => {
  test('its people are never free together: no more of them are named than it takes', () => {
    const problem = bare({
      parties: 4,
      slots: 4,
      meetings: [[3, 0, 1, 2]],
      available: [
        [0, 1],
        [1, 2],
        [0, 2],
        [0, 1, 2],
      ],
    });
    expect(whyNot(problem, [null], 0)).toEqual({ why: 'noCommonTime', parties: [0, 1, 2] });
    expect(whyNot({ ...problem, available: [[0], [], [0], [0]] }, [null], 0)).toEqual({
      why: 'noCommonTime',
      parties: [1],
    });
  });

  test('there is no slot at all', () => {
    expect(whyNot(bare({ meetings: [[]] }), [null], 0)).toEqual({ why: 'noCommonTime', parties: [] });
  });

  test('someone has more meetings than slots for them', () => {
    const problem = bare({
      parties: 4,
      slots: 5,
      meetings: [
        [0, 1],
        [0, 2],
        [0, 3],
        [1, 2],
      ],
      available: [[1, 3], ...everyone(3, 5)],
    });
    const found = [...reasons(problem).values()];
    expect(found).toEqual([{ why: 'tooFewSlots', party: 0, slots: [1, 3], meetings: [0, 1, 2], threeInARow: false }]);
  });

  test('three that exclude each other', () => {
    const problem = bare({ parties: 4, slots: 2, meetings: [[0, 1], [1, 2], [2, 0], [3]], available: everyone(4, 2) });
    const found = [...reasons(problem).values()];
    expect(found).toEqual([{ why: 'exclude', meetings: [0, 1, 2], threeInARow: false, proved: true }]);
  });

  test('only the rule that nobody has three in a row stands in the way, and that is said', () => {
    const problem = bare({ parties: 1, slots: 3, meetings: [[0], [0], [0]], available: everyone(1, 3) });
    const follows = [false, true, true];
    expect([...reasons({ ...problem, follows }).values()]).toEqual([
      { why: 'tooFewSlots', party: 0, slots: [0, 1, 2], meetings: [0, 1, 2], threeInARow: true },
    ]);
    expect(reasons(problem).size).toBe(0);
  });

  test('nothing: then there is a plan with it', () => {
    const problem = bare({ parties: 3, slots: 2, meetings: [[0, 1], [1, 2], [2]], available: [[0], [0, 1], [0, 1]] });
    const reason = whyNot(problem, [null, 0, null], 0);
    expect(reason).toEqual({ why: 'possible', slots: [0, 1, null] });
  });

  test('is asked about a meeting there is', () => {
    expect(() => whyNot(bare({ slots: 1, meetings: [[]] }), [null], 1)).toThrow(RangeError);
    expect(() => whyNot(bare({ slots: 1, meetings: [[]] }), [], 0)).toThrow(RangeError);
  });
});

describe('a reason is minimal', () => {
  test('for whatever is left out of small problems', () => {
    let asked = 0;
    fc.assert(
      fc.property(problems({ parties: 5, slots: 4, meetings: 9, together: 3 }), (problem) => {
        for (const [meeting, reason] of reasons(problem)) {
          expectMinimal(problem, meeting, reason);
          asked++;
        }
      }),
      { numRuns: 150 },
    );
    expect(asked).toBeGreaterThan(100);
  });

  test('seven departments of which each meets each, in six slots: which three give way is explained by what is in the way', () => {
    const pairs = Array.from({ length: 7 }, (_, one) => Array.from({ length: one }, (_, other) => [one, other])).flat();
    const problem = bare({ parties: 7, slots: 6, meetings: pairs, available: everyone(7, 6) });
    const found = reasons(problem);
    expect(found.size).toBe(3);
    for (const reason of found.values()) {
      expect(reason).toMatchObject({ why: 'exclude', proved: true });
      // Six slots have room for three of seven departments' pairs each.
      if (reason.why === 'exclude') expect(reason.meetings.length).toBeLessThanOrEqual(19);
    }
  });

  test('in a company where many are left out each gets its reason within seconds', () => {
    const problem = week(40, 260, 16, 70, 5);
    const slots = plan(problem);
    const left = slots.flatMap((slot, meeting) => (slot === null ? [meeting] : []));
    expect(left.length).toBeGreaterThan(3);
    for (const meeting of left.slice(0, 8)) {
      const reason = whyNot(problem, slots, meeting);
      if (reason.why === 'possible') expect(faults(problem, reason.slots)).toEqual([]);
      else if (reason.why !== 'noCommonTime') expect(reason.meetings).toContain(meeting);
    }
  });
});
