import type { Model } from './model.ts';

/**
 * At most so many of the meetings can take place, counted slot by slot: of parties that could meet each other in a slot
 * (and of those they could meet, and so on), each two make one meeting, and one of an odd number is left over.
 */
export function roomFor(
  model: Model,
  meetings: readonly number[],
  possible: (meeting: number, slot: number) => boolean,
): number {
  let room = 0;
  const groups = groupsOf(model.parties);
  for (let slot = 0; slot < model.slots && room < meetings.length; slot++) {
    const here = meetings.filter((meeting) => model.can[meeting * model.slots + slot] && possible(meeting, slot));
    if (here.length > 0) room += roomIn(model, here, groups);
  }
  return Math.min(room, meetings.length);
}

/** For each party: another of its group, up to one that stands for all, and for that one what the group comes to. */
interface Groups {
  next: Int32Array;
  parties: Int32Array;
  meetings: Int32Array;
  smallest: Int32Array;
}

const groupsOf = (parties: number): Groups => ({
  next: new Int32Array(parties),
  parties: new Int32Array(parties),
  meetings: new Int32Array(parties),
  smallest: new Int32Array(parties),
});

function roomIn(model: Model, here: readonly number[], groups: Groups): number {
  const { next, parties, meetings, smallest } = groups;
  for (const meeting of here)
    for (const party of model.who[meeting] as Int32Array) {
      next[party] = party;
      parties[party] = 1;
      meetings[party] = 0;
      smallest[party] = model.parties;
    }
  for (const meeting of here) {
    const who = model.who[meeting] as Int32Array;
    for (let other = 1; other < who.length; other++) join(groups, who[0] as number, who[other] as number);
  }
  let room = 0;
  for (const meeting of here) {
    const who = model.who[meeting] as Int32Array;
    if (who.length === 0) {
      room++;
      continue;
    }
    const root = rootOf(next, who[0] as number);
    meetings[root] = (meetings[root] as number) + 1;
    smallest[root] = Math.min(smallest[root] as number, who.length);
  }
  for (const meeting of here) {
    const first = (model.who[meeting] as Int32Array)[0];
    if (first === undefined) continue;
    const root = rootOf(next, first);
    room += Math.min(meetings[root] as number, Math.floor((parties[root] as number) / (smallest[root] as number)));
    // Once a group.
    meetings[root] = 0;
  }
  return room;
}

function join({ next, parties }: Groups, one: number, other: number): void {
  const [to, from] = [rootOf(next, one), rootOf(next, other)];
  if (to === from) return;
  next[from] = to;
  parties[to] = (parties[to] as number) + (parties[from] as number);
}

function rootOf(next: Int32Array, party: number): number {
  let at = party;
  while (next[at] !== at) at = next[at] as number;
  return at;
}
