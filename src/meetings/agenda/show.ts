import { type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { departmentsOf, referees } from '../../org/duty.ts';
import { leads } from '../../org/leaders.ts';
import { sentence } from '../../platform/card.ts';
import { lookOf, partiesOf } from '../look.ts';
import { readMeetings } from '../store.ts';
import type { Meeting } from '../types.ts';
import { seatsOf } from './before-rules.ts';
import { agendaOf } from './records.ts';
import { departmentsIn } from './rules.ts';
import { openItems } from './store.ts';
import { agendaCard } from './views.ts';

/** The whole agenda of a meeting, for whoever sits there, others of its departments, and the referee. */
export async function showAgenda(turn: Turn, value: string): Promise<Outcome> {
  const { tx, org, person, now } = turn;
  const look = lookOf(org, person);
  const [meeting] = /^\d{1,15}$/.test(value) ? await readMeetings(tx, { ids: [Number(value)] }) : [];
  if (!meeting) return whisper(sentence(look.say('no.unknown')));
  if (!mayRead(turn, meeting))
    return whisper(sentence(look.say('agenda.no.reader', { parties: partiesOf(look, meeting) })));
  const lines = meeting.points.length > 0 ? [] : await agendaOf(tx, org, meeting, now);
  const own = (await openItems(tx, meeting.departments)).filter(
    ({ by, series }) => by === person.id && departmentsIn(series).every((key) => meeting.departments.includes(key)),
  );
  return whisper(agendaCard(look, { meeting, lines, own, speaksFor: speaksFor(turn, meeting), now }));
}

function mayRead({ org, person }: Turn, { attendees, departments }: Meeting): boolean {
  const sits = attendees.some((seat) => seat.person === person.id);
  const theirs = departmentsOf(org, person.id).some((key) => departments.includes(key));
  return sits || theirs || referees(org).includes(person.id);
}

/** The department someone may answer for, their own first. */
function speaksFor({ org, person }: Turn, meeting: Meeting): string | null {
  const own = meeting.departments.filter(
    (key) => seatsOf(meeting, key).includes(person.id) || leads(org, person.id, key),
  );
  return own.find((key) => key === person.department) ?? own[0] ?? null;
}
