import type { Problem } from './model.ts';

/** Throws a `RangeError` that names the first number or length that fits nothing. */
export function checkProblem(problem: Problem): void {
  const { parties, slots, meetings, available, keep, seed, follows, day, rather, avoid } = problem;
  checkCount('parties', parties);
  checkCount('slots', slots);
  if (!Number.isFinite(seed)) throw new RangeError(`seed is ${seed}, it must be a finite number`);
  checkLength('available', available, parties);
  checkLength('keep', keep, meetings.length);
  checkLength('follows', follows, slots);
  checkLength('day', day, slots);
  checkLength('rather', rather, parties);
  checkLength('avoid', avoid, parties);
  for (const [at, own] of meetings.entries()) checkAll(`meetings[${at}]`, own, parties, 'party');
  for (const [at, own] of available.entries()) checkAll(`available[${at}]`, own, slots, 'slot');
  for (const [at, own] of rather?.entries() ?? []) checkAll(`rather[${at}]`, own ?? [], slots, 'slot');
  for (const [at, own] of avoid?.entries() ?? []) checkAll(`avoid[${at}]`, own ?? [], slots, 'slot');
  checkAll('keep', (keep ?? []).filter((slot) => slot !== null) as number[], slots, 'slot');
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${name} is ${value}, it must count from 0`);
}

function checkLength(name: string, list: readonly unknown[] | undefined, length: number): void {
  if (list && list.length !== length)
    throw new RangeError(`${name} has ${list.length} entries, it must have ${length}`);
}

function checkAll(name: string, list: readonly number[], below: number, what: string): void {
  for (const value of list) {
    if (!Number.isInteger(value) || value < 0 || value >= below)
      throw new RangeError(`${name} names ${what} ${value}, there are ${below}`);
  }
}
