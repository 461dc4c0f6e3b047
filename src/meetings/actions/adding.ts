import type { Outcome, Turn } from '../../engine/feature.ts';
import { sentence } from '../../platform/card.ts';
import type { RawAnswers } from '../../platform/form.ts';
import { lookOf } from '../look.ts';
import type { Action } from '../types.ts';
import { chosenCause, originOf } from './forms.ts';
import { mayOwn } from './rules.ts';
import { insertAction, sameAction } from './store.ts';
import { everyone, reminder, tell } from './tell.ts';
import { readDue, todayFor } from './times.ts';
import { actionCard } from './views.ts';

/** Writes what was agreed on, and tells whose it is; outside of a meeting both sides, who were not at a table together. */
export async function add(turn: Turn, context: string, answers: RawAnswers): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const origin = await originOf(turn, context);
  const half =
    origin?.halves.find(({ supplier, customer }) => `${supplier}>${customer}` === answers.pair) ?? origin?.halves[0];
  if (!origin || !half) return { effects: [], reply: { kind: 'whisper', card: sentence(look.say('no.notLeading')) } };
  const read = readDue(answers.due ?? '', turn.person, todayFor(turn.org, half.supplier, turn.now), turn.now);
  if ('problem' in read) return problems({ due: look.say(`problem.${read.problem}`) });
  const owner = turn.org.people.get(answers.owner ?? '');
  if (!owner || !mayOwn(turn.org, owner, half.supplier)) {
    const department = turn.org.departments.get(half.supplier)?.name ?? half.supplier;
    return problems({ owner: look.say('no.notColleague', { department }) });
  }
  const cause = origin.cause ?? chosenCause(look, [half.supplier], answers.cause);
  const made: Omit<Action, 'id'> = {
    ...half,
    series: origin.meeting?.series ?? [half.supplier, half.customer].sort().join('+'),
    text: answers.text ?? '',
    owner: owner.id,
    due: read.due,
    sign: answers.sign ?? '',
    cause,
    meeting: origin.meeting?.id ?? null,
    line: origin.line,
    status: 'open',
    createdAt: turn.now,
    createdBy: turn.person.id,
    closedAt: null,
    closedBy: null,
    closedWords: '',
    moves: [],
    reopened: [],
  };
  const known = await sameAction(turn.tx, made);
  if (known) return { effects: [], reply: { kind: 'whisper', card: actionCard(look, known) } };
  const action = await insertAction(turn.tx, made);
  const news = origin.meeting ? [owner.id] : everyone(turn, action);
  const effects = [...tell(turn, action, { by: turn.person.id, news, occasion: 'yours' }), reminder(turn, action)];
  return { effects, reply: { kind: 'whisper', card: actionCard(look, action) } };
}

const problems = (fields: Record<string, string>): Outcome => ({ effects: [], reply: { kind: 'problems', fields } });
