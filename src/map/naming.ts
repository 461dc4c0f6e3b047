import type { Outcome, Turn } from '../engine/feature.ts';
import { leads } from '../org/leaders.ts';
import { folded } from '../org/likeness.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { Form, RawAnswers } from '../platform/form.ts';
import { notLeader } from './agreement-views.ts';
import { lookOf, unitName } from './look.ts';
import { CREATE, fieldOf, IGNORE, namesCard, namesForm } from './name-views.ts';
import { refreshNames } from './notices.ts';
import { mapState } from './state.ts';
import { sayName } from './store.ts';
import type { UnresolvedName } from './types.ts';

/** The form that asks a head what names mean, or why there is nothing to say. */
export async function openNames(turn: Turn, department: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const no = forbidden(turn, department);
  if (no) return no;
  const names = await openIn(turn, department);
  return names.length === 0 ? namesCard(look, department, names) : namesForm(look, department, names);
}

/** Answers about names; those that somebody else has settled meanwhile are passed over. */
export async function submittedNames(turn: Turn, department: string, answers: RawAnswers): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const no = forbidden(turn, department);
  if (no) return { effects: [], reply: { kind: 'whisper', card: no } };
  const created: string[] = [];
  for (const { words } of await openIn(turn, department)) {
    const answer = answers[fieldOf(words)] ?? '';
    if (answer === '') continue;
    if (answer === CREATE) created.push(words);
    const party = answer === IGNORE ? null : answer === CREATE ? `?${folded(words)}` : answer;
    await sayName(turn.tx, department, words, party, turn.person.id, turn.now);
  }
  const left = await openIn(turn, department);
  const card = namesCard(look, department, left);
  const names = created.map((words) => look.say('names.name', { words })).join(look.say('list'));
  const said = created.length > 0 ? { ...card, title: look.say('names.created', { names }) } : card;
  return { effects: await refreshNames(turn, department), reply: { kind: 'whisper', card: said } };
}

function forbidden(turn: Turn, department: string): Card | null {
  const look = lookOf(turn.org, turn.person);
  if (!turn.org.departments.has(department))
    return sentence(look.say('no.gone', { department: unitName(look, department) }));
  return leads(turn.org, turn.person.id, department) ? null : notLeader(look, [department]);
}

async function openIn(turn: Turn, department: string): Promise<UnresolvedName[]> {
  const { unresolved } = await mapState(turn.tx, turn.org);
  return unresolved.filter((name) => name.department === department && !name.wanted);
}
