import type { Model } from './model.ts';
import { emptyTable, fits, put, type Table } from './table.ts';

/**
 * A first plan: everyone stays where they were as far as those slots agree with each other; then whoever has the fewest
 * slots left chooses first, and takes the one that the fewest others at the same people could use.
 */
export function startOf(model: Model): Table {
  const table = emptyTable(model);
  for (let meeting = 0; meeting < model.meetings; meeting++) {
    const kept = model.keep[meeting] as number;
    if (kept >= 0 && fits(table, meeting, kept)) put(table, meeting, kept);
  }
  fill(table);
  return table;
}

/** Places what has no slot and can have one, without moving anyone. */
export function fill(table: Table): void {
  const { model, at } = table;
  const open = new Set<number>();
  for (let meeting = 0; meeting < model.meetings; meeting++) if (at[meeting] === -1) open.add(meeting);
  const wanted = demandOf(model, open);
  while (open.size > 0) {
    const next = mostConstrained(table, open);
    open.delete(next.meeting);
    want(model, wanted, next.meeting, -1);
    const slot = leastWanted(model, wanted, next);
    if (slot >= 0) put(table, next.meeting, slot);
  }
}

interface Choice {
  meeting: number;
  free: number[];
}

function mostConstrained(table: Table, open: ReadonlySet<number>): Choice {
  let best: Choice = { meeting: -1, free: [] };
  for (const meeting of open) {
    const free = Array.from(table.model.when[meeting] as Int32Array).filter((slot) => fits(table, meeting, slot));
    if (best.meeting < 0 || free.length < best.free.length) best = { meeting, free };
    if (free.length === 0) break;
  }
  return best;
}

/** `party * slots + slot`: how many open meetings of the party could be there. */
function demandOf(model: Model, open: ReadonlySet<number>): Int32Array {
  const wanted = new Int32Array(model.parties * model.slots);
  for (const meeting of open) want(model, wanted, meeting, 1);
  return wanted;
}

function want(model: Model, wanted: Int32Array, meeting: number, by: number): void {
  for (const party of model.who[meeting] as Int32Array) {
    for (const slot of model.when[meeting] as Int32Array) {
      const cell = party * model.slots + slot;
      wanted[cell] = (wanted[cell] as number) + by;
    }
  }
}

function leastWanted(model: Model, wanted: Int32Array, { meeting, free }: Choice): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const slot of free) {
    let sum = 0;
    for (const party of model.who[meeting] as Int32Array) sum += wanted[party * model.slots + slot] as number;
    if (sum < least) [best, least] = [slot, sum];
  }
  return best;
}
