import { dateAfter } from '../../org/duty.ts';
import { plan, type Reason, whyNot } from '../planner.ts';
import type { LeftOut, Series, Week, Why } from '../types.ts';
import { gridOf } from './hours.ts';
import { commonFree, freeIn, type Question, questionOf, type Time, type Wanted } from './problem.ts';

/** A meeting gets a time, or a reason why it has none. */
export type Placement = { from: Date } | { why: Why };

const LONG_AGO = new Date(0);
/** How far around a week to look for one in which people do have time in common. */
const WEEKS_AROUND = [1, 2, 3, 4, -1];

/** Places the meetings of a week; the same input gives the same times. */
export function place(
  time: Time,
  week: Week,
  wanted: readonly (Wanted & { series: Series })[],
  seed: number,
): Placement[] {
  const resting = restingIn(time, week);
  const off = wanted.map(({ people }) => resting(people));
  const open = wanted.filter((_, at) => !off[at]);
  const found = placeOpen(questionOf(time, open, seed), open);
  return wanted.map((_, at) => (off[at] ? { why: { kind: 'holiday' } } : (found.shift() as Placement)));
}

function placeOpen(question: Question, open: readonly { series: Series }[]): Placement[] {
  const { problem } = question;
  let slots = plan(problem);
  const reasons = new Map<number, LeftOut>();
  for (let meeting = 0; meeting < open.length; meeting++) {
    if (slots[meeting] !== null) continue;
    const reason = whyNot(problem, slots, meeting);
    if (reason.why === 'possible') slots = reason.slots;
    else reasons.set(meeting, inWords(reason, question, open));
  }
  return open.map((_, meeting) => {
    const slot = slots[meeting] ?? null;
    if (slot !== null) return { from: question.start(slot) };
    const left = reasons.get(meeting) ?? { why: 'exclude', series: [(open[meeting] as { series: Series }).series] };
    return { why: { kind: 'noSlot', left } };
  });
}

/** The planner's numbers as people and series. */
function inWords(
  reason: Exclude<Reason, { why: 'possible' }>,
  { people }: Question,
  open: readonly { series: Series }[],
): LeftOut {
  const seriesOf = (meetings: readonly number[]) => meetings.flatMap((at) => open[at]?.series ?? []);
  switch (reason.why) {
    case 'noCommonTime':
      return { why: 'noCommonTime', people: reason.parties.flatMap((party) => people[party] ?? []) };
    case 'tooFewSlots': {
      const person = people[reason.party] ?? '';
      return { why: 'tooFewSlots', person, slots: reason.slots.length, series: seriesOf(reason.meetings) };
    }
    case 'exclude':
      return { why: 'exclude', series: seriesOf(reason.meetings) };
    default:
      return reason satisfies never;
  }
}

/**
 * Whether people have no time in common in a week because of its holidays: they have in a week around it. What stands in
 * their calendars is no holiday.
 */
function restingIn(time: Time, week: Week): (people: readonly string[]) => boolean {
  const known = new Map<number, (person: string) => readonly number[]>();
  const freeAround = (weeks: number) => {
    const grid = gridOf(dateAfter(week, 7 * weeks), time.org, LONG_AGO);
    const free = known.get(weeks) ?? freeIn({ ...time, grid, taken: [] });
    known.set(weeks, free);
    return free;
  };
  const meets = (people: readonly string[], weeks: number) => commonFree(freeAround(weeks), people).length > 0;
  return (people) => !meets(people, 0) && WEEKS_AROUND.some((weeks) => meets(people, weeks));
}
