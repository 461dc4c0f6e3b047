import type { Turn } from '../../engine/feature.ts';
import { showHour, showTime } from '../../messages/time.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Field, Form } from '../../platform/form.ts';
import { lineWords } from '../agenda/index.ts';
import { type Look, lookOf, personName } from '../look.ts';
import { freeSlots } from '../planning/index.ts';
import { readMeetings } from '../store.ts';
import type { Meeting } from '../types.ts';
import { named } from './act.ts';
import { headOf } from './cards.ts';
import { refusalCard } from './refusals.ts';
import { type Command, decide, reasons, seatOf } from './rules.ts';
import { offeredOf, type Slot } from './rules-times.ts';
import { beginOf } from './title.ts';

/** Times offered, and how long words may be. */
const SLOTS = 10;
const WORDS = 500;
const MINUTES_WORDS = 2000;

type Asking = 'other' | 'deputy' | 'tick' | 'decide' | 'finish' | 'notHeld' | 'object';

/** A form as it stands for this person now, or why it cannot be filled in. `context` is the meeting's id, `|`, and more. */
export async function openForm(turn: Turn, name: string, context: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const [id = '', ...rest] = context.split('|');
  const trial = trialOf(turn, name);
  if (!trial) return sentence(look.say('no.unknown'));
  const meeting = await named(turn, id);
  if (!meeting) return refusalCard(look, null, { why: 'noMeeting' });
  const decision = decide(meeting, trial(meeting), turn.now, turn.org);
  if ('refusal' in decision) return refusalCard(look, meeting, decision.refusal);
  switch (name as Asking) {
    case 'other':
      return reopened(turn, meeting, offeredIn(rest));
    case 'deputy':
      return deputyForm(turn, look, meeting);
    case 'tick':
      return tickForm(look, meeting, rest[0]);
    case 'finish':
      return finishForm(look, meeting, rest[0]);
    case 'decide':
      return decideForm(look, meeting);
    case 'notHeld':
      return notHeldForm(look, id);
    case 'object':
      return objectForm(look, id);
  }
}

/** What a form would lead to, with words that always do: the same decision says early that it cannot be. */
function trialOf({ person, now }: Turn, name: string): ((meeting: Meeting) => Command) | null {
  const by = person.id;
  const trials: Record<Asking, (meeting: Meeting) => Command> = {
    other: ({ from, to, moves }) => ({
      kind: 'move',
      by,
      from: from ?? now,
      to: to ?? now,
      why: '',
      seen: moves.length,
    }),
    deputy: () => ({ kind: 'send', by, to: '' }),
    tick: () => ({ kind: 'tick', by, add: [], drop: [] }),
    decide: () => ({ kind: 'decide', by, text: '', about: null }),
    finish: () => ({ kind: 'finish', by, words: '', tick: [] }),
    notHeld: () => ({ kind: 'notHeld', by, reason: 'other', words: '' }),
    object: () => ({ kind: 'object', by, words: '' }),
  };
  return Object.hasOwn(trials, name) ? trials[name as Asking] : null;
}

/** What stood when the form opened: how often the meeting had been moved, and the times that were offered. */
export interface Offered {
  seen: number;
  slots: Slot[];
}

const MINUTE_MS = 60_000;

/** Read back from a form's context: `moves|from,to,from,to …`, in minutes of the epoch. */
export function offeredIn([seen = '', times = '']: readonly string[]): Offered {
  const minutes = times.split(',').map((one) => new Date(Number.parseInt(one, 36) * MINUTE_MS));
  const slots = minutes.flatMap((from, at) => {
    const to = minutes[at + 1];
    return at % 2 === 0 && to && !Number.isNaN(from.getTime()) && !Number.isNaN(to.getTime()) ? [{ from, to }] : [];
  });
  return { seen: /^\d{1,9}$/.test(seen) ? Number(seen) : 0, slots: slots.slice(0, SLOTS) };
}

const contextOf = ({ id }: Meeting, { seen, slots }: Offered): string =>
  [
    id,
    seen,
    slots.flatMap(({ from, to }) => [from, to].map((at) => (at.getTime() / MINUTE_MS).toString(36))).join(','),
  ].join('|');

