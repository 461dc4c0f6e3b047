import loadHighs from 'highs';
import type { Problem } from '../../../src/meetings/planner.ts';

/** What a plan comes to: meetings placed, and of those that had a slot the ones still there. */
export interface Score {
  placed: number;
  kept: number;
}

// Its types speak of a CommonJS module, while Node.js loads the ES module.
const highs = await (loadHighs as unknown as typeof loadHighs.default)();

/**
 * The best any plan can come to, by integer programming: for each meeting and slot a variable that is 1 when it sits
 * there. Null when that takes more than `seconds`.
 */
export function optimum(problem: Problem, seconds = 30): Score | null {
  const { model, names } = programOf(problem);
  if (names.length === 0) return { placed: 0, kept: 0 };
  const result = highs.solve(model, { output_flag: false, time_limit: seconds, mip_rel_gap: 0, mip_abs_gap: 0.5 });
  if (result.Status !== 'Optimal') return null;
  const chosen = names.filter(({ name }) => (result.Columns[name]?.Primal ?? 0) > 0.5);
  const kept = chosen.filter(({ meeting, slot }) => problem.keep?.[meeting] === slot);
  return { placed: chosen.length, kept: kept.length };
}

function programOf(problem: Problem) {
  const names = problem.meetings.flatMap((parties, meeting) =>
    Array.from({ length: problem.slots }, (_, slot) => slot)
      .filter((slot) => parties.every((party) => problem.available[party]?.includes(slot)))
      .map((slot) => ({ name: `x${meeting}_${slot}`, meeting, slot })),
  );
  // Placing one more is worth more than keeping all.
  const worth = ({ meeting, slot }: { meeting: number; slot: number }) =>
    problem.meetings.length + 1 + (problem.keep?.[meeting] === slot ? 1 : 0);
  const sum = (list: { name: string }[]) => list.map(({ name }) => name).join(' + ');
  const rows: string[] = [];
  const atMost = (list: { name: string }[], most: number) => {
    if (list.length > most) rows.push(`c${rows.length}: ${sum(list)} <= ${most}`);
  };
  const sits = (party: number, slots: number[]) =>
    names.filter(({ meeting, slot }) => slots.includes(slot) && problem.meetings[meeting]?.includes(party));
  problem.meetings.forEach((_, number) => {
    atMost(
      names.filter(({ meeting }) => meeting === number),
      1,
    );
  });
  for (let party = 0; party < problem.parties; party++)
    for (let slot = 0; slot < problem.slots; slot++) {
      atMost(sits(party, [slot]), 1);
      if (problem.follows?.[slot] && problem.follows[slot - 1]) atMost(sits(party, [slot - 2, slot - 1, slot]), 2);
    }
  const objective = names.map((one) => `${worth(one)} ${one.name}`).join(' + ');
  const all = names.map(({ name }) => name).join(' ');
  const model = `Maximize\n obj: ${objective}\nSubject To\n ${rows.join('\n ')}\nBinary\n ${all}\nEnd`;
  return { model, names };
}
