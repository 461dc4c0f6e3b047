import { leads } from '../../org/leaders.ts';
import type { Organisation } from '../../org/organisation.ts';
import type { Attendee, Meeting, Minutes, Point, Why } from '../types.ts';
import type { Heir } from './rules-heirs.ts';
import { answered, handedBack, left, renewed, sent } from './rules-seats.ts';

export type Command =
  | { kind: 'accept' | 'decline' | 'handBack'; by: string }
  /** To a time that is free for everyone; `seen` is how often it had been moved when that was chosen. */
  | { kind: 'move'; by: string; from: Date; to: Date; why: string; seen: number }
  | { kind: 'send'; by: string; to: string }
  /** Someone left the company; `heir` takes the seat, where there is one who does not come already. */
  | { kind: 'leave'; person: string; heir: string | null }
  /** The organisation has changed: departments that are `gone`, and who leads one now in the place of who led it. */
  | { kind: 'renew'; gone: readonly string[]; heirs: readonly Heir[] }
  | { kind: 'cancel'; why: 'empty' | 'departmentGone' | 'holiday' }
  /** A side rests at its time by now; `slot` is another one, where the week has one left. */
  | { kind: 'closed'; slot: { from: Date; to: Date } | null }
  | { kind: 'begin'; points: Point[] }
  | { kind: 'tick'; by: string; add: string[]; drop: string[] }
  | { kind: 'decide'; by: string; text: string; about: string | null }
  /** `tick`: keys of points that were talked about, and not ticked before. */
  | { kind: 'finish'; by: string; words: string; tick: string[] }
  /** Nobody closed it, but something was written down: the minutes are what was. `acted`: who took on an action in it. */
  | { kind: 'closeAlone'; acted: string | null }
  | { kind: 'confirm'; by: string }
  | { kind: 'object'; by: string; words: string }
  | { kind: 'notHeld'; by: string; reason: Reason; words: string }
  | { kind: 'noAnswer' };

/** Why a meeting did not take place, to choose from. */
export const reasons = ['away', 'busy', 'nothing', 'other'] as const;
export type Reason = (typeof reasons)[number];

export type Happening =
  | { kind: 'accepted' | 'declined'; by: string }
  | { kind: 'moved'; by: string | null }
  | { kind: 'seatChanged'; by: string | null; from: string; to: string | null; how: 'sent' | 'back' | 'left' }
  | { kind: 'cancelled' | 'began' }
  | { kind: 'ticked' | 'decided' | 'finished' | 'rewritten' | 'confirmed' | 'objected'; by: string }
  | { kind: 'closedAlone' }
  | { kind: 'wasNotHeld'; by: string | null };

export type Refusal =
  | { why: 'noMeeting' }
  | { why: 'notYours'; people: string[] }
  /** Someone sits there in one's place. */
  | { why: 'handedOn'; to: string }
  | { why: 'begun' | 'notBegun'; at: Date }
  | { why: 'over'; status: Meeting['status'] }
  | { why: 'alreadyAccepted' | 'noDeputy' | 'noMinutes' }
  | { why: 'alreadyConfirmed'; by: string }
  | { why: 'sitsAlready'; person: string }
  /** It was moved while the time was chosen. */
  | { why: 'movedMeanwhile'; by: string };

export type Decision = { meeting: Meeting; happenings: Happening[] } | { refusal: Refusal };

export const accept = (meeting: Meeting, ...happenings: Happening[]): Decision => ({ meeting, happenings });
export const refuse = (refusal: Refusal): Decision => ({ refusal });

/** The seat someone sits in. */
export const seatOf = ({ attendees }: Meeting, person: string): Attendee | undefined =>
  attendees.find((one) => one.person === person);

/** The seat someone has given to another for this once. */
export const lentBy = ({ attendees }: Meeting, person: string): Attendee | undefined =>
  attendees.find((one) => one.for === person);

/** The department someone speaks for in a meeting: they sit there, sent someone, or lead it. */
export function sideOf(meeting: Meeting, person: string, org: Organisation): string | null {
  const seat = seatOf(meeting, person) ?? lentBy(meeting, person);
  return seat?.department ?? meeting.departments.find((key) => leads(org, person, key)) ?? null;
}

/** Their own department, and those which they lead and for which nobody sits there: whoever leads two sits once. */
const sidesOf = (meeting: Meeting, person: string, side: string, org: Organisation): string[] => [
  side,
  ...meeting.departments.filter(
    (key) => key !== side && leads(org, person, key) && !meeting.attendees.some((one) => one.department === key),
  ),
];

/** Everyone a meeting concerns: who comes, and whose place they take. */
export const concerned = ({ attendees }: Meeting): string[] => [
  ...new Set(attendees.flatMap((one) => (one.for ? [one.person, one.for] : [one.person]))),
];

/** Whether anything was written down at the table. */
export const touched = ({ points, decisions }: Meeting): boolean =>
  decisions.length > 0 || points.some((point) => point.ticked !== null);

