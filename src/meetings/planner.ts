import { checkProblem } from './planner/check.ts';
import { commonSlots, modelOf, type Problem } from './planner/model.ts';
import { startOf } from './planner/start.ts';

export type { Problem } from './planner/model.ts';
export { type Reason, whyNot } from './planner/why-not.ts';

/**
 * A slot for each meeting, or null for one that is left out: nobody is in two meetings at once, everyone is available.
 * As many meetings as possible are placed; of those plans, as few as possible leave the slot they had in `keep`; of
 * those, wishes are heeded. The same problem gives the same plan. Throws a `RangeError` for a number that names no party
 * or slot and for a list that is too long or too short; naming a party or a slot twice is naming it once.
 */
export function plan(problem: Problem): (number | null)[] {
  checkProblem(problem);
  const common = commonSlots(problem);
  const chosen = common.flatMap((slots, meeting) => (slots.length > 0 ? [meeting] : []));
  const table = startOf(modelOf(problem, common, chosen));
  const slots: (number | null)[] = problem.meetings.map(() => null);
  chosen.forEach((meeting, number) => {
    const slot = table.at[number] as number;
    slots[meeting] = slot < 0 ? null : slot;
  });
  return slots;
}
