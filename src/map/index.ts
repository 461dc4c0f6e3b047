import { type Effect, type Feature, type Outcome, type TimeTurn, type Turn, whisper } from '../engine/feature.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { Form, RawAnswers } from '../platform/form.ts';
import { answered, proposalForm, proposeForm, renewForm, showGap, submittedWording } from './agreeing.ts';
import { assets, commanded, commands, showDepartment, showGaps, views } from './faces.ts';
import { lookOf } from './look.ts';
import { openNames, submittedNames } from './naming.ts';
import { lookAtMap } from './notices.ts';
import { showFile, takeLink } from './taking.ts';
import { nextLook } from './times.ts';

/** Who is whose supplier and customer, drawn from what departments publish; where two sides see it differently, they agree. */
export const map: Feature = {
  name: 'map',
  commands,
  views,
  assets,
  commanded,
  clicked,
  form: formFor,
  submitted,
  recurring: [{ name: 'look', next: nextLook, catchUp: 'latest' }],
  recurs,
};

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  switch (action) {
    case 'gap':
      return whisper(await showGap(turn, value));
    case 'show':
      return showDepartment(turn, value);
    case 'gaps':
      return showGaps(turn, value);
    case 'file':
      return whisper(await showFile(turn, value));
    case 'confirm':
      return answered(turn, value, { kind: 'confirm', by: turn.person.id });
    case 'takeLink':
      return takeLink(turn, value);
    default: {
      const form = await formFor(turn, action, value);
      return 'fields' in form ? { effects: [], reply: { kind: 'form', form } } : whisper(form);
    }
  }
}

async function formFor(turn: Turn, name: string, context: string): Promise<Form | Card> {
  switch (name) {
    case 'propose':
      return proposeForm(turn, context);
    case 'renew':
      return renewForm(turn, context);
    case 'reword':
    case 'refuse':
      return proposalForm(turn, name, context);
    case 'names':
      return openNames(turn, context);
    default:
      return sentence(lookOf(turn.org, turn.person).say('no.unknown'));
  }
}

async function submitted(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome> {
  switch (name) {
    case 'propose':
    case 'renew':
    case 'reword':
      return submittedWording(turn, name, context, answers);
    case 'refuse':
      return answered(turn, context, { kind: 'refuse', by: turn.person.id, reason: answers.reason ?? '' });
    case 'names':
      return submittedNames(turn, context, answers);
    default:
      return { effects: [] };
  }
}

/** Occurrences are hints: each looks at what is true by now. */
async function recurs(turn: TimeTurn): Promise<Effect[]> {
  return lookAtMap(turn);
}
