import type { Model } from './model.ts';
import { roomFor } from './room.ts';
import { placing } from './worth.ts';

/**
 * What no plan is worth more than. A plan that reaches it needs no further search. Found without searching, so it may be
 * more than the best plan is worth.
 */
export function mostWorth(model: Model): number {
  const everyone = Array.from({ length: model.meetings }, (_, meeting) => meeting);
  const leftOut = Math.max(crowded(model), everyone.length - roomFor(model, everyone, () => true));
  const keepers = model.keep.reduce((sum, slot) => sum + (slot >= 0 ? 1 : 0), 0);
  const leaving = Math.max(quarrels(model), leftOut - (model.meetings - keepers));
  return (model.meetings - leftOut) * placing(model) + keepers - leaving;
}

/** At least so many are left out because someone has fewer slots than meetings. Each meeting is counted with one party. */
function crowded(model: Model): number {
  const counted = new Uint8Array(model.meetings);
  let sum = 0;
  const parties = model.of.map((meetings) => ({ meetings, over: meetings.length - seated(model, meetings) }));
  parties.sort((a, b) => b.over - a.over);
  for (const { meetings, over } of parties) {
    if (over === 0) break;
    const own = meetings.filter((meeting) => !counted[meeting]);
    const left = own.length - seated(model, own);
    if (left === 0) continue;
    sum += left;
    for (const meeting of own) counted[meeting] = 1;
  }
  return sum;
}

/** How many of these meetings can have slots of their own, by augmenting paths (Kuhn). */
export function seated(
  model: Model,
  meetings: readonly number[],
  possible?: (meeting: number, slot: number) => boolean,
): number {
  const by = new Int32Array(model.slots).fill(-1);
  const seen = new Int32Array(model.slots).fill(-1);
  let round = 0;
  const find = (meeting: number): boolean => {
    for (const slot of model.when[meeting] as Int32Array) {
      if (seen[slot] === round || (possible && !possible(meeting, slot))) continue;
      seen[slot] = round;
      const there = by[slot] as number;
      if (there >= 0 && !find(there)) continue;
      by[slot] = meeting;
      return true;
    }
    return false;
  };
  let sum = 0;
  for (const meeting of meetings) {
    if (find(meeting)) sum++;
    round++;
  }
  return sum;
}

/** At least so many leave their slot because two of a party had the same one. Each meeting is counted once. */
function quarrels(model: Model): number {
  const counted = new Uint8Array(model.meetings);
  let sum = 0;
  for (const meetings of model.of) {
    const bySlot = new Map<number, number[]>();
    for (const meeting of meetings) {
      const slot = model.keep[meeting] as number;
      if (slot >= 0 && !counted[meeting]) bySlot.set(slot, [...(bySlot.get(slot) ?? []), meeting]);
    }
    for (const group of bySlot.values()) {
      if (group.length < 2) continue;
      sum += group.length - 1;
      for (const meeting of group) counted[meeting] = 1;
    }
  }
  return sum;
}
