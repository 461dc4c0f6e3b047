import { and, desc, eq, sql } from 'drizzle-orm';
import { type Card, sentence } from '../platform/card.ts';
import {
  type Field,
  type Form,
  filesIn,
  type Option,
  type RawAnswers,
  readAnswers,
  shownFields,
} from '../platform/form.ts';
import { type Begun, begunAlready } from './begun.ts';
import { type Choices, choose, chosenIn, type Named, unclearText } from './choosing.ts';
import type { Effect, Turn } from './feature.ts';
import { words } from './messages.ts';
import { problemTexts } from './problems.ts';
import { questionCard } from './question.ts';
import { noMore, readStep, type Step } from './read-step.ts';
import { forgetAsked, isSecret, withdrawn } from './secret.ts';
import { dialogues } from './tables.ts';

type Dialogue = typeof dialogues.$inferSelect;

/** What a dialogue needs to know of the rest. */
export interface Asking {
  /** The form as it stands now, or why it cannot be filled in any more. */
  formOf(action: string, context: string): Promise<Form | Card>;
  /** How many buttons one card of the messenger has, and how many options its select. */
  room(platform: string): { buttons: number; selects: number };
}

export type Advanced =
  /** No dialogue took it; `effects` may tell of one whose form is gone. */
  | { kind: 'none'; effects: Effect[] }
  | { kind: 'asked'; effects: Effect[] }
  | { kind: 'complete'; effects: Effect[]; dialogue: Dialogue; action: string; context: string; answers: RawAnswers };

/**
 * Begins to ask a form one question at a time; an unfinished earlier one waits beneath it. Any messenger can do this. A form
 * is not begun again while its first question stands unanswered: that one is asked again, and not even that when it is the
 * last thing asked, a moment ago. One that "resumes" goes on wherever it stands, be it on another messenger.
 */
export async function startDialogue(turn: Turn, form: Form, platform: string, asking: Asking): Promise<Effect[]> {
  // Two presses at the same time, be it in two processes, come here one after the other.
  await turn.tx.execute(sql`select pg_advisory_xact_lock(${beginLock}, hashtext(${turn.person.id}))`);
  const begun = await begunAlready(turn, form, platform);
  if (begun) return begun.justAsked ? [] : askAgain(turn, begun, form, platform, asking);
  const { action, context } = form;
  const [dialogue] = await turn.tx
    .insert(dialogues)
    .values({ person: turn.person.id, platform, action, context, answers: {}, done: [], updatedAt: turn.now })
    .returning();
  return dialogue ? ask(turn, dialogue, form, asking) : [];
}

const beginLock = 7_402_005;
/** What is typed next is meant for it: it lies above whatever was asked in the same millisecond. */
async function askAgain(
  turn: Turn,
  { dialogue, lastAsked }: Begun,
  form: Form,
  platform: string,
  asking: Asking,
): Promise<Effect[]> {
  const updatedAt = new Date(Math.max(turn.now.getTime(), lastAsked.getTime() + 1));
  await turn.tx.update(dialogues).set({ updatedAt, platform }).where(eq(dialogues.id, dialogue.id));
  return ask(turn, { ...dialogue, platform }, form, asking);
}

/** Puts a dialogue back whose answers the feature refused, at the refused question, with the reason. */
export async function reopenDialogue(
  turn: Turn,
  dialogue: Dialogue,
  form: Form,
  problems: Record<string, string>,
  asking: Asking,
): Promise<Effect[]> {
  const done = dialogue.done.filter((key) => !(key in problems));
  await turn.tx
    .insert(dialogues)
    .values({ ...dialogue, done, updatedAt: turn.now })
    .onConflictDoUpdate({ target: dialogues.id, set: { done } });
  return ask(turn, { ...dialogue, done }, form, asking, Object.values(problems).join(' '));
}

/** Takes the next step of the dialogue asked last, or of the one whose button was pressed. */
export async function answerDialogue(turn: Turn, step: Step, asking: Asking): Promise<Advanced> {
  const told: Effect[] = [];
  for (;;) {
    const dialogue = await newest(turn, 'dialogue' in step ? step.dialogue : null);
    if (!dialogue) return { kind: 'none', effects: told };
    const form = await asking.formOf(dialogue.action, dialogue.context);
    if ('fields' in form) return withTold(told, await take(turn, dialogue, form, step, asking));
    // What was typed was not meant for a form that is gone: the next one beneath may want it, or nobody.
    told.push(...(await give(turn, dialogue, form)));
    if ('dialogue' in step) return { kind: 'asked', effects: [...told, ...(await resumeDialogue(turn, asking))] };
  }
}

