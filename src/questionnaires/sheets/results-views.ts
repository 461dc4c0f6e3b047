import { departmentName } from '../../org/organisation.ts';
import type { Button, Card, Element } from '../../platform/card.ts';
import { sentence } from '../../platform/card.ts';
import type { Form } from '../../platform/form.ts';
import { cut } from '../../platform/shrink.ts';
import type { Look } from '../rounds/look.ts';
import { titleOf } from '../rounds/offered.ts';
import type { Round } from '../rounds/store.ts';
import type { Question } from '../types.ts';
import { publicName } from './cards.ts';
import type { Cell, Table } from './export.ts';
import { areaName, type ResultLine, type Results } from './results.ts';
import type { Summary } from './results-rules.ts';

/** Questions on a card, and answers named of each. */
const SHOWN = { questions: 8, options: 5, words: 300 } as const;

/** A number as people write it, with at most two digits behind the point. */
export const short = (number: number): string => String(Math.round(number * 100) / 100);

/** What an option is called. */
export function optionName(look: Look, { answer }: Question, value: string): string {
  if (answer.kind === 'party') return publicName(look, value);
  const options = answer.kind === 'choice' || answer.kind === 'choices' ? answer.options : [];
  return options.find((option) => option.value === value)?.label[look.viewer.locale] ?? value;
}

/** Why nothing is shown of a question. */
export function hiddenWhy({ say }: Look, { question }: ResultLine, round: Round): string {
  if (!question.anonymous) return say('results.few');
  return say(round.endedAt ? 'results.hidden' : 'results.notYet');
}

/** A summary in one line. */
function summaryLine(look: Look, question: Question, summary: Summary): string {
  const { say } = look;
  const list = (parts: string[]) => parts.join(say('round.list'));
  switch (summary.kind) {
    case 'options': {
      const named = [...summary.options].sort((a, b) => b.count - a.count).slice(0, SHOWN.options);
      return list(
        named.map(({ value, count }) => say('results.option', { name: optionName(look, question, value), count })),
      );
    }
    case 'scale':
      return say('results.scale', {
        mean: short(summary.mean),
        steps: list(summary.steps.map(({ step, count }) => say('results.option', { name: String(step), count }))),
      });
    case 'number':
      return say('results.number', { mean: short(summary.mean), median: short(summary.median) });
    case 'texts':
      return say('results.texts', { count: summary.answered });
    case 'files':
      return say('results.files', { count: summary.answered });
    default:
      return summary satisfies never;
  }
}

export function resultsTitle({ viewer, say, org }: Look, { questionnaire, area }: Results): string {
  const title = titleOf(questionnaire, viewer.locale);
  const department = areaName(org, area);
  return department === null ? say('results.title', { title }) : say('results.titleOf', { title, department });
}

/** Results in short, with the way to all of them. */
export function resultsCard(look: Look, results: Results, link: string | null): Card {
  const { say } = look;
  const shown = results.lines.slice(0, SHOWN.questions);
  const rest = results.lines.length - shown.length;
  const facts = factsOf(look, shown, results.round);
  const url: Element[] = link ? [{ kind: 'link', label: say('results.open'), url: link }] : [];
  return {
    title: resultsTitle(look, results),
    tone: 'plain',
    elements: [
      { kind: 'facts', facts },
      ...(rest > 0 ? [{ kind: 'text' as const, text: say('results.rest', { count: rest }) }] : []),
      ...url,
      { kind: 'text', text: say('results.note') },
    ],
    buttons: results.areas.length > 1 ? [departmentButton(look, results.round.id)] : [],
  };
}

const answersLine = (look: Look, question: Question, summary: Summary): string =>
  summary.answered === 0
    ? look.say('sheet.none')
    : look.say('results.fact', { count: summary.answered, summary: summaryLine(look, question, summary) });

