import type { View } from '../../engine/feature.ts';
import { Words } from '../../look/words.tsx';
import { departmentName } from '../../org/organisation.ts';
import { type Look, lookOf } from '../rounds/look.ts';
import type { Question } from '../types.ts';
import { fileOf } from './export.ts';
import { loadResults, type ResultLine, type Results } from './results.ts';
import type { Summary } from './results-rules.ts';
import { hiddenWhy, noResults, optionName, resultsTable, resultsTitle, short } from './results-views.ts';

/** What a company's own questionnaire brought: counts, distributions and texts, and never who. */
export const resultsPage: View = {
  name: 'results',
  title: { en: 'Results of a questionnaire', 'zh-CN': '问卷结果' },
  async show(turn, query) {
    const look = lookOf(turn.org, turn.person);
    const id = Number(query.get('round') ?? '');
    const results = await loadResults(turn.tx, turn.org, turn.person.id, id, query.get('area') ?? '');
    if (!results) return { kind: 'no', card: noResults(look), status: 403 };
    const as = query.get('as');
    const title = resultsTitle(look, results);
    if (as === 'csv' || as === 'xlsx') return fileOf(title, [resultsTable(look, results)], as);
    return {
      kind: 'page',
      title,
      styles: ['sheet.css'],
      content: <Page look={look} results={results} title={title} />,
    };
  },
};

const addressOf = (round: number, area: string, as = ''): string =>
  `results?${new URLSearchParams({ round: String(round), ...(area ? { area } : {}), ...(as ? { as } : {}) })}`;

function Page({ look, results, title }: { look: Look; results: Results; title: string }) {
  const { say } = look;
  const { round, area, areas, lines } = results;
  return (
    <article class="results">
      <h1>
        <Words text={title} />
      </h1>
      <p class="note">{say('results.note')}</p>
      <p class="files">
        <a href={addressOf(round.id, area, 'csv')}>CSV</a> <a href={addressOf(round.id, area, 'xlsx')}>Excel (XLSX)</a>
      </p>
      {areas.length > 1 ? (
        <details>
          <summary>{say('results.areas')}</summary>
          <ul>
            {['', ...areas]
              .filter((key) => key !== area)
              .map((key) => (
                <li>
                  <a href={addressOf(round.id, key)}>
                    <Words text={key === '' ? say('results.everything') : departmentName(look.org, key)} />
                  </a>
                </li>
              ))}
          </ul>
        </details>
      ) : null}
      {lines.map((line) => (
        <section>
          <h2>
            <Words text={line.question.ask[look.viewer.locale]} />
          </h2>
          <Answers look={look} line={line} results={results} />
        </section>
      ))}
    </article>
  );
}

function Answers({ look, line, results }: { look: Look; line: ResultLine; results: Results }) {
  const { say } = look;
  const { question, summary } = line;
  if (!summary) return <p class="note">{hiddenWhy(look, line, results.round)}</p>;
  return (
    <>
      <p class="note">
        {say('results.answered', { count: summary.answered })}
        {question.anonymous ? ` · ${say('results.anonymous')}` : ''}
      </p>
      <Summed look={look} question={question} summary={summary} />
    </>
  );
}

function Summed({ look, question, summary }: { look: Look; question: Question; summary: Summary }) {
  const { say } = look;
  switch (summary.kind) {
    case 'options': {
      const bars = summary.options.map(({ value, count }) => ({ name: optionName(look, question, value), count }));
      return <Bars bars={bars} most={summary.answered} />;
    }
    case 'scale':
      return (
        <>
          <p>{say('results.mean', { mean: short(summary.mean) })}</p>
          <Bars
            bars={summary.steps.map(({ step, count }) => ({ name: String(step), count }))}
            most={summary.answered}
          />
        </>
      );
    case 'number':
      return <p>{say('results.number', { mean: short(summary.mean), median: short(summary.median) })}</p>;
    case 'texts':
      return (
        <ul>
          {summary.texts.map(({ text, count }) => (
            <li>
              <Words text={text} />
              {count > 1 ? <span class="count"> {count}</span> : null}
            </li>
          ))}
        </ul>
      );
    case 'files':
      return <p>{say('results.files', { count: summary.answered })}</p>;
    default:
      return summary satisfies never;
  }
}

function Bars({ bars, most }: { bars: readonly { name: string; count: number }[]; most: number }) {
  return (
    <table>
      <tbody>
        {bars.map(({ name, count }) => (
          <tr>
            <th scope="row">
              <Words text={name} />
            </th>
            <td>{count}</td>
            <td>
              <meter class="bar" min="0" max={String(Math.max(most, 1))} value={String(count)} aria-hidden="true" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
