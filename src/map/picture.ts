import type { Drawing } from '../platform/card.ts';
import { EXTERNAL } from '../questionnaires/types.ts';
import { type Look, unitName } from './look.ts';
import type { Edge, Gap, MapState, Node } from './types.ts';
import { compare, departmentOf, pairKey } from './units.ts';

/** Suppliers or customers beside the one in the middle; more of them are counted. */
export const NEIGHBOURS = 8;

/** Sizes in CSS pixels, made for the width of a telephone. */
const box = { width: 138, height: 46 } as const;
const columns = { supplier: 75, focus: 260, customer: 445 } as const;
/** Where the lines of a side come together. */
const trunk = { supplier: 163, customer: 348 } as const;
const row = 60;
const head = 40;
const foot = 40;

const ink = { text: '#1f2933', quiet: '#52606d', line: '#7b8794', gap: '#b44d12' } as const;

/** Fill and words of a box: the department in the middle, one beside it, one with open gaps, the customer outside. */
const looks = {
  focus: ['#bfe3dc', '#06443d'],
  plain: ['#eaefed', ink.text],
  gaps: ['#fbe3d3', ink.text],
  outside: ['#0b6e63', '#ffffff'],
} as const;

type Column = 'supplier' | 'customer';

interface Neighbour {
  unit: Node;
  edges: Edge[];
  gaps: number;
}

/** Suppliers and customers of one department, those with most between them first. */
export function around(state: MapState, focus: string): Record<Column, Neighbour[]> {
  const open = new Map<string, number>();
  for (const gap of state.gaps) open.set(pairKey(gap), (open.get(pairKey(gap)) ?? 0) + 1);
  const found: Record<Column, Map<Node, Neighbour>> = { supplier: new Map(), customer: new Map() };
  for (const edge of state.edges) {
    for (const side of ['supplier', 'customer'] as const) {
      const other = edge[side];
      const own = edge[side === 'supplier' ? 'customer' : 'supplier'];
      if (departmentOf(own) !== focus || departmentOf(other) === focus) continue;
      const known = found[side].get(other) ?? { unit: other, edges: [], gaps: 0 };
      known.edges.push(edge);
      known.gaps += open.get(pairKey(edge)) ?? 0;
      found[side].set(other, known);
    }
  }
  const sorted = (side: Column) => [...found[side].values()].sort(byMost);
  return { supplier: sorted('supplier'), customer: sorted('customer') };
}

const byMost = (a: Neighbour, b: Neighbour) => said(b) - said(a) || b.gaps - a.gaps || compare(a.unit, b.unit);

/** What is known of it: named on either side, and how much is said. */
const said = ({ edges, gaps }: Neighbour) =>
  edges.reduce(
    (sum, { namedBy, requires, troubles }) =>
      sum + Number(namedBy.supplier) + Number(namedBy.customer) + requires.length + troubles.length,
    gaps,
  );

/** A picture of a department between its suppliers and its customers, work going from left to right; null where it has neither. */
export function pictureOf(look: Look, state: MapState, focus: string): { drawing: Drawing; alt: string } | null {
  const beside = around(state, focus);
  const rows = Math.max(
    ...(['supplier', 'customer'] as const).map((side) => Math.min(beside[side].length, NEIGHBOURS + 1)),
  );
  if (rows === 0) return null;
  const height = head + rows * row + foot;
  const size = { width: columns.supplier + columns.customer, height };
  const middle = head + (rows * row) / 2;
  const sides = (['supplier', 'customer'] as const).map((side) => drawSide(look, beside[side], side, middle));
  const option = {
    backgroundColor: '#ffffff',
    animation: false,
    textStyle: { fontFamily: 'Noto Sans SC' },
    title: [
      heading(look.say('picture.suppliers'), columns.supplier),
      heading(look.say('picture.customers'), columns.customer),
      { ...heading(look.say('picture.legend'), columns.focus), top: height - foot + 8 },
    ],
    series: [
      {
        type: 'graph',
        layout: 'none',
        left: 0,
        top: 0,
        width: size.width,
        height,
        edgeSymbol: ['none', 'none'],
        edgeSymbolSize: 9,
        emphasis: { disabled: true },
        data: [
          // Two points in the corners, so that a coordinate is a pixel.
          point('corner/0', 0, 0),
          point('corner/1', size.width, height),
          boxOf('focus', unitName(look, focus), columns.focus, middle, 'focus'),
          point('focus/in', columns.focus - box.width / 2, middle),
          point('focus/out', columns.focus + box.width / 2, middle),
          ...sides.flatMap((side) => side.data),
        ],
        links: sides.flatMap((side) => side.links),
      },
    ],
  };
  return { drawing: { ...size, option }, alt: altOf(look, beside, focus) };
}

const heading = (text: string, x: number) => ({
  text,
  left: x,
  top: 12,
  textAlign: 'center',
  textStyle: { fontSize: 13, fontWeight: 'normal', color: ink.quiet },
});

