import { type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { lookOf } from '../look.ts';
import type { Part } from '../part.ts';
import { act } from './act.ts';
import { departed } from './departed.ts';
import { openForm } from './forms.ts';
import { commanded, home } from './overview.ts';
import { acceptAll, confirm, handBack, open, responded, showAgenda } from './pressed.ts';
import { submitted } from './submitted.ts';
import { wakes } from './time.ts';

export { announced, cancelMeeting } from './announce.ts';
export { lookAfterImport } from './standing.ts';
export { refreshMeeting } from './tell.ts';
export { meetingIn } from './title.ts';

/** From the announcement to the minutes: who comes when, what was talked about, or why it did not take place. */
export const life: Part = {
  clicked,
  form: openForm,
  submitted,
  wakes,
  commanded,
  home,
  departed,
  responded,
};

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  const { say } = lookOf(turn.org, turn.person);
  const by = turn.person.id;
  switch (action) {
    case 'accept':
      return act(turn, value, { kind: 'accept', by }, ({ from }) => say('life.done.accepted', { at: from ?? '' }));
    case 'acceptAll':
      return acceptAll(turn, value);
    case 'open':
      return open(turn, value);
    case 'agenda':
      return showAgenda(turn, value);
    case 'handBack':
      return handBack(turn, value);
    case 'confirm':
      return confirm(turn, value);
    default: {
      const form = await openForm(turn, action, value);
      return 'fields' in form ? { effects: [], reply: { kind: 'form', form } } : whisper(form);
    }
  }
}
