import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Problem, plan } from '../../../src/meetings/planner.ts';
import { cpuMs } from '../../cpu.ts';
import { afterChange, problems, week } from './problems.ts';
import { faults, scoreOf } from './verify.ts';

const small = problems({ parties: 6, slots: 6, meetings: 10, together: 3 });
const bare = (part: Partial<Problem>): Problem => ({
  parties: 0,
  slots: 0,
  meetings: [],
  available: [],
  seed: 1,
  ...part,
});

describe('every plan', () => {
  test('puts nobody in two meetings at once, nobody where they cannot be, nobody in three in a row', () => {
    fc.assert(
      fc.property(small, (problem) => {
        expect(faults(problem, plan(problem))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('is the same for the same problem, and the problem is left as it was', () => {
    fc.assert(
      fc.property(small, (problem) => {
        const before = structuredClone(problem);
        expect(plan(problem)).toEqual(plan(structuredClone(problem)));
        expect(problem).toEqual(before);
      }),
      { numRuns: 100 },
    );
  });

  test('leaves a meeting out only if no slot of its own is free', () => {
    fc.assert(
      fc.property(small, (problem) => {
        const slots = plan(problem);
        for (const meeting of slots.keys()) {
          if (slots[meeting] !== null) continue;
          for (let slot = 0; slot < problem.slots; slot++)
            expect(faults(problem, slots.with(meeting, slot))).not.toEqual([]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('takes a party named twice, and a slot named twice, as named once', () => {
    fc.assert(
      fc.property(small, (problem) => {
        const twice = {
          ...problem,
          meetings: problem.meetings.map((parties) => [...parties, ...parties]),
          available: problem.available.map((slots) => [...slots, ...slots.toReversed()]),
        };
        expect(plan(twice)).toEqual(plan(problem));
      }),
      { numRuns: 100 },
    );
  });
});

describe('small print', () => {
  test('nothing to plan is planned', () => {
    expect(plan(bare({}))).toEqual([]);
    expect(plan(bare({ parties: 2, available: [[], []] }))).toEqual([]);
  });

  test('a meeting nobody has to be at gets a slot if there is one', () => {
    expect(plan(bare({ meetings: [[]] }))).toEqual([null]);
    expect(plan(bare({ slots: 2, meetings: [[], []], keep: [1, null] }))).toEqual([1, 0]);
  });

  test('a party alone meets in slots of its own', () => {
    const slots = plan(bare({ parties: 1, slots: 3, meetings: [[0], [0], [0]], available: [[2, 0]] }));
    expect(slots.toSorted()).toEqual([0, 2, null]);
  });

  test('of two that had the same slot one stays, and whoever cannot stay moves', () => {
    const both = bare({ parties: 1, slots: 2, meetings: [[0], [0]], available: [[0, 1]], keep: [1, 1] });
    expect(plan(both).toSorted()).toEqual([0, 1]);
    expect(plan({ ...both, available: [[0]], meetings: [[0]], keep: [1] })).toEqual([0]);
  });

  test.each<[string, Partial<Problem>]>([
    ['parties is -1', { parties: -1 }],
    ['slots is 1.5', { slots: 1.5 }],
    ['seed is NaN', { seed: Number.NaN }],
    ['available has 1 entries, it must have 2', { parties: 2, available: [[]] }],
    ['meetings[0] names party 2, there are 2', { parties: 2, available: [[], []], meetings: [[2]] }],
    ['available[1] names slot 3, there are 3', { parties: 2, slots: 3, available: [[0], [3]] }],
    ['keep has 0 entries, it must have 1', { slots: 1, meetings: [[]], keep: [] }],
    ['keep names slot 1, there are 1', { slots: 1, meetings: [[]], keep: [1] }],
    ['follows has 2 entries', { slots: 1, follows: [false, true] }],
    ['day has 0 entries', { slots: 1, day: [] }],
    ['avoid has 1 entries, it must have 0', { avoid: [[]] }],
    ['rather[0] names slot -1', { parties: 1, slots: 1, available: [[]], rather: [[-1]] }],
  ])('refuses: %s', (words, part) => {
    expect(() => plan(bare(part))).toThrow(RangeError);
    expect(() => plan(bare(part))).toThrow(words);
  });
});

describe('a week after a week', () => {
  test('a plan that holds and has everyone is kept as it is', () => {
    fc.assert(
      fc.property(small, fc.integer(), (problem, seed) => {
        const slots = plan(problem);
        const placed = problem.meetings.filter((_, meeting) => slots[meeting] !== null);
        const kept = slots.filter((slot) => slot !== null);
        expect(plan({ ...problem, meetings: placed, keep: kept, seed })).toEqual(kept);
      }),
      { numRuns: 200 },
    );
    const whole = week(60, 250, 40, 70, 3);
    const slots = plan(whole);
    expect(slots).not.toContain(null);
    expect(plan({ ...whole, keep: slots, seed: 99 })).toEqual(slots);
  });

  test('a change moves nobody who has nothing to do with it', () => {
    const [here, there] = [week(8, 20, 10, 70, 1), week(8, 20, 10, 70, 2)];
    const both: Problem = {
      ...here,
      parties: 16,
      meetings: [...here.meetings, ...there.meetings.map((parties) => parties.map((party) => party + 8))],
      available: [...here.available, ...there.available],
    };
    const slots = plan(both);
    const available = both.available.map((own, party) => (party < 8 ? own.filter((slot) => slot !== 3) : own));
    expect(plan({ ...both, available, keep: slots }).slice(20)).toEqual(slots.slice(20));
    // Nor does it matter to the one half that there is another.
    expect(plan({ ...there, seed: both.seed })).toEqual(slots.slice(20));
  });

  test('in a large company only those move whose time is gone, if the others leave room', () => {
    const before = week(100, 500, 40, 70, 7);
    const slots = plan(before);
    const after = afterChange(before, slots, 7);
    const gone = slots.filter((slot, meeting) =>
      after.meetings[meeting]?.some((party) => slot !== null && !after.available[party]?.includes(slot)),
    );
    expect(gone.length).toBeGreaterThan(0);
    const moved = plan(after);
    expect(faults(after, moved)).toEqual([]);
    expect(scoreOf(after, moved)).toEqual({ placed: 500, kept: 500 - gone.length });
  });
});

test('a hundred departments with 500 meetings are all placed, well within a second', () => {
  for (let seed = 0; seed < 5; seed++) {
    const problem = week(100, 500, 40, 70, seed);
    const begun = cpuMs();
    const slots = plan(problem);
    expect(cpuMs() - begun).toBeLessThan(3000);
    expect(faults(problem, slots)).toEqual([]);
    expect(slots).not.toContain(null);
  }
});
