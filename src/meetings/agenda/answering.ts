import { type Effect, type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { leads } from '../../org/leaders.ts';
import { departmentName } from '../../org/organisation.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form, RawAnswers } from '../../platform/form.ts';
import { cancelMeeting, refreshMeeting } from '../life/index.ts';
import { lookOf, personName } from '../look.ts';
import { loadMeeting, readMeetings, saveMeeting } from '../store.ts';
import type { Meeting } from '../types.ts';
import { refreshed } from './before.ts';
import { allHaveNothing, askedOf, isOpen, seatsOf, suppliersOf } from './before-rules.ts';
import { answeredIn, answerForm, firstField, namesOf } from './before-views.ts';
import type { Answer } from './line-rules.ts';
import { agendaOf } from './records.ts';
import { answersFor, writeAnswers } from './store.ts';

/** A meeting that can be prepared, and the department someone speaks for; else why not. Locks the meeting. */
async function preparing(turn: Turn, value: string): Promise<{ meeting: Meeting; department: string } | { no: Card }> {
  const { say } = lookOf(turn.org, turn.person);
  const [id = '', department = ''] = value.split('|');
  const meeting = /^\d{1,15}$/.test(id) ? await loadMeeting(turn.tx, Number(id)) : null;
  if (!meeting?.departments.includes(department)) return { no: sentence(say('no.unknown')) };
  const look = lookOf(turn.org, turn.person);
  const seats = seatsOf(meeting, department);
  if (!seats.includes(turn.person.id) && !leads(turn.org, turn.person.id, department)) {
    const people = seats.map((person) => personName(look, person)).join(say('list')) || say('nobody');
    return { no: sentence(say('agenda.no.seat', { department: departmentName(turn.org, department), people })) };
  }
  const names = namesOf(look, meeting, department);
  if (!isOpen(meeting, turn.now))
    return { no: sentence(say(meeting.status === 'cancelled' ? 'agenda.before.off' : 'agenda.before.begun', names)) };
  return { meeting, department };
}

/** The questions of the day before, as they stand. */
export async function openAnswers(turn: Turn, value: string): Promise<Form | Card> {
  const found = await preparing(turn, value);
  if ('no' in found) return found.no;
  const look = lookOf(turn.org, turn.person);
  if (suppliersOf(found.meeting, found.department).length === 0) return sentence(look.say('no.unknown'));
  const answers = await answersFor(turn.tx, [found.meeting.id]);
  return answerForm(look, { ...found, answers });
}

/** A department says what matters to it; that it had nothing is taken back. */
export async function submittedAnswers(turn: Turn, value: string, raw: RawAnswers): Promise<Outcome> {
  const found = await preparing(turn, value);
  if ('no' in found) return whisper(found.no);
  const { meeting, department } = found;
  const look = lookOf(turn.org, turn.person);
  const asked = askedOf(turn.org, meeting, department);
  const given = asked.flatMap((one): Answer[] => {
    const said = answeredIn(one, raw);
    const about = { meeting: meeting.id, customer: department, supplier: one.supplier, requirement: one.key };
    return said ? [{ ...about, ...said }] : [];
  });
  const before = (await answersFor(turn.tx, [meeting.id])).filter(({ customer }) => customer === department);
  if (given.length === 0 && before.length === 0)
    return { effects: [], reply: { kind: 'problems', fields: { [firstField(asked)]: look.say('agenda.no.answer') } } };
  await writeAnswers(turn.tx, { meeting: meeting.id, customer: department }, given, turn.person.id, turn.now);
  const effects = await spoken(turn, meeting, department);
  const key = given.length > 0 ? 'agenda.answered' : 'agenda.answersGone';
  return whisper(sentence(look.say(key, namesOf(look, meeting, department)), 'good'), effects);
}

/** A department has something to say after all: it no longer has nothing, and its card says what is true. */
export async function spoken(turn: Turn, meeting: Meeting, department: string): Promise<Effect[]> {
  const nothing = meeting.nothing.filter((said) => said.department !== department);
  const next = { ...meeting, nothing };
  if (nothing.length < meeting.nothing.length) await saveMeeting(turn.tx, next);
  return [...refreshed(turn, await standing(turn, next, department)), ...(await refreshMeeting(turn, meeting.id))];
}

/**
 * A point of these departments is on no agenda any more: cards say so, and a meeting for which nobody has anything is off.
 * Which one was called off.
 */
export async function unspoken(
  turn: Turn,
  between: readonly string[],
): Promise<{ off: Meeting | null; effects: Effect[] }> {
  const ahead = await readMeetings(turn.tx, { departments: between, statuses: ['announced'], from: turn.now });
  const theirs = ahead.filter(({ departments }) => between.every((key) => departments.includes(key)));
  const effects: Effect[] = [];
  let off: Meeting | null = null;
  for (const id of theirs.map((meeting) => meeting.id).sort((a, b) => a - b)) {
    const meeting = await loadMeeting(turn.tx, id);
    if (!meeting || !isOpen(meeting, turn.now)) continue;
    const answers = await answersFor(turn.tx, [id]);
    const points = (await agendaOf(turn.tx, turn.org, meeting, turn.now)).length;
    if (points === 0 && allHaveNothing(meeting)) {
      off ??= meeting;
      effects.push(...(await cancelMeeting(turn, meeting, { kind: 'empty' })));
      continue;
    }
    const cards = meeting.nothing.flatMap(({ department }) =>
      refreshed(turn, { meeting, department, answers, points }),
    );
    effects.push(...cards.map(quietly), ...(await refreshMeeting(turn, id)));
  }
  return { off, effects };
}

/** Whoever acts reads it elsewhere, and was perhaps never asked yet. */
export const quietly = (effect: Effect): Effect => (effect.kind === 'update' ? { ...effect, quiet: true } : effect);

async function standing(turn: Turn, meeting: Meeting, department: string) {
  const answers = await answersFor(turn.tx, [meeting.id]);
  const points = (await agendaOf(turn.tx, turn.org, meeting, turn.now)).length;
  return { meeting, department, answers, points };
}

/** A department has nothing this time. When all have nothing, and the records neither, the half hour is given back. */
export async function saidNothing(turn: Turn, value: string): Promise<Outcome> {
  const found = await preparing(turn, value);
  if ('no' in found) return whisper(found.no);
  const { meeting, department } = found;
  const look = lookOf(turn.org, turn.person);
  const known = meeting.nothing.some((said) => said.department === department);
  const said = { department, by: turn.person.id, at: turn.now };
  const next: Meeting = known ? meeting : { ...meeting, nothing: [...meeting.nothing, said] };
  const now = await standing(turn, next, department);
  const names = namesOf(look, meeting, department);
  if (!known) await saveMeeting(turn.tx, next);
  if (allHaveNothing(next) && now.points === 0) {
    const effects = await cancelMeeting(turn, next, { kind: 'empty' });
    return whisper(sentence(look.say('agenda.nothing.cancelled', names), 'good'), effects);
  }
  const key = now.points > 0 ? 'agenda.nothing.stays' : 'agenda.nothing.noted';
  return whisper(sentence(look.say(key, { ...names, count: now.points })), refreshed(turn, now));
}
