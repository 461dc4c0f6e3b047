import type { Child } from 'hono/jsx';
import { Words } from '../../look/words.tsx';
import { EXTERNAL } from '../../questionnaires/types.ts';
import { kindName, requirementLine } from '../gap-views.ts';
import { unitName } from '../look.ts';
import { departmentOf } from '../units.ts';
import { addressOf, focusOn, onlys, type Sort, sorts } from './asked.ts';
import type { Desk } from './desk.ts';
import { kindIn } from './parts.tsx';
import type { Row, Rows } from './rows.ts';

const columns = ['supplier', 'customer', 'kind', 'said', 'handsOn', 'requires', 'believes', 'gaps'] as const;
type Column = (typeof columns)[number];

/** Everything the map shows, in words: a row a hand-off. */
export function Table({ desk, rows }: { desk: Desk; rows: Rows }) {
  const { asked, look, say } = desk;
  const title =
    asked.focus !== null
      ? say('table.of', { department: unitName(look, asked.focus) })
      : asked.q === ''
        ? say('table')
        : say('table.found', { q: asked.q });
  return (
    <section class="part" aria-labelledby="table">
      <h2 id="table" tabindex={-1}>
        <Words text={title} />
      </h2>
      <Filters desk={desk} rows={rows} />
      {rows.total === 0 ? (
        <p class="note">{say('table.none')}</p>
      ) : (
        <table class="edges" aria-labelledby="table">
          <thead>
            <tr>
              {columns.map((column) => (
                <Heading desk={desk} column={column} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.shown.map((row) => (
              <tr>
                {columns.map((column) => (
                  <Cell desk={desk} row={row} column={column} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Pages desk={desk} rows={rows} />
      {rows.counts.gaps > 0 ? <p class="note">{say('gaps.next')}</p> : null}
    </section>
  );
}

function Filters({ desk: { asked, say }, rows }: { desk: Desk; rows: Rows }) {
  return (
    <nav class="filters" aria-label={say('only')}>
      <ul>
        {onlys
          .filter((only) => only === 'all' || only === asked.only || rows.counts[only] > 0)
          .map((only) => (
            <li>
              <a
                class="chip"
                href={addressOf(asked, { only, page: 1 }, 'table')}
                aria-current={asked.only === only ? 'true' : undefined}
              >
                {say(`only.${only}`)} <span class="number">{rows.counts[only]}</span>
              </a>
            </li>
          ))}
      </ul>
    </nav>
  );
}

const isSort = (column: Column): column is Column & Sort => sorts.some((sort) => sort === column);

function Heading({ desk: { asked, say }, column }: { desk: Desk; column: Column }) {
  const name = say(`table.${column}`);
  if (!isSort(column)) return <th scope="col">{name}</th>;
  const on = asked.sort === column;
  const to = addressOf(asked, { sort: column, down: on && !asked.down, page: 1 }, 'table');
  // The most differences come first, so there it is the other way round.
  const rising = asked.down === (column === 'gaps');
  return (
    <th scope="col" aria-sort={on ? (rising ? 'ascending' : 'descending') : undefined}>
      <a href={to} title={say('table.sort', { column: name })}>
        {name}
        <span class="arrow" aria-hidden="true">
          {on ? (rising ? '↑' : '↓') : '↕'}
        </span>
      </a>
    </th>
  );
}

function Cell({ desk, row, column }: { desk: Desk; row: Row; column: Column }) {
  const content = contentOf(desk, row, column);
  const label = desk.say(`table.${column}`);
  const looks = [column, content === null ? 'empty' : '', column === 'gaps' && row.gaps.length > 0 ? 'warm' : ''];
  const inside = (
    <>
      <span class="cell-label" aria-hidden="true">
        {label}
      </span>
      <div class="cell">{content}</div>
    </>
  );
  const looksLike = looks.filter(Boolean).join(' ');
  return column === 'supplier' ? (
    <th scope="row" class={looksLike}>
      {inside}
    </th>
  ) : (
    <td class={looksLike}>{inside}</td>
  );
}

function contentOf(desk: Desk, row: Row, column: Column): Child {
  const { look, say } = desk;
  const { edge } = row;
  switch (column) {
    case 'supplier':
    case 'customer':
      return <Unit desk={desk} unit={edge[column]} name={row[column]} />;
    case 'kind':
      return edge.kind ? say(`kind.${edge.kind}`) : null;
    case 'said':
      return <Said desk={desk} row={row} />;
    case 'handsOn':
      return lined(edge.handsOn.map(({ words }) => words));
    case 'requires':
      return row.agreed.length + edge.requires.length + edge.troubles.length === 0 ? null : (
        <Required desk={desk} row={row} />
      );
    case 'believes':
      return lined(edge.believes.map((one) => requirementLine(look, one)));
    case 'gaps':
      return lined(row.gaps.map((gap) => say(`gap.${gap.kind}`, { kind: kindName(look, kindIn(gap)) })));
  }
}

function Unit({ desk: { asked }, unit, name }: { desk: Desk; unit: string; name: string }) {
  if (unit === EXTERNAL || departmentOf(unit) === asked.focus) return <Words text={name} />;
  return (
    <a href={focusOn(asked, departmentOf(unit))}>
      <Words text={name} />
    </a>
  );
}

function Said({ desk: { look, say }, row: { edge, differs } }: { desk: Desk; row: Row }) {
  const by = (['supplier', 'customer', 'file'] as const).filter((one) => edge.namedBy[one]);
  return (
    <>
      {by.map((one) => say(`said.${one}`)).join(look.say('list'))}
      {differs ? <span class="mark">{say(`differs.${differs}`)}</span> : null}
    </>
  );
}

function Required({ desk: { look, say }, row: { edge, agreed } }: { desk: Desk; row: Row }) {
  const about = ({ about: kind, words }: (typeof edge.troubles)[number]) =>
    words.trim() === ''
      ? kindName(look, kind)
      : look.say('requirement.words', { about: kindName(look, kind), words: words.trim() });
  return (
    <>
      {agreed.map(({ requirement }) => (
        <p class="agreed">
          <Words text={say('agreed', { requirement: requirementLine(look, requirement) })} />
        </p>
      ))}
      {lined(edge.requires.map((one) => requirementLine(look, one)))}
      {edge.troubles.map((one) => (
        <p class="trouble">
          <Words text={say('trouble', { trouble: about(one) })} />
        </p>
      ))}
    </>
  );
}

function lined(lines: readonly string[]): Child {
  const [first] = lines;
  if (first === undefined) return null;
  if (lines.length === 1) return <Words text={first} />;
  return (
    <ul class="lines">
      {lines.map((line) => (
        <li>
          <Words text={line} />
        </li>
      ))}
    </ul>
  );
}

function Pages({ desk: { asked, say }, rows }: { desk: Desk; rows: Rows }) {
  const { first, shown, total, page, pages } = rows;
  if (pages === 1) return null;
  const to = (wanted: number) => addressOf(asked, { page: wanted }, 'table');
  return (
    <nav class="pages" aria-label={say('table.pages')}>
      {page > 1 ? (
        <a class="button small" href={to(page - 1)} rel="prev">
          {say('table.before')}
        </a>
      ) : null}
      <span class="number">{say('table.shown', { from: first + 1, to: first + shown.length, total })}</span>
      {page < pages ? (
        <a class="button small" href={to(page + 1)} rel="next">
          {say('table.after')}
        </a>
      ) : null}
    </nav>
  );
}
