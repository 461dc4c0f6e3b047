import { blockers, fits, put, type Table, take } from './table.ts';

interface Wishing {
  table: Table;
  /** `party * days + day`: how many meetings the party has. */
  perDay: Int32Array;
  days: number;
  /** For each day, and for each slot, how many meetings there are. */
  onDay: Int32Array;
  inSlot: Int32Array;
  effort: number;
  away: number[];
}

/**
 * Moves meetings to slots that people like better, one by one or one into the place of another, until nothing gets better.
 * Whoever is where they were stays, and nobody loses a slot.
 */
export function heedWishes(table: Table, effort: number): void {
  const { model } = table;
  if (!model.day && !model.unloved) return;
  const days = Math.max(0, ...(model.day ?? [])) + 1;
  const wishing: Wishing = {
    table,
    perDay: new Int32Array(model.parties * days),
    days,
    onDay: new Int32Array(days),
    inSlot: new Int32Array(model.slots),
    effort,
    away: [],
  };
  table.at.forEach((_, meeting) => {
    count(wishing, meeting, 1);
  });
  const free = Array.from(model.keep.keys()).filter((meeting) => movable(table, meeting));
  let better = true;
  while (better && wishing.effort > 0) {
    better = false;
    for (const meeting of free) better = settleBetter(wishing, meeting) || better;
  }
}

const movable = ({ model, at }: Table, meeting: number): boolean =>
  (at[meeting] as number) >= 0 && at[meeting] !== model.keep[meeting];

function count({ table, perDay, days, onDay, inSlot }: Wishing, meeting: number, by: number): void {
  const { model, at } = table;
  const slot = at[meeting] as number;
  if (slot < 0 || !model.day) return;
  const day = model.day[slot] as number;
  onDay[day] = (onDay[day] as number) + by;
  inSlot[slot] = (inSlot[slot] as number) + by;
  for (const party of model.who[meeting] as Int32Array) {
    const cell = party * days + day;
    perDay[cell] = (perDay[cell] as number) + by;
  }
}

function leave(wishing: Wishing, meeting: number): void {
  count(wishing, meeting, -1);
  take(wishing.table, meeting);
}

function enter(wishing: Wishing, meeting: number, slot: number): void {
  put(wishing.table, meeting, slot);
  count(wishing, meeting, 1);
}

/**
 * How little the meeting, which is away, would be liked there: first by its own parties; all else being equal, by how full
 * the day is, then the half hour.
 */
function priceOf(wishing: Wishing, meeting: number, slot: number): number {
  const { table, perDay, days, onDay, inSlot } = wishing;
  const { model } = table;
  wishing.effort--;
  let price = 0;
  for (const party of model.who[meeting] as Int32Array) {
    if (model.unloved) price += model.unloved[party * model.slots + slot] as number;
    if (model.day) price += perDay[party * days + (model.day[slot] as number)] as number;
  }
  if (!model.day) return price;
  // Two meetings that change places never make up for one step of what comes first.
  const more = 2 * model.meetings + 1;
  return (price * more + (onDay[model.day[slot] as number] as number)) * more + (inSlot[slot] as number);
}

/** Whether a better slot was found. */
function settleBetter(wishing: Wishing, meeting: number): boolean {
  const { table } = wishing;
  const before = table.at[meeting] as number;
  leave(wishing, meeting);
  const price = priceOf(wishing, meeting, before);
  const { slot, price: least } = cheapest(wishing, meeting);
  if (least < price) {
    enter(wishing, meeting, slot);
    return true;
  }
  for (const other of table.model.when[meeting] as Int32Array) {
    if (wishing.effort > 0 && other !== before && swap(wishing, meeting, other, price)) return true;
  }
  enter(wishing, meeting, before);
  return false;
}

/** The slot nobody has to leave that costs least. */
function cheapest(wishing: Wishing, meeting: number): { slot: number; price: number } {
  let best = { slot: -1, price: Number.POSITIVE_INFINITY };
  for (const slot of wishing.table.model.when[meeting] as Int32Array) {
    const price = priceOf(wishing, meeting, slot);
    if (price < best.price && fits(wishing.table, meeting, slot)) best = { slot, price };
  }
  return best;
}

/** Puts the meeting, which is away, where one other sits that finds another slot, if that is better for both together. */
function swap(wishing: Wishing, meeting: number, slot: number, price: number): boolean {
  const { table, away } = wishing;
  wishing.effort--;
  blockers(table, meeting, slot, away);
  const [other] = away;
  if (other === undefined || away.length > 1 || !movable(table, other)) return false;
  const before = table.at[other] as number;
  leave(wishing, other);
  const old = price + priceOf(wishing, other, before);
  const own = priceOf(wishing, meeting, slot);
  if (own < old && fits(table, meeting, slot)) {
    enter(wishing, meeting, slot);
    const next = cheapest(wishing, other);
    if (next.slot >= 0 && own + next.price < old) {
      enter(wishing, other, next.slot);
      return true;
    }
    leave(wishing, meeting);
  }
  enter(wishing, other, before);
  return false;
}
