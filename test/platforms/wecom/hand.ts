/** Small choices that differ from one callback to the next, and are the same in every run. */
export interface Hand {
  /** True once in `times`. */
  oneIn(times: number): boolean;
  shuffled<T>(list: readonly T[]): T[];
}

export function hand(seed: number): Hand {
  let state = seed;
  const next = (below: number) => {
    // A linear congruence with Knuth's constants: plenty for the order of elements.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return {
    oneIn: (times) => next(times) === 0,
    shuffled(list) {
      const left = [...list];
      return list.flatMap(() => left.splice(next(left.length), 1));
    },
  };
}
