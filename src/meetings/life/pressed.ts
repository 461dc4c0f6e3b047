import { type Effect, type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { departmentName } from '../../org/organisation.ts';
import { sentence } from '../../platform/card.ts';
import type { EventAnswer } from '../../platform/events.ts';
import { agenda } from '../agenda/index.ts';
import { lookOf, personName } from '../look.ts';
import { loadMeeting, readMeetings } from '../store.ts';
import { act, commit, named } from './act.ts';
import { meetingCard } from './cards.ts';
import { refusalCard } from './refusals.ts';
import { concerned, decide, lentBy, seatOf, sideOf } from './rules.ts';
import { sceneOf } from './scene.ts';
import { slotOf } from './title.ts';

/** Accepts all one's meetings of a week that are still ahead. */
export async function acceptAll(turn: Turn, week: string): Promise<Outcome> {
  const { tx, org, person, now } = turn;
  const { say } = lookOf(org, person);
  if (!isDate(week)) return whisper(sentence(say('no.unknown')));
  const mine = await readMeetings(tx, { week, people: [person.id], statuses: ['announced'] });
  const effects: Effect[] = [];
  let count = 0;
  for (const id of mine.map((meeting) => meeting.id).sort((a, b) => a - b)) {
    const before = await loadMeeting(tx, id);
    if (!before) continue;
    const decision = decide(before, { kind: 'accept', by: person.id }, now, org);
    if (!('refusal' in decision)) effects.push(...(await commit(turn, before, decision, person.id)));
    if (!('refusal' in decision) || decision.refusal.why === 'alreadyAccepted') count += 1;
  }
  if (count === 0) return whisper(sentence(say('life.no.cancelled')));
  return whisper(sentence(say('life.done.acceptedAll', { count }), 'good'), effects);
}

/** A date there is: `2026-02-30` is none, and the database refuses it. */
const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** Someone's own card of a meeting, anew; whoever only leads one of its departments reads it once. */
export async function open(turn: Turn, id: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const meeting = await named(turn, id);
  if (!meeting) return whisper(refusalCard(look, null, { why: 'noMeeting' }));
  const people = meeting.attendees.map(({ person }) => person);
  const referee = turn.org.company.referees.includes(turn.person.id);
  if (sideOf(meeting, turn.person.id, turn.org) === null && !referee)
    return whisper(refusalCard(look, meeting, { why: 'notYours', people }));
  const card = meetingCard(look, meeting, await sceneOf(turn, meeting));
  if (!concerned(meeting).includes(turn.person.id)) return whisper(card);
  const to = turn.person.id;
  return { effects: [{ kind: 'post', to, card, priority: 'reply', slot: slotOf(meeting) }] };
}

/** What is on the agenda: the agenda's own part says it. */
export const showAgenda = (turn: Turn, id: string): Promise<Outcome> => agenda.clicked(turn, 'show', id);

/** The seat goes back to whose it is. */
export async function handBack(turn: Turn, id: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const by = turn.person.id;
  const before = await named(turn, id);
  const seat = before && (lentBy(before, by) ?? seatOf(before, by));
  const name = personName(look, seat?.for ?? null);
  return act(turn, id, { kind: 'handBack', by }, () => look.say('life.done.back', { name }));
}

/** The minutes are right, says a side. */
export async function confirm(turn: Turn, id: string): Promise<Outcome> {
  const { say } = lookOf(turn.org, turn.person);
  const by = turn.person.id;
  return act(turn, id, { kind: 'confirm', by }, (meeting) =>
    say('life.done.confirmed', { department: departmentName(turn.org, sideOf(meeting, by, turn.org) ?? '') }),
  );
}

/** An answer in someone's calendar counts as the button; “tentative” is none. */
export async function responded(turn: Turn, id: number, answer: EventAnswer): Promise<Effect[]> {
  if (answer === 'tentative') return [];
  const before = await loadMeeting(turn.tx, id);
  if (!before) return [];
  const kind = answer === 'accepted' ? 'accept' : 'decline';
  const decision = decide(before, { kind, by: turn.person.id }, turn.now, turn.org);
  return 'refusal' in decision ? [] : commit(turn, before, decision, turn.person.id);
}
