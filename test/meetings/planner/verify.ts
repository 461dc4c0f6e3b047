/** A problem as anyone would put it; nothing here comes from the planner. */
export interface Asked {
  parties: number;
  slots: number;
  meetings: number[][];
  available: number[][];
  keep?: (number | null)[];
  follows?: boolean[];
}

/** What is wrong with a plan, in words: empty when it holds. */
export function faults({ meetings, slots, available, follows }: Asked, plan: readonly (number | null)[]): string[] {
  const found: string[] = [];
  if (plan.length !== meetings.length) found.push(`${plan.length} answers for ${meetings.length} meetings`);
  const sitting = new Map<string, number>();
  plan.forEach((slot, meeting) => {
    if (slot === null) return;
    if (!Number.isInteger(slot) || slot < 0 || slot >= slots) found.push(`meeting ${meeting} is in no slot: ${slot}`);
    for (const party of new Set(meetings[meeting])) {
      if (!available[party]?.includes(slot)) found.push(`party ${party} is not available in ${slot}`);
      const other = sitting.get(`${party}/${slot}`);
      if (other !== undefined) found.push(`party ${party} is in ${other} and ${meeting} at once`);
      sitting.set(`${party}/${slot}`, meeting);
    }
  });
  for (const place of sitting.keys()) {
    const [party, slot] = place.split('/').map(Number) as [number, number];
    const inRow = (after: number) => follows?.[slot + after] && sitting.has(`${party}/${slot + after}`);
    if (inRow(1) && inRow(2)) found.push(`party ${party} has three in a row from ${slot}`);
  }
  return found;
}

/** Meetings that have a slot, and those of them that have the one they had. */
export function scoreOf({ keep }: Pick<Asked, 'keep'>, plan: readonly (number | null)[]) {
  return {
    placed: plan.filter((slot) => slot !== null).length,
    kept: plan.filter((slot, meeting) => slot !== null && slot === keep?.[meeting]).length,
  };
}

/** Whether all of these meetings can take place, by trying everything: for a handful. */
export function canAll(asked: Asked, chosen: readonly number[]): boolean {
  const plan: (number | null)[] = asked.meetings.map(() => null);
  const place = (at: number): boolean => {
    const meeting = chosen[at];
    if (meeting === undefined) return true;
    for (let slot = 0; slot < asked.slots; slot++) {
      plan[meeting] = slot;
      if (faults(asked, plan).length === 0 && place(at + 1)) return true;
    }
    plan[meeting] = null;
    return false;
  };
  return place(0);
}