/** With the times that were offered when the form opened, so that they can be checked against what is true now. */
const reopened = async (turn: Turn, meeting: Meeting, offered: Offered): Promise<Form | Card> =>
  offered.slots.length > 0
    ? otherForm(lookOf(turn.org, turn.person), meeting, offered, 'intro')
    : otherTimes(turn, meeting, 'intro');

/** The times that are free for everyone now, as a form; or a sentence where there are none. */
export async function otherTimes(turn: Turn, meeting: Meeting, why: 'intro' | 'taken' | 'moved'): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const slots = await freeFor(turn, meeting);
  if (slots.length === 0) return sentence(look.say('life.other.none', { at: beginOf(look, meeting) }));
  return otherForm(look, meeting, { seen: meeting.moves.length, slots }, why);
}

/** Common free times left in the week that are worth offering. */
async function freeFor(turn: Turn, meeting: Meeting): Promise<Slot[]> {
  const free = await allFree(turn, meeting);
  const { zone } = turn.org.company;
  const day = (at: Date) => showTime(at, 'en', zone).slice(0, -6);
  return offeredOf(free, meeting.from ?? turn.now, SLOTS, day, (at) => showHour(at, zone));
}

/** Half hours of a week. */
const OF_A_WEEK = 7 * 48;

/** All common free times left in the meeting's week. */
export const allFree = (turn: Turn, meeting: Meeting): Promise<Slot[]> => freeSlots(turn, meeting, OF_A_WEEK);

function otherForm(look: Look, meeting: Meeting, offered: Offered, why: 'intro' | 'taken' | 'moved'): Form {
  const { say, viewer } = look;
  const by = meeting.moves.at(-1)?.by ?? null;
  return {
    action: 'meetings.life.other',
    context: contextOf(meeting, offered),
    title: say('life.other.title'),
    intro: say(`life.other.${why}`, { at: beginOf(look, meeting), name: personName(look, by) }),
    submit: say('life.other.submit'),
    fields: [
      {
        key: 'slot',
        label: say('life.other.slot'),
        required: true,
        kind: 'choice',
        options: offered.slots.map(({ from, to }) => ({
          value: from.toISOString(),
          label: `${showTime(from, viewer.locale, viewer.zone)}–${showHour(to, viewer.zone)}`,
        })),
      },
      { key: 'why', label: say('life.other.why'), required: false, kind: 'text', max: WORDS },
    ],
  };
}

async function deputyForm(turn: Turn, look: Look, meeting: Meeting): Promise<Form | Card> {
  const { say } = look;
  const people = await standIns(turn, meeting);
  const head = headOf(look, meeting);
  if (people.length === 0) return sentence(say('life.deputy.nobody', { at: head.at }));
  const options = people.map((id) => ({ value: id, label: personName(look, id) }));
  return {
    action: 'meetings.life.deputy',
    context: String(meeting.id),
    title: say('life.deputy.title'),
    intro: say('life.deputy.intro', head),
    submit: say('life.deputy.submit'),
    fields: [{ key: 'person', label: say('life.deputy.field'), required: true, kind: 'choice', search: true, options }],
  };
}

/** People of one's department who can be written to, and sit nowhere else at that time; who leads it first. */
async function standIns(turn: Turn, meeting: Meeting): Promise<string[]> {
  const { org, person, reachable, tx } = turn;
  const seat = seatOf(meeting, person.id);
  const department = seat && org.departments.get(seat.department);
  if (!seat || !department) return [];
  const inside = [...org.people.values()].filter(
    ({ id, active, department: own }) =>
      active && own === seat.department && id !== person.id && reachable(id) && !seatOf(meeting, id),
  );
  const people = inside.map(({ id }) => id);
  if (people.length === 0) return [];
  const same = await readMeetings(tx, { week: meeting.week, people, statuses: ['announced', 'running'] });
  const busy = new Set(
    same.filter((one) => overlaps(one, meeting)).flatMap((one) => one.attendees.map((a) => a.person)),
  );
  const leads = (id: string) => (id === department.head || id === department.deputy ? 0 : 1);
  return people.filter((id) => !busy.has(id)).sort((a, b) => leads(a) - leads(b));
}

