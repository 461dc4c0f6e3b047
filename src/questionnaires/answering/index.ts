import type { Outcome, Turn } from '../../engine/feature.ts';
import type { Card } from '../../platform/card.ts';
import type { Form, RawAnswers } from '../../platform/form.ts';
import type { Part } from '../part.ts';
import { formFor, shownAs, startOrGoOn, submittedPage, submittedPick } from './flow.ts';
import { previewNext, previewOf } from './preview.ts';
import { sameAsLastTime, tookOver } from './same.ts';
import { readAbout } from './sitting.ts';

export { previewForm } from './preview.ts';

/** What someone answers in a round, page by page, kept with each page. */
export const answering: Part = {
  clicked,
  form,
  submitted,
  wakes: async () => [],
};

/** Buttons: their value is the round's id, and after a bar the person it is answered for. */
async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  switch (action) {
    case 'start':
      return shownAs(await startOrGoOn(turn, readAbout(value)));
    case 'same':
      return shownAs(await sameAsLastTime(turn, value));
    case 'confirm':
    case 'adopt':
      return tookOver(turn, value, action);
    default:
      return shownAs(await form(turn, action, value));
  }
}

async function form(turn: Turn, name: string, context: string): Promise<Form | Card> {
  return name === 'preview' ? previewOf(turn, context) : formFor(turn, name, context);
}

async function submitted(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome> {
  switch (name) {
    case 'preview':
      return shownAs(await previewNext(turn, context, answers));
    case 'page':
      return submittedPage(turn, context, answers);
    default:
      return submittedPick(turn, context, answers);
  }
}

/** Where someone goes on in a round; `person` when a head answers for them. */
export function openFor(turn: Turn, round: number, person = ''): Promise<Form | Card> {
  return startOrGoOn(turn, { round, person: person === turn.person.id ? '' : person, page: '' });
}
