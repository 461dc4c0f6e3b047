import { EXTERNAL } from '../../questionnaires/types.ts';
import type { Edge, Node } from '../types.ts';
import { departmentOf } from '../units.ts';

/** Sizes in the drawing's own units, about a pixel each. */
export const box = { width: 150, height: 42 } as const;
const between = { columns: 96, rows: 20 } as const;
const margin = 30;
/** Room for what each column is called. */
export const HEAD = 20;
/** Between threads that lead back below everything. */
const LANE = 13;

export interface Placed {
  node: Node;
  /** Of its upper left corner. */
  x: number;
  y: number;
}

export interface Thread {
  edge: Edge;
  /** As SVG draws it. */
  path: string;
}

export interface Layout {
  width: number;
  height: number;
  nodes: Placed[];
  threads: Thread[];
  /** The middle of each column but the last. */
  columns: number[];
}

/**
 * Places departments in columns, the customer outside on the right. Along the shortest way a supplier is at most one step
 * further than its customer, so a thread that goes forward never passes a column; those that go far back lead below them all.
 */
export function layoutOf(columns: readonly (readonly Node[])[], edges: readonly Edge[]): Layout {
  const all = [...columns, [EXTERNAL]];
  const crossing = edges.filter(({ supplier, customer }) => departmentOf(supplier) !== departmentOf(customer));
  const sorted = untangled(all, crossing);
  const rows = Math.max(...sorted.map((column) => column.length));
  const height = HEAD + rows * (box.height + between.rows) - between.rows + 2 * margin;
  const at = new Map<Node, Placed & { column: number }>();
  for (const [column, nodes] of sorted.entries()) {
    const own = nodes.length * (box.height + between.rows) - between.rows;
    for (const [row, node] of nodes.entries()) {
      const y = (HEAD + height - own) / 2 + row * (box.height + between.rows);
      at.set(node, { node, x: margin + column * (box.width + between.columns), y, column });
    }
  }
  let lanes = 0;
  const threads = crossing.flatMap((edge) => {
    const [from, to] = [at.get(edge.supplier), at.get(edge.customer)];
    if (!from || !to) return [];
    if (from.column - to.column < 2) return [{ edge, path: pathOf(from, to) }];
    lanes += 1;
    return [{ edge, path: pathBelow(from, to, lanes, height - margin) }];
  });
  const width = all.length * (box.width + between.columns) - between.columns + 2 * margin;
  return {
    width,
    height: height + lanes * LANE,
    nodes: [...at.values()],
    threads,
    columns: columns.map((_, column) => middleOf(column)),
  };
}

const middleOf = (column: number): number => margin + column * (box.width + between.columns) + box.width / 2;

const SWEEPS = 6;

/** Orders each column by where its neighbours are, so that few threads cross. */
function untangled(columns: readonly (readonly Node[])[], edges: readonly Edge[]): Node[][] {
  const sorted = columns.map((column) => [...column]);
  const neighbours = new Map<Node, Node[]>();
  const note = (a: Node, b: Node) => neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
  for (const { supplier, customer } of edges) {
    note(supplier, customer);
    note(customer, supplier);
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const share = new Map(
      sorted.flatMap((column) => column.map((node, row): [Node, number] => [node, (row + 0.5) / column.length])),
    );
    const wanted = (node: Node) => {
      const own = [...(neighbours.get(node) ?? []), node].map((one) => share.get(one) ?? 0.5);
      return own.reduce((sum, one) => sum + one, 0) / own.length;
    };
    const order = sweep % 2 === 0 ? [...sorted].reverse() : sorted;
    for (const column of order) {
      const by = new Map(column.map((node) => [node, wanted(node)]));
      column.sort((a, b) => (by.get(a) ?? 0) - (by.get(b) ?? 0));
      for (const [row, node] of column.entries()) share.set(node, (row + 0.5) / column.length);
    }
  }
  return sorted;
}

/** Room for the head of the arrow, which is drawn at the end of the path. */
const TIP = 8;

function pathOf(from: Placed & { column: number }, to: Placed & { column: number }): string {
  const [right, left] = [from.x + box.width, to.x];
  const half = box.height / 2;
  // Pairs that hand to each other have a thread each, side by side.
  const [y1, y2] = [from.y + half - 5, to.y + half - 5];
  if (to.column > from.column) {
    const bend = between.columns / 2;
    return `M${right} ${y1}C${right + bend} ${y1} ${left - bend} ${y2} ${left - TIP} ${y2}`;
  }
  const [b1, b2] = [from.y + half + 7, to.y + half + 7];
  if (to.column === from.column) {
    const far = right + 22 + Math.min(56, Math.abs(to.y - from.y) / 5);
    return `M${right} ${b1}C${far} ${b1} ${far} ${b2} ${right + TIP} ${b2}`;
  }
  const [start, end] = [from.x, to.x + box.width + TIP];
  const bend = Math.min(between.columns, (start - end) / 2);
  return `M${start} ${b1}C${start - bend} ${b1} ${end + bend} ${b2} ${end} ${b2}`;
}

/** Down beside the supplier, back below all boxes, and up beside the customer. */
function pathBelow(from: Placed, to: Placed, lane: number, floor: number): string {
  const aside = 12 + ((lane * 5) % 40);
  const [start, end] = [from.x, to.x + box.width + TIP];
  const [down, up] = [start - aside, end + aside];
  const [y1, y2] = [from.y + box.height / 2 + 7, to.y + box.height / 2 + 13];
  const low = floor + lane * LANE;
  const turns = [
    `M${start} ${y1}H${down + 8}Q${down} ${y1} ${down} ${y1 + 8}`,
    `V${low - 8}Q${down} ${low} ${down - 8} ${low}`,
    `H${up + 8}Q${up} ${low} ${up} ${low - 8}`,
    `V${y2 + 8}Q${up} ${y2} ${up - 8} ${y2}H${end}`,
  ];
  return turns.join('');
}
