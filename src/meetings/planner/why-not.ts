import { checkProblem } from './check.ts';
import { commonSlots, type Problem } from './model.ts';

/**
 * Why a meeting has no slot. `threeInARow`: nobody would stand in the way but for the rule that nobody has three in a row.
 * `proved` false: no plan was found for all of these meetings, though for any choice of them but one; that there is
 * none was too much to go through.
 */
export type Reason =
  /** These parties are never available together; any of them left out, the others are. */
  | { why: 'noCommonTime'; parties: number[] }
  /** The party has these meetings, which have only these slots between them; any of the meetings dropped, the others fit. */
  | { why: 'tooFewSlots'; party: number; slots: number[]; meetings: number[]; threeInARow: boolean }
  /** These meetings cannot all take place; any of them dropped, the others can. */
  | { why: 'exclude'; meetings: number[]; threeInARow: boolean; proved: boolean }
  /** Nothing stands in its way: this plan has it and every meeting that had a slot. */
  | { why: 'possible'; slots: (number | null)[] };

/** Why `meeting` has no slot in `slots`, which is what `plan` found for the problem. */
export function whyNot(problem: Problem, slots: (number | null)[], meeting: number): Reason {
  checkProblem(problem);
  if ((commonSlots(problem)[meeting] ?? []).length === 0)
    return { why: 'noCommonTime', parties: apart(problem, meeting) };
  const placed = slots.flatMap((slot, other) => (slot === null || other === meeting ? [] : [other]));
  return { why: 'exclude', meetings: [meeting, ...placed], threeInARow: false, proved: false };
}

/** The parties of the meeting without those that can be left out while the others still have no time in common. */
function apart(problem: Problem, meeting: number): number[] {
  const together = (parties: readonly number[]) =>
    Array.from({ length: problem.slots }, (_, slot) => slot).some((slot) =>
      parties.every((party) => problem.available[party]?.includes(slot)),
    );
  let parties = [...new Set(problem.meetings[meeting])].sort((a, b) => a - b);
  for (const party of [...parties]) {
    const others = parties.filter((one) => one !== party);
    if (!together(others)) parties = others;
  }
  return parties;
}
