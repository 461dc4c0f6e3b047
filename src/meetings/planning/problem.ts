import type { Organisation } from '../../org/organisation.ts';
import type { Problem } from '../planner.ts';
import type { MeetingTimes } from '../types.ts';
import { clockOf, edgesIn, type Grid, hoursIn, isBusy, isMorning, slotStart, type Taken, touched } from './hours.ts';

/** What is known of people's time in some days. */
export interface Time {
  org: Organisation;
  grid: Grid;
  times: ReadonlyMap<string, MeetingTimes>;
  /** What stands in their calendars, or is planned already. */
  taken: readonly Taken[];
}

/** When each person can sit in a meeting, as half hours of the grid. */
export function freeIn({ org, grid, times, taken }: Time): (person: string) => readonly number[] {
  const [hours, clock] = [hoursIn(org, grid), clockOf(grid)];
  const gone = new Map<string, Set<number>>();
  for (const one of taken) {
    const slots = gone.get(one.person) ?? new Set();
    for (const slot of touched(grid, one)) slots.add(slot);
    gone.set(one.person, slots);
  }
  const known = new Map<string, readonly number[]>();
  return (person) => {
    const found = known.get(person);
    if (found) return found;
    const [said, lost] = [times.get(person), gone.get(person)];
    const minutes = clock(org.people.get(person)?.zone ?? org.company.zone);
    const free = hours(person).filter((slot) => !lost?.has(slot) && !(said && isBusy(said, minutes[slot] as number)));
    known.set(person, free);
    return free;
  };
}

/** The half hours in which all of them can, ascending. */
export function commonFree(free: (person: string) => readonly number[], people: readonly string[]): number[] {
  const [first = [], ...others] = people.map(free);
  const sets = others.map((slots) => new Set(slots));
  return first.filter((slot) => sets.every((set) => set.has(slot)));
}

/** A meeting to be placed: who comes, and when it was, the last time first. */
export interface Wanted {
  people: readonly string[];
  before: readonly Date[];
}

/** The planner's question, with what its numbers stand for. */
export interface Question {
  problem: Problem;
  people: string[];
  /** The instant at which a slot begins. */
  start(slot: number): Date;
}

export function questionOf(time: Time, wanted: readonly Wanted[], seed: number): Question {
  const { org, grid, times } = time;
  const free = freeIn(time);
  const people = [...new Set(wanted.flatMap((one) => one.people))];
  const party = new Map(people.map((person, at) => [person, at]));
  const used = [...new Set(people.flatMap(free))].sort((a, b) => a - b);
  const number = new Map(used.map((slot, at) => [slot, at]));
  const numbers = (slots: readonly number[]) => slots.map((slot) => number.get(slot) as number);
  const clock = clockOf(grid);
  const [company, day] = [clock(org.company.zone), 24 * 60];
  const edges = edgesIn(org, grid);
  const ratherOf = (person: string) => {
    const wish = times.get(person)?.rather ?? 'either';
    if (wish === 'either') return undefined;
    const minutes = clock(org.people.get(person)?.zone ?? org.company.zone);
    return numbers(free(person).filter((slot) => isMorning(minutes[slot] as number) === (wish === 'mornings')));
  };
  const problem: Problem = {
    parties: people.length,
    slots: used.length,
    meetings: wanted.map((one) => one.people.map((person) => party.get(person) as number)),
    available: people.map((person) => numbers(free(person))),
    keep: wanted.map((one) => keptOf(grid, free, one, number)),
    seed,
    follows: used.map((slot, at) => used[at - 1] === slot - 1),
    day: used.map((slot) => Math.floor((company[slot] as number) / day)),
    rather: people.map(ratherOf),
    avoid: people.map((person) => numbers(edges(person).filter((slot) => number.has(slot)))),
  };
  return { problem, people, start: (slot) => slotStart(grid, used[slot] as number) };
}

/** The newest of the times it had before in which everyone can. */
function keptOf(
  grid: Grid,
  free: (person: string) => readonly number[],
  { people, before }: Wanted,
  number: ReadonlyMap<number, number>,
): number | null {
  if (before.length === 0) return null;
  const common = new Set(commonFree(free, people).map((slot) => slotStart(grid, slot).getTime()));
  const kept = before.find((at) => common.has(at.getTime()));
  return kept ? (number.get((kept.getTime() - grid.from) / (30 * 60_000)) ?? null) : null;
}