/** Whether every side has confirmed the minutes. */
export const settled = ({ minutes, departments }: Meeting): boolean =>
  minutes !== null && departments.every((key) => minutes.confirmed.some((one) => one.department === key));

/** Decides on a meeting that was loaded for it. */
export function decide(meeting: Meeting, command: Command, now: Date, org: Organisation): Decision {
  switch (command.kind) {
    case 'cancel':
      return meeting.status === 'announced' ? cancelled(meeting, command.why) : over(meeting);
    case 'closed': {
      if (meeting.status !== 'announced') return over(meeting);
      const { slot } = command;
      return slot ? placed(meeting, { ...slot, by: null, why: '' }, now) : cancelled(meeting, 'holiday');
    }
    case 'begin':
      return begun(meeting, command.points, now);
    case 'leave':
      return left(meeting, command);
    case 'renew':
      return renewed(meeting, command);
    case 'closeAlone':
      return closedAlone(meeting, command.acted, now);
    case 'noAnswer': {
      if (meeting.status !== 'running' || touched(meeting)) return accept(meeting);
      return notHeld(meeting, { kind: 'noAnswer' }, null, now);
    }
    default: {
      const side = sideOf(meeting, command.by, org);
      if (side === null) return refuse({ why: 'notYours', people: meeting.attendees.map(({ person }) => person) });
      return spoken(meeting, command, sidesOf(meeting, command.by, side, org), now);
    }
  }
}

type Spoken = Extract<Command, { by: string }>;

function spoken(meeting: Meeting, command: Spoken, sides: readonly string[], now: Date): Decision {
  switch (command.kind) {
    case 'accept':
    case 'decline':
    case 'handBack':
    case 'send':
    case 'move': {
      const late = beforehand(meeting, now);
      if (late) return refuse(late);
      if (command.kind === 'move') return moved(meeting, command, now);
      if (command.kind === 'send') return sent(meeting, command.by, command.to);
      return command.kind === 'handBack'
        ? handedBack(meeting, command.by)
        : answered(meeting, command.by, command.kind);
    }
    case 'tick':
    case 'decide':
      if (meeting.status !== 'running') return notRunning(meeting);
      return command.kind === 'tick' ? ticked(meeting, command, now) : decided(meeting, command, now);
    case 'finish':
      return finished(meeting, command, sides, now);
    case 'notHeld': {
      if (meeting.status !== 'running') return notRunning(meeting);
      const { by, reason, words } = command;
      return notHeld(meeting, { kind: 'said', by, words, reason }, by, now);
    }
    case 'confirm':
      return confirmed(meeting, command.by, sides, now);
    case 'object':
      return objected(meeting, command, sides, now);
    default:
      return command satisfies never;
  }
}

/** Why something that belongs before a meeting cannot be done any more. */
function beforehand(meeting: Meeting, now: Date): Refusal | null {
  if (meeting.status === 'running') return { why: 'begun', at: meeting.startedAt ?? now };
  if (meeting.status !== 'announced') return { why: 'over', status: meeting.status };
  return meeting.from && now >= meeting.from ? { why: 'begun', at: meeting.from } : null;
}

const over = ({ status }: Meeting): Decision => refuse({ why: 'over', status });

const notRunning = (meeting: Meeting): Decision =>
  meeting.status === 'announced' && meeting.from ? refuse({ why: 'notBegun', at: meeting.from }) : over(meeting);

function moved(meeting: Meeting, command: Extract<Command, { kind: 'move' }>, now: Date): Decision {
  const { by, from, to, why, seen } = command;
  const last = meeting.moves.at(-1);
  if (meeting.moves.length !== seen && last?.by && last.by !== by && meeting.from?.getTime() !== from.getTime())
    return refuse({ why: 'movedMeanwhile', by: last.by });
  // The same press again, or both chose the same time: it is there already.
  if (meeting.from?.getTime() === from.getTime()) return accept(meeting);
  return placed(meeting, { from, to, by, why }, now);
}

/** Everyone but who chose the time is asked again. */
function placed(
  meeting: Meeting,
  { from, to, by, why }: { from: Date; to: Date; by: string | null; why: string },
  now: Date,
): Decision {
  if (!meeting.from || !meeting.to) return accept(meeting);
  const attendees = meeting.attendees.map((one) => ({
    ...one,
    answer: one.person === by ? ('accepted' as const) : ('none' as const),
  }));
  const moves = [...meeting.moves, { from: meeting.from, to: meeting.to, at: now, by, why }];
  return accept({ ...meeting, from, to, attendees, moves, sequence: meeting.sequence + 1 }, { kind: 'moved', by });
}

function cancelled(meeting: Meeting, kind: 'empty' | 'departmentGone' | 'holiday'): Decision {
  const spanMs = meeting.from && meeting.to ? meeting.to.getTime() - meeting.from.getTime() : 0;
  // Who is not there, or rests, is given nothing back.
  const givenBackMs = kind === 'empty' ? spanMs * meeting.attendees.length : 0;
  const sequence = meeting.sequence + 1;
  return accept({ ...meeting, status: 'cancelled', why: { kind }, givenBackMs, sequence }, { kind: 'cancelled' });
}

