import type { CompanyFigures, Share } from './types.ts';

type Improved = CompanyFigures['improved'][number];

/** So few deliveries say nothing about a rate. */
const enough = 5;
const shown = 3;

/** Whose rate rose most, the most first; only where there are enough deliveries now and before. */
export function mostImproved(compared: readonly Improved[]): Improved[] {
  return compared
    .filter(({ now, before }) => now.of >= enough && before.of >= enough && rise({ now, before }) > 0)
    .sort((a, b) => rise(b) - rise(a) || (a.department < b.department ? -1 : 1))
    .slice(0, shown);
}

/** The difference of two rates. Over one denominator: of equal rises neither is the larger by a rounding. */
const rise = ({ now, before }: { now: Share; before: Share }): number =>
  (now.met * before.of - before.met * now.of) / (now.of * before.of);
