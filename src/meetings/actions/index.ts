import { z } from 'zod';
import { type DueTimer, type Effect, type Outcome, type TimeTurn, type Turn, whisper } from '../../engine/feature.ts';
import { departmentsOf } from '../../org/duty.ts';
import { ledBy } from '../../org/leaders.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form, RawAnswers } from '../../platform/form.ts';
import { type Look, lookOf } from '../look.ts';
import type { Part } from '../part.ts';
import type { Action } from '../types.ts';
import { add } from './adding.ts';
import { addForm, closeForm, handForm, moveForm } from './forms.ts';
import { acts, type Command, decide, type Refusal } from './rules.ts';
import { inherited } from './standing.ts';
import { loadAction, readActions, saveAction } from './store.ts';
import { everyone, receivers, reminder, tell, watchTimer } from './tell.ts';
import { readDue, todayFor } from './times.ts';
import { actionCard, listCard, type Occasion, refusalText } from './views.ts';
import { watch } from './watch.ts';

/** Improvements departments have taken on: who, by when, by which sign, and whether the problem stays away. */
export const actions: Part = { clicked, form: formFor, submitted, wakes };

const payload = z.union([z.object({ action: z.number().int() }), z.object({ watch: z.literal(true) })]);

/** `/actions`, or `/actions A-12`. */
export async function commanded(turn: Turn, text: string): Promise<Outcome> {
  const id = /^\s*(?:A-?)?(\d{1,9})\s*$/iu.exec(text.normalize('NFKC'))?.[1];
  return id ? whisper(await show(turn, id)) : list(turn);
}

async function list(turn: Turn): Promise<Outcome> {
  const { tx, org, person, now } = turn;
  const departments = [...new Set([...departmentsOf(org, person.id), ...ledBy(org, person.id)])];
  const theirs = await readActions(tx, { departments, statuses: ['open', 'done'] });
  const own = await readActions(tx, { owner: person.id, statuses: ['open'] });
  const all = [...new Map([...theirs, ...own].map((action) => [action.id, action])).values()];
  return whisper(listCard(lookOf(org, person), all, departments, now));
}

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  if (action === 'show') return whisper(await show(turn, value));
  if (action === 'list') return list(turn);
  const form = await formFor(turn, action, value);
  return 'fields' in form ? { effects: [], reply: { kind: 'form', form } } : whisper(form);
}

async function show(turn: Turn, value: string): Promise<Card> {
  const look = lookOf(turn.org, turn.person);
  const action = await named(turn, value);
  if (!action) return noSuch(look, value);
  return mayRead(turn, action) ? actionCard(look, action) : no(turn, action, 'notParty');
}

const named = (turn: Turn, value: string): Promise<Action | null> =>
  /^\d{1,9}$/.test(value) ? loadAction(turn.tx, Number(value)) : Promise.resolve(null);

const noSuch = ({ say }: Look, value: string): Card =>
  sentence(/^\d{1,9}$/.test(value) ? say('no.action', { id: value }) : say('no.unknown'));

/** Whoever belongs to one of its departments, owns it, or is a referee. */
function mayRead({ org, person }: Turn, { owner, supplier, customer }: Action): boolean {
  const departments = departmentsOf(org, person.id);
  const inside = departments.includes(supplier) || departments.includes(customer);
  return inside || owner === person.id || org.company.referees.includes(person.id);
}

/** Why not, over the action as it stands for those who may read it. */
const no = (turn: Turn, action: Action, refusal: Refusal): Card => {
  const look = lookOf(turn.org, turn.person);
  if (!mayRead(turn, action)) return sentence(refusalText(look, action, 'notParty'));
  return { ...actionCard(look, action), title: refusalText(look, action, refusal), tone: 'plain' };
};

async function formFor(turn: Turn, name: string, context: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  if (name === 'add') return addForm(turn, context);
  const action = await named(turn, context);
  if (!action) return noSuch(look, context);
  const refusal = early(turn, name, action);
  if (refusal) return no(turn, action, refusal);
  switch (name) {
    case 'done':
    case 'drop':
    case 'reopen':
      return closeForm(look, name, action);
    case 'move':
      return moveForm(look, action, turn.now);
    case 'hand':
      return handForm(look, action);
    default:
      return sentence(look.say('no.unknown'));
  }
}

