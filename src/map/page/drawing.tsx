import { visible } from '../../look/words.tsx';
import { EXTERNAL } from '../../questionnaires/types.ts';
import { unitName } from '../look.ts';
import type { Edge } from '../types.ts';
import { pairKey } from '../units.ts';
import { focusOn } from './asked.ts';
import type { Desk } from './desk.ts';
import { box, HEAD, layoutOf, type Placed } from './layout.ts';
import type { Level } from './levels.tsx';

/** A small company at one glance: every department, and every hand-off between two of them. */
export function Drawing({ desk, levels }: { desk: Desk; levels: readonly Level[] }) {
  const { state, say } = desk;
  const { width, height, nodes, threads, columns } = layoutOf(
    levels.map(({ departments }) => departments),
    state.edges,
  );
  const open = new Set(state.gaps.map(pairKey));
  return (
    <figure aria-label={say('levels.drawing')}>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the figure is named, and a title would hover over every department */}
      <svg class="drawing" viewBox={`0 0 ${width} ${height}`} data-drawing>
        <Tips />
        {levels.map(({ steps }, column) => (
          <text class="head" x={columns[column]} y={HEAD} text-anchor="middle">
            {steps === null ? say('levels.noWay') : say('levels.steps', { count: steps })}
          </text>
        ))}
        {threads.map(({ edge, path }) => {
          const warm = open.has(pairKey(edge));
          return (
            <path
              class={`thread${warm ? ' warm' : ''}${bothSay(edge) ? '' : ' dashed'}`}
              d={path}
              marker-end={`url(#tip-${warm ? 'warm' : 'plain'})`}
              data-from={edge.supplier}
              data-to={edge.customer}
            />
          );
        })}
        {nodes.map((placed) => (
          <Box desk={desk} placed={placed} />
        ))}
      </svg>
    </figure>
  );
}

/** Heads of arrows. */
function Tips() {
  const size = { markerWidth: '8', markerHeight: '8', markerUnits: 'userSpaceOnUse' };
  return (
    <defs>
      {['plain', 'warm'].map((look) => (
        <marker id={`tip-${look}`} class={look} viewBox="0 0 8 8" refX="0" refY="4" orient="auto" {...size}>
          <path d="M0 0L8 4L0 8z" />
        </marker>
      ))}
    </defs>
  );
}

const bothSay = ({ namedBy, customer }: Edge): boolean =>
  namedBy.supplier && (namedBy.customer || customer === EXTERNAL);

function Box({ desk, placed: { node, x, y } }: { desk: Desk; placed: Placed }) {
  const { look, open, asked, say } = desk;
  const name = visible(unitName(look, node));
  const gaps = open.get(node) ?? 0;
  const middle = x + box.width / 2;
  const lines = linesOf(name);
  const drawn = (
    <>
      <rect x={x} y={y} width={box.width} height={box.height} rx="10" />
      <text class={lines.length > 1 ? 'small' : undefined} x={middle} text-anchor="middle">
        {lines.map((line, index) => (
          <tspan x={middle} y={y + box.height / 2 + 5 + (index - (lines.length - 1) / 2) * 16}>
            {line}
          </tspan>
        ))}
      </text>
      {gaps > 0 ? (
        <>
          <circle class="dot" cx={x + box.width - 4} cy={y + 4} r="10" />
          <text class="dot-text" x={x + box.width - 4} y={y + 8} text-anchor="middle">
            {gaps}
          </text>
        </>
      ) : null}
    </>
  );
  if (node === EXTERNAL)
    return (
      <g class="node outside" data-node={node}>
        {drawn}
      </g>
    );
  const label = gaps > 0 ? `${name}${look.say('colon')}${say('levels.gaps', { count: gaps })}` : name;
  return (
    <a href={focusOn(asked, node)} class="node" data-node={node}>
      <title>{label}</title>
      {drawn}
    </a>
  );
}

/** Width of a line in Latin letters; a Chinese sign is as wide as two. */
const LINE = 16;
const wide = (text: string): number => [...text].reduce((sum, sign) => sum + (/[\u1100-\uffdc]/.test(sign) ? 2 : 1), 0);

/** A name in at most two lines, broken between words where it has any. */
export function linesOf(name: string): string[] {
  if (wide(name) <= LINE) return [name];
  const words = name.split(' ');
  let first = words[0] ?? '';
  if (wide(first) > LINE) first = begin(name, LINE);
  else
    for (const word of words.slice(1)) {
      if (wide(`${first} ${word}`) > LINE) break;
      first = `${first} ${word}`;
    }
  const second = name.slice(first.length).trim();
  return [first, wide(second) <= LINE ? second : `${begin(second, LINE - 1)}…`];
}

function begin(text: string, most: number): string {
  let taken = '';
  for (const sign of text) {
    if (wide(taken + sign) > most) break;
    taken += sign;
  }
  return taken;
}
