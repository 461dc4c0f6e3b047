/** What `plan` is asked. Parties, slots and meetings are numbered from 0. */
export interface Problem {
  parties: number;
  slots: number;
  /** For each meeting the parties it cannot be without. Naming one twice changes nothing; naming none asks only for a slot. */
  meetings: number[][];
  /** For each party the slots it can sit in, in any order. */
  available: number[][];
  /** For each meeting the slot it had. One that is no longer possible asks for nothing. */
  keep?: (number | null)[];
  /** Another seed may give another plan that is as good. */
  seed: number;
  /** For each slot whether it begins when the slot before it ends. Given, nobody gets three in a row. */
  follows?: boolean[];
  /**
   * For each slot its day. Given, a party's meetings are spread over days, and all meetings over days and slots, as long as
   * no placement and no kept slot is lost.
   */
  day?: number[];
  /** For each party the slots it would rather sit in, heeded on the same condition. */
  rather?: (number[] | undefined)[];
  /** For each party the slots it sits in only where no other suits, on the same condition. */
  avoid?: (number[] | undefined)[];
}

/** A problem made ready to search: only meetings that have a slot of their own, numbered anew. */
export interface Model {
  meetings: number;
  parties: number;
  slots: number;
  /** For each meeting its parties, each once, ascending. */
  who: Int32Array[];
  /** For each meeting the slots in which all its parties can sit, ascending. */
  when: Int32Array[];
  /** `meeting * slots + slot`: 1 where the meeting can be. */
  can: Uint8Array;
  /** For each meeting the slot it had, if it can still be there; else -1. */
  keep: Int32Array;
  /** For each party its meetings. */
  of: number[][];
  /** For each slot 1 where it begins when the one before ends; null when rows do not matter. */
  follows: Uint8Array | null;
  /** For each slot its day, numbered from 0; null when it does not matter. */
  day: Int32Array | null;
  /** `party * slots + slot`: how much the party would rather not; null when nobody has said. */
  unloved: Uint8Array | null;
}

/** For each meeting the slots all its parties can sit in, ascending. */
export function commonSlots(problem: Problem): number[][] {
  const sits = problem.available.map((slots) => new Set(slots));
  const all = Array.from({ length: problem.slots }, (_, slot) => slot);
  return problem.meetings.map((parties) => all.filter((slot) => parties.every((party) => sits[party]?.has(slot))));
}

/** The part of a problem that concerns these meetings. `common` is what `commonSlots` found for all of them. */
export function modelOf(problem: Problem, common: readonly number[][], chosen: readonly number[]): Model {
  const { slots } = problem;
  const numbers = new Map<number, number>();
  const numberOf = (party: number) => {
    const known = numbers.get(party) ?? numbers.size;
    numbers.set(party, known);
    return known;
  };
  const who = chosen.map((meeting) => Int32Array.from(new Set(problem.meetings[meeting]?.map(numberOf))).sort());
  const when = chosen.map((meeting) => Int32Array.from(common[meeting] ?? []));
  const can = new Uint8Array(chosen.length * slots);
  when.forEach((own, meeting) => {
    for (const slot of own) can[meeting * slots + slot] = 1;
  });
  const of: number[][] = Array.from({ length: numbers.size }, () => []);
  who.forEach((parties, meeting) => {
    for (const party of parties) of[party]?.push(meeting);
  });
  const keep = Int32Array.from(chosen, (meeting, number) => {
    const kept = problem.keep?.[meeting] ?? -1;
    return kept >= 0 && can[number * slots + kept] ? kept : -1;
  });
  return {
    meetings: chosen.length,
    parties: numbers.size,
    slots,
    who,
    when,
    can,
    keep,
    of,
    // Nothing is before the first.
    follows: problem.follows?.some(Boolean)
      ? Uint8Array.from(problem.follows, (yes, slot) => Number(yes && slot > 0))
      : null,
    day: problem.day ? daysOf(problem.day) : null,
    unloved: unlovedOf(problem, numbers),
  };
}

function daysOf(day: readonly number[]): Int32Array {
  const days = [...new Set(day)];
  return Int32Array.from(day, (one) => days.indexOf(one));
}

/** What a slot costs that a party did not ask for, and one it avoids, beside one meeting more on a day. */
const aversion = { notRather: 2, avoided: 1 };

function unlovedOf({ rather, avoid, slots }: Problem, numbers: ReadonlyMap<number, number>): Uint8Array | null {
  if (!rather?.some(Boolean) && !avoid?.some(Boolean)) return null;
  const unloved = new Uint8Array(numbers.size * slots);
  for (const [party, number] of numbers) {
    const own = unloved.subarray(number * slots, (number + 1) * slots);
    const loved = rather?.[party];
    if (loved) own.fill(aversion.notRather);
    for (const slot of loved ?? []) own[slot] = 0;
    for (const slot of new Set(avoid?.[party])) own[slot] = (own[slot] as number) + aversion.avoided;
  }
  return unloved;
}
