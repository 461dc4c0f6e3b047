import { mostWorth } from './planner/bounds.ts';
import { checkProblem } from './planner/check.ts';
import { exhaust } from './planner/exhaust.ts';
import { improve } from './planner/improve.ts';
import { commonSlots, type Model, modelOf, type Problem } from './planner/model.ts';
import { partsOf } from './planner/parts.ts';
import { randomFrom } from './planner/random.ts';
import { startOf } from './planner/start.ts';
import { emptyTable, put, setTable, type Table } from './planner/table.ts';
import { heedWishes } from './planner/wishes.ts';
import { placing, worthOf } from './planner/worth.ts';

export type { Problem } from './planner/model.ts';
export { type Reason, whyNot } from './planner/why-not.ts';

/**
 * Slots that may be looked at for each meeting of a part, and at most in a part; and how many times as many where the best
 * plan is not proved. Counted, not timed, so that the same problem gives the same plan on any machine.
 */
const effort = { each: 12_000, most: 400_000, patience: 4 };

/**
 * A slot for each meeting, or null for one that is left out: nobody is in two meetings at once, everyone is available.
 * As many meetings as possible are placed; of those plans, as few as possible leave the slot they had in `keep`; of
 * those, wishes (`day`, `rather`, `avoid`) are heeded. The same problem gives the same plan. Throws a `RangeError` for a
 * number that names no party or slot and for a list that is too long or too short; naming a party or a slot twice is
 * naming it once.
 */
export function plan(problem: Problem): (number | null)[] {
  checkProblem(problem);
  const common = commonSlots(problem);
  const slots: (number | null)[] = problem.meetings.map(() => null);
  for (const part of partsOf(problem, common)) {
    const { at } = planPart(modelOf(problem, common, part), problem.seed);
    part.forEach((meeting, number) => {
      const slot = at[number] as number;
      slots[meeting] = slot < 0 ? null : slot;
    });
  }
  return wished(problem, common, slots);
}

function planPart(model: Model, seed: number): Table {
  const random = randomFrom(seed);
  const table = startOf(model);
  const most = mostWorth(model);
  const full = Math.min(effort.each * model.meetings, effort.most);
  improve(table, random, most, full / 4);
  if (worthOf(table) < most && !best(table, full)) improve(table, random, most, full * effort.patience);
  return table;
}

/** The plan with wishes heeded: of all parts together, since a day that is full is so for everyone. */
function wished(problem: Problem, common: readonly number[][], slots: (number | null)[]): (number | null)[] {
  if (!problem.day && !problem.rather && !problem.avoid) return slots;
  const placed = [...slots.keys()].filter((meeting) => slots[meeting] !== null);
  const table = emptyTable(modelOf(problem, common, placed));
  placed.forEach((meeting, number) => {
    put(table, number, slots[meeting] as number);
  });
  heedWishes(table, Math.min(effort.each * placed.length, effort.most));
  const better = [...slots];
  placed.forEach((meeting, number) => {
    better[meeting] = table.at[number] as number;
  });
  return better;
}

/** Whether the table now has a plan that is proved to be the best. */
function best(table: Table, effort: number): boolean {
  const { model } = table;
  const everything = model.meetings * placing(model) + model.keep.reduce((sum, slot) => sum + (slot >= 0 ? 1 : 0), 0);
  const { at, proved } = exhaust({
    model,
    rest: table.at,
    leavingOut: placing(model),
    leaving: 1,
    below: everything - worthOf(table),
    first: false,
    effort,
  });
  if (at) setTable(table, at);
  return proved;
}