/** What can be said before a form is filled in: the same decision, with words that always do. */
function early(turn: Turn, name: string, action: Action): Refusal | null {
  const by = turn.person.id;
  const trial: Record<string, Command> = {
    done: { kind: 'done', by, words: '' },
    drop: { kind: 'drop', by, words: '' },
    reopen: { kind: 'reopen', by, words: '' },
  };
  const command = trial[name];
  if (command) {
    const decision = decide(action, command, turn.now, turn.org);
    return 'refusal' in decision ? decision.refusal : null;
  }
  if (!acts(turn.org, by, action)) return 'notActing';
  return action.status === 'open' ? null : 'closed';
}

async function submitted(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome> {
  if (name === 'add') return add(turn, context, answers);
  const look = lookOf(turn.org, turn.person);
  const action = await named(turn, context);
  if (!action) return whisper(noSuch(look, context));
  const read = commandIn(turn, name, action, answers);
  if ('problem' in read) return { effects: [], reply: { kind: 'problems', fields: { due: read.problem } } };
  return carryOut(turn, action, read.command);
}

function commandIn(
  turn: Turn,
  name: string,
  action: Action,
  answers: RawAnswers,
): { command: Command } | { problem: string } {
  const by = turn.person.id;
  const words = answers.words ?? '';
  switch (name) {
    case 'move': {
      const read = readDue(answers.due ?? '', turn.person, todayFor(turn.org, action.supplier, turn.now), turn.now);
      if ('problem' in read) return { problem: lookOf(turn.org, turn.person).say(`problem.${read.problem}`) };
      return { command: { kind: 'move', by, due: read.due } };
    }
    case 'hand':
      return { command: { kind: 'hand', by, owner: answers.owner ?? '' } };
    case 'reopen':
      return { command: { kind: 'reopen', by, words } };
    default:
      return { command: { kind: name === 'drop' ? 'drop' : 'done', by, words } };
  }
}

/** Decides, writes, and tells who has to know: the other side of what was done, the new owner of what is theirs. */
async function carryOut(turn: Turn, before: Action, command: Command): Promise<Outcome> {
  const decision = decide(before, command, turn.now, turn.org);
  if ('refusal' in decision) return whisper(no(turn, before, decision.refusal));
  const { action } = decision;
  await saveAction(turn.tx, action);
  const [news, occasion] = newsOf(turn, action, command);
  const effects = [...tell(turn, action, { by: turn.person.id, news, occasion }), reminder(turn, action)];
  if (command.kind === 'done' && action.cause) effects.push(watchTimer(turn.now));
  return whisper(actionCard(lookOf(turn.org, turn.person), action, occasion === 'yours' ? 'plain' : occasion), effects);
}

function newsOf(turn: Turn, action: Action, { kind }: Command): [string[], Occasion] {
  switch (kind) {
    case 'hand':
      return [[action.owner], 'yours'];
    case 'move':
      return [[...receivers(turn, action), action.owner], 'moved'];
    case 'reopen':
    case 'drop':
      return [everyone(turn, action), 'plain'];
    default:
      return [receivers(turn, action), 'plain'];
  }
}

/** Timers are hints: an action that is done, or due on another day by now, is not spoken of. */
async function wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const payloads = timers.map((timer) => payload.parse(timer.payload));
  const effects: Effect[] = [];
  for (const one of payloads) if ('action' in one) effects.push(...(await remind(turn, one.action)));
  if (payloads.some((one) => 'watch' in one)) effects.push(...(await watch(turn)));
  return effects;
}

async function remind(turn: TimeTurn, id: number): Promise<Effect[]> {
  const action = await loadAction(turn.tx, id);
  if (action?.status !== 'open') return [];
  const past = todayFor(turn.org, action.supplier, turn.now) > action.due;
  const occasion = past ? 'past' : 'soon';
  return [...tell(turn, action, { by: null, news: [action.owner], occasion }), reminder(turn, action)];
}

/** People who left: their actions go to who leads the department, who is told. */
export async function departedOwners(turn: TimeTurn, people: readonly string[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const person of people) {
    for (const { id } of await readActions(turn.tx, { owner: person, statuses: ['open'] })) {
      const action = await loadAction(turn.tx, id);
      if (action) effects.push(...(await inherited(turn, action)));
    }
  }
  return effects;
}
