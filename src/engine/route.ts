import type { Database, Tx } from '../db/database.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Adapter, Deed, Platform } from '../platform/adapter.ts';
import { type Card, sentence } from '../platform/card.ts';
import { type RawAnswers, readAnswers } from '../platform/form.ts';
import { type Advanced, type Asking, answerDialogue, reopenDialogue, resumeDialogue } from './dialogue.ts';
import type { Reach } from './effects.ts';
import { noteAnswer } from './events.ts';
import type { Effect, Feature, Outcome, Turn } from './feature.ts';
import { helpCard, type ParsedCommand, parseCommand, unknownCommandCard } from './help.ts';
import { words } from './messages.ts';
import { chooseMore, moreForm } from './more.ts';
import { fileProblems, problemTexts } from './problems.ts';
import type { Step } from './read-step.ts';

export interface HandlePorts {
  db: Database;
  now: () => Date;
  organisation: (tx: Tx) => Promise<Organisation>;
  features: readonly Feature[];
  adapters: ReadonlyMap<Platform, Adapter>;
  reach: Reach;
  failpoint?: (name: string) => Promise<void>;
}

/** Whatever a turn led to: a feature's effects, and a reply as the messenger can show it. */
export interface Decided extends Outcome {
  feature: Feature;
  /** What the engine itself has to say before and after that. */
  before?: Effect[];
  after?: Effect[];
}

/** What an event leads to. */
export async function route(ports: HandlePorts, turn: Turn, incoming: Deed): Promise<Decided> {
  switch (incoming.kind) {
    case 'said':
      return said(ports, turn, incoming);
    case 'clicked':
      return clicked(ports, turn, incoming.action, incoming.value);
    case 'submitted':
      return submitted(ports, turn, incoming);
    case 'opened':
      return home(ports, turn);
    case 'responded':
      return responded(ports, turn, incoming);
  }
}

async function said(ports: HandlePorts, turn: Turn, incoming: Deed & { kind: 'said' }): Promise<Decided> {
  const nothing = incoming.text.trim() === '' && turn.files.length === 0;
  if (nothing && incoming.unread) return { feature: engine, effects: [] };
  const command = parseCommand(ports.features, incoming.text);
  if (command) return commanded(ports, turn, command);
  const step = await dialogueStep(ports, turn, { text: incoming.text, files: turn.files });
  return step.taken ?? { ...(await unasked(ports, turn, incoming.text)), before: step.told };
}

async function commanded(ports: HandlePorts, turn: Turn, command: ParsedCommand): Promise<Decided> {
  const { feature, name, rest } = command;
  if (feature?.commanded) {
    const outcome = await feature.commanded(turn, name, rest);
    return { feature, ...outcome, before: command.files ? [] : unusedFiles(turn) };
  }
  const { person } = turn;
  const help = name === 'help' ? helpCard(ports.features, person) : unknownCommandCard(ports.features, person, name);
  return { ...whisper(help), before: unusedFiles(turn) };
}

/** Whoever sent files along with what takes none learns that they are not kept for anything. */
function unusedFiles({ person, files }: Turn): Effect[] {
  if (files.length === 0) return [];
  const say = words(person.locale, person.zone);
  const card = sentence(say('fileUnused', { count: files.length }), 'warn');
  return [{ kind: 'post', to: person.id, card, priority: 'reply' }];
}

/** A message that is neither a command nor an answer: the first feature that can do something with it offers that. */
async function unasked(ports: HandlePorts, turn: Turn, text: string): Promise<Decided> {
  for (const feature of ports.features) {
    const outcome = await feature.overheard?.(turn, text);
    if (outcome) return { feature, ...outcome };
  }
  const say = words(turn.person.locale, turn.person.zone);
  const help = helpCard(ports.features, turn.person);
  return whisper({ ...help, title: say('notUnderstood') });
}

async function clicked(ports: HandlePorts, turn: Turn, action: string, value: string): Promise<Decided> {
  if (action === 'engine.answer') {
    const [dialogue, field, answer] = splitAnswer(value);
    const step = await dialogueStep(ports, turn, { dialogue, field, answer });
    return step.taken ?? whisper(sentence(words(turn.person.locale, turn.person.zone)('answeredAlready')));
  }
  if (action === 'engine.more') {
    const form = await moreForm(turn, value);
    return form ? { feature: engine, effects: [], reply: { kind: 'form', form } } : outdated(turn);
  }
  const [feature, name] = featureOf(ports, action);
  if (!feature?.clicked) return outdated(turn);
  return { feature, ...(await feature.clicked(turn, name, value)) };
}

