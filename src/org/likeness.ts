/** Text made comparable: full and half width, upper and lower case, and spaces are one. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** How alike two texts are, 0 to 1: the better of edit distance and shared pairs, so 物料部 finds 物控部. */
export function likeness(a: string, b: string): number {
  const [left, right] = [[...folded(a)], [...folded(b)]];
  const longest = Math.max(left.length, right.length);
  if (longest === 0) return 1;
  return Math.max(1 - editDistance(left, right) / longest, sharedPairs(left, right));
}

/** The most alike of `known`, best first, those below `least` left out. */
export function closest(text: string, known: Iterable<string>, most = 3, least = 0.5): string[] {
  // Nobody mistypes a page; comparing one with every name would only cost time.
  if (text.length > 100) return [];
  return [...new Set(known)]
    .map((name) => ({ name, like: likeness(text, name) }))
    .filter(({ like }) => like >= least)
    .sort((a, b) => b.like - a.like || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}

/** `; did you mean "wang"?`, or nothing when nothing is alike. */
export function didYouMean(text: string, known: Iterable<string>): string {
  const [first] = closest(text, known, 1);
  return first === undefined ? '' : `; did you mean "${first}"?`;
}

/** Edits between two texts; two neighbours swapped count as one edit, the commonest slip of the hand. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] as number) + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length] as number;
}

/** Dice's share of common neighbouring pairs; single characters count as pairs of their own in short names. */
function sharedPairs(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  let shared = 0;
  const rest = new Map<string, number>();
  for (const pair of left) rest.set(pair, (rest.get(pair) ?? 0) + 1);
  for (const pair of right) {
    const count = rest.get(pair) ?? 0;
    if (count > 0) {
      shared += 1;
      rest.set(pair, count - 1);
    }
  }
  return left.length + right.length === 0 ? 0 : (2 * shared) / (left.length + right.length);
}

function pairsOf(letters: readonly string[]): string[] {
  if (letters.length < 2) return [...letters];
  return letters.slice(1).map((letter, i) => `${letters[i]}${letter}`);
}
