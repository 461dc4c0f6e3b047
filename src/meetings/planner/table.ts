import type { Model } from './model.ts';

/** Who sits where: a plan in the making. */
export interface Table {
  model: Model;
  /** For each meeting its slot, or -1. */
  at: Int32Array;
  /** `party * slots + slot`: the meeting that sits there, or -1. */
  seat: Int32Array;
}

export function emptyTable(model: Model): Table {
  return {
    model,
    at: new Int32Array(model.meetings).fill(-1),
    seat: new Int32Array(model.parties * model.slots).fill(-1),
  };
}

/** The meeting has no slot before; nobody sits where it goes. */
export function put(table: Table, meeting: number, slot: number): void {
  const { model, at, seat } = table;
  at[meeting] = slot;
  for (const party of model.who[meeting] as Int32Array) seat[party * model.slots + slot] = meeting;
}

export function take(table: Table, meeting: number): void {
  const { model, at, seat } = table;
  const slot = at[meeting] as number;
  if (slot < 0) return;
  at[meeting] = -1;
  for (const party of model.who[meeting] as Int32Array) seat[party * model.slots + slot] = -1;
}

/** Whether the meeting, which has no slot, can go there without anyone else giving way. */
export function fits(table: Table, meeting: number, slot: number): boolean {
  const { model, seat } = table;
  for (const party of model.who[meeting] as Int32Array) {
    if ((seat[party * model.slots + slot] as number) >= 0) return false;
    if (model.follows && rowWith(table, party, slot) > 2) return false;
  }
  return true;
}

/** How many in a row the party would sit through with one more at `slot`. */
export function rowWith({ model, seat }: Table, party: number, slot: number): number {
  const { slots, follows } = model;
  if (!follows) return 1;
  const row = party * slots;
  let first = slot;
  while (first > 0 && follows[first] && (seat[row + first - 1] as number) >= 0) first--;
  let last = slot;
  while (last + 1 < slots && follows[last + 1] && (seat[row + last + 1] as number) >= 0) last++;
  return last - first + 1;
}
