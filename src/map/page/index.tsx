import type { View } from '../../engine/feature.ts';
import { folded } from '../../org/likeness.ts';
import type { Organisation } from '../../org/organisation.ts';
import { sentence } from '../../platform/card.ts';
import { type Asked, askedIn } from './asked.ts';
import { Changes } from './changes.tsx';
import { type Desk, deskOf } from './desk.ts';
import { Focus } from './focus.tsx';
import { known } from './known.ts';
import { Levels } from './levels.tsx';
import { Find, Numbers } from './parts.tsx';
import { rowsOf } from './rows.ts';
import { Table } from './table.tsx';

const styles = ['map.css', 'map-drawing.css', 'map-focus.css', 'map-table.css'] as const;

/** The map of the whole company: `?focus=production`, `?q=words`, `?since=2026-05-01`. */
export const wholeMap: View = {
  name: 'whole',
  title: { en: 'The map', 'zh-CN': '地图' },
  async show(turn, query) {
    const asked = found(turn.org, askedIn(query));
    const desk = deskOf(turn, asked, await known(turn, asked.since));
    const { say } = desk;
    if (asked.focus !== null && !turn.org.departments.has(asked.focus))
      return { kind: 'no', card: sentence(say('focus.unknown', { department: asked.focus })) };
    return {
      kind: 'page',
      title: titleOf(desk),
      styles,
      scripts: ['map.js'],
      wide: true,
      content: page(desk),
    };
  },
};

/** Words that mean one department lead to it. */
function found(org: Organisation, asked: Asked): Asked {
  const words = folded(asked.q);
  if (asked.focus !== null || words === '') return asked;
  const named = [...org.departments.values()].filter(({ key, name }) =>
    [key, name].some((one) => folded(one) === words),
  );
  return named.length === 1 && named[0] ? { ...asked, focus: named[0].key, q: '' } : asked;
}

function titleOf({ asked, look: { org }, say }: Desk): string {
  const department = asked.focus === null ? undefined : org.departments.get(asked.focus)?.name;
  return department === undefined ? say('title', { company: org.company.name }) : say('title.focus', { department });
}

function page(desk: Desk) {
  const { asked, look, state, say } = desk;
  return (
    <div class="map">
      <header class="map-head">
        <h1>{titleOf(desk)}</h1>
        {asked.focus === null ? <p class="intro">{say('intro')}</p> : null}
        {[...state.nodes.values()].some(({ published }) => published) ? null : (
          <p class="intro">{look.say('map.nobodyYet')}</p>
        )}
        <Find desk={desk} />
        <nav class="jump" aria-label={say('jump')}>
          <a href="#table">{say('jump.table')}</a>
          <a href="#changes">{say('diff')}</a>
        </nav>
      </header>
      {asked.focus === null ? (
        <>
          <Numbers desk={desk} />
          <Levels desk={desk} />
        </>
      ) : (
        <Focus desk={desk} department={asked.focus} />
      )}
      <Table desk={desk} rows={rowsOf(look, state, asked)} />
      <Changes desk={desk} />
      {asked.focus === null ? null : <Levels desk={desk} folded />}
    </div>
  );
}
