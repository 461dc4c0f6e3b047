import type { Outcome, Turn } from '../../engine/feature.ts';
import { sentence } from '../../platform/card.ts';
import { lookOf } from '../look.ts';
import type { Part } from '../part.ts';
import { addForm, addTo, commanded, submittedItem, takeBack } from './adding.ts';
import { openAnswers, saidNothing, submittedAnswers } from './answering.ts';
import { beforeWoke } from './before.ts';
import { showAgenda } from './show.ts';

export { agendaTimers } from './before.ts';
export { allHaveNothing } from './before-rules.ts';
export { closeAgenda } from './close.ts';
export { agendaOf, agendasOf } from './records.ts';
export { lineWords } from './words.ts';

/** What a meeting is about: lines from records, what customers say the day before, and what people add. */
export const agenda: Part = {
  clicked,
  form: async (turn, name, context) => {
    if (name === 'answer') return openAnswers(turn, context);
    return name === 'add' ? addForm(turn, context) : unknown(turn);
  },
  submitted: async (turn, name, context, answers) => {
    if (name === 'answer') return submittedAnswers(turn, context, answers);
    return name === 'add' ? submittedItem(turn, context, answers) : { effects: [] };
  },
  wakes: beforeWoke,
  commanded,
};

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  switch (action) {
    case 'answer':
    case 'add': {
      const opened = await (action === 'answer' ? openAnswers(turn, value) : addForm(turn, value));
      if ('fields' in opened) return { effects: [], reply: { kind: 'form', form: opened } };
      return { effects: [], reply: { kind: 'whisper', card: opened } };
    }
    case 'nothing':
      return saidNothing(turn, value);
    case 'show':
      return showAgenda(turn, value);
    case 'addTo':
      return addTo(turn, value);
    case 'takeBack':
      return takeBack(turn, value);
    default:
      return { effects: [], reply: { kind: 'whisper', card: unknown(turn) } };
  }
}

const unknown = ({ org, person }: Turn) => sentence(lookOf(org, person).say('no.unknown'));
