/** From this many answers on, a count of anonymous answers may be shown. */
export const shownFrom = 5;

/** How many people of one department answered an anonymous question; those below it not counted. */
export interface Cell {
  department: string;
  parent: string | null;
  answered: number;
}

/** One count that may be shown: everyone in these departments together. */
export interface ShownCount {
  /** Key of the department that is shown with those below it; empty: everyone. */
  area: string;
  departments: string[];
  answered: number;
}

/**
 * The counts of one question and round that may be shown: that of everyone, and of departments with those below them.
 * Each is 0 or at least five; so is whatever can be told from them by taking some from another, because a department's
 * count is shown only when the rest of the smallest count shown around it that no shown part covers is nothing or five and
 * more. What is shown is thus a tree of counts whose parts, and the remainders of them, are all large enough. Departments
 * with most answers are shown first, so that most is seen.
 */
export function shownCounts(cells: readonly Cell[], least: number = shownFrom): ShownCount[] {
  const large = (answered: number): boolean => answered >= least;
  const known = new Set(cells.map(({ department }) => department));
  const parents = new Map(
    cells.map(({ department, parent }) => [department, parent && known.has(parent) ? parent : null]),
  );
  const counts = new Map(cells.map(({ department, answered }) => [department, answered]));
  const all = total(counts, [...known]);
  if (!large(all)) return [];
  const below = (department: string) => [...known].filter((one) => ancestorsOf(parents, one).includes(department));
  const areas = [...known].map((department) => ({ department, members: below(department) }));
  return [{ area: '', departments: [...known], answered: all }, ...shownAreas(areas, [...known], counts, large)];
}

interface Area {
  department: string;
  members: string[];
}

/** Areas are nested or apart, because departments form a tree: each is held against the smallest shown one around it. */
function shownAreas(
  areas: readonly Area[],
  everyone: readonly string[],
  counts: ReadonlyMap<string, number>,
  large: (answered: number) => boolean,
) {
  const shown: ShownCount[] = [];
  /** What no shown part covers, by the smallest shown area around. */
  const rest = new Map<readonly string[], number>([[everyone, total(counts, everyone)]]);
  // From the outside in, so that the area around is decided first.
  const outsideIn = [...areas].sort(
    (a, b) =>
      b.members.length - a.members.length ||
      total(counts, b.members) - total(counts, a.members) ||
      (a.department < b.department ? -1 : 1),
  );
  for (const { department, members } of outsideIn) {
    const answered = total(counts, members);
    // Nobody is no group.
    if (answered === 0 || !large(answered)) continue;
    const around = [...rest.keys()].filter((outer) => members.every((one) => outer.includes(one))).at(-1) ?? everyone;
    const left = (rest.get(around) ?? 0) - answered;
    // The same people again tell nothing new.
    if (members.length === around.length || !(left === 0 || large(left))) continue;
    shown.push({ area: department, departments: members, answered });
    rest.set(around, left);
    rest.set(members, answered);
  }
  return shown;
}

const total = (counts: ReadonlyMap<string, number>, departments: readonly string[]): number =>
  departments.reduce((sum, one) => sum + (counts.get(one) ?? 0), 0);

/** A department and all above it. A circle of parents ends where it began. */
function ancestorsOf(parents: ReadonlyMap<string, string | null>, department: string): string[] {
  const found: string[] = [];
  for (let at: string | null = department; at !== null && !found.includes(at); at = parents.get(at) ?? null)
    found.push(at);
  return found;
}
