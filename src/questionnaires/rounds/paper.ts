import type { Outcome, TimeTurn, Turn } from '../../engine/feature.ts';
import { departmentName } from '../../org/organisation.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form, RawAnswers } from '../../platform/form.ts';
import { openFor } from '../answering/index.ts';
import { lookOf, nameOf } from './look.ts';
import { paperPeople } from './progress.ts';
import { entersFor } from './rules.ts';
import { loadRound, type Round } from './store.ts';
import { refusalCard } from './views.ts';

/** Whom this person may answer for in a round: people without an account in departments they lead. */
export async function paperPeopleOf(turn: TimeTurn & Pick<Turn, 'person'>, round: Round, department: string) {
  const people = await paperPeople(turn.tx, round.id, department === '' ? 'all' : new Set([department]));
  return people.filter((one) => one.open && entersFor(turn.org, turn.person.id, one.department));
}

/** For whom a head writes answers down. The context is `round|department`, or `round|` for all of theirs. */
export async function enterForm(turn: Turn, context: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const [id = '', department = ''] = context.split('|');
  const round = await loadRound(turn.tx, Number(id));
  if (!round) return sentence(say('round.no.round'));
  if (round.endedAt) return refusalCard(look, { why: 'ended', at: round.endedAt });
  const people = await paperPeopleOf(turn, round, department);
  if (people.length === 0) return sentence(say('round.no.paperPeople'));
  return {
    action: 'questionnaires.round.enter',
    context,
    title: say('round.enter.title'),
    intro: say('round.enter.intro'),
    submit: say('round.enter.submit'),
    fields: [
      {
        key: 'person',
        label: say('round.enter.field'),
        required: true,
        kind: 'choice',
        search: true,
        options: people.map((one) => ({
          value: one.person,
          label: nameOf(look, one.person),
          words: [departmentName(turn.org, one.department)],
        })),
      },
    ],
  };
}

/** Opens the person's questionnaire for the head. */
export async function submittedEnter(turn: Turn, context: string, answers: RawAnswers): Promise<Outcome> {
  const [id = ''] = context.split('|');
  const opened = await openFor(turn, Number(id), answers.person ?? '');
  return {
    effects: [],
    reply: 'fields' in opened ? { kind: 'form', form: opened } : { kind: 'whisper', card: opened },
  };
}