const point = (name: string, x: number, y: number) => ({ name, x, y, symbolSize: 0, label: { show: false } });

const boxOf = (name: string, label: string, x: number, y: number, look: keyof typeof looks) => ({
  name,
  x,
  y,
  symbol: 'rect',
  symbolSize: [box.width, box.height],
  itemStyle: { color: looks[look][0] },
  label: {
    show: true,
    formatter: braceless(label),
    width: box.width - 10,
    overflow: 'break',
    fontSize: 14,
    lineHeight: 18,
    fontWeight: 'normal',
    color: looks[look][1],
  },
});

/** ECharts fills in what stands in braces (https://echarts.apache.org/en/option.html#series-graph.label.formatter). */
const braceless = (text: string) => text.replaceAll('{', '（').replaceAll('}', '）');

function drawSide(look: Look, neighbours: readonly Neighbour[], side: Column, middle: number) {
  const { shown, rest } = drawnOf(neighbours);
  const count = shown.length + (rest > 0 ? 1 : 0);
  const at = (index: number) => middle + (index - (count - 1) / 2) * row;
  const x = columns[side];
  const drawn = shown.map((neighbour, index) => drawNeighbour(look, neighbour, side, at(index)));
  const more =
    rest > 0 ? [boxOf(`rest/${side}`, look.say('picture.rest', { count: rest }), x, at(count - 1), 'plain')] : [];
  const knots = drawn.map(({ data }) => data[1]?.name ?? '');
  return {
    data: [...drawn.flatMap(({ data }) => data), ...more, point(`trunk/${side}`, trunk[side], middle)],
    links: [...drawn.map(({ link }) => link), ...trunkOf(side, knots)],
  };
}

/** One line for all of a side: along the ends of theirs, and to the department in the middle or from it. */
function trunkOf(side: Column, knots: readonly string[]): Line[] {
  const [first, last] = [knots[0], knots.at(-1)];
  if (first === undefined || last === undefined) return [];
  const middle = `trunk/${side}`;
  const along = [line(first, middle, ink.line), line(middle, last, ink.line)];
  return side === 'supplier'
    ? [...along, line(middle, 'focus/in', ink.line, { arrow: true })]
    : [line('focus/out', middle, ink.line), ...along];
}

type Line = ReturnType<typeof line>;

function line(source: string, target: string, color: string, { arrow = false, dashed = false } = {}) {
  return {
    source,
    target,
    symbol: ['none', arrow ? 'arrow' : 'none'],
    lineStyle: { color, opacity: 1, width: 1.5, type: dashed ? 'dashed' : 'solid' },
  };
}

function drawNeighbour(look: Look, { unit, edges, gaps }: Neighbour, side: Column, y: number) {
  const x = columns[side];
  const outside = unit === EXTERNAL;
  const name = unitName(look, unit);
  const label = gaps > 0 ? `${name}\n${look.say('picture.gaps', { count: gaps })}` : name;
  const both = edges.some(({ namedBy, customer }) => namedBy.supplier && (namedBy.customer || customer === EXTERNAL));
  const [port, knot] = [`${side}/${unit}/port`, `${side}/${unit}/knot`];
  const color = gaps > 0 ? ink.gap : ink.line;
  return {
    data: [
      boxOf(`${side}/${unit}`, label, x, y, outside ? 'outside' : gaps > 0 ? 'gaps' : 'plain'),
      point(knot, trunk[side], y),
      point(port, side === 'supplier' ? x + box.width / 2 : x - box.width / 2, y),
    ],
    link:
      side === 'supplier'
        ? line(port, knot, color, { dashed: !both })
        : line(knot, port, color, { dashed: !both, arrow: true }),
  };
}

/** A last one alone takes no more room than the count of it. */
function drawnOf(neighbours: readonly Neighbour[]): { shown: readonly Neighbour[]; rest: number } {
  const shown = neighbours.length > NEIGHBOURS + 1 ? neighbours.slice(0, NEIGHBOURS) : neighbours;
  return { shown, rest: neighbours.length - shown.length };
}

/** The same in words, for who cannot see it. */
function altOf(look: Look, beside: Record<Column, Neighbour[]>, focus: string): string {
  const { say } = look;
  const named = ({ unit, gaps }: Neighbour) => {
    const name = unitName(look, unit);
    return gaps > 0 ? say('picture.with', { name, gaps: say('picture.gaps', { count: gaps }) }) : name;
  };
  const names = (side: Column) => {
    const { shown, rest } = drawnOf(beside[side]);
    return [...shown.map(named), ...(rest > 0 ? [say('picture.rest', { count: rest })] : [])].join(say('list'));
  };
  return say('picture.alt', {
    department: unitName(look, focus),
    suppliers: names('supplier') || say('unit.nobody'),
    customers: names('customer') || say('unit.nobody'),
  });
}

/** The gaps a department is part of. */
export const gapsOf = (state: MapState, department: string): Gap[] =>
  state.gaps.filter((gap) => [gap.supplier, gap.customer].some((unit) => departmentOf(unit) === department));
