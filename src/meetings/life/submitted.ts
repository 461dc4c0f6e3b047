import { type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { sentence } from '../../platform/card.ts';
import type { RawAnswers } from '../../platform/form.ts';
import { lookOf, personName } from '../look.ts';
import { lockWeek, readMeetings } from '../store.ts';
import type { Meeting } from '../types.ts';
import { act, commit, named } from './act.ts';
import { allFree, offeredIn, openForm, otherTimes, tickedIn } from './forms.ts';
import { refusalCard } from './refusals.ts';
import { decide, type Reason } from './rules.ts';
import { beginOf } from './title.ts';

/** Answers to a form of a meeting's life, checked against the form. */
export async function submitted(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome> {
  const { say } = lookOf(turn.org, turn.person);
  const by = turn.person.id;
  const [id = '', ...rest] = context.split('|');
  const words = answers.words ?? '';
  switch (name) {
    case 'other':
      return move(turn, id, rest, answers);
    case 'deputy':
      return send(turn, id, answers.person ?? '');
    case 'tick':
      return tick(turn, id, rest[0], answers.talked);
    case 'decide': {
      const about = await pointKey(turn, id, answers.about);
      return act(turn, id, { kind: 'decide', by, text: answers.text ?? '', about }, () => say('life.done.ticked'));
    }
    case 'finish':
      return finish(turn, id, answers);
    case 'notHeld': {
      const reason = answers.reason as Reason;
      return act(turn, id, { kind: 'notHeld', by, reason, words }, () => say('life.done.notHeld'));
    }
    case 'object':
      return act(turn, id, { kind: 'object', by, words }, () => say('life.done.objected'));
    default:
      return { effects: [] };
  }
}

/** Moves at once to a time that is still free for all; else shows those that are. */
async function move(turn: Turn, id: string, rest: readonly string[], answers: RawAnswers): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { seen, slots } = offeredIn(rest);
  const [known] = /^\d{1,15}$/.test(id) ? await readMeetings(turn.tx, { ids: [Number(id)] }) : [];
  // Times are given away one after the other, week by week, before a meeting is held for a decision.
  if (known) await lockWeek(turn.tx, known.week);
  const before = await named(turn, id);
  const chosen = slots.find(({ from }) => from.toISOString() === answers.slot);
  if (!before || !chosen) return whisper(refusalCard(look, null, { why: 'noMeeting' }));
  const by = turn.person.id;
  const decision = decide(before, { kind: 'move', by, ...chosen, why: answers.why ?? '', seen }, turn.now, turn.org);
  if ('refusal' in decision) {
    if (decision.refusal.why === 'movedMeanwhile') return asked(await otherTimes(turn, before, 'moved'));
    return whisper(refusalCard(look, before, decision.refusal));
  }
  const { meeting } = decision;
  const done = sentence(look.say('life.done.moved', { at: beginOf(look, meeting) }), 'good');
  if (meeting === before) return whisper(done);
  const free = await allFree(turn, before);
  if (!free.some(({ from, to }) => from.getTime() === chosen.from.getTime() && to.getTime() === chosen.to.getTime()))
    return asked(await otherTimes(turn, before, 'taken'));
  return whisper(done, await commit(turn, before, decision, by));
}

/** A colleague who is still free then; else shows those who are. */
async function send(turn: Turn, id: string, to: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const [known] = /^\d{1,15}$/.test(id) ? await readMeetings(turn.tx, { ids: [Number(id)] }) : [];
  // People's times are given away one after the other, as those of meetings are.
  if (known) await lockWeek(turn.tx, known.week);
  const form = await openForm(turn, 'deputy', id);
  if (!('fields' in form)) return whisper(form);
  const free = form.fields.some((field) => 'options' in field && field.options.some(({ value }) => value === to));
  if (!free) return asked(form);
  const name = personName(look, to);
  return act(turn, id, { kind: 'send', by: turn.person.id, to }, () => look.say('life.done.sent', { name }));
}

const asked = (form: Awaited<ReturnType<typeof openForm>>): Outcome =>
  'fields' in form ? { effects: [], reply: { kind: 'form', form } } : whisper(form);

/** What was chosen beyond, and taken away from, what was ticked when the form opened: others tick at the same time. */
async function tick(turn: Turn, id: string, opened: string | undefined, talked: string | undefined): Promise<Outcome> {
  const { say } = lookOf(turn.org, turn.person);
  const meeting = await named(turn, id);
  const before = new Set(meeting ? tickedIn(meeting, opened ?? '') : []);
  const chosen = new Set(positionsIn(talked));
  const add = keysOf(
    meeting,
    [...chosen].filter((at) => !before.has(at)),
  );
  const drop = keysOf(
    meeting,
    [...before].filter((at) => !chosen.has(at)),
  );
  return act(turn, id, { kind: 'tick', by: turn.person.id, add, drop }, () => say('life.done.ticked'));
}

async function finish(turn: Turn, id: string, answers: RawAnswers): Promise<Outcome> {
  const { say } = lookOf(turn.org, turn.person);
  const ticked = keysOf(await named(turn, id), positionsIn(answers.talked));
  const command = { kind: 'finish' as const, by: turn.person.id, words: answers.words ?? '', tick: ticked };
  return act(turn, id, command, () => say('life.done.finished'));
}

async function pointKey(turn: Turn, id: string, position: string | undefined): Promise<string | null> {
  return keysOf(await named(turn, id), positionsIn(position))[0] ?? null;
}

const positionsIn = (answer: string | undefined): number[] => (answer ? answer.split(',').map(Number) : []);

const keysOf = (meeting: Meeting | null, positions: readonly number[]): string[] =>
  positions.flatMap((at) => meeting?.points[at]?.key ?? []);
