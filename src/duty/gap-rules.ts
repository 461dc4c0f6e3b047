import type { RosterGap } from '../org/duty.ts';

export type Why = RosterGap['why'];

const DAY = 86_400_000;

/** Gaps of one kind that come again within a day (every night, say) are one gap: it is told once, not once a night. */
export function mergeGaps(gaps: readonly RosterGap[]): RosterGap[] {
  const merged: RosterGap[] = [];
  for (const gap of gaps) {
    const before = merged.findLast((other) => other.why === gap.why);
    if (before && near(before, gap)) before.to = later(before.to, gap.to);
    else merged.push({ ...gap });
  }
  return merged;
}

/**
 * Compares what is open now with what was told: `fresh` is to be told, `kept` are the told ones as they stand now (they
 * grow with the days one can see), `closed` are told ones that are no more.
 */
export function compareGaps(
  told: readonly RosterGap[],
  now: readonly RosterGap[],
): { fresh: RosterGap[]; kept: RosterGap[]; closed: RosterGap[] } {
  const same = (a: RosterGap) => (b: RosterGap) => a.why === b.why && near(a, b);
  const fresh = now.filter((gap) => !told.some(same(gap)));
  const closed = told.filter((gap) => !now.some(same(gap)));
  const kept = told
    .filter((gap) => !closed.includes(gap))
    .map((gap) => ({ ...gap, to: now.filter(same(gap)).reduce((to, other) => later(to, other.to), new Date(0)) }));
  return { fresh, kept, closed };
}

const near = (a: RosterGap, b: RosterGap): boolean =>
  a.from.getTime() < b.to.getTime() + DAY && b.from.getTime() < a.to.getTime() + DAY;

const later = (a: Date, b: Date): Date => (a > b ? a : b);
