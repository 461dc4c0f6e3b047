import type { Problem } from './model.ts';

/**
 * Groups of meetings that have nothing to do with each other: no two of different groups want the same party in the
 * same slot, or in a row. Meetings that no slot suits are in none.
 */
export function partsOf(problem: Problem, common: readonly number[][]): number[][] {
  const parent = problem.meetings.map((_, meeting) => meeting);
  const root = (meeting: number): number => {
    let at = meeting;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] as number] as number;
      at = parent[at] as number;
    }
    return at;
  };
  const first = new Map<number, number>();
  problem.meetings.forEach((parties, meeting) => {
    // In a row, every slot of a party may matter to every other.
    const keys = problem.follows
      ? parties
      : parties.flatMap((party) => (common[meeting] ?? []).map((slot) => party * problem.slots + slot));
    if (common[meeting]?.length === 0) return;
    for (const key of keys) {
      const other = first.get(key);
      if (other === undefined) first.set(key, meeting);
      // The lower number stands for the group.
      else join(parent, root(other), root(meeting));
    }
  });
  const groups = new Map<number, number[]>();
  problem.meetings.forEach((_, meeting) => {
    if (common[meeting]?.length === 0) return;
    const own = groups.get(root(meeting));
    if (own) own.push(meeting);
    else groups.set(root(meeting), [meeting]);
  });
  return [...groups.values()];
}

function join(parent: number[], one: number, other: number): void {
  if (one !== other) parent[Math.max(one, other)] = Math.min(one, other);
}
