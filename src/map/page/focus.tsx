import { Words } from '../../look/words.tsx';
import { EXTERNAL } from '../../questionnaires/types.ts';
import { namedOf, unitName } from '../look.ts';
import { around } from '../picture.ts';
import type { Edge } from '../types.ts';
import { departmentOf } from '../units.ts';
import { addressOf, focusOn } from './asked.ts';
import type { Desk } from './desk.ts';
import { Open } from './parts.tsx';

type Side = 'supplier' | 'customer';
type Neighbour = ReturnType<typeof around>[Side][number];

/** Neighbours on a side; more are shown when asked for. */
const MOST_BESIDE = 8;

/** One department between its suppliers and its customers, work going from left to right. */
export function Focus({ desk, department }: { desk: Desk; department: string }) {
  const { state, asked, say } = desk;
  const beside = around(state, department);
  const many = Math.max(beside.supplier.length, beside.customer.length) > MOST_BESIDE;
  return (
    <section class="part" aria-label={unitName(desk.look, department)}>
      <p class="focus-nav">
        <a href={addressOf(asked, { focus: null, all: false, only: 'all', page: 1 })}>← {say('back')}</a>
      </p>
      <div class="flow">
        <Neighbours desk={desk} side="supplier" neighbours={beside.supplier} />
        <Middle desk={desk} department={department} />
        <Neighbours desk={desk} side="customer" neighbours={beside.customer} />
      </div>
      <p class="note">
        {say('focus.legend')}{' '}
        {many && asked.all ? <a href={addressOf(asked, { all: false })}>{say('focus.less')}</a> : null}
      </p>
    </section>
  );
}

function Middle({ desk, department }: { desk: Desk; department: string }) {
  const { state, look, lonely, open, say } = desk;
  const node = state.nodes.get(department);
  const mapSay = look.say;
  const alone = [...lonely].filter((unit) => departmentOf(unit) === department);
  return (
    <div class="middle">
      <p class="middle-name">
        <Words text={unitName(look, department)} />
      </p>
      <p class="note">{say(node?.published ? 'focus.published' : 'focus.silent')}</p>
      <p class="note">
        {mapSay('map.steps')}
        {mapSay('colon')}
        {node?.steps == null ? mapSay('map.noWay') : mapSay('map.stepsAway', { count: node.steps })}
      </p>
      {node?.namedCustomer ? (
        <p class="note">
          {mapSay('map.named')}
          {mapSay('colon')}
          {namedOf({ say: mapSay }, node.namedCustomer)}
        </p>
      ) : null}
      <Open desk={desk} count={open.get(department) ?? 0} />
      {alone.map((unit) => (
        <p class="private">{say('focus.lonely', { unit: unitName(look, unit) })}</p>
      ))}
    </div>
  );
}

function Neighbours({ desk, side, neighbours }: { desk: Desk; side: Side; neighbours: readonly Neighbour[] }) {
  const { asked, say } = desk;
  const shown = asked.all ? neighbours : neighbours.slice(0, MOST_BESIDE);
  const rest = neighbours.length - shown.length;
  const rows = shown.length + (rest > 0 ? 1 : 0);
  return (
    <div class={`side ${side}s`}>
      <h2>
        {say(`focus.${side}s`)}
        <span class="note"> {neighbours.length}</span>
      </h2>
      {rows === 0 ? (
        <p class="note empty-side">{say('focus.none')}</p>
      ) : (
        <div class="side-body">
          <ol>
            {shown.map((neighbour) => (
              <li class={lookOf(neighbour)}>
                <Beside desk={desk} neighbour={neighbour} />
              </li>
            ))}
            {rest > 0 ? (
              <li class="rest">
                <a href={addressOf(asked, { all: true })}>{say('focus.rest', { count: rest })}</a>
              </li>
            ) : null}
          </ol>
          <Threads side={side} neighbours={shown} rows={rows} />
        </div>
      )}
    </div>
  );
}

/** How a neighbour and its thread look. */
function lookOf({ unit, edges, gaps }: Neighbour): string {
  const looks = [unit === EXTERNAL ? 'outside' : '', gaps > 0 ? 'warm' : '', oneSide(edges) ? 'dashed' : ''];
  return looks.filter(Boolean).join(' ');
}

/** Who alone says so, where not both sides do. */
function oneSide(edges: readonly Edge[]): 'supplier' | 'customer' | 'file' | null {
  const named = (by: 'supplier' | 'customer') => edges.some((edge) => edge.namedBy[by] || edge[by] === EXTERNAL);
  if (named('supplier') && named('customer')) return null;
  return named('supplier') ? 'supplier' : named('customer') ? 'customer' : 'file';
}

function Beside({ desk, neighbour }: { desk: Desk; neighbour: Neighbour }) {
  const { asked, look, say } = desk;
  const { unit, edges, gaps } = neighbour;
  const [handed] = edges.flatMap(({ handsOn }) => handsOn);
  const by = oneSide(edges);
  const inside = (
    <>
      <span class="box-words">
        <b>
          <Words text={unitName(look, unit)} />
        </b>
        {handed ? (
          <span class="note">
            <Words text={handed.words} />
          </span>
        ) : null}
      </span>
      {gaps > 0 || by ? (
        <span class="marks">
          <Open desk={desk} count={gaps} />
          {by ? <span class="mark">{say(`focus.oneSide.${by}`)}</span> : null}
        </span>
      ) : null}
    </>
  );
  return unit === EXTERNAL ? (
    <span class="box">{inside}</span>
  ) : (
    <a class="box" href={focusOn(asked, unit)}>
      {inside}
    </a>
  );
}

/** The lines between the boxes and the middle. All rows are equally high, so they are drawn without knowing how high. */
function Threads({ side, neighbours, rows }: { side: Side; neighbours: readonly Neighbour[]; rows: number }) {
  const middle = rows * 5;
  const path = (row: number) => {
    const y = row * 10 + 5;
    return side === 'supplier'
      ? `M0 ${y}C60 ${y} 40 ${middle} 100 ${middle}`
      : `M0 ${middle}C60 ${middle} 40 ${y} 100 ${y}`;
  };
  return (
    <svg class="threads" viewBox={`0 0 100 ${rows * 10}`} preserveAspectRatio="none" aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => {
        const neighbour = neighbours[row];
        return <path class={neighbour ? lookOf(neighbour) : 'dashed'} d={path(row)} />;
      })}
    </svg>
  );
}
