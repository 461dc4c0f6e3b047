import { type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { departmentName } from '../../org/organisation.ts';
import { type Button, type Card, type Element, sentence } from '../../platform/card.ts';
import type { Form } from '../../platform/form.ts';
import { visibleRounds } from '../sheets/results.ts';
import { audienceFor, type Look, lookOf, nameOf } from './look.ts';
import { minutesFor, questionnaireOf, titleOf } from './offered.ts';
import { progressCard, standings, totalOf } from './progress.ts';
import { scopeOf, sees } from './rules.ts';
import { answeredBefore, loadRound, openRounds, openRoundsOf, standingOf } from './store.ts';
import { button, text } from './views.ts';

/** Open rounds on one card. */
const SHOWN = 6;

/** What waits for this person's answer. Another feature that asks people adds its lines and buttons here. */
export async function mineCard(turn: Turn): Promise<Card> {
  const { say } = lookOf(turn.org, turn.person);
  const waiting = await waitingRounds(turn);
  const count = waiting.filter(({ open }) => open).length;
  const items = waiting.map(({ line, note, open }) => ({
    text: line,
    mark: open ? ('todo' as const) : ('done' as const),
    ...(note ? { note } : {}),
  }));
  return {
    title: count > 0 ? say('round.mine.title', { count }) : say('round.mine.none'),
    tone: count > 0 ? 'act' : 'plain',
    elements: items.length > 0 ? [{ kind: 'list', items }] : [],
    buttons: waiting.flatMap(({ buttons }) => buttons),
  };
}

interface Waiting {
  line: string;
  note: string | null;
  /** False: answered, and can be changed. */
  open: boolean;
  buttons: Button[];
}

async function waitingRounds(turn: Turn): Promise<Waiting[]> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const all = await openRoundsOf(turn.tx, turn.person.id);
  // What waits comes before what can only be changed, of which the newest.
  const done = all.filter(({ status }) => status === 'finished').reverse();
  const found = [...all.filter(({ status }) => status !== 'finished'), ...done].slice(0, SHOWN);
  const several = found.length > 1;
  return Promise.all(
    found.map(async ({ status, ...round }): Promise<Waiting> => {
      const questionnaire = await questionnaireOf(turn.tx, round);
      const title = titleOf(questionnaire, turn.person.locale);
      const named = (one: Button): Button => (several ? { ...one, label: `${one.label}: ${title}` } : one);
      const same = status === 'asked' && (await answeredBefore(turn.tx, round, [turn.person.id])).has(turn.person.id);
      const label = status === 'finished' ? 'change' : status === 'draft' ? 'continue' : 'start';
      return {
        line: say('round.mine.line', { title, count: minutesFor(questionnaire) }),
        note: status === 'finished' ? say('round.mine.done') : status === 'draft' ? say('round.mine.draft') : null,
        open: status !== 'finished',
        buttons: [
          button(look, 'answer.start', round.id, label, status === 'finished' ? 'plain' : 'primary'),
          ...(same ? [button(look, 'answer.same', round.id, 'same')] : []),
        ].map(named),
      };
    }),
  );
}

/** For the bot's own page: nothing, when nothing waits. */
export async function homeCards(turn: Turn): Promise<Card[]> {
  const card = await mineCard(turn);
  return card.elements.length > 0 ? [card] : [];
}

