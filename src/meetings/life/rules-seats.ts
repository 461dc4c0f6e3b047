import type { Attendee, Meeting } from '../types.ts';
import { accept, type Command, type Decision, type Happening, lentBy, refuse, seatOf } from './rules.ts';
import type { Heir } from './rules-heirs.ts';

/** An answer with a button, or in one's calendar. */
export function answered(meeting: Meeting, by: string, kind: 'accept' | 'decline'): Decision {
  const seat = seatOf(meeting, by);
  const lent = lentBy(meeting, by);
  if (!seat && lent) return refuse({ why: 'handedOn', to: lent.person });
  if (!seat) return refuse({ why: 'notYours', people: meeting.attendees.map(({ person }) => person) });
  const answer = kind === 'accept' ? 'accepted' : 'declined';
  if (seat.answer === answer) return kind === 'accept' ? refuse({ why: 'alreadyAccepted' }) : accept(meeting);
  const attendees = replaced(meeting, seat, { ...seat, answer });
  return accept({ ...meeting, attendees }, { kind: answer, by });
}

/** Someone else comes in one's place. */
export function sent(meeting: Meeting, by: string, to: string): Decision {
  const seat = seatOf(meeting, by);
  const lent = lentBy(meeting, by);
  if (!seat) return lent ? refuse({ why: 'handedOn', to: lent.person }) : refuse({ why: 'noDeputy' });
  if (seat.for !== null) return refuse({ why: 'noDeputy' });
  if (seatOf(meeting, to)) return refuse({ why: 'sitsAlready', person: to });
  return seated(meeting, seat, { ...seat, person: to, for: by, answer: 'none' }, { by, how: 'sent' });
}

/** The seat goes back to whose it is: whoever was sent gives it back, or the owner comes after all. */
export function handedBack(meeting: Meeting, by: string): Decision {
  const seat = lentBy(meeting, by) ?? seatOf(meeting, by);
  if (!seat?.for) return refuse({ why: 'noDeputy' });
  const answer = seat.for === by ? 'accepted' : 'none';
  return seated(meeting, seat, { ...seat, person: seat.for, for: null, answer }, { by, how: 'back' });
}

/** Who left is not waited for: whose place they took, or the heir, comes instead; with neither the seat is gone. */
export function left(meeting: Meeting, { person, heir }: Extract<Command, { kind: 'leave' }>): Decision {
  if (meeting.status !== 'announced' && meeting.status !== 'running') return accept(meeting);
  const lent = lentBy(meeting, person);
  // Whoever was sent sits there for themselves now.
  if (lent) return accept({ ...meeting, attendees: replaced(meeting, lent, { ...lent, for: null }) });
  const seat = seatOf(meeting, person);
  if (!seat) return accept(meeting);
  const to = seat.for ?? heir;
  const next: Attendee | null =
    to === null || seatOf(meeting, to) ? null : { ...seat, person: to, for: null, answer: 'none' };
  return seated(meeting, seat, next, { by: null, how: 'left' });
}

/** Departments that are gone take their seats along; whoever leads one by now sits where who led it sat. */
export function renewed(meeting: Meeting, { gone, heirs: chosen }: Extract<Command, { kind: 'renew' }>): Decision {
  const stay = meeting.attendees.filter(({ department }) => !gone.includes(department));
  const departments = meeting.departments.filter((key) => !gone.includes(key));
  const heirs = chosen.filter(({ department, person, heir }) => {
    if (!departments.includes(department)) return false;
    const free = !isIn(stay, heir) || chosen.some((other) => other.person === heir);
    return free && (person === null || isIn(stay, person));
  });
  if (meeting.status !== 'announced') return accept(meeting);
  const kept = stay.map((seat) => {
    const passed = heirs.find(({ person }) => person === seat.person);
    return passed ? heirSeat(meeting, passed) : seat;
  });
  const fresh = heirs.filter(({ person }) => person === null).map((one) => heirSeat(meeting, one));
  const attendees = [...kept, ...fresh];
  if (departments.length === meeting.departments.length && sameSeats(attendees, meeting.attendees))
    return accept(meeting);
  const changed = (from: string, to: string | null): Happening[] =>
    from === to ? [] : [{ kind: 'seatChanged', by: null, from, to, how: 'left' }];
  const left = meeting.attendees.filter((seat) => gone.includes(seat.department) && !isIn(attendees, seat.person));
  const happenings = [
    ...left.flatMap(({ person }) => changed(person, null)),
    ...heirs.flatMap(({ person, heir }) => changed(person ?? '', heir)),
  ];
  const halves = meeting.halves.filter(
    ({ supplier, customer }) => !gone.includes(supplier) && !gone.includes(customer),
  );
  return accept({ ...meeting, attendees, departments, halves, sequence: meeting.sequence + 1 }, ...happenings);
}

/** Whoever comes already keeps their answer. */
function heirSeat(meeting: Meeting, { department, heir }: Heir): Attendee {
  return { person: heir, department, for: null, answer: seatOf(meeting, heir)?.answer ?? 'none' };
}

const sameSeats = (some: readonly Attendee[], others: readonly Attendee[]): boolean =>
  some.length === others.length &&
  some.every((one, at) => {
    const other = others[at];
    return one.person === other?.person && one.department === other.department && one.for === other.for;
  });

const isIn = (attendees: readonly Attendee[], person: string): boolean =>
  attendees.some((seat) => seat.person === person);

function seated(
  meeting: Meeting,
  before: Attendee,
  after: Attendee | null,
  { by, how }: { by: string | null; how: 'sent' | 'back' | 'left' },
): Decision {
  const attendees = replaced(meeting, before, after);
  const happening = { kind: 'seatChanged' as const, by, from: before.person, to: after?.person ?? null, how };
  return accept({ ...meeting, attendees, sequence: meeting.sequence + 1 }, happening);
}

const replaced = ({ attendees }: Meeting, before: Attendee, after: Attendee | null): Attendee[] =>
  attendees.flatMap((one) => (one === before ? (after ? [after] : []) : [one]));
