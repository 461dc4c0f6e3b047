import { z } from 'zod';
import type { DueTimer, Effect, Outcome, TimeTurn, Turn } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form, RawAnswers } from '../../platform/form.ts';
import type { Part } from '../part.ts';
import { lookOf } from '../rounds/look.ts';
import { lookAtSheets } from './asking.ts';
import {
  askRestart,
  lookOver,
  pageFormFor,
  pickFormFor,
  publish,
  readAbout,
  restart,
  showDesk,
  shown,
  submittedPage,
  submittedPick,
} from './flow.ts';
import { readSheet, sheetOf, whichForm } from './reading.ts';
import { resultsOf, resultsOfForm, showResults } from './results-flow.ts';
import { freezeShown } from './results-store.ts';
import { settledBy } from './rules.ts';

export { departedSettlers } from './asking.ts';
export { commandedSheet } from './reading.ts';
export { commandedResults } from './results-flow.ts';
export { resultsPage } from './results-page.tsx';
export { sheetPage } from './sheet-page.tsx';
export { pruneDrafts } from './store.ts';

/** What departments state: settled by their heads from what their people said, published, read. */
export const sheets: Part = { clicked, form: formFor, submitted, wakes };

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  switch (action) {
    case 'look':
      return shown(await lookAt(turn, value));
    case 'settle':
      return shown(await lookOver(turn, value));
    case 'publish':
      return publish(turn, value);
    case 'restart':
      return shown(await askRestart(turn, value));
    case 'restartNow':
      return restart(turn, value);
    case 'read':
      return shown(await readSheet(turn, value));
    default:
      return shown(await formFor(turn, action, value));
  }
}

async function formFor(turn: Turn, name: string, context: string): Promise<Form | Card> {
  switch (name) {
    case 'page':
      return pageFormFor(turn, context);
    case 'change':
      return pickFormFor(turn, context);
    case 'which':
      return whichForm(turn, settledBy(turn.org, turn.person.id), context);
    case 'results':
      return showResults(turn);
    case 'resultsOf':
      return resultsOfForm(turn, Number(context));
    default:
      return sentence(lookOf(turn.org, turn.person).say('no.unknown'));
  }
}

async function submitted(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome> {
  switch (name) {
    case 'page':
      return submittedPage(turn, context, answers);
    case 'change':
      return submittedPick(turn, context, answers);
    case 'which':
      return shown(await lookAt(turn, `${context}|${answers.department ?? ''}`));
    case 'results':
      return shown(await resultsOf(turn, Number(answers.round), ''));
    case 'resultsOf':
      return shown(await resultsOf(turn, Number(context), answers.department ?? ''));
    default:
      return shown(sentence(lookOf(turn.org, turn.person).say('no.unknown')));
  }
}

/** `round|department`; either may be missing. */
async function lookAt(turn: Turn, value: string): Promise<Form | Card> {
  const { round, department } = readAbout(value);
  if (round === 0) return sheetOf(turn, department);
  const own = settledBy(turn.org, turn.person.id);
  if (department === '' && own.length > 1) return whichForm(turn, own, String(round));
  return showDesk(turn, round, department || (own[0] ?? turn.person.department));
}

const payload = z.object({ round: z.number().int() });

/** Whatever moves a round is a hint to look at its sheets. */
async function wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const round of new Set(timers.map((timer) => payload.parse(timer.payload).round))) {
    await freezeShown(turn.tx, turn.org, round);
    effects.push(...(await lookAtSheets(turn, round)));
  }
  return effects;
}
