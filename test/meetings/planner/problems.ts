import fc from 'fast-check';
import type { Problem } from '../../../src/meetings/planner.ts';

/** A generator of whole numbers below a bound: the same seed, the same numbers. */
function dice(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor(((state >>> 7) / 2 ** 24) * below);
  };
}

/** Departments whose pairs meet: each department can in `availability` percent of the slots. */
export function week(
  departments: number,
  meetings: number,
  slots: number,
  availability: number,
  seed: number,
): Problem {
  const roll = dice(seed);
  const pair = () => {
    const [one, other] = [roll(departments), roll(departments - 1)];
    return [one, other >= one ? other + 1 : other];
  };
  return {
    parties: departments,
    slots,
    meetings: Array.from({ length: meetings }, pair),
    available: Array.from({ length: departments }, () =>
      Array.from({ length: slots }, (_, slot) => slot).filter(() => roll(100) < availability),
    ),
    seed,
  };
}

/** The same week after a party lost about half of its free time, with the plan it had. */
export function afterChange(problem: Problem, plan: (number | null)[], seed: number): Problem {
  const roll = dice(seed);
  const party = roll(problem.parties);
  const available = problem.available.map((slots, one) => (one === party ? slots.filter(() => roll(2) === 0) : slots));
  return { ...problem, available, keep: plan };
}

interface Size {
  parties: number;
  slots: number;
  meetings: number;
  /** Most parties of a meeting. */
  together: number;
}

/** Any problem up to a size, with or without kept slots and rows. */
export function problems(size: Size): fc.Arbitrary<Problem> {
  return fc
    .record({ parties: fc.integer({ min: 1, max: size.parties }), slots: fc.integer({ min: 1, max: size.slots }) })
    .chain(({ parties, slots }) => {
      const party = fc.nat(parties - 1);
      const slot = fc.nat(slots - 1);
      return fc.array(fc.array(party, { maxLength: size.together }), { maxLength: size.meetings }).chain((meetings) =>
        fc.record(
          {
            parties: fc.constant(parties),
            slots: fc.constant(slots),
            meetings: fc.constant(meetings),
            available: fc.array(fc.uniqueArray(slot), { minLength: parties, maxLength: parties }),
            seed: fc.integer(),
            keep: fc.array(fc.option(slot), { minLength: meetings.length, maxLength: meetings.length }),
            follows: fc.array(fc.boolean(), { minLength: slots, maxLength: slots }),
          },
          { requiredKeys: ['parties', 'slots', 'meetings', 'available', 'seed'] },
        ),
      );
    });
}
