import { createHash } from 'node:crypto';
import type { Said } from '../answering/store.ts';
import type { Party, Unit } from '../types.ts';
import { type Merged, merge, speaking } from './merge.ts';
import { lineKey } from './settling.ts';

/** So many new answers at least come to what was shown already. */
export const newFrom = 3;

/** Answers of a department and round that were put together, and which these were. */
export interface Counting {
  merged: Merged[];
  /** Of each person, digests of every answer of theirs that was ever among them; nobody is told them. */
  answers: Record<string, string[]>;
  /** Answers that came since something was published last. */
  fresh: number;
  /** Grows with every step. */
  revision: number;
  /** What the last step changed; null before the second one. */
  news: News | null;
}

/** Suppliers and customers who are named since the step before, not any more, and of whom other things are said. */
export type News = Record<'came' | 'went' | 'changed', Party[]>;

/**
 * What is shown of a department when it has answered so far, after what was shown of it before; `waiting` of its answers are
 * not among it. A unit goes on only with new answers of three people, all at once: a version with the answer of one more
 * would say, held against the one before, what that person said. So would one with an answer that was changed, or went.
 * Because each version of each unit holds answers of three people that none before holds and no other one of its time, no
 * sum and difference of any versions is of fewer than three. For the same reason the units stay those they were.
 * `alone`: the department is so small that its head answers for it, and reads nobody else.
 */
export function counting(
  before: Counting | null,
  department: string,
  said: readonly Said[],
  alone: boolean,
): { now: Counting; waiting: number } {
  const known = before && new Set(before.merged.map(({ unit }) => unit));
  const merged = new Map((before?.merged ?? []).map((one) => [one.unit, one]));
  const answers = { ...before?.answers };
  let [fresh, waiting] = [0, 0];
  for (const [unit, parts] of speaking(department, said, known ?? undefined)) {
    const added = parts.filter(({ person, answer }) => !(before?.answers[person] ?? []).includes(digestOf(answer)));
    if (added.length === 0) continue;
    if (!alone && added.length < newFrom) {
      waiting += added.length;
      continue;
    }
    fresh += added.length;
    merged.set(unit, merge(unit, parts));
    for (const { person, answer } of added) answers[person] = [...(answers[person] ?? []), digestOf(answer)];
  }
  if (before && fresh === 0) return { now: before, waiting };
  const all = inOrder(department, merged);
  const now = {
    merged: all,
    answers,
    fresh: (before?.fresh ?? 0) + fresh,
    revision: (before?.revision ?? 0) + 1,
    news: before && newsOf(before.merged, all),
  };
  return { now, waiting };
}

/** The department before its steps and posts. */
function inOrder(department: Unit, merged: ReadonlyMap<Unit, Merged>): Merged[] {
  const place = (unit: Unit) => (unit === department ? '' : unit);
  return [...merged.values()].sort((a, b) => (place(a.unit) < place(b.unit) ? -1 : 1));
}

function newsOf(before: readonly Merged[], after: readonly Merged[]): News {
  const [old, young] = [saidOf(before), saidOf(after)];
  const [first, then] = [[...old.keys()], [...young.keys()]];
  return {
    came: then.filter((party) => !old.has(party)),
    went: first.filter((party) => !young.has(party)),
    changed: then.filter((party) => old.has(party) && old.get(party) !== young.get(party)),
  };
}

/** What is said of each party, without how many say so. */
function saidOf(merged: readonly Merged[]): Map<Party, string> {
  const said = new Map<Party, string>();
  for (const line of merged.flatMap(({ suppliers, customers }) => [...suppliers, ...customers])) {
    const lists = 'requires' in line ? [line.handsOn, line.requires, line.troubles] : [line.handsOn, line.believes];
    const bare = JSON.stringify([line.kind, lists.map((lines) => lines.map(lineKey).sort())]);
    said.set(line.party, `${said.get(line.party) ?? ''}${bare}`);
  }
  return said;
}

const digestOf = (answer: Said['answer']): string =>
  createHash('sha256').update(JSON.stringify(answer)).digest('hex').slice(0, 16);
