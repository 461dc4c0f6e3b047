/** Numbers from 0 to below `below`: the same seed gives the same numbers. */
export type Random = (below: number) => number;

/** The mulberry32 generator: 32 bits of state, a full period, good enough to break ties. */
export function randomFrom(seed: number): Random {
  let state = Math.trunc(seed) | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((((mixed ^ (mixed >>> 14)) >>> 0) * below) / 2 ** 32) | 0;
  };
}
