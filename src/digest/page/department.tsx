import type { View } from '../../engine/feature.ts';
import { departmentName } from '../../org/organisation.ts';
import { sentence } from '../../platform/card.ts';
import { fileOf } from '../../questionnaires/sheets/export.ts';
import { lookOf, weekDated, weekShown } from '../look.ts';
import { comparable, isQuiet, rhythmFacts, roleFacts } from '../said.ts';
import type { DepartmentFigures } from '../types.ts';
import { cellOf, figuresTable, measuresOf, type Side } from './measures.ts';
import { addressOf, Chart, Departments, type Desk, deskOf, Facts, Files, Heading, Weeks, Wide } from './parts.tsx';
import { toldWeek, weeksOf } from './weeks.ts';

type Weekly = NonNullable<Awaited<ReturnType<typeof weeksOf>>>;

/** How a department serves and is served: `?department=sales&week=2026-11-09`. Anybody of the company may read it. */
export const departmentPage: View = {
  name: 'department',
  title: { en: 'Figures of a department', 'zh-CN': '部门数据' },
  async show(turn, query) {
    const { org, person } = turn;
    const key = query.get('department') || person.department;
    const look = lookOf(org, person);
    const desk = deskOf(look, toldWeek(turn, query.get('week')), key);
    const { say, told } = desk;
    const found = await weeksOf(turn, key, told);
    if (!found) return { kind: 'no', card: sentence(say('no.department', { department: key })) };
    const title = say('title.department', {
      department: departmentName(org, key),
      period: weekDated(look, told.week, turn.now),
    });
    const as = query.get('as');
    if (as === 'csv' || as === 'xlsx') return fileOf(title, [figuresTable(say, title, found.weeks)], as);
    return {
      kind: 'page',
      title,
      styles: ['digest.css'],
      scripts: ['echarts.js', 'digest.js'],
      wide: true,
      content: page(desk, title, found),
    };
  },
};

function page(desk: Desk, title: string, { figures, weeks }: Weekly) {
  const { look, say } = desk;
  return (
    <article class="digest">
      <header>
        <Heading text={title} />
        <p class="intro">{say('intro')}</p>
        <Weeks desk={desk} />
        <Departments desk={desk} />
      </header>
      <ThisWeek desk={desk} figures={figures} />
      <Chart desk={desk} name={departmentName(look.org, figures.department)} trend={figures.trend} />
      <Table desk={desk} weeks={weeks} side="supplier" />
      <Table desk={desk} weeks={weeks} side="customer" />
      <Files desk={desk} />
    </article>
  );
}

function ThisWeek({ desk: { look, say }, figures }: { desk: Desk; figures: DepartmentFigures }) {
  const compare = comparable(figures);
  return (
    <section class="part" aria-labelledby="facts">
      <h2 id="facts">{say('facts')}</h2>
      {isQuiet(figures) ? <p class="note">{say('facts.none')}</p> : null}
      {compare && !isQuiet(figures) ? <p class="note">{say('facts.before')}</p> : null}
      <div class="roles">
        <Facts title={look.say('as.supplier')} facts={roleFacts(look, figures, 'supplier', compare)} />
        <Facts title={look.say('as.customer')} facts={roleFacts(look, figures, 'customer', compare)} />
        <Facts title={look.say('as.rhythm')} facts={rhythmFacts(look, figures)} />
      </div>
    </section>
  );
}

function Table({ desk, weeks, side }: { desk: Desk; weeks: Weekly['weeks']; side: Side }) {
  const { look, say, told, department } = desk;
  const dayMs = look.org.departments.get(department ?? '')?.calendar.dayMs;
  const shown = { look, say, side, dayMs };
  const columns = measuresOf(side);
  return (
    <Wide id={`weeks-${side}`} title={say('table', { role: say(side) })}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('week')}</th>
            {columns.map((measure) => (
              <th scope="col">{say(measure)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map(({ week, figures }) => (
            <tr class={week === told.week ? 'told' : undefined}>
              <th scope="row">
                <a href={addressOf(desk, week)} aria-current={week === told.week ? 'true' : undefined}>
                  {weekShown(look, week)}
                </a>
              </th>
              {columns.map((measure) => (
                <td>{cellOf(shown, measure, figures)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
