import type { Model } from './model.ts';
import { emptyTable, fits, put, type Table } from './table.ts';

/**
 * A first plan: everyone stays where they were as far as those slots agree with each other; then whoever has the fewest
 * slots left chooses first (DSATUR, Brélaz 1979), and takes the one that the fewest others of the same people could use.
 */
export function startOf(model: Model): Table {
  const table = emptyTable(model);
  for (let meeting = 0; meeting < model.meetings; meeting++) {
    const kept = model.keep[meeting] as number;
    if (kept >= 0 && fits(table, meeting, kept)) put(table, meeting, kept);
  }
  const filling = fillingOf(table);
  while (filling.open.size > 0) {
    const meeting = mostConstrained(filling);
    filling.open.delete(meeting);
    want(filling, meeting, -1);
    const slot = leastWanted(filling, meeting);
    if (slot < 0) continue;
    put(table, meeting, slot);
    close(filling, meeting, slot);
  }
  return table;
}

interface Filling {
  table: Table;
  open: Set<number>;
  /** `meeting * slots + slot`: 1 where the open meeting could be, and how many such slots it has. */
  free: Uint8Array;
  left: Int32Array;
  /** `party * slots + slot`: how many open meetings of the party could be there. */
  wanted: Int32Array;
}

function fillingOf(table: Table): Filling {
  const { model, at } = table;
  const filling: Filling = {
    table,
    open: new Set(),
    free: new Uint8Array(model.can.length),
    left: new Int32Array(model.meetings),
    wanted: new Int32Array(model.parties * model.slots),
  };
  for (let meeting = 0; meeting < model.meetings; meeting++) {
    if (at[meeting] !== -1) continue;
    filling.open.add(meeting);
    for (const slot of model.when[meeting] as Int32Array) {
      if (!fits(table, meeting, slot)) continue;
      filling.free[meeting * model.slots + slot] = 1;
      filling.left[meeting] = (filling.left[meeting] as number) + 1;
    }
    want(filling, meeting, 1);
  }
  return filling;
}

function mostConstrained({ open, left }: Filling): number {
  let best = -1;
  for (const meeting of open) if (best < 0 || (left[meeting] as number) < (left[best] as number)) best = meeting;
  return best;
}

function want({ table: { model }, wanted, free }: Filling, meeting: number, by: number): void {
  for (const slot of model.when[meeting] as Int32Array)
    if (free[meeting * model.slots + slot]) wantAt(model, wanted, meeting, slot, by);
}

function wantAt(model: Model, wanted: Int32Array, meeting: number, slot: number, by: number): void {
  for (const party of model.who[meeting] as Int32Array) {
    const cell = party * model.slots + slot;
    wanted[cell] = (wanted[cell] as number) + by;
  }
}

function leastWanted({ table, free, wanted }: Filling, meeting: number): number {
  const { model } = table;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const slot of model.when[meeting] as Int32Array) {
    if (!free[meeting * model.slots + slot]) continue;
    let sum = 0;
    for (const party of model.who[meeting] as Int32Array) sum += wanted[party * model.slots + slot] as number;
    if (sum < least) [best, least] = [slot, sum];
  }
  return best;
}

/** Takes from the others what they can no longer have. */
function close({ table, open, free, left, wanted }: Filling, placed: number, slot: number): void {
  const { model } = table;
  const near = model.follows ? [slot - 2, slot - 1, slot, slot + 1, slot + 2] : [slot];
  for (const party of model.who[placed] as Int32Array) {
    for (const meeting of model.of[party] as number[]) {
      if (!open.has(meeting)) continue;
      for (const other of near) {
        const cell = meeting * model.slots + other;
        if (other < 0 || other >= model.slots || !free[cell] || fits(table, meeting, other)) continue;
        free[cell] = 0;
        left[meeting] = (left[meeting] as number) - 1;
        wantAt(model, wanted, meeting, other, -1);
      }
    }
  }
}
