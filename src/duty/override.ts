import { type Outcome, type Turn, whisper } from '../engine/feature.ts';
import { canActFor, dutyOn, rosterGaps } from '../org/duty.ts';
import { leadersOf } from '../org/leaders.ts';
import { sentence } from '../platform/card.ts';
import type { RawAnswers } from '../platform/form.ts';
import { holdRoster, writeChange } from './changing.ts';
import { notHead } from './forms.ts';
import { dayFor, lookOf, nameOf, startOf } from './look.ts';
import { noteAsked, roundOn } from './store.ts';

/** Head or deputy names who is on duty on a date. It counts at once. */
export async function submittedChange(turn: Turn, answers: RawAnswers): Promise<Outcome> {
  const [key = '', date = ''] = (answers.date ?? '').split('|');
  const taker = answers.to ?? '';
  const held = await holdRoster(turn, key);
  const look = lookOf(held?.org ?? turn.org, turn.person);
  if (!held || !leadersOf(held.org, held.department.key).includes(turn.person.id)) return whisper(notHead(look, key));
  const names = { taker: nameOf(look, taker), date: dayFor(look, date), department: held.department.name };
  if (date < held.department.calendar.localDate(turn.now)) return whisper(sentence(look.say('no.passed', names)));
  if (!canActFor(held.org, taker, key)) {
    const problem = look.say('no.notColleague', { ...names, name: names.taker });
    return { effects: [], reply: { kind: 'problems', fields: { to: problem } } };
  }
  const standing = dutyOn(held.org, key, date);
  // Someone who only stands in for a hole in the roster is not named on it yet.
  const whole = rosterGaps(held.org, key, startOf(held.department, date), 1).length === 0;
  if (whole && standing.length === 1 && standing[0] === taker)
    return whisper(sentence(look.say('changed.same', names)));
  const round = await roundOn(turn.tx, key, date);
  if (round) await noteAsked(turn.tx, key, taker, [date], turn.now);
  const change = { department: key, date, taker, by: turn.person.id, reason: answers.reason ?? '' };
  return whisper(sentence(look.say('changed.done', names), 'good'), await writeChange(turn, held, change, null));
}