/** A line a question; those of which nothing is shown for one reason share theirs. */
function factsOf(look: Look, lines: readonly ResultLine[], round: Round): { label: string; value: string }[] {
  const { say, viewer } = look;
  const facts = new Map<string, { asks: string[]; value: string }>();
  for (const line of lines) {
    const { question, summary } = line;
    const said = summary ? answersLine(look, question, summary) : hiddenWhy(look, line, round);
    const key = summary ? question.key : `~${said}`;
    const fact = facts.get(key) ?? { asks: [], value: cut(said, SHOWN.words) };
    fact.asks.push(question.ask[viewer.locale]);
    facts.set(key, fact);
  }
  return [...facts.values()].map(({ asks, value }) => ({
    label: asks.length === 1 ? (asks[0] ?? '') : say('results.questions', { count: asks.length }),
    value,
  }));
}

const departmentButton = ({ say }: Look, round: number): Button => ({
  action: 'questionnaires.sheet.resultsOf',
  value: String(round),
  label: say('round.do.department'),
  style: 'plain',
});

/** Which round's results. */
export function roundsForm({ say }: Look, rounds: readonly { round: Round; title: string }[]): Form {
  return {
    action: 'questionnaires.sheet.results',
    context: '',
    title: say('results.which'),
    submit: say('sheet.form.open'),
    fields: [
      {
        key: 'round',
        label: say('results.round'),
        required: true,
        kind: 'choice',
        search: rounds.length > 10,
        options: rounds.map(({ round, title }) => ({
          value: String(round.id),
          label: say('results.roundLine', { title, at: round.startedAt }),
        })),
      },
    ],
  };
}

/** Of which department. */
export function areaForm({ say, org }: Look, { round, areas }: Results): Form {
  return {
    action: 'questionnaires.sheet.resultsOf',
    context: String(round.id),
    title: say('results.ofTitle'),
    submit: say('sheet.form.open'),
    fields: [
      {
        key: 'department',
        label: say('sheet.which.field'),
        hint: say('results.ofHint'),
        required: true,
        kind: 'choice',
        search: areas.length > 10,
        options: areas.map((key) => ({ value: key, label: departmentName(org, key), words: [key] })),
      },
    ],
  };
}

export const noResults = ({ say }: Look): Card => sentence(say('results.none'));

/** Results as a table: a line for each answer that can be told apart, with how many gave it. */
export function resultsTable(look: Look, results: Results): Table {
  const { say, viewer } = look;
  const area = areaName(look.org, results.area) ?? say('results.everything');
  return {
    name: say('results.sheet'),
    head: (['question', 'anonymous', 'area', 'answered', 'answer', 'count', 'mean', 'note'] as const).map((column) =>
      say(`results.column.${column}`),
    ),
    rows: results.lines.flatMap((line): Cell[][] => {
      const { question, summary } = line;
      const common = [question.ask[viewer.locale], say(question.anonymous ? 'results.yes' : 'results.no'), area];
      if (!summary) return [[...common, null, null, null, null, hiddenWhy(look, line, results.round)]];
      return answerRows(look, question, summary).map((cells) => [...common, summary.answered, ...cells, null]);
    }),
  };
}

/** Answer, count, mean. */
function answerRows(look: Look, question: Question, summary: Summary): Cell[][] {
  switch (summary.kind) {
    case 'options':
      return orNone(summary.options.map(({ value, count }) => [optionName(look, question, value), count, null]));
    case 'scale':
      return summary.steps.map(({ step, count }) => [step, count, Number(short(summary.mean))]);
    case 'number':
      return [[null, null, Number(short(summary.mean))]];
    case 'texts':
      return orNone(summary.texts.map(({ text, count }) => [text, count, null]));
    case 'files':
      return [[null, null, null]];
    default:
      return summary satisfies never;
  }
}

const orNone = (rows: Cell[][]): Cell[][] => (rows.length > 0 ? rows : [[null, null, null]]);
