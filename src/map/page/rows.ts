import { folded } from '../../org/likeness.ts';
import type { Agreement } from '../../org/organisation.ts';
import { EXTERNAL } from '../../questionnaires/types.ts';
import { differs } from '../gap-views.ts';
import { type Look, unitName } from '../look.ts';
import type { Edge, Gap, MapState } from '../types.ts';
import { departmentOf, pairKey } from '../units.ts';
import { type Asked, type Only, onlys, type Sort } from './asked.ts';

/** A hand-off with all that is known of it. */
export interface Row {
  edge: Edge;
  supplier: string;
  customer: string;
  gaps: readonly Gap[];
  agreed: readonly Agreement[];
  /** Who alone has it, where answers and org file disagree. */
  differs: 'answers' | 'file' | null;
}

/** One page of the table. */
export interface Rows {
  shown: Row[];
  /** From 0. */
  first: number;
  total: number;
  page: number;
  pages: number;
  /** How many rows each filter leaves. */
  counts: Record<Only, number>;
}

/** A telephone shows one or two at a time. */
export const PAGE_ROWS = 25;

/** The rows that were asked for, sorted, one page of them. */
export function rowsOf(look: Look, state: MapState, asked: Asked): Rows {
  const all = everyRow(look, state).filter((row) => inScope(row, asked));
  const counts = Object.fromEntries(onlys.map((only) => [only, all.filter(fits[only]).length])) as Rows['counts'];
  const rows = all.filter(fits[asked.only]).sort(order(look, asked));
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  const page = Math.min(asked.page, pages);
  const first = (page - 1) * PAGE_ROWS;
  return { shown: rows.slice(first, first + PAGE_ROWS), first, total: rows.length, page, pages, counts };
}

function everyRow(look: Look, state: MapState): Row[] {
  const gaps = byPair(state.gaps);
  const agreed = byPair(state.agreements);
  const spoken = (node: string) => state.nodes.get(node)?.published ?? false;
  return state.edges.map((edge) => ({
    edge,
    supplier: unitName(look, edge.supplier),
    customer: unitName(look, edge.customer),
    gaps: gaps.get(pairKey(edge)) ?? [],
    agreed: agreed.get(pairKey(edge)) ?? [],
    differs: crosses(edge) ? differs(edge, spoken) : null,
  }));
}

function byPair<T extends { supplier: string; customer: string }>(list: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of list) {
    const known = found.get(pairKey(one));
    if (known) known.push(one);
    else found.set(pairKey(one), [one]);
  }
  return found;
}

/** The org file names departments and steps, not posts, and nobody outside. */
const crosses = ({ supplier, customer }: Edge): boolean =>
  [supplier, customer].every((unit) => !unit.includes('#') && !unit.startsWith('~'));

function inScope({ edge, supplier, customer }: Row, { focus, q }: Asked): boolean {
  if (focus !== null) return [edge.supplier, edge.customer].some((unit) => departmentOf(unit) === focus);
  const wanted = folded(q);
  if (wanted === '') return true;
  return [supplier, customer, edge.supplier, edge.customer].some((name) => folded(name).includes(wanted));
}

const fits: Record<Only, (row: Row) => boolean> = {
  all: () => true,
  gaps: ({ gaps }) => gaps.length > 0,
  // The customer outside never says anything.
  oneSide: ({ edge: { namedBy, customer } }) => customer !== EXTERNAL && namedBy.supplier !== namedBy.customer,
  file: ({ differs: only }) => only !== null,
  agreed: ({ agreed }) => agreed.length > 0,
};

function order(look: Look, { sort, down }: Asked): (a: Row, b: Row) => number {
  const { compare } = new Intl.Collator(look.viewer.locale, { numeric: true });
  const by: Record<Sort, (a: Row, b: Row) => number> = {
    supplier: (a, b) => compare(a.supplier, b.supplier) || compare(a.customer, b.customer),
    customer: (a, b) => compare(a.customer, b.customer) || compare(a.supplier, b.supplier),
    kind: (a, b) => compare(a.edge.kind ?? '~', b.edge.kind ?? '~'),
    gaps: (a, b) => b.gaps.length - a.gaps.length,
  };
  return (a, b) => (down ? -1 : 1) * by[sort](a, b) || by.supplier(a, b);
}
