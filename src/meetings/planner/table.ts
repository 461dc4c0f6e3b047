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
export function put({ model, at, seat }: Table, meeting: number, slot: number): void {
  at[meeting] = slot;
  for (const party of model.who[meeting] as Int32Array) seat[party * model.slots + slot] = meeting;
}

export function take({ model, at, seat }: Table, meeting: number): void {
  const slot = at[meeting] as number;
  if (slot < 0) return;
  at[meeting] = -1;
  for (const party of model.who[meeting] as Int32Array) seat[party * model.slots + slot] = -1;
}

/** The table as it was when `at` was its plan. */
export function setTable(table: Table, at: Int32Array): void {
  table.at.fill(-1);
  table.seat.fill(-1);
  at.forEach((slot, meeting) => {
    if (slot >= 0) put(table, meeting, slot);
  });
}

/** Whether the meeting, which has no slot, can go there without anyone else giving way. */
export function fits(table: Table, meeting: number, slot: number): boolean {
  const { model, seat } = table;
  for (const party of model.who[meeting] as Int32Array) {
    if ((seat[party * model.slots + slot] as number) >= 0) return false;
    if (model.follows && thirdInRow(table, party, slot)) return false;
  }
  return true;
}

/** Fills `out` with meetings that, taken away, let the meeting, which has no slot, go there. */
export function blockers(table: Table, meeting: number, slot: number, out: number[]): void {
  const { model, seat } = table;
  out.length = 0;
  for (const party of model.who[meeting] as Int32Array) {
    const there = seat[party * model.slots + slot] as number;
    if (there >= 0 && !out.includes(there)) out.push(there);
  }
  if (!model.follows) return;
  for (const party of model.who[meeting] as Int32Array)
    if (thirdInRow(table, party, slot)) breakRow(neighbours(table, party, slot, out), out);
}

/** Whether a meeting of the party at the slot would be one of three in a row; with `only`, of those marked there. */
export function thirdInRow({ model, seat }: Table, party: number, slot: number, only?: Uint8Array): boolean {
  const { slots } = model;
  const follows = model.follows as Uint8Array;
  const cell = party * slots + slot;
  const before = follows[slot] === 1 && taken(seat[cell - 1] as number, only);
  if (before && follows[slot - 1] && taken(seat[cell - 2] as number, only)) return true;
  if (slot + 1 >= slots || !follows[slot + 1] || !taken(seat[cell + 1] as number, only)) return false;
  return before || (slot + 2 < slots && follows[slot + 2] === 1 && taken(seat[cell + 2] as number, only));
}

const taken = (meeting: number, only: Uint8Array | undefined) => meeting >= 0 && (!only || only[meeting] === 1);

/** The meetings two before, one before, one after and two after that are in a row with a slot; -1 where there is none. */
type Row = readonly [number, number, number, number];

/** Adds to `out` so few of the row that the party has at most two in a row with the one between. */
function breakRow([before2, before, after, after2]: Row, out: number[]): void {
  // Between two longer rows both have to give way.
  const fore = before2 >= 0 || (before >= 0 && after >= 0 && after2 < 0);
  if (fore) out.push(before);
  if (after2 >= 0 || (before >= 0 && after >= 0 && !fore)) out.push(after);
}

/** Who sits next to a slot of a party without a break, as if those `gone` did not. */
export function neighbours({ model, seat }: Table, party: number, slot: number, gone: readonly number[]): Row {
  const { follows } = model;
  const cell = party * model.slots + slot;
  const before = follows?.[slot] ? present(seat[cell - 1] as number, gone) : -1;
  const after = follows?.[slot + 1] ? present(seat[cell + 1] as number, gone) : -1;
  return [
    before >= 0 && follows?.[slot - 1] ? present(seat[cell - 2] as number, gone) : -1,
    before,
    after,
    after >= 0 && follows?.[slot + 2] ? present(seat[cell + 2] as number, gone) : -1,
  ];
}

const present = (meeting: number, gone: readonly number[]) => (gone.includes(meeting) ? -1 : meeting);
