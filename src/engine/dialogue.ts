import { desc, eq, sql } from 'drizzle-orm';
import type { Platform } from '../platform/adapter.ts';
import { type Card, sentence } from '../platform/card.ts';
import { type Field, type Form, type RawAnswers, readAnswers, shownFields } from '../platform/form.ts';
import type { Effect, Turn } from './feature.ts';
import { matchOption } from './match-option.ts';
import { words } from './messages.ts';
import { problemTexts } from './problems.ts';
import { questionCard } from './question.ts';
import { dialogues } from './tables.ts';

type Dialogue = typeof dialogues.$inferSelect;

/** A typed message, or a pressed answer button of one dialogue's question. */
export type Step = { text: string; files: readonly string[] } | { dialogue: number; field: string; answer: string };

export type Advanced =
  | { kind: 'asked'; effects: Effect[] }
  | { kind: 'complete'; effects: Effect[]; dialogue: Dialogue; action: string; context: string; answers: RawAnswers };

type FormOf = (action: string, context: string) => Promise<Form | Card>;

/** Begins to ask a form one question at a time; an unfinished earlier one waits beneath it. Any messenger can do this. */
export async function startDialogue(turn: Turn, form: Form, platform: Platform): Promise<Effect[]> {
  const { action, context } = form;
  const [dialogue] = await turn.tx
    .insert(dialogues)
    .values({ person: turn.person.id, platform, action, context, answers: {}, done: [], updatedAt: turn.now })
    .returning();
  return dialogue ? ask(turn, dialogue, form) : [];
}

/** Puts a dialogue back whose answers the feature refused, at the refused question, with the reason. */
export async function reopenDialogue(
  turn: Turn,
  dialogue: Dialogue,
  form: Form,
  problems: Record<string, string>,
): Promise<Effect[]> {
  const done = dialogue.done.filter((key) => !(key in problems));
  await turn.tx
    .insert(dialogues)
    .values({ ...dialogue, done, updatedAt: turn.now })
    .onConflictDoUpdate({ target: dialogues.id, set: { done } });
  return ask(turn, { ...dialogue, done }, form, Object.values(problems).join(' '));
}

/** Takes the next step of the person's newest dialogue; null when there is none, or the button belongs to no open one. */
export async function answerDialogue(turn: Turn, step: Step, formOf: FormOf): Promise<Advanced | null> {
  const dialogue = await newest(turn, 'dialogue' in step ? step.dialogue : null);
  if (!dialogue) return null;
  const form = await formOf(dialogue.action, dialogue.context);
  if (!('fields' in form)) {
    await turn.tx.delete(dialogues).where(eq(dialogues.id, dialogue.id));
    return { kind: 'asked', effects: [post(turn, dialogue, form), ...(await resume(turn, formOf))] };
  }
  const field = nextField(form, dialogue);
  if (!field) return complete(turn, dialogue, form);
  if ('dialogue' in step && step.field !== field.key) return null;
  return advance(turn, dialogue, form, field, step, formOf);
}

async function newest(turn: Turn, id: number | null): Promise<Dialogue | null> {
  const [row] = await turn.tx
    .select()
    .from(dialogues)
    .where(
      id === null
        ? eq(dialogues.person, turn.person.id)
        : sql`${dialogues.person} = ${turn.person.id} and ${dialogues.id} = ${id}`,
    )
    .orderBy(desc(dialogues.id))
    .limit(1)
    .for('update');
  return row ?? null;
}

const nextField = (form: Form, dialogue: Dialogue): Field | undefined =>
  shownFields(form, dialogue.answers).find((field) => !dialogue.done.includes(field.key));

type Move =
  | { kind: 'answer'; value: string }
  | { kind: 'back' | 'skip' | 'cancel' }
  | { kind: 'unclear'; text: string; closest: string[] };