const withTold = (told: Effect[], advanced: Advanced): Advanced => ({
  ...advanced,
  effects: [...told, ...advanced.effects],
});

/** The dialogue beneath the one that just ended goes on. */
export async function resumeDialogue(turn: Turn, asking: Asking): Promise<Effect[]> {
  const told: Effect[] = [];
  for (;;) {
    const beneath = await newest(turn, null);
    if (!beneath) return told;
    const form = await asking.formOf(beneath.action, beneath.context);
    if (!('fields' in form)) {
      told.push(...(await give(turn, beneath, form)));
      continue;
    }
    const say = words(turn.person.locale, turn.person.zone);
    return [...told, ...ask(turn, beneath, form, asking, say('stillOpen', { title: form.title }))];
  }
}

/** Ends a dialogue with a last word. */
async function give(turn: Turn, dialogue: Dialogue, card: Card): Promise<Effect[]> {
  await turn.tx.delete(dialogues).where(eq(dialogues.id, dialogue.id));
  return [post(turn, dialogue, card)];
}

async function newest(turn: Turn, id: number | null): Promise<Dialogue | null> {
  if (id !== null && !Number.isSafeInteger(id)) return null;
  const mine = eq(dialogues.person, turn.person.id);
  const [row] = await turn.tx
    .select()
    .from(dialogues)
    .where(id === null ? mine : and(mine, eq(dialogues.id, id)))
    // Whoever pressed a button of an earlier question goes on there.
    .orderBy(desc(dialogues.updatedAt), desc(dialogues.id))
    .limit(1)
    .for('update');
  return row ?? null;
}

const nextField = (form: Form, dialogue: Dialogue): Field | undefined =>
  shownFields(form, dialogue.answers).find((field) => !dialogue.done.includes(field.key));

async function take(turn: Turn, dialogue: Dialogue, form: Form, step: Step, asking: Asking): Promise<Advanced> {
  const field = nextField(form, dialogue);
  if (!field) return complete(turn, dialogue, form);
  if ('dialogue' in step && step.field !== field.key) return { kind: 'none', effects: [] };
  if ('text' in step && step.files.length > 0 && field.kind !== 'file')
    return strayFile(turn, dialogue, form, field, step, asking);
  return advance(turn, dialogue, form, field, step, asking);
}

async function advance(
  turn: Turn,
  dialogue: Dialogue,
  form: Form,
  field: Field,
  step: Step,
  asking: Asking,
): Promise<Advanced> {
  await forgetAsked(turn, dialogue, form);
  const move = readStep(field, step);
  const say = words(turn.person.locale, turn.person.zone);
  const again = (note: string, offered?: Option[]): Advanced => ({
    kind: 'asked',
    effects: ask(turn, dialogue, form, asking, note, offered),
  });
  switch (move.kind) {
    case 'cancel': {
      const told = await give(turn, dialogue, sentence(say('cancelled', { title: form.title })));
      return { kind: 'asked', effects: [...told, ...(await resumeDialogue(turn, asking))] };
    }
    case 'named':
      return field.kind === 'choices' ? named(turn, dialogue, form, field, move, asking) : again('');
    case 'unclear':
      return again(unclearText(turn.person, move, field.secret), field.secret ? [] : move.closest);
    case 'back':
      return goOn(turn, { ...dialogue, done: dialogue.done.slice(0, -1) }, form, asking);
    case 'skip':
      if (field.kind === 'choices' && dialogue.answers[field.key])
        return advance(
          turn,
          dialogue,
          form,
          field,
          { dialogue: dialogue.id, field: field.key, answer: noMore },
          asking,
        );
      if (field.required && !field.initial) return again(say('problemRequired'));
      return goOn(turn, answered(dialogue, field, field.initial ?? ''), form, asking);
    case 'answer': {
      const { when: _, ...alone } = field;
      const read = readAnswers({ ...form, fields: [alone as Field] }, { [field.key]: move.value });
      if ('answers' in read) return goOn(turn, answered(dialogue, field, move.value), form, asking);
      return again(Object.values(problemTexts(turn.person, read.problems)).join(' '));
    }
  }
}