/** Only what someone answers to an event of their own is handed on, and only when it is news. */
async function responded(ports: HandlePorts, turn: Turn, incoming: Deed & { kind: 'responded' }): Promise<Decided> {
  const event = await noteAnswer(turn.tx, incoming);
  const feature = ports.features.find(({ name }) => name === event?.feature);
  if (!event || !feature?.responded) return { feature: engine, effects: [] };
  return { feature, effects: await feature.responded(turn, event.slot, incoming.answer) };
}

function splitAnswer(value: string): [number, string, string] {
  const [dialogue = '', field = '', ...answer] = value.split('|');
  return [Number(dialogue), field, answer.join('|')];
}

type Sheet = { action: string; context: string; answers: RawAnswers };

async function submitted(ports: HandlePorts, turn: Turn, incoming: Sheet): Promise<Decided> {
  if (incoming.action === 'engine.more') {
    const chosen = await chooseMore(turn, incoming.context, incoming.answers.choice ?? '');
    return chosen ? clicked(ports, turn, chosen.action, chosen.value) : outdated(turn);
  }
  const [feature, name] = featureOf(ports, incoming.action);
  if (!feature?.form || !feature.submitted) return outdated(turn);
  const form = await feature.form(turn, name, incoming.context);
  if (!('fields' in form)) return { feature, effects: [], reply: { kind: 'whisper', card: form } };
  const read = readAnswers(form, incoming.answers);
  if ('problems' in read)
    return { feature, effects: [], reply: { kind: 'problems', fields: problemTexts(turn.person, read.problems) } };
  const files = await fileProblems(turn, form, read.answers);
  if (files) return { feature, effects: [], reply: { kind: 'problems', fields: files } };
  return { feature, ...(await feature.submitted(turn, name, incoming.context, read.answers)) };
}

function featureOf(ports: HandlePorts, action: string): [Feature | undefined, string] {
  const dot = action.indexOf('.');
  return [ports.features.find((feature) => feature.name === action.slice(0, dot)), action.slice(dot + 1)];
}

/** The engine's own turns (help, "more") belong to no feature. */
export const engine: Feature = { name: 'engine', commands: [] };

const whisper = (card: Card): Decided => ({ feature: engine, effects: [], reply: { kind: 'whisper', card } });

const outdated = (turn: Turn): Decided =>
  whisper(sentence(words(turn.person.locale, turn.person.zone)('outdatedButton'), 'plain'));

/** `taken`: a dialogue took the step. `told`: what else there is to say about dialogues whose form is gone. */
async function dialogueStep(ports: HandlePorts, turn: Turn, step: Step): Promise<{ taken?: Decided; told: Effect[] }> {
  const asking = askingOf(ports, turn);
  const advanced = await answerDialogue(turn, step, asking);
  if (advanced.kind === 'none') return { told: advanced.effects };
  if (advanced.kind === 'asked') return { taken: { feature: engine, effects: advanced.effects }, told: [] };
  const decided = await completed(ports, turn, advanced, asking);
  return { taken: { ...decided, before: advanced.effects }, told: [] };
}

/** All questions are answered: the form goes to its feature, which may find something to ask again. */
async function completed(
  ports: HandlePorts,
  turn: Turn,
  { action, context, answers, dialogue }: Extract<Advanced, { kind: 'complete' }>,
  asking: Asking,
): Promise<Decided> {
  const decided = await submitted(ports, turn, { action, context, answers });
  if (decided.reply?.kind === 'problems') {
    const form = await asking.formOf(action, context);
    if (!('fields' in form)) return whisper(form);
    return { feature: engine, effects: await reopenDialogue(turn, dialogue, form, decided.reply.fields, asking) };
  }
  // What opens next is asked first; an earlier dialogue goes on after it.
  return decided.reply?.kind === 'form' ? decided : { ...decided, after: await resumeDialogue(turn, asking) };
}

/** What dialogues need to know of features and messengers. */
export function askingOf(ports: HandlePorts, turn: Turn): Asking {
  const gone = () => sentence(words(turn.person.locale, turn.person.zone)('outdatedButton'));
  return {
    room: (platform) => ports.adapters.get(platform as Platform)?.can ?? { buttons: 0, selects: 0 },
    async formOf(action, context) {
      if (action === 'engine.more') return (await moreForm(turn, context)) ?? gone();
      const [feature, name] = featureOf(ports, action);
      return feature?.form ? feature.form(turn, name, context) : gone();
    },
  };
}

async function home(ports: HandlePorts, turn: Turn): Promise<Decided> {
  const cards: Card[] = [];
  for (const feature of ports.features) cards.push(...((await feature.home?.(turn)) ?? []));
  return { feature: engine, effects: [], reply: { kind: 'home', cards } };
}
