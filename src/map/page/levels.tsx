import { Words } from '../../look/words.tsx';
import { folded as fold } from '../../org/likeness.ts';
import { EXTERNAL } from '../../questionnaires/types.ts';
import { unitName } from '../look.ts';
import { departmentOf } from '../units.ts';
import { addressOf, focusOn } from './asked.ts';
import { byName, type Desk } from './desk.ts';
import { Drawing } from './drawing.tsx';

/** Departments that are equally far from the customer outside; null: nobody knows the way yet. */
export interface Level {
  steps: number | null;
  departments: string[];
}

/** The furthest first, as work flows; those whose way is not known before them. */
function levelsOf(desk: Pick<Desk, 'state' | 'look'>, q = ''): Level[] {
  const wanted = fold(q);
  const levels = new Map<number | null, string[]>();
  for (const { unit, steps } of desk.state.nodes.values()) {
    if (unit === EXTERNAL || unit !== departmentOf(unit)) continue;
    if (!wordsOf(desk, unit).includes(wanted)) continue;
    levels.set(steps, [...(levels.get(steps) ?? []), unit]);
  }
  const far = ({ steps }: Level) => steps ?? Number.POSITIVE_INFINITY;
  return [...levels]
    .map(([steps, departments]) => ({ steps, departments: departments.sort(byName(desk)) }))
    .sort((a, b) => (far(a) < far(b) ? 1 : far(a) > far(b) ? -1 : 0));
}

/** What a department is found by, folded. */
const wordsOf = ({ look: { org } }: Pick<Desk, 'look'>, key: string): string =>
  fold(`${org.departments.get(key)?.name ?? ''} ${key}`);

/** More departments than this are lists without a drawing. */
const MOST_DRAWN = 16;

/** All departments by how far they are from the customer outside. `folded`: shut until somebody looks. */
export function Levels({ desk, folded = false }: { desk: Desk; folded?: boolean }) {
  const { asked, say } = desk;
  const levels = levelsOf(desk, folded ? '' : asked.q);
  const count = levels.reduce((sum, { departments }) => sum + departments.length, 0);
  if (folded)
    return (
      <details class="levels-folded">
        <summary>{say('levels.all')}</summary>
        <Columns desk={desk} levels={levels} />
      </details>
    );
  const drawn = asked.q === '' && count <= MOST_DRAWN && desk.state.edges.length > 0;
  return (
    <section class="part" aria-labelledby="levels">
      <h2 id="levels">{say('levels')}</h2>
      {asked.q === '' ? (
        <p class="note">{say('levels.how')}</p>
      ) : (
        <p class="note">
          {count === 0 ? say('find.none') : say('find.found', { count })}{' '}
          <a href={addressOf(asked, { q: '', page: 1 })}>{say('find.clear')}</a>
        </p>
      )}
      {drawn ? <Drawing desk={desk} levels={levels} /> : null}
      <Columns desk={desk} levels={levels} beside={drawn} />
    </section>
  );
}

/** `beside`: a drawing says the same where there is room for one. */
function Columns({ desk, levels, beside = false }: { desk: Desk; levels: Level[]; beside?: boolean }) {
  return (
    <div class={beside ? 'levels beside' : 'levels'}>
      {levels.map((level) => (
        <section class={`level ${widthOf(level)}${level.steps === null ? ' unknown' : ''}`}>
          <h3>
            {level.steps === null ? desk.say('levels.noWay') : desk.say('levels.steps', { count: level.steps })}
            <span class="note"> {desk.say('levels.count', { count: level.departments.length })}</span>
          </h3>
          <ul>
            {level.departments.map((key) => (
              <li>
                <Item desk={desk} department={key} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p class="level outside">
        <Words text={unitName(desk.look, EXTERNAL)} />
      </p>
    </div>
  );
}

/** Room by how many there are. */
function widthOf({ departments: { length } }: Level): string {
  return length > 200 ? 'huge' : length > 60 ? 'large' : 'small';
}

function Item({ desk, department }: { desk: Desk; department: string }) {
  const { asked, look, open, say } = desk;
  const gaps = open.get(department) ?? 0;
  return (
    <a
      href={focusOn(asked, department)}
      data-words={wordsOf(desk, department)}
      aria-current={asked.focus === department ? 'page' : undefined}
    >
      <Words text={unitName(look, department)} />
      {gaps > 0 ? (
        <span class="count">
          <span aria-hidden="true">{gaps}</span>
          <span class="sr">{say('levels.gaps', { count: gaps })}</span>
        </span>
      ) : null}
    </a>
  );
}
