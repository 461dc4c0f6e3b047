import { seated } from './bounds.ts';
import type { Model } from './model.ts';
import { roomFor } from './room.ts';
import { emptyTable, fits, neighbours, put, type Table, take, thirdInRow } from './table.ts';

/** What is looked for: a plan that costs less than `below`. */
export interface Quest {
  model: Model;
  /** Where each meeting rests while nothing speaks against it, or -1: the plan known so far. */
  rest: Int32Array;
  /** What a meeting costs that is left out, and one that is not where it was. */
  leavingOut: number;
  leaving: 0 | 1;
  below: number;
  /** Whether the first such plan is enough. */
  first: boolean;
  /** Slots that may be looked at. */
  effort: number;
}

export interface Answer {
  /** The cheapest plan found, as the slot of each meeting or -1; null when none costs less than `below`. */
  at: Int32Array | null;
  /** Whether all plans were gone through, or the first was enough. */
  proved: boolean;
  /** What is left of the effort. */
  left: number;
}

interface Hunt extends Quest {
  /** Everyone who is decided or rests. Who rests gives way to whoever is decided. */
  table: Table;
  decided: Uint8Array;
  /** Neither decided nor resting. */
  open: Set<number>;
  /** For each slot how many decided meetings are in it, and the first slot that is as good for everyone. */
  used: Int32Array;
  kinds: Int32Array;
  cost: number;
  found: Int32Array | null;
}

/** How many undecided meetings the bound that counts slot by slot is worth its time for. */
const countable = 60;

/**
 * Goes through all plans as far as `effort` reaches. Only meetings in conflict are branched on: who rests undisturbed
 * already has what is best for it, so a branch in which nobody is open ends in a plan.
 */
export function exhaust(quest: Quest): Answer {
  const { model } = quest;
  const hunt: Hunt = {
    ...quest,
    table: emptyTable(model),
    decided: new Uint8Array(model.meetings),
    open: new Set(),
    used: new Int32Array(model.slots),
    kinds: kindsOf(quest),
    cost: 0,
    found: null,
  };
  settle(hunt);
  descend(hunt, []);
  return { at: hunt.found, proved: hunt.effort > 0, left: hunt.effort };
}

/** Lets everyone rest who is in nobody's way; first those who would lose something. */
function settle({ model, table, open, rest, leaving }: Hunt): void {
  const mayLose = (meeting: number) => leaving === 1 && (model.keep[meeting] as number) >= 0;
  const everyone = Array.from(model.keep, (_, meeting) => meeting);
  for (const meeting of [...everyone.filter(mayLose), ...everyone.filter((one) => !mayLose(one))]) {
    const slot = (mayLose(meeting) ? model.keep[meeting] : rest[meeting]) as number;
    if (slot >= 0 && fits(table, meeting, slot)) put(table, meeting, slot);
    else open.add(meeting);
  }
}

/** `touched`: the parties of the meeting decided last. */
function descend(hunt: Hunt, touched: Iterable<number>): void {
  if (hunt.effort <= 0 || (hunt.first && hunt.found)) return;
  const { next, least } = choose(hunt);
  if (hunt.cost + least >= hunt.below) return;
  if (!next) {
    hunt.below = hunt.cost;
    hunt.found = hunt.table.at.slice();
    return;
  }
  if (tooCrowded(hunt, touched)) return;
  for (const slot of next.slots) {
    const back = decide(hunt, next.meeting, slot);
    descend(hunt, hunt.model.who[next.meeting] as Int32Array);
    back();
  }
  const back = decide(hunt, next.meeting, -1);
  if (hunt.cost < hunt.below) descend(hunt, []);
  back();
}

interface Choice {
  next: { meeting: number; slots: number[] } | null;
  /** What those who are open cost at least. */
  least: number;
}

/** The open meeting with the fewest slots, the best slot first. */
function choose(hunt: Hunt): Choice {
  const { model, open } = hunt;
  let least = 0;
  let next: Choice['next'] = null;
  for (const meeting of open) {
    const slots: number[] = [];
    for (const slot of model.when[meeting] as Int32Array) if (free(hunt, meeting, slot)) slots.push(slot);
    least += cheapest(hunt, meeting, slots);
    if (!next || slots.length < next.slots.length) next = { meeting, slots };
  }
  if (next) next.slots = worthTrying(hunt, next.meeting, next.slots);
  return { next, least };
}

function cheapest(hunt: Hunt, meeting: number, slots: readonly number[]): number {
  if (slots.length === 0) return costOf(hunt, meeting, -1);
  const kept = hunt.model.keep[meeting] as number;
  return kept >= 0 && !slots.includes(kept) ? hunt.leaving : 0;
}

