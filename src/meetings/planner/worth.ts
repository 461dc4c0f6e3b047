import type { Model } from './model.ts';
import type { Table } from './table.ts';

/** What placing a meeting is worth beside keeping one where it was: more than keeping them all. */
export const placing = (model: Model): number => model.meetings + 1;

/** What it is worth that the meeting has this slot. */
export function worthAt(model: Model, meeting: number, slot: number): number {
  return placing(model) + (model.keep[meeting] === slot ? 1 : 0);
}

/** What a plan is worth: placed meetings first, then those that stay where they were. */
export function worthOf({ model, at }: Pick<Table, 'model' | 'at'>): number {
  let sum = 0;
  at.forEach((slot, meeting) => {
    if (slot >= 0) sum += worthAt(model, meeting, slot);
  });
  return sum;
}
