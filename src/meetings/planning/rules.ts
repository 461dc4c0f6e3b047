import type { Half, MeetingSettings, Series, Week } from '../types.ts';
import { weekNumber, weeksBetween } from './weeks.ts';

/** Two departments of which one serves the other, or each the other. */
export interface Pair {
  series: Series;
  halves: Half[];
}

/** What sits together in one half hour: a pair, or a department with several of its partners. */
export interface Unit extends Pair {
  departments: string[];
  /** The pairs that meet in it. */
  pairs: Series[];
}

/** What stands between the two departments of a pair, counted. */
export interface Between {
  /** Requests that are not closed, and those of them past their date. */
  open: number;
  overdue: number;
  /** Of the last four weeks: deliveries returned, late, and rated 1 or 2. */
  returned: number;
  late: number;
  lowRated: number;
  /** Awareness gaps and improvements that are open. */
  gaps: number;
  actions: number;
}

/** Every pair meets at least so often. */
export const EVERY_WEEKS = 4;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The key of those who meet: the departments sorted by code units and joined. */
export const seriesOf = (departments: Iterable<string>): Series => [...new Set(departments)].sort(compare).join('+');

/** The pairs in a list of who supplies whom, each with the directions that exist. */
export function pairsOf(relations: Iterable<Half>): Pair[] {
  const pairs = new Map<Series, Pair>();
  for (const { supplier, customer } of relations) {
    if (supplier === customer) continue;
    const series = seriesOf([supplier, customer]);
    const pair = pairs.get(series) ?? { series, halves: [] };
    if (!pair.halves.some((half) => half.supplier === supplier)) pair.halves.push({ supplier, customer });
    pairs.set(series, pair);
  }
  for (const { halves } of pairs.values()) halves.sort((a, b) => compare(a.supplier, b.supplier));
  return [...pairs.values()].sort((a, b) => compare(a.series, b.series));
}

const sidesOf = ({ halves: [half] }: Pair): string[] => (half ? [half.supplier, half.customer].sort(compare) : []);

const unitOf = (pairs: readonly Pair[]): Unit => {
  const departments = [...new Set(pairs.flatMap(sidesOf))].sort(compare);
  return {
    series: seriesOf(departments),
    departments,
    halves: pairs.flatMap(({ halves }) => halves),
    pairs: pairs.map(({ series }) => series),
  };
};

/**
 * Who sits together, when some departments want to meet several partners in one half hour. Each pair belongs to one unit:
 * of wishes that overlap the one for more partners has it, and of equal ones that of the department whose key comes first.
 * A wish that is left with one partner is none.
 */
export function unitsOf(pairs: readonly Pair[], settings: ReadonlyMap<string, MeetingSettings>): Unit[] {
  const free = new Map(pairs.map((pair) => [pair.series, pair]));
  const wishes = [...settings]
    .map(([department, { together }]) => ({
      department,
      series: [...new Set(together)].map((partner) => seriesOf([department, partner])).filter((key) => free.has(key)),
    }))
    .filter(({ series }) => series.length > 1)
    .sort((a, b) => b.series.length - a.series.length || compare(a.department, b.department));
  const units: Unit[] = [];
  for (const wish of wishes) {
    const own = wish.series.flatMap((key) => free.get(key) ?? []);
    if (own.length < 2) continue;
    for (const pair of own) free.delete(pair.series);
    units.push(unitOf(withTable(own, free)));
  }
  return [...units, ...[...free.values()].map((pair) => unitOf([pair]))].sort((a, b) => compare(a.series, b.series));
}

/** Partners who sit at one table anyway and serve one another need no half hour of their own. */
function withTable(own: readonly Pair[], free: Map<Series, Pair>): Pair[] {
  const table = new Set(own.flatMap(sidesOf));
  const more = [...free.values()].filter((pair) => sidesOf(pair).every((side) => table.has(side)));
  for (const pair of more) free.delete(pair.series);
  return [...own, ...more];
}

/**
 * How much there is between two departments:
 * `5·overdue + 3·returned + 3·lowRated + 2·open + 2·late + 2·gaps + 2·actions + weeks since they met` (at most 4).
 */
export const weightOf = (between: Between | undefined, weeks: number): number =>
  (between
    ? 5 * between.overdue +
      3 * (between.returned + between.lowRated) +
      2 * (between.open + between.late + between.gaps + between.actions)
    : 0) + Math.min(weeks, EVERY_WEEKS);

/** What the choice of a week looks at. Keys of `lastMet` and `between` are pairs. */
export interface Facts {
  budget(department: string): number;
  lastMet: ReadonlyMap<Series, Week>;
  /** Pairs that were planned before, whatever became of it. */
  tried: ReadonlySet<Series>;
  between: ReadonlyMap<Series, Between>;
}

/**
 * Who meets in a week. First whoever has not met for four weeks, beyond any budget. Then, by weight, whoever still has a
 * half hour left in the budgets of all its departments.
 */
export function chosen(units: readonly Unit[], week: Week, facts: Facts): Unit[] {
  const spent = new Map<string, number>();
  const take = ({ departments }: Unit) => {
    for (const key of departments) spent.set(key, (spent.get(key) ?? 0) + 1);
  };
  const left = ({ departments }: Unit) => departments.every((key) => (spent.get(key) ?? 0) < facts.budget(key));
  const due = units.filter((unit) => isDueIn(unit, week, facts));
  for (const unit of due) take(unit);
  const weighed = units
    .filter((unit) => !due.includes(unit))
    .map((unit) => ({ unit, weight: sum(unit.pairs.map((pair) => weigh(pair, week, facts))) }))
    .sort((a, b) => b.weight - a.weight || compare(a.unit.series, b.unit.series));
  const rest: Unit[] = [];
  for (const { unit } of weighed) {
    if (!left(unit)) continue;
    take(unit);
    rest.push(unit);
  }
  return [...due, ...rest].sort((a, b) => compare(a.series, b.series));
}

const weigh = (pair: Series, week: Week, { lastMet, between }: Facts): number => {
  const last = lastMet.get(pair);
  return weightOf(between.get(pair), last === undefined ? EVERY_WEEKS : weeksBetween(last, week));
};

/** Whether the fourth week is up for one of the pairs in a unit. */
export const isDueIn = ({ pairs }: Unit, week: Week, past: Pick<Facts, 'lastMet' | 'tried'>): boolean =>
  pairs.some((pair) => isDue(pair, week, past));

/**
 * Whether the pair's fourth week is up. Pairs that never met come one quarter a week, each in its own turn of four weeks, so
 * that a company that begins does not meet all at once; one whose turn came to nothing is due until it has met.
 */
function isDue(pair: Series, week: Week, { lastMet, tried }: Pick<Facts, 'lastMet' | 'tried'>): boolean {
  const last = lastMet.get(pair);
  if (last !== undefined) return weeksBetween(last, week) >= EVERY_WEEKS;
  return tried.has(pair) || weekNumber(week) % EVERY_WEEKS === hash(pair) % EVERY_WEEKS;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** A number that is the same on every machine (FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/). */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
