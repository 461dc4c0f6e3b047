import type { Outcome, Turn } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form, RawAnswers } from '../../platform/form.ts';
import type { Part } from '../part.ts';
import { addForm, askEnd, endNow, submittedAdd } from './change.ts';
import { makeCodes } from './codes.ts';
import { woke } from './fan-out.ts';
import { lookOf } from './look.ts';
import { enterForm, submittedEnter } from './paper.ts';
import { departmentForm, later, showProgress } from './show.ts';
import { startForm, submittedStart } from './start.ts';

export { codes } from './codes.ts';
export { codesView } from './codes-page.tsx';
export { departed } from './departed.ts';
export { followAllMoved } from './moved.ts';
export { homeCards, mineCard, overview } from './show.ts';

/** Asking: who is asked when, who is missing, and the end. */
export const rounds: Part = { clicked, form: formFor, submitted, wakes: woke };

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  switch (action) {
    case 'progress':
      return showProgress(turn, value);
    case 'later':
      return later(turn, Number(value));
    case 'codes':
      return makeCodes(turn, value);
    case 'end':
      return askEnd(turn, Number(value));
    case 'endNow':
      return endNow(turn, Number(value));
    default: {
      const form = await formFor(turn, action, value);
      return { effects: [], reply: 'fields' in form ? { kind: 'form', form } : { kind: 'whisper', card: form } };
    }
  }
}

async function formFor(turn: Turn, name: string, context: string): Promise<Form | Card> {
  switch (name) {
    case 'start':
      return startForm(turn);
    case 'add':
      return addForm(turn, context);
    case 'enter':
      return enterForm(turn, context);
    case 'department':
      return departmentForm(turn, context);
    default:
      return sentence(lookOf(turn.org, turn.person).say('no.unknown'));
  }
}

async function submitted(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome> {
  switch (name) {
    case 'start':
      return submittedStart(turn, answers);
    case 'add':
      return submittedAdd(turn, context, answers);
    case 'enter':
      return submittedEnter(turn, context, answers);
    default:
      return showProgress(turn, `${context}|${answers.department ?? ''}`);
  }
}
