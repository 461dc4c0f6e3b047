import type { Random } from './random.ts';
import { blockers, put, setTable, type Table, take, thirdInRow } from './table.ts';
import { placing, worthAt, worthOf } from './worth.ts';

/** How many unsettled meetings are looked at before one is moved. */
const glance = 16;

/** One step of so many brings someone back to the slot they had. */
const turns = 6;

/** Steps after which where people were begins to count, or stops: heeding it all the way leads into dead ends. */
const phase = 100;

interface Walk {
  table: Table;
  random: Random;
  /** `meeting * slots + slot`: the step before which the meeting does not go back there. */
  barred: Int32Array;
  step: number;
  /** Meetings without a slot, and those that are not where they were. */
  open: Bag;
  strayed: Bag;
  worth: number;
  best: number;
  /** Slots that may still be looked at. */
  effort: number;
  /** Room for those who have to give way. */
  away: number[];
  /** What being where one was counts in choosing a move. */
  fondness: 0 | 1;
}

interface Move {
  meeting: number;
  slot: number;
  gain: number;
}

/**
 * Walks from plan to plan: each step gives a meeting the slot that costs least and sends away who sits there, who does not
 * come back for some steps (tabu search over partial colourings, Blöchliger and Zufferey 2008). Leaves the best plan met
 * on the table; ends at a plan worth `most`, or when `effort` slots were looked at.
 */
export function improve(table: Table, random: Random, most: number, effort: number): void {
  const { model } = table;
  const worth = worthOf(table);
  const walk: Walk = {
    table,
    random,
    barred: new Int32Array(model.meetings * model.slots),
    step: 1,
    open: emptyBag(model.meetings),
    strayed: emptyBag(model.meetings),
    worth,
    best: worth,
    effort,
    away: [],
    fondness: 1,
  };
  for (let meeting = 0; meeting < model.meetings; meeting++) sort(walk, meeting);
  let best = table.at.slice();
  while (walk.best < most && walk.effort > 0) {
    const move = bestMove(walk);
    if (move) make(walk, move);
    walk.step++;
    walk.effort--;
    if (walk.step % (phase * 10) === 0) goBack(walk, best);
    if (walk.step % phase === 0) walk.fondness = walk.fondness === 1 && walk.open.items.length > 0 ? 0 : 1;
    if (walk.worth <= walk.best) continue;
    walk.best = walk.worth;
    best = table.at.slice();
  }
  setTable(table, best);
}

/** To the best plan met so far: what is better than it is often near it. */
function goBack(walk: Walk, best: Int32Array): void {
  setTable(walk.table, best);
  walk.worth = walk.best;
  for (let meeting = 0; meeting < best.length; meeting++) sort(walk, meeting);
}

/** Keeps the bags true after a meeting got a slot or lost it. */
function sort({ table, open, strayed }: Walk, meeting: number): void {
  const slot = table.at[meeting] as number;
  const kept = table.model.keep[meeting] as number;
  hold(open, meeting, slot < 0);
  hold(strayed, meeting, slot >= 0 && kept >= 0 && slot !== kept);
}

function bestMove(walk: Walk): Move | null {
  const { table, open, strayed, random } = walk;
  const { model } = table;
  const best: Best = { meeting: -1, slot: -1, gain: Number.NEGATIVE_INFINITY, ties: 0 };
  // While someone has no slot, bringing someone back to theirs always looks worse: now and then it has its turn.
  const bringBack = walk.fondness && strayed.items.length > 0 && random(turns) === 0;
  if (!bringBack)
    for (const meeting of some(open, random))
      for (const slot of model.when[meeting] as Int32Array) consider(walk, best, meeting, slot);
  if (walk.fondness)
    for (const meeting of some(strayed, random)) consider(walk, best, meeting, model.keep[meeting] as number);
  return best.meeting < 0 ? null : best;
}

interface Best extends Move {
  ties: number;
}