/** Several choices: what was understood is kept, and what was not is asked again. */
async function named(
  turn: Turn,
  dialogue: Dialogue,
  form: Form,
  field: Choices,
  move: Named,
  asking: Asking,
): Promise<Advanced> {
  const { values, done, note, offered } = choose(turn.person, field, dialogue.answers[field.key], move);
  if (done) return goOn(turn, answered(dialogue, field, values.join(',')), form, asking, note);
  const answers = { ...dialogue.answers, [field.key]: values.join(',') };
  await turn.tx.update(dialogues).set({ answers, updatedAt: turn.now }).where(eq(dialogues.id, dialogue.id));
  return { kind: 'asked', effects: ask(turn, { ...dialogue, answers }, form, asking, note, offered) };
}

/** Photos that come before they are asked for are kept for the question they answer; their words answer this one. */
async function strayFile(
  turn: Turn,
  dialogue: Dialogue,
  form: Form,
  field: Field,
  step: { text: string; files: readonly string[] },
  asking: Asking,
): Promise<Advanced> {
  const say = words(turn.person.locale, turn.person.zone);
  const place = shownFields(form, dialogue.answers).find((one) => one.kind === 'file');
  const kept = place
    ? {
        ...dialogue,
        answers: {
          ...dialogue.answers,
          [place.key]: [...filesIn(dialogue.answers[place.key]), ...step.files].join(','),
        },
        done: [place.key, ...dialogue.done.filter((key) => key !== place.key)],
      }
    : dialogue;
  const note = place ? say('fileKept', { field: place.label }) : say('fileNotAsked');
  await turn.tx.update(dialogues).set({ answers: kept.answers, done: kept.done }).where(eq(dialogues.id, dialogue.id));
  if (step.text.trim() === '') return { kind: 'asked', effects: ask(turn, kept, form, asking, note) };
  return advance(turn, kept, form, field, { text: step.text, files: [] }, asking);
}

const answered = (dialogue: Dialogue, field: Field, value: string): Dialogue => ({
  ...dialogue,
  answers: { ...dialogue.answers, [field.key]: value },
  done: [...dialogue.done, field.key],
});

async function goOn(turn: Turn, dialogue: Dialogue, form: Form, asking: Asking, note?: string): Promise<Advanced> {
  const { answers, done } = dialogue;
  await turn.tx.update(dialogues).set({ answers, done, updatedAt: turn.now }).where(eq(dialogues.id, dialogue.id));
  return nextField(form, dialogue)
    ? { kind: 'asked', effects: ask(turn, dialogue, form, asking, note) }
    : complete(turn, dialogue, form);
}

async function complete(turn: Turn, dialogue: Dialogue, form: Form): Promise<Advanced> {
  await turn.tx.delete(dialogues).where(eq(dialogues.id, dialogue.id));
  const initial = Object.fromEntries(form.fields.map((field) => [field.key, field.initial ?? '']));
  const { action, context, answers } = dialogue;
  return {
    kind: 'complete',
    effects: withdrawn(turn, dialogue, form),
    dialogue,
    action,
    context,
    answers: { ...initial, ...answers },
  };
}

function ask(
  turn: Turn,
  dialogue: Dialogue,
  form: Form,
  asking: Asking,
  note?: string,
  offered: readonly Option[] = [],
): Effect[] {
  const field = nextField(form, dialogue);
  if (!field) return [];
  const fields = isSecret(form) ? [field] : shownFields(form, dialogue.answers);
  const place = {
    id: dialogue.id,
    step: fields.indexOf(field) + 1,
    steps: fields.length,
    first: dialogue.done.length === 0,
    chosen: field.kind === 'choices' ? chosenIn(field, dialogue.answers[field.key]) : [],
    offered,
    ...asking.room(dialogue.platform),
  };
  return [post(turn, dialogue, questionCard(turn.person, form, field, place, note))];
}

function post(turn: Turn, dialogue: Dialogue, card: Card): Effect {
  return { kind: 'post', to: turn.person.id, card, priority: 'reply', slot: `dialogue/${dialogue.id}` };
}