/** `/questionnaire`: for leaders the rounds they see, with their progress; for everyone what waits for them. */
export async function overview(turn: Turn): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const scope = scopeOf(turn.org, turn.person.id);
  const mine = await mineCard(turn);
  const lines: Element[] = [];
  const buttons: Button[] = [];
  // Rounds that nobody ever ends must not hide those that were started since.
  for (const round of (await openRounds(turn.tx)).reverse()) {
    const seen = sees(turn.org, turn.person.id, round);
    if (seen !== 'all' && seen.size === 0) continue;
    const total = totalOf(await standings(turn.tx, round.id, seen));
    if (total.asked + total.noAccount === 0) continue;
    if (buttons.length >= SHOWN) break;
    const title = titleOf(await questionnaireOf(turn.tx, round), turn.person.locale);
    const names = { title, ...total, whom: audienceFor(look, round.audience), owner: nameOf(look, round.owner) };
    const share = total.asked === 0 ? 0 : total.answered / total.asked;
    lines.push({ kind: 'progress', label: say('round.overview.line', names), share });
    const label = say('round.do.progress', { title });
    buttons.push({ action: 'questionnaires.round.progress', value: String(round.id), label, style: 'plain' });
  }
  const results = (await visibleRounds(turn.tx, turn.org, turn.person.id)).length > 0 ? [resultsButton(look)] : [];
  if (scope.departments.size === 0 && buttons.length + results.length === 0) return whisper(mine);
  const waiting = mine.buttons.length > 0 ? [text(mine.title), ...mine.elements] : [];
  return whisper({
    title: say('round.overview.title'),
    tone: 'plain',
    elements: [...(lines.length > 0 ? lines : [text(say('round.overview.none'))]), ...waiting],
    buttons: [
      ...(scope.departments.size > 0 ? [button(look, 'round.start', '', 'startRound', 'primary')] : []),
      ...buttons,
      ...results,
      ...mine.buttons,
    ],
  });
}

const resultsButton = ({ say }: Look): Button => ({
  action: 'questionnaires.sheet.results',
  value: '',
  label: say('results.do'),
  style: 'plain',
});

/** The progress of a round, as far as this person may see it; of one department with `id|department`. */
export async function showProgress(turn: Turn, value: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const [id = '', department = ''] = value.split('|');
  const round = await loadRound(turn.tx, Number(id));
  if (!round) return whisper(sentence(look.say('round.no.round')));
  const seen = sees(turn.org, turn.person.id, round);
  const wanted = department === '' ? seen : new Set(seen === 'all' || seen.has(department) ? [department] : []);
  if (wanted !== 'all' && wanted.size === 0) return whisper(sentence(look.say('round.no.notYoursToSee')));
  return whisper(await progressCard(turn.tx, look, round, await questionnaireOf(turn.tx, round), wanted));
}

/** Which department of a round to look at. */
export async function departmentForm(turn: Turn, context: string): Promise<Form | Card> {
  const { say } = lookOf(turn.org, turn.person);
  const round = await loadRound(turn.tx, Number(context));
  if (!round) return sentence(say('round.no.round'));
  const seen = sees(turn.org, turn.person.id, round);
  if (seen !== 'all' && seen.size === 0) return sentence(say('round.no.notYoursToSee'));
  const all = await standings(turn.tx, round.id, seen);
  return {
    action: 'questionnaires.round.department',
    context,
    title: say('round.department.title'),
    submit: say('round.department.show'),
    fields: [
      {
        key: 'department',
        label: say('round.department.field'),
        required: true,
        kind: 'choice',
        search: true,
        options: all.map((one) => ({
          value: one.department,
          label: say('round.progress.line', { ...one, department: departmentName(turn.org, one.department) }),
          words: [one.department],
        })),
      },
    ],
  };
}

/** It stays where it is; the person learns where, and what still comes by itself. */
export async function later(turn: Turn, id: number): Promise<Outcome> {
  const { say } = lookOf(turn.org, turn.person);
  const round = await loadRound(turn.tx, id);
  const standing = round && (await standingOf(turn.tx, id, turn.person.id));
  if (!round || !standing) return whisper(sentence(say(round ? 'round.no.notAsked' : 'round.no.round')));
  if (round.endedAt) return whisper(sentence(say('round.no.ended', { at: round.endedAt })));
  if (standing.status === 'finished') return whisper(sentence(say('round.laterDone'), 'good'));
  const more = standing.reminders === 0 ? 'round.later' : 'round.laterOnce';
  return whisper(sentence(say(standing.dueAt ? more : 'round.laterNoMore')));
}
