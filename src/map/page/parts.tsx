import { Icon } from '../../look/icons.tsx';
import { summaryOf } from '../summary.ts';
import type { Gap } from '../types.ts';
import { addressOf } from './asked.ts';
import type { Desk } from './desk.ts';

/** The search: a form, which a script answers while one types. */
export function Find({ desk: { asked, say } }: { desk: Desk }) {
  return (
    <search>
      <form method="get" class="find" data-find data-rest={say('find.rest', {})} data-none={say('find.none')}>
        <label for="find" class="sr">
          {say('find')}
        </label>
        <div class="find-line">
          <span class="find-box">
            <Icon name="search" size={18} />
            <input type="search" id="find" name="q" value={asked.q} placeholder={say('find')} autocomplete="off" />
          </span>
          {asked.since === null ? null : <input type="hidden" name="since" value={asked.since} />}
          <button type="submit" class="button">
            {say('find.do')}
          </button>
        </div>
        <div class="found" data-found hidden>
          <ul data-found-list />
          <p class="note" role="status" data-found-note />
        </div>
      </form>
    </search>
  );
}

/** The map in numbers. */
export function Numbers({ desk: { state, asked, say } }: { desk: Desk }) {
  const sum = summaryOf(state);
  const gaps = Object.values(sum.gaps).reduce((all, count) => all + count, 0);
  const link = (only: 'gaps' | 'agreed') => addressOf(asked, { only, page: 1 }, 'table');
  return (
    <dl class="numbers" aria-label={say('numbers')}>
      <Figure label={say('numbers.spoken')} value={say('numbers.of', { some: sum.published, all: sum.departments })} />
      <Figure
        label={say('numbers.edges')}
        value={String(sum.edges)}
        note={say('numbers.mutual', { count: sum.mutual })}
      />
      <Figure label={say('numbers.gaps')} value={String(gaps)} to={gaps > 0 ? link('gaps') : null} warm={gaps > 0} />
      <Figure
        label={say('numbers.agreements')}
        value={String(sum.agreements)}
        to={sum.agreements > 0 ? link('agreed') : null}
      />
      <Figure
        label={say('numbers.names')}
        value={String(sum.unresolved)}
        note={sum.unresolved > 0 ? say('numbers.names.note') : ''}
      />
      <Figure label={say('numbers.noWay')} value={String(sum.unconnected)} />
    </dl>
  );
}

interface FigureProps {
  label: string;
  value: string;
  note?: string;
  to?: string | null;
  warm?: boolean;
}

function Figure({ label, value, note = '', to = null, warm = false }: FigureProps) {
  return (
    <div class={warm ? 'warm' : undefined}>
      <dt>
        {label}
        {note ? <span class="note">{note}</span> : null}
      </dt>
      <dd>{to === null ? <b>{value}</b> : <a href={to}>{value}</a>}</dd>
    </div>
  );
}

/** How many differences are open, as a mark. */
export function Open({ desk: { say }, count }: { desk: Pick<Desk, 'say'>; count: number }) {
  if (count === 0) return null;
  return <span class="mark warm">{say('levels.gaps', { count })}</span>;
}

/** What requirement a gap is about. */
export function kindIn(gap: Gap) {
  if ('requires' in gap) return gap.requires.kind;
  if ('believes' in gap) return gap.believes.kind;
  return 'trouble' in gap ? gap.trouble.about : 'other';
}
