import type { Outcome, Turn } from '../engine/feature.ts';
import { leads } from '../org/leaders.ts';
import { folded } from '../org/likeness.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { Form, RawAnswers } from '../platform/form.ts';
import { publishedStatements } from '../questionnaires/sheets/store.ts';
import { notLeader } from './agreement-views.ts';
import { lookOf, unitName } from './look.ts';
import { type AskedName, CREATE, fieldOf, IGNORE, namesCard, namesForm } from './name-views.ts';
import { refreshNames } from './notices.ts';
import { mapState } from './state.ts';
import { saidNamesOf, sayName } from './store.ts';

/** The form that asks a head what names mean; once all are known, what was said of them, to be said otherwise. */
export async function openNames(turn: Turn, department: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const no = forbidden(turn, department);
  if (no) return no;
  const names = await openIn(turn, department);
  if (names.length > 0) return namesForm(look, department, names);
  const known = await knownIn(turn, department);
  return known.length > 0 ? namesForm(look, department, known) : namesCard(look, department, [], false);
}

/** Answers about names; those that somebody else has settled meanwhile are passed over. */
export async function submittedNames(turn: Turn, department: string, answers: RawAnswers): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const no = forbidden(turn, department);
  if (no) return { effects: [], reply: { kind: 'whisper', card: no } };
  const created: string[] = [];
  for (const { words, means } of [...(await openIn(turn, department)), ...(await knownIn(turn, department))]) {
    const answer = answers[fieldOf(words)] ?? '';
    if (answer === '' || answer === means) continue;
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

async function openIn(turn: Turn, department: string): Promise<AskedName[]> {
  const { unresolved } = await mapState(turn.tx, turn.org);
  return unresolved.filter((name) => name.department === department && !name.wanted);
}

/** Names the department's statement still has, and what its head said of them, the last first. */
async function knownIn(turn: Turn, department: string): Promise<AskedName[]> {
  const own = (await publishedStatements(turn.tx)).filter((statement) => statement.department === department);
  const parties = own.flatMap(({ suppliers, customers }) => [...suppliers, ...customers].map(({ party }) => party));
  const written = new Map(
    parties.filter((one) => one.startsWith('?')).map((one) => [folded(one.slice(1)), one.slice(1)]),
  );
  const open = new Set((await openIn(turn, department)).map(({ words }) => folded(words)));
  return (await saidNamesOf(turn.tx, department)).flatMap(({ words: key, party }): AskedName[] => {
    const words = written.get(key);
    if (words === undefined || open.has(key)) return [];
    return [{ words, means: party === null ? IGNORE : party.startsWith('?') ? CREATE : party }];
  });
}
