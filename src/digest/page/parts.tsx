import type { Child } from 'hono/jsx';
import { Words } from '../../look/words.tsx';
import type { Week } from '../../meetings/types.ts';
import { dateAfter } from '../../org/duty.ts';
import { type Look, type lookOf, weekShown } from '../look.ts';
import { trendPicture } from '../picture.ts';
import { type Fact, shareSaid } from '../said.ts';
import type { TrendPoint } from '../types.ts';
import { type PageWords, words } from './messages.ts';
import type { Told } from './weeks.ts';

/** What every part of a page has at hand. */
export interface Desk {
  look: Look;
  say: PageWords;
  told: Told;
  /** Null: the whole company. */
  department: string | null;
}

export function deskOf(look: ReturnType<typeof lookOf>, told: Told, department: string | null): Desk {
  const { locale, zone } = look.viewer;
  return { look, say: words(locale, zone), told, department };
}

/** The address of a week, of a department or of the company, or of a file of it. */
export function addressOf({ department }: Pick<Desk, 'department'>, week: Week, as?: string): string {
  const query = new URLSearchParams({ ...(department === null ? {} : { department }), week, ...(as ? { as } : {}) });
  return `${department === null ? 'company' : 'department'}?${query}`;
}

/** From week to week, and to another department. */
export function Weeks({ desk }: { desk: Desk }) {
  const { say, told } = desk;
  return (
    <nav class="weeks" aria-label={say('weeks')}>
      <a class="button small" rel="prev" href={addressOf(desk, dateAfter(told.week, -7))}>
        {say('earlier')}
      </a>
      {told.newest ? null : (
        <a class="button small" rel="next" href={addressOf(desk, dateAfter(told.week, 7))}>
          {say('later')}
        </a>
      )}
      {desk.department === null ? null : (
        <a class="button small" href={addressOf({ department: null }, told.week)}>
          {say('company')}
        </a>
      )}
    </nav>
  );
}

/** Leads to any department, without a script too. */
export function Departments({ desk: { look, say, told, department } }: { desk: Desk }) {
  return (
    <form method="get" action="department" class="departments">
      <label for="department">{say(department === null ? 'one' : 'other')}</label>
      <span class="line">
        <select id="department" name="department">
          {byName(look).map(({ key, name }) => (
            <option value={key} selected={key === department}>
              {name}
            </option>
          ))}
        </select>
        <input type="hidden" name="week" value={told.week} />
        <button type="submit" class="button small">
          {say('show')}
        </button>
      </span>
    </form>
  );
}

/** Departments as the reader's language sorts them. */
export function byName({ org, viewer }: Look) {
  const { compare } = new Intl.Collator(viewer.locale, { numeric: true });
  return [...org.departments.values()].sort((a, b) => compare(a.name, b.name));
}

/** The chart: the same option as in the message, which a script draws; what it says in words is read aloud. */
export function Chart({ desk, name, trend }: { desk: Desk; name: string; trend: readonly TrendPoint[] }) {
  const { look, say } = desk;
  const picture = trendPicture(look, name, trend);
  const points = trend.map((point) => `${weekShown(look, point.week)}\n${shareSaid(look, point) ?? say('none')}`);
  return (
    <section class="part" aria-labelledby="chart">
      <h2 id="chart">{say('chart')}</h2>
      {picture ? (
        <>
          <div
            class="trend"
            role="img"
            aria-label={picture.alt}
            data-trend={JSON.stringify(picture.drawing.option)}
            data-points={JSON.stringify(points)}
          >
            <noscript>{picture.alt}</noscript>
          </div>
          <p class="note">{say('chart.hint')}</p>
        </>
      ) : (
        <p class="note">{say('chart.none')}</p>
      )}
    </section>
  );
}

/** What the message says, as it says it. */
export function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  if (facts.length === 0) return null;
  return (
    <div class="facts">
      <h3>{title}</h3>
      <dl>
        {facts.map(({ label, value }) => (
          <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** A table wider than a telephone: it is moved sideways, with the keyboard too, and its first column stays. */
export function Wide({ id, title, children }: { id: string; title: string; children: Child }) {
  return (
    <section class="part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <section class="sideways" aria-labelledby={id} tabindex={0}>
        {children}
      </section>
    </section>
  );
}

/** The same figures to take along. */
export function Files({ desk }: { desk: Desk }) {
  const { say, told } = desk;
  return (
    <p class="files">
      {say('files')} <a href={addressOf(desk, told.week, 'csv')}>CSV</a>{' '}
      <a href={addressOf(desk, told.week, 'xlsx')}>Excel (XLSX)</a>
    </p>
  );
}

export const Heading = ({ text }: { text: string }) => (
  <h1>
    <Words text={text} />
  </h1>
);
