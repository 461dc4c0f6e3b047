import { checkProblem } from './check.ts';
import { type Purse, placeAll } from './feasible.ts';
import { commonSlots, modelOf, type Problem } from './model.ts';

/**
 * Why a meeting has no slot. `threeInARow`: only the rule that nobody has three in a row stands in the way. `proved` false:
 * going through all plans was too much, so there may be one with all of these meetings, or fewer of them may be enough.
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

/** Slots looked at for one reason: some seconds. */
const effort = 4_000_000;

interface Case {
  /** With the given slots as those to keep: the search begins from them. */
  problem: Problem;
  common: number[][];
  purse: Purse;
}

/**
 * Why `meeting` has no slot in `slots`, a plan of the problem. The reason is minimal: without any part of it the rest is
 * possible. Throws a `RangeError` like `plan`.
 */
export function whyNot(problem: Problem, slots: (number | null)[], meeting: number): Reason {
  const known: Problem = { ...problem, keep: slots };
  checkProblem(known);
  if (problem.meetings[meeting] === undefined)
    throw new RangeError(`there is no meeting ${meeting}, there are ${problem.meetings.length}`);
  if (slots[meeting] !== null) return { why: 'possible', slots };
  const common = commonSlots(problem);
  if (common[meeting]?.length === 0) return { why: 'noCommonTime', parties: apart(problem, meeting) };
  const asked: Case = { problem: known, common, purse: { left: effort } };
  return reasonOf(asked, meeting);
}

/** The parties of the meeting without those that can be left out while the others still have no time in common. */
function apart(problem: Problem, meeting: number): number[] {
  let parties = [...new Set(problem.meetings[meeting])].sort((a, b) => a - b);
  for (const party of [...parties]) {
    const others = parties.filter((one) => one !== party);
    if (commonSlots({ ...problem, meetings: [others] })[0]?.length === 0) parties = others;
  }
  return parties;
}

function reasonOf(asked: Case, meeting: number): Reason {
  for (const circle of circlesOf(asked, meeting)) {
    const answer = together(asked, circle);
    if (answer === 'no' || answer === 'unknown') return inWords(asked, shrink(asked, circle, answer === 'no'));
  }
  return { why: 'possible', slots: withAll(asked, meeting) };
}

/** Sets of placed meetings around this one that may stand in its way: of each party, then wider and wider. The one itself comes last. */
function circlesOf({ problem }: Case, meeting: number): number[][] {
  const placed = (other: number) => problem.keep?.[other] !== null && other !== meeting;
  const everyone = problem.meetings.flatMap((_, other) => (placed(other) ? [other] : []));
  const own = new Set(problem.meetings[meeting]);
  const circles = [...own].map((party) => everyone.filter((other) => problem.meetings[other]?.includes(party)));
  const reached = new Set(own);
  let wide: number[] = [];
  for (;;) {
    const inside = new Set(wide);
    const next = everyone.filter(
      (one) => !inside.has(one) && problem.meetings[one]?.some((party) => reached.has(party)),
    );
    if (next.length === 0) break;
    // The farthest first: they are the first to be dropped.
    wide = [...next, ...wide];
    for (const one of next) for (const party of problem.meetings[one] ?? []) reached.add(party);
    circles.push(wide);
  }
  return circles.map((circle) => [...circle, meeting]);
}

function together({ problem, common, purse }: Case, meetings: readonly number[]): Int32Array | 'no' | 'unknown' {
  return purse.left <= 0 ? 'unknown' : placeAll(modelOf(problem, common, meetings), purse);
}

interface Core {
  meetings: number[];
  proved: boolean;
}

/** Drops what is not needed, in halves, quarters and so on, at last one by one. The last meeting stays. */
function shrink(asked: Case, circle: readonly number[], sure: boolean): Core {
  let core: Core = { meetings: [...circle], proved: sure };
  for (let size = Math.ceil(circle.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let at = 0;
    while (at < core.meetings.length - 1) {
      const end = Math.min(at + size, core.meetings.length - 1);
      const without = [...core.meetings.slice(0, at), ...core.meetings.slice(end)];
      const answer = together(asked, without);
      if (answer === 'no' || (answer === 'unknown' && asked.purse.left > 0))
        core = { meetings: without, proved: answer === 'no' };
      else {
        if (answer === 'unknown') core.proved = false;
        at = end;
      }
    }
  }
  return { ...core, meetings: core.meetings.sort((a, b) => a - b) };
}

function inWords(asked: Case, { meetings, proved }: Core): Reason {
  const { problem, common } = asked;
  const { follows, ...loose } = problem;
  const freed: Case = { ...asked, problem: loose };
  const shared = (problem.meetings[meetings[0] as number] ?? []).find((party) =>
    meetings.every((one) => problem.meetings[one]?.includes(party)),
  );
  if (proved && shared !== undefined) {
    const alone = (one: Case): Case => ({
      ...one,
      problem: { ...one.problem, meetings: problem.meetings.map(() => [shared]) },
    });
    if (together(alone(asked), meetings) === 'no') {
      const slots = [...new Set(meetings.flatMap((one) => common[one] ?? []))].sort((a, b) => a - b);
      const threeInARow = follows !== undefined && slots.length >= meetings.length;
      return { why: 'tooFewSlots', party: shared, slots, meetings, threeInARow };
    }
  }
  const threeInARow = follows !== undefined && typeof together(freed, meetings) !== 'string';
  return { why: 'exclude', meetings, threeInARow, proved };
}

/** The plan with the meeting: what hangs together with it anew, all others as they were. */
function withAll(asked: Case, meeting: number): (number | null)[] {
  const slots = [...(asked.problem.keep ?? [])];
  const widest = circlesOf(asked, meeting).at(-1) ?? [meeting];
  const found = together(asked, widest);
  if (typeof found !== 'string')
    widest.forEach((one, number) => {
      slots[one] = found[number] as number;
    });
  return slots;
}
