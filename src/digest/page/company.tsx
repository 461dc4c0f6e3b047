import type { TimeTurn, View } from '../../engine/feature.ts';
import { Words } from '../../look/words.tsx';
import type { Cell } from '../../questionnaires/sheets/export.ts';
import { fileOf } from '../../questionnaires/sheets/export.ts';
import { companyFacts, hasBefore, hotLine, improvedLine } from '../cards-whole.ts';
import { companyFigures } from '../company.ts';
import { departmentFigures } from '../figures.ts';
import { lookOf, weekDated, weekShown } from '../look.ts';
import { shareSaid } from '../said.ts';
import type { CompanyFigures, DepartmentFigures } from '../types.ts';
import { cellOf, figuresHead, measuresOf, rawOf } from './measures.ts';
import {
  addressOf,
  byName,
  Chart,
  Departments,
  type Desk,
  deskOf,
  Facts,
  Files,
  Heading,
  Weeks,
  Wide,
} from './parts.tsx';
import { asOf, toldWeek } from './weeks.ts';

interface Whole {
  figures: CompanyFigures;
  departments: ReadonlyMap<string, DepartmentFigures>;
}

/** How departments served one another in a week: `?week=2026-11-09`. Anybody of the company may read it. */
export const companyPage: View = {
  name: 'company',
  title: { en: 'Figures of the company', 'zh-CN': '公司数据' },
  async show(turn, query) {
    const { org, person } = turn;
    const look = lookOf(org, person);
    const desk = deskOf(look, toldWeek(turn, query.get('week')), null);
    const { say, told } = desk;
    const title = say('title.company', { company: org.company.name, period: weekDated(look, told.week, turn.now) });
    const whole = await wholeOf(turn, desk);
    const as = query.get('as');
    if (as === 'csv' || as === 'xlsx') {
      const head = [say('department'), ...figuresHead(say).slice(3)];
      return fileOf(title, [{ name: title, head, rows: rowsOf(desk, whole) }], as);
    }
    return {
      kind: 'page',
      title,
      styles: ['digest.css'],
      scripts: ['echarts.js', 'digest.js'],
      wide: true,
      content: page(desk, title, whole),
    };
  },
};

async function wholeOf({ tx, org }: TimeTurn, { told }: Desk): Promise<Whole> {
  return {
    figures: asOf(await companyFigures(tx, org, told.at, 'weekly'), told),
    departments: await departmentFigures(tx, org, [...org.departments.keys()], told.at, 'weekly'),
  };
}

/** The week of each department as supplier, in plain numbers. */
const rowsOf = ({ look }: Desk, { departments }: Whole): Cell[][] =>
  byName(look).flatMap(({ key, name }) => {
    const now = departments.get(key)?.periods[0];
    return now ? [[name, ...rawOf('supplier', now)]] : [];
  });

function page(desk: Desk, title: string, whole: Whole) {
  const { look, say } = desk;
  const { figures } = whole;
  const compare = hasBefore(figures);
  return (
    <article class="digest">
      <header>
        <Heading text={title} />
        <p class="intro">{say('intro.company')}</p>
        <Weeks desk={desk} />
        <Departments desk={desk} />
      </header>
      <section class="part" aria-labelledby="facts">
        <h2 id="facts">{say('facts')}</h2>
        {compare ? <p class="note">{say('facts.before')}</p> : null}
        <div class="roles">
          <Facts title={look.say('as.company')} facts={companyFacts(look, figures, compare)} />
          <Lines title={look.say('hot.title')} lines={figures.hotLinks.map((link) => hotLine(look, link))} />
          <Lines title={look.say('improved.title')} lines={figures.improved.map((one) => improvedLine(look, one))} />
        </div>
      </section>
      <Chart desk={desk} name={look.org.company.name} trend={figures.trend} />
      <Trend desk={desk} trend={figures.trend} />
      <Suppliers desk={desk} whole={whole} />
      <Files desk={desk} />
    </article>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div class="facts">
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li>
            <Words text={line} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the chart shows, the newest week first. */
function Trend({ desk, trend }: { desk: Desk; trend: CompanyFigures['trend'] }) {
  const { look, say, told } = desk;
  return (
    <Wide id="weeks" title={say('table.weeks')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('week')}</th>
            <th scope="col">{say('onTime')}</th>
          </tr>
        </thead>
        <tbody>
          {trend.toReversed().map((point) => (
            <tr class={point.week === told.week ? 'told' : undefined}>
              <th scope="row">
                <a href={addressOf(desk, point.week)} aria-current={point.week === told.week ? 'true' : undefined}>
                  {weekShown(look, point.week)}
                </a>
              </th>
              <td>{shareSaid(look, point) ?? say('none')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

/** In alphabetical order: this is no list of who is best. */
function Suppliers({ desk: { look, say, told }, whole }: { desk: Desk; whole: Whole }) {
  const columns = measuresOf('supplier');
  return (
    <Wide id="departments" title={say('table.departments')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('department')}</th>
            {columns.map((measure) => (
              <th scope="col">{say(measure)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {byName(look).map(({ key, name, calendar: { dayMs } }) => {
            const now = whole.departments.get(key)?.periods[0];
            if (!now) return null;
            return (
              <tr>
                <th scope="row">
                  <a href={addressOf({ department: key }, told.week)}>
                    <Words text={name} />
                  </a>
                </th>
                {columns.map((measure) => (
                  <td>{cellOf({ look, say, side: 'supplier', dayMs }, measure, now)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Wide>
  );
}