function costOf({ model, leaving, leavingOut }: Hunt, meeting: number, slot: number): number {
  const kept = model.keep[meeting] as number;
  return (slot < 0 ? leavingOut : 0) + (kept >= 0 && slot !== kept ? leaving : 0);
}

/** Whether no decided meeting speaks against it. */
function free(hunt: Hunt, meeting: number, slot: number): boolean {
  const { model, table, decided } = hunt;
  hunt.effort--;
  for (const party of model.who[meeting] as Int32Array) {
    const there = table.seat[party * model.slots + slot] as number;
    if (there >= 0 && decided[there]) return false;
    if (model.follows && thirdInRow(table, party, slot, decided)) return false;
  }
  return true;
}

/** Those that cost less and disturb fewer first; of slots that nobody could tell apart, one. */
function worthTrying(hunt: Hunt, meeting: number, slots: readonly number[]): number[] {
  const tried = new Set<number>();
  return slots
    .map((slot) => ({ slot, price: costOf(hunt, meeting, slot) * 100 + disturbed(hunt, meeting, slot).length }))
    .sort((a, b) => a.price - b.price || a.slot - b.slot)
    .filter(({ slot }) => {
      if ((hunt.used[slot] as number) > 0) return true;
      const kind = hunt.kinds[slot] as number;
      return !tried.has(kind) && tried.add(kind);
    })
    .map(({ slot }) => slot);
}

/** Who rests where they could not be with the meeting at the slot, or perhaps not all of them. */
function disturbed({ model, table, decided }: Hunt, meeting: number, slot: number): number[] {
  const found: number[] = [];
  for (const party of model.who[meeting] as Int32Array) {
    disturb(found, decided, table.seat[party * model.slots + slot] as number);
    if (!model.follows || !thirdInRow(table, party, slot)) continue;
    for (const other of neighbours(table, party, slot, [])) disturb(found, decided, other);
  }
  return found;
}

function disturb(found: number[], decided: Uint8Array, meeting: number): void {
  if (meeting >= 0 && !decided[meeting] && !found.includes(meeting)) found.push(meeting);
}

/** Gives the meeting its slot, or none, and opens who is disturbed. The result takes it back. */
function decide(hunt: Hunt, meeting: number, slot: number): () => void {
  const { table, open, decided, used } = hunt;
  const moved =
    slot < 0 ? [] : disturbed(hunt, meeting, slot).map((other) => [other, table.at[other] as number] as const);
  for (const [other] of moved) {
    take(table, other);
    open.add(other);
  }
  const cost = costOf(hunt, meeting, slot);
  hunt.cost += cost;
  open.delete(meeting);
  decided[meeting] = 1;
  if (slot >= 0) {
    put(table, meeting, slot);
    used[slot] = (used[slot] as number) + 1;
  }
  return () => {
    if (slot >= 0) used[slot] = (used[slot] as number) - 1;
    take(table, meeting);
    decided[meeting] = 0;
    open.add(meeting);
    hunt.cost -= cost;
    for (const [other, before] of moved) {
      open.delete(other);
      put(table, other, before);
    }
  };
}

/** Whether more would have to be left out than a cheaper plan can leave out. */
function tooCrowded(hunt: Hunt, touched: Iterable<number>): boolean {
  const { model, decided } = hunt;
  const most = Math.floor((hunt.below - 1 - hunt.cost) / hunt.leavingOut);
  const possible = (meeting: number, slot: number) => free(hunt, meeting, slot);
  for (const party of touched) {
    const own = (model.of[party] as number[]).filter((meeting) => !decided[meeting]);
    if (own.length - seated(model, own, possible) > most) return true;
  }
  const everyone = Array.from(decided.keys()).filter((meeting) => !decided[meeting]);
  return everyone.length <= countable && everyone.length - roomFor(model, everyone, possible) > most;
}

/** For each slot the first that has the same meetings in reach: what goes for one goes for the other. */
function kindsOf({ model, leaving }: Quest): Int32Array {
  const seen = new Map<string, number>();
  return Int32Array.from({ length: model.slots }, (_, slot) => {
    if (model.follows) return slot;
    const reach = Array.from(model.keep, (kept, meeting) =>
      leaving && kept === slot ? 'k' : model.can[meeting * model.slots + slot],
    ).join('');
    const first = seen.get(reach) ?? slot;
    seen.set(reach, first);
    return first;
  });
}