async function advance(
  turn: Turn,
  dialogue: Dialogue,
  form: Form,
  field: Field,
  step: Step,
  formOf: FormOf,
): Promise<Advanced> {
  const move = readStep(field, step);
  const say = words(turn.person.locale, turn.person.zone);
  switch (move.kind) {
    case 'cancel': {
      await turn.tx.delete(dialogues).where(eq(dialogues.id, dialogue.id));
      const card = sentence(say('cancelled', { title: form.title }));
      return { kind: 'asked', effects: [post(turn, dialogue, card), ...(await resume(turn, formOf))] };
    }
    case 'unclear': {
      const options = move.closest.join(' · ');
      const problem = options ? say('closestOptions', { text: move.text, options }) : say('problemNotAnOption');
      return { kind: 'asked', effects: ask(turn, dialogue, form, problem) };
    }
    case 'back':
      return goOn(turn, { ...dialogue, done: dialogue.done.slice(0, -1) }, form);
    case 'skip':
      if (field.required && !field.initial)
        return { kind: 'asked', effects: ask(turn, dialogue, form, say('problemRequired')) };
      return goOn(turn, answered(dialogue, field, field.initial ?? ''), form);
    case 'answer': {
      const read = readAnswers({ ...form, fields: [{ ...withoutCondition(field) }] }, { [field.key]: move.value });
      if ('answers' in read) return goOn(turn, answered(dialogue, field, move.value), form);
      return {
        kind: 'asked',
        effects: ask(turn, dialogue, form, Object.values(problemTexts(turn.person, read.problems)).join(' ')),
      };
    }
  }
}

function withoutCondition(field: Field): Field {
  const { when: _, ...rest } = field;
  return rest as Field;
}

const answered = (dialogue: Dialogue, field: Field, value: string): Dialogue => ({
  ...dialogue,
  answers: { ...dialogue.answers, [field.key]: value },
  done: [...dialogue.done, field.key],
});

async function goOn(turn: Turn, dialogue: Dialogue, form: Form): Promise<Advanced> {
  const { answers, done } = dialogue;
  await turn.tx.update(dialogues).set({ answers, done, updatedAt: turn.now }).where(eq(dialogues.id, dialogue.id));
  return nextField(form, dialogue)
    ? { kind: 'asked', effects: ask(turn, dialogue, form) }
    : complete(turn, dialogue, form);
}

async function complete(turn: Turn, dialogue: Dialogue, form: Form): Promise<Advanced> {
  await turn.tx.delete(dialogues).where(eq(dialogues.id, dialogue.id));
  const initial = Object.fromEntries(form.fields.map((field) => [field.key, field.initial ?? '']));
  const { action, context, answers } = dialogue;
  return { kind: 'complete', effects: [], dialogue, action, context, answers: { ...initial, ...answers } };
}

/** The dialogue beneath the one that just ended goes on. */
async function resume(turn: Turn, formOf: FormOf): Promise<Effect[]> {
  const beneath = await newest(turn, null);
  if (!beneath) return [];
  const form = await formOf(beneath.action, beneath.context);
  if (!('fields' in form)) return [];
  const say = words(turn.person.locale, turn.person.zone);
  return ask(turn, beneath, form, say('stillOpen', { title: form.title }));
}

function readStep(field: Field, step: Step): Move {
  if ('dialogue' in step) {
    if (step.answer === '~back') return { kind: 'back' };
    if (step.answer === '~skip') return { kind: 'skip' };
    if (step.answer === '~cancel') return { kind: 'cancel' };
    return { kind: 'answer', value: step.answer };
  }
  const text = step.text.trim();
  for (const kind of ['back', 'skip', 'cancel'] as const) if (isWord(kind, text)) return { kind };
  if (field.kind === 'file')
    return step.files[0] ? { kind: 'answer', value: step.files[0] } : { kind: 'answer', value: text };
  if (field.kind === 'choice' || field.kind === 'choices') {
    const match = matchOption(field.options, text, field.kind === 'choices');
    return 'value' in match
      ? { kind: 'answer', value: match.value }
      : { kind: 'unclear', text, closest: match.closest };
  }
  if (field.kind === 'time') {
    const chip = matchOption(field.chips, text, false);
    return { kind: 'answer', value: 'value' in chip ? chip.value : text };
  }
  return { kind: 'answer', value: text };
}

const controls = { back: 'wordBack', skip: 'wordSkip', cancel: 'wordCancel' } as const;

/** "back", "skip" and "cancel" are understood in both languages. */
function isWord(kind: keyof typeof controls, text: string): boolean {
  return (['en', 'zh-CN'] as const).some((locale) => words(locale, 'UTC')(controls[kind]) === text.toLowerCase());
}

function ask(turn: Turn, dialogue: Dialogue, form: Form, note?: string): Effect[] {
  const field = nextField(form, dialogue);
  if (!field) return [];
  const fields = shownFields(form, dialogue.answers);
  const place = {
    id: dialogue.id,
    step: fields.indexOf(field) + 1,
    steps: fields.length,
    first: dialogue.done.length === 0,
  };
  return [post(turn, dialogue, questionCard(turn.person, form, field, place, note))];
}

function post(turn: Turn, dialogue: Dialogue, card: Card): Effect {
  return { kind: 'post', to: turn.person.id, card, priority: 'reply', slot: `dialogue/${dialogue.id}` };
}
