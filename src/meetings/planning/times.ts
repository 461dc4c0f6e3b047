import { type Effect, type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form, RawAnswers } from '../../platform/form.ts';
import { type Look, lookOf, partiesOf } from '../look.ts';
import { readMeetings } from '../store.ts';
import type { Meeting, MeetingTimes } from '../types.ts';
import { timesSlot } from './asking.ts';
import { firstFree } from './counting.ts';
import { clockOf, gridOf, hoursIn, isBusy } from './hours.ts';
import { saveTimes, timesOf, unsaidTimes } from './store.ts';
import { HALVES, halvesIn, merged, readStretches, stretchOfHalf } from './times-rules.ts';
import { dayName, stretchName, text, timesFacts, toldTimesCard, weekName } from './views.ts';
import { weekAt } from './weeks.ts';

/** Half days to choose from; Sundays are written. */
const DAYS = [1, 2, 3, 4, 5, 6];
const LONGEST = 500;
/** Of meetings that are planned already, so many get a button of their own. */
const BUTTONS = 3;

/** When someone cannot, and what they would rather. */
export async function timesForm(turn: Turn): Promise<Form> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const { busy, rather } = (await timesOf(turn.tx, [turn.person.id])).get(turn.person.id) ?? unsaidTimes;
  const offered = new Set<string>(halfDays());
  const { halves, rest } = halvesIn(busy);
  const written = [...rest, ...halves.filter((half) => !offered.has(half)).map(stretchOfHalf)];
  const half = (value: string) => {
    return {
      value,
      label: say(`plan.half.${value.endsWith('am') ? 'am' : 'pm'}`, { day: dayName(say, Number(value[0])) }),
    };
  };
  const wishes = (['either', 'mornings', 'afternoons'] as const).map((value) => {
    return { value, label: say(`plan.rather.${value}`) };
  });
  return {
    action: 'meetings.planning.times',
    context: '',
    title: say('plan.times.title'),
    intro: say('plan.times.intro'),
    submit: say('plan.times.submit'),
    fields: [
      {
        ...{ key: 'halves', label: say('plan.times.days'), required: false, kind: 'choices' },
        ...{ options: halfDays().map(half), initial: halves.filter((one) => offered.has(one)).join(',') },
      },
      {
        ...{ key: 'words', label: say('plan.times.words'), hint: say('plan.times.wordsHint'), required: false },
        ...{ kind: 'text', max: LONGEST, long: true },
        initial: merged(written)
          .map((one) => stretchName(look, one))
          .join(say('list')),
      },
      {
        ...{ key: 'rather', label: say('plan.times.rather'), required: true, kind: 'choice' },
        ...{ options: wishes, initial: rather },
      },
    ],
  };
}

const halfDays = (): string[] => DAYS.flatMap((day) => HALVES.map((half) => `${day}${half}`));

/** Reads and writes what someone said of their week; what cannot be read is named, and nothing is written then. */
export async function submittedTimes(turn: Turn, answers: RawAnswers): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const read = readStretches(answers.words ?? '');
  const problem = (words: string): Outcome => ({ effects: [], reply: { kind: 'problems', fields: { words } } });
  if ('problem' in read) return problem(say(`plan.no.${read.problem}`, { words: read.words }));
  const halves = (answers.halves ?? '').split(',').filter(Boolean).map(stretchOfHalf);
  const rather = (answers.rather || 'either') as MeetingTimes['rather'];
  const times: MeetingTimes = { busy: merged([...halves, ...read.stretches]), rather };
  if (!leavesSome(turn, times)) return problem(say('plan.no.nothingLeft'));
  return saved(turn, look, times);
}

/** Nothing to avoid: what the card that asks offers beside the form. */
export async function anytime(turn: Turn): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { effects } = await saved(turn, look, { ...unsaidTimes });
  return whisper(sentence(look.say('plan.ask.done'), 'good'), effects);
}

async function saved(turn: Turn, look: Look, times: MeetingTimes): Promise<Outcome> {
  const { person, tx, now } = turn;
  const before = (await timesOf(tx, [person.id])).get(person.id);
  await saveTimes(tx, person.id, times, now);
  const told: Effect[] = [
    { kind: 'update', to: person.id, slot: timesSlot, card: toldTimesCard(look, times), quiet: true },
  ];
  if (before && same(before, times)) return whisper(sentence(look.say('plan.times.same')), told);
  const clashing = await clashes(turn, times);
  return whisper(savedCard(look, times, weekName(look, await firstFree(turn)), clashing), told);
}

function savedCard(look: Look, times: MeetingTimes, week: string, clashing: readonly Meeting[]): Card {
  const { say } = look;
  const count = clashing.length;
  return {
    title: say('plan.times.saved', { week }),
    tone: 'good',
    elements: [timesFacts(look, times), ...(count > 0 ? [text(say('plan.times.clash', { count }))] : [])],
    buttons: clashing.slice(0, BUTTONS).map((meeting) => ({
      action: 'meetings.life.other',
      value: String(meeting.id),
      label: say('plan.do.otherTime', { parties: partiesOf(look, meeting) }),
      style: 'plain',
    })),
  };
}

const same = (a: MeetingTimes, b: MeetingTimes): boolean => {
  const words = ({ busy }: MeetingTimes) => busy.map(({ day, from, to }) => `${day} ${from} ${to}`).join();
  return a.rather === b.rather && words(a) === words(b);
};

/** Whether a half hour of someone's working week is left, in one of the coming weeks. */
function leavesSome({ org, now, person }: Turn, times: MeetingTimes): boolean {
  let worked = 0;
  for (let weeks = 0; weeks < 3; weeks++) {
    const later = new Date(now.getTime() + 7 * weeks * 86_400_000);
    const grid = gridOf(weekAt(later, org), org, later);
    const [slots, minutes] = [hoursIn(org, grid)(person.id), clockOf(grid)(person.zone)];
    if (slots.some((slot) => !isBusy(times, minutes[slot] as number))) return true;
    worked += slots.length;
  }
  return worked === 0;
}

/** Meetings ahead of someone that are at times they now say they cannot. */
async function clashes({ tx, now, person }: Turn, times: MeetingTimes): Promise<Meeting[]> {
  const ahead = await readMeetings(tx, { people: [person.id], statuses: ['announced'], from: now });
  return ahead.filter(({ from }) => {
    if (!from) return false;
    const grid = { from: from.getTime(), count: 1 };
    return isBusy(times, clockOf(grid)(person.zone)[0] as number);
  });
}