const overlaps = (a: Meeting, b: Meeting): boolean =>
  a.from !== null && a.to !== null && b.from !== null && b.to !== null && a.from < b.to && b.from < a.to;

/** The points, to pick what was talked about. The context keeps what was ticked when the form opened. */
function pointsField(look: Look, { points }: Meeting, ticked: readonly number[], required: boolean): Field {
  return {
    key: 'talked',
    label: look.say('life.tick.field'),
    required,
    kind: 'choices',
    options: points.map(({ line }, at) => ({ value: String(at), label: lineWords(look, line).fact })),
    ...(ticked.length > 0 ? { initial: ticked.join(',') } : {}),
  };
}

/** Positions of ticked points: as the context remembers them, or as they are. */
export function tickedIn({ points }: Meeting, context: string | undefined): number[] {
  if (context === undefined) return points.flatMap(({ ticked }, at) => (ticked ? [at] : []));
  return context.split(',').flatMap((at) => (points[Number(at)] && at !== '' ? [Number(at)] : []));
}

function tickForm(look: Look, meeting: Meeting, context: string | undefined): Form | Card {
  const { say } = look;
  if (meeting.points.length === 0) return sentence(say('life.tick.none'));
  const ticked = tickedIn(meeting, context);
  return {
    action: 'meetings.life.tick',
    context: `${meeting.id}|${ticked.join(',')}`,
    title: say('life.tick.title'),
    submit: say('life.tick.submit'),
    fields: [pointsField(look, meeting, ticked, false)],
  };
}

function finishForm(look: Look, meeting: Meeting, context: string | undefined): Form {
  const { say } = look;
  const ticked = tickedIn(meeting, context);
  const words = meeting.minutes?.words;
  return {
    action: 'meetings.life.finish',
    context: `${meeting.id}|${ticked.join(',')}`,
    title: say('life.finish.title'),
    intro: say('life.finish.intro'),
    submit: say('life.finish.submit'),
    fields: [
      ...(meeting.points.length > 0 ? [pointsField(look, meeting, ticked, false)] : []),
      {
        key: 'words',
        label: say('life.finish.words'),
        required: false,
        kind: 'text',
        max: MINUTES_WORDS,
        long: true,
        ...(words ? { initial: words } : {}),
      },
    ],
  };
}

function decideForm(look: Look, { id, points }: Meeting): Form {
  const { say } = look;
  const options = points.map(({ line }, at) => ({ value: String(at), label: lineWords(look, line).fact }));
  return {
    action: 'meetings.life.decide',
    context: String(id),
    title: say('life.decide.title'),
    submit: say('life.decide.submit'),
    fields: [
      { key: 'text', label: say('life.decide.text'), required: true, kind: 'text', max: WORDS, long: true },
      ...(options.length > 0
        ? [{ key: 'about', label: say('life.decide.about'), required: false, kind: 'choice' as const, options }]
        : []),
    ],
  };
}

function notHeldForm({ say }: Look, id: string): Form {
  return {
    action: 'meetings.life.notHeld',
    context: id,
    title: say('life.notHeld.title'),
    submit: say('life.notHeld.submit'),
    fields: [
      {
        key: 'reason',
        label: say('life.notHeld.reason'),
        required: true,
        kind: 'choice',
        options: reasons.map((value) => ({ value, label: say(`life.reason.${value}`) })),
      },
      { key: 'words', label: say('life.notHeld.words'), required: false, kind: 'text', max: WORDS, long: true },
    ],
  };
}

function objectForm({ say }: Look, id: string): Form {
  return {
    action: 'meetings.life.object',
    context: id,
    title: say('life.object.title'),
    submit: say('life.object.submit'),
    fields: [{ key: 'words', label: say('life.object.words'), required: true, kind: 'text', max: WORDS, long: true }],
  };
}
