import { Words } from '../../look/words.tsx';
import { showDay } from '../../messages/time.ts';
import { gapLine, requirementLine, sidesOf } from '../gap-views.ts';
import type { Edge, MapDiff } from '../types.ts';
import { departmentOf } from '../units.ts';
import { addressOf } from './asked.ts';
import type { Desk } from './desk.ts';

/** What came and went since a day something was published on. */
export function Changes({ desk }: { desk: Desk }) {
  const { asked, days, diff, say } = desk;
  return (
    <section class="part" aria-labelledby="changes">
      <h2 id="changes" tabindex={-1}>
        {say('diff')}
      </h2>
      {days.length === 0 ? <p class="note">{say('diff.none')}</p> : <Since desk={desk} />}
      {diff ? <Both desk={desk} diff={diff} /> : null}
      {asked.since === null ? null : (
        <p>
          <a href={addressOf(asked, { since: null }, 'changes')}>{say('diff.stop')}</a>
        </p>
      )}
    </section>
  );
}

function Since({ desk: { asked, days, look, say } }: { desk: Desk }) {
  const choices = asked.since !== null && !days.includes(asked.since) ? [asked.since, ...days] : days;
  const name = (day: string) => showDay(new Date(`${day}T00:00:00Z`), { locale: look.viewer.locale, zone: 'UTC' });
  return (
    <form method="get" action="#changes" class="since">
      {asked.focus === null ? null : <input type="hidden" name="focus" value={asked.focus} />}
      {asked.q === '' ? null : <input type="hidden" name="q" value={asked.q} />}
      <label for="since">{say('diff.since')}</label>
      <select id="since" name="since">
        {choices.map((day) => (
          <option value={day} selected={day === asked.since}>
            {name(day)}
          </option>
        ))}
      </select>
      <button type="submit" class="button small">
        {say('diff.do')}
      </button>
    </form>
  );
}

type Ends = Pick<Edge, 'supplier' | 'customer'>;

function Both({ desk, diff }: { desk: Desk; diff: MapDiff }) {
  const { asked, look, say } = desk;
  const own = <T extends Ends>(list: readonly T[]) =>
    asked.focus === null
      ? list
      : list.filter(({ supplier, customer }) =>
          [supplier, customer].some((unit) => departmentOf(unit) === asked.focus),
        );
  const edge = (one: Ends) => `${sidesOf(look, one).supplier} → ${sidesOf(look, one).customer}`;
  const requirement = (one: MapDiff['requirements']['came'][number]) =>
    say('diff.requirement', { ...sidesOf(look, one), requirement: requirementLine(look, one.requires) });
  const gap = (one: MapDiff['gaps']['came'][number]) => gapLine(look, one);
  const { edges, requirements, gaps } = diff;
  const groups = [
    ['edges', 'went', own(edges.came).map(edge), own(edges.went).map(edge)],
    ['requirements', 'went', own(requirements.came).map(requirement), own(requirements.went).map(requirement)],
    ['gaps', 'gapsWent', own(gaps.came).map(gap), own(gaps.went).map(gap)],
  ] as const;
  if (groups.every(([, , came, went]) => came.length + went.length === 0)) return <p>{say('diff.same')}</p>;
  return (
    <div class="changes">
      {groups.map(([name, wentAs, came, went]) => (
        <section>
          <h3>{say(`diff.${name}`)}</h3>
          <List desk={desk} label={say('diff.came', { count: came.length })} lines={came} look="came" />
          <List desk={desk} label={say(`diff.${wentAs}`, { count: went.length })} lines={went} look="went" />
        </section>
      ))}
    </div>
  );
}

/** More than this opens when somebody wants to see it, and is never longer than what one can read. */
const MOST_OPEN = 8;
const MOST_SHOWN = 100;

interface ListProps {
  desk: Desk;
  label: string;
  lines: readonly string[];
  look: 'came' | 'went';
}

function List({ desk: { say }, label, lines, look }: ListProps) {
  if (lines.length === 0) return <p class="note">{label}</p>;
  const rest = lines.length - MOST_SHOWN;
  return (
    <details class={look} open={lines.length <= MOST_OPEN}>
      <summary>{label}</summary>
      <ul>
        {lines.slice(0, MOST_SHOWN).map((line) => (
          <li>
            <Words text={line} />
          </li>
        ))}
      </ul>
      {rest > 0 ? <p class="note">{say('diff.rest', { count: rest })}</p> : null}
    </details>
  );
}