/** The timer may come before the time, when it was moved, or after the end. */
function begun(meeting: Meeting, points: Point[], now: Date): Decision {
  if (meeting.status !== 'announced' || !meeting.from || now < meeting.from) return accept(meeting);
  return accept({ ...meeting, status: 'running', startedAt: meeting.from, points }, { kind: 'began' });
}

function ticked(meeting: Meeting, { by, add, drop }: Extract<Command, { kind: 'tick' }>, now: Date): Decision {
  const points = tickedPoints(meeting.points, by, add, now).map((point) =>
    drop.includes(point.key) ? { ...point, ticked: null } : point,
  );
  const changed = points.some((point, at) => (point.ticked === null) !== (meeting.points[at]?.ticked === null));
  return changed ? accept({ ...meeting, points }, { kind: 'ticked', by }) : accept(meeting);
}

const tickedPoints = (points: readonly Point[], by: string, keys: readonly string[], at: Date): Point[] =>
  points.map((point) => (keys.includes(point.key) && !point.ticked ? { ...point, ticked: { by, at } } : point));

function decided(meeting: Meeting, { by, text, about }: Extract<Command, { kind: 'decide' }>, now: Date): Decision {
  // A double click on "send" writes the same words twice.
  if (meeting.decisions.some((one) => one.by === by && one.text === text && one.about === about))
    return accept(meeting);
  const decisions = [...meeting.decisions, { text, by, at: now, about }];
  return accept({ ...meeting, decisions }, { kind: 'decided', by });
}

/** Whoever writes the minutes confirms them for their own side. */
function finished(
  meeting: Meeting,
  command: Extract<Command, { kind: 'finish' }>,
  sides: readonly string[],
  now: Date,
): Decision {
  const { by, words, tick } = command;
  const again = meeting.status === 'held';
  if (again && meeting.minutes?.objections.length === 0) return over(meeting);
  if (!again && meeting.status !== 'running' && meeting.status !== 'notHeld') return notRunning(meeting);
  const minutes: Minutes = {
    at: now,
    by,
    words,
    confirmed: sides.map((department) => ({ department, by, at: now })),
    objections: [],
  };
  const points = tickedPoints(meeting.points, by, tick, now);
  const endedAt = meeting.endedAt ?? now;
  const held: Meeting = { ...meeting, status: 'held', why: null, points, minutes, endedAt };
  return accept(held, { kind: again ? 'rewritten' : 'finished', by });
}

function closedAlone(meeting: Meeting, acted: string | null, now: Date): Decision {
  const marks = [...meeting.points.flatMap(({ ticked: mark }) => mark ?? []), ...meeting.decisions];
  const by = marks.sort((a, b) => Number(a.at) - Number(b.at)).at(-1)?.by ?? acted;
  if (meeting.status !== 'running' || by === null) return accept(meeting);
  const minutes: Minutes = { at: now, by, words: '', confirmed: [], objections: [] };
  return accept({ ...meeting, status: 'held', minutes, endedAt: now }, { kind: 'closedAlone' });
}

function notHeld(meeting: Meeting, why: Why, by: string | null, now: Date): Decision {
  return accept({ ...meeting, status: 'notHeld', why, endedAt: now }, { kind: 'wasNotHeld', by });
}

function confirmed(meeting: Meeting, by: string, sides: readonly string[], now: Date): Decision {
  const { minutes } = meeting;
  if (meeting.status !== 'held' || !minutes) return refuse({ why: 'noMinutes' });
  const known = (key: string) => minutes.confirmed.find((one) => one.department === key);
  const fresh = sides.filter((key) => !known(key));
  const already = known(sides[0] ?? '');
  if (already && fresh.length === 0) return refuse({ why: 'alreadyConfirmed', by: already.by });
  const objections = minutes.objections.filter((one) => !sides.includes(one.department));
  const all = [...minutes.confirmed, ...fresh.map((department) => ({ department, by, at: now }))];
  return accept({ ...meeting, minutes: { ...minutes, confirmed: all, objections } }, { kind: 'confirmed', by });
}

function objected(
  meeting: Meeting,
  { by, words }: Extract<Command, { kind: 'object' }>,
  [department = '', ...others]: readonly string[],
  now: Date,
): Decision {
  const { minutes } = meeting;
  if (meeting.status !== 'held' || !minutes) return refuse({ why: 'noMinutes' });
  if (minutes.objections.some((one) => one.by === by && one.words === words)) return accept(meeting);
  const beside = <T extends { department: string }>(all: readonly T[]) =>
    all.filter((one) => one.department !== department && !others.includes(one.department));
  const objections = [...beside(minutes.objections), { department, by, at: now, words }];
  const after = { ...minutes, confirmed: beside(minutes.confirmed), objections };
  return accept({ ...meeting, minutes: after }, { kind: 'objected', by });
}