function consider(walk: Walk, best: Best, meeting: number, slot: number): void {
  const gain = gainOf(walk, meeting, slot, best.gain);
  if (gain < best.gain) return;
  const barred = (walk.barred[meeting * walk.table.model.slots + slot] as number) > walk.step;
  if (barred && walk.worth + gain <= walk.best) return;
  best.ties = gain === best.gain ? best.ties + 1 : 1;
  if (best.ties > 1 && walk.random(best.ties) > 0) return;
  best.meeting = meeting;
  best.slot = slot;
  best.gain = gain;
}

/** What the plan gains by the move; less than `floor` says only that it is less. */
function gainOf(walk: Walk, meeting: number, slot: number, floor: number): number {
  const { table, away } = walk;
  const { model, at, seat } = table;
  const who = model.who[meeting] as Int32Array;
  walk.effort--;
  let gain = worthFelt(walk, meeting, slot);
  if ((at[meeting] as number) >= 0) gain -= worthFelt(walk, meeting, at[meeting] as number);
  if (model.follows && crowds(table, who, slot)) {
    blockers(table, meeting, slot, away);
    for (const other of away) if (other !== meeting) gain -= worthFelt(walk, other, at[other] as number);
    return gain;
  }
  let last = -1;
  for (let index = 0; index < who.length && gain >= floor; index++) {
    const other = seat[(who[index] as number) * model.slots + slot] as number;
    if (other < 0 || other === last || (index > 1 && metBefore(table, who, index, slot))) continue;
    gain -= worthFelt(walk, other, slot);
    last = other;
  }
  return gain;
}

function worthFelt({ table: { model }, fondness }: Walk, meeting: number, slot: number): number {
  return placing(model) + (model.keep[meeting] === slot ? fondness : 0);
}

function crowds(table: Table, who: Int32Array, slot: number): boolean {
  for (const party of who) if (thirdInRow(table, party, slot)) return true;
  return false;
}

/** Whether the meeting of the party at `index` is that of one before it, too. */
function metBefore({ model, seat }: Table, who: Int32Array, index: number, slot: number): boolean {
  const there = seat[(who[index] as number) * model.slots + slot];
  for (let earlier = 0; earlier < index; earlier++)
    if (seat[(who[earlier] as number) * model.slots + slot] === there) return true;
  return false;
}

function make(walk: Walk, { meeting, slot }: Move): void {
  const { table, random, away } = walk;
  blockers(table, meeting, slot, away);
  for (const other of [meeting, ...away]) leave(walk, other, random);
  walk.worth += worthAt(table.model, meeting, slot);
  put(table, meeting, slot);
  sort(walk, meeting);
}

function leave(walk: Walk, meeting: number, random: Random): void {
  const { table, barred, open } = walk;
  const slot = table.at[meeting] as number;
  if (slot < 0) return;
  take(table, meeting);
  walk.worth -= worthAt(table.model, meeting, slot);
  barred[meeting * table.model.slots + slot] = walk.step + 1 + random(10) + Math.ceil(open.items.length * 0.6);
  sort(walk, meeting);
}

/** A set of numbers with a place for each, so that some can be picked quickly. */
interface Bag {
  items: number[];
  place: Int32Array;
}

const emptyBag = (most: number): Bag => ({ items: [], place: new Int32Array(most).fill(-1) });

function hold({ items, place }: Bag, item: number, inside: boolean): void {
  const at = place[item] as number;
  if (at >= 0 === inside) return;
  if (inside) {
    place[item] = items.push(item) - 1;
    return;
  }
  const last = items.pop() as number;
  if (last !== item) items[at] = last;
  place[last] = at;
  place[item] = -1;
}

/** All of a small bag; of a large one as many as a glance takes in, neighbours from a random place on. */
function some({ items }: Bag, random: Random): number[] {
  if (items.length <= glance) return items;
  const first = random(items.length);
  return Array.from({ length: glance }, (_, next) => items[(first + next) % items.length] as number);
}
