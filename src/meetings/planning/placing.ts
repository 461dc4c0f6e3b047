import { dateAfter } from '../../org/duty.ts';
import { commonSlots } from '../planner/model.ts';
import { type Problem, plan, type Reason, whyNot } from '../planner.ts';
import type { LeftOut, Series, Week, Why } from '../types.ts';
import { gridOf } from './hours.ts';
import { commonFree, freeIn, type Question, questionOf, type Time, type Wanted } from './problem.ts';

/** A meeting gets a time, or a reason why it has none. */
export type Placement = { from: Date } | { why: Why };

/** `due`: it goes before those that are not. */
type Candidate = Wanted & { series: Series; due: boolean };

const LONG_AGO = new Date(0);
/** How far around a week to look for one in which people do have time in common. */
const WEEKS_AROUND = [1, 2, 3, 4, -1];

/** Places the meetings of a week; the same input gives the same times. */
export function place(time: Time, week: Week, wanted: readonly Candidate[], seed: number): Placement[] {
  const resting = restingIn(time, week);
  const off = wanted.map(({ people }) => resting(people));
  const open = wanted.filter((_, at) => !off[at]);
  const found = placeOpen(questionOf(time, open, seed), open);
  return wanted.map((_, at) => (off[at] ? { why: { kind: 'holiday' } } : (found.shift() as Placement)));
}

function placeOpen(question: Question, open: readonly Candidate[]): Placement[] {
  const { problem } = question;
  let slots = dueFirst(
    problem,
    open.map(({ due }) => due),
  );
  const reasons = new Map<number, LeftOut>();
  let hard = 0;
  for (let meeting = 0; meeting < open.length; meeting++) {
    if (slots[meeting] !== null) continue;
    const reason = hard < MOST_HARD ? whyNot(problem, slots, meeting) : besideAll(problem, slots, meeting);
    if (reason.why === 'exclude' && !reason.proved) hard++;
    if (reason.why === 'possible') slots = reason.slots;
    else reasons.set(meeting, inWords(reason, question, open));
  }
  return open.map((_, meeting) => {
    const slot = slots[meeting] ?? null;
    if (slot !== null) return { from: question.start(slot) };
    const left = reasons.get(meeting) ?? { why: 'exclude', series: [(open[meeting] as Candidate).series] };
    return { why: { kind: 'noSlot', left } };
  });
}

/** Reasons that took all the planner allows for one; after so many the others are not searched for. */
const MOST_HARD = 5;

/** The meeting with all those that have somebody of it: among them is the reason. */
function besideAll({ meetings }: Problem, slots: readonly (number | null)[], meeting: number): Reason {
  const people = new Set(meetings[meeting]);
  const others = meetings.flatMap((parties, other) =>
    other !== meeting && slots[other] !== null && parties.some((party) => people.has(party)) ? [other] : [],
  );
  return { why: 'exclude', meetings: [meeting, ...others], threeInARow: false, proved: false };
}

/** So often those that are not due give way; each time is a whole plan. */
const MOST_ROUNDS = 6;

/**
 * A plan in which meetings that are due do not lose their place to others. The planner places as many as it can, whichever
 * they are: so where one that is due is left out, those beside it that are not give way, one a round.
 */
function dueFirst(problem: Problem, due: readonly boolean[]): (number | null)[] {
  let asked = problem.meetings.map((_, meeting) => meeting);
  let slots = planOnly(problem, asked);
  const common = commonSlots(problem);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const lost = asked.filter((meeting) => due[meeting] && slots[meeting] === null && common[meeting]?.length);
    const giving = new Set(lost.flatMap((meeting) => besideIt(problem, slots, due, meeting) ?? []));
    if (giving.size === 0) break;
    asked = asked.filter((meeting) => !giving.has(meeting));
    slots = planOnly(problem, asked);
  }
  return slots;
}

/** A meeting that is not due, has a slot, and has somebody who sits in `meeting` too. */
function besideIt(
  { meetings }: Problem,
  slots: readonly (number | null)[],
  due: readonly boolean[],
  meeting: number,
): number | undefined {
  const people = new Set(meetings[meeting]);
  const found = meetings.findIndex(
    (parties, other) => !due[other] && slots[other] !== null && parties.some((party) => people.has(party)),
  );
  return found < 0 ? undefined : found;
}

/** A plan of some of the meetings; the others have no slot. */
function planOnly(problem: Problem, asked: readonly number[]): (number | null)[] {
  const slots: (number | null)[] = problem.meetings.map(() => null);
  const found = plan({
    ...problem,
    meetings: asked.map((meeting) => problem.meetings[meeting] as number[]),
    keep: asked.map((meeting) => problem.keep?.[meeting] ?? null),
  });
  asked.forEach((meeting, at) => {
    slots[meeting] = found[at] ?? null;
  });
  return slots;
}

/** The planner's numbers as people and series. */
function inWords(
  reason: Exclude<Reason, { why: 'possible' }>,
  { people }: Question,
  open: readonly Candidate[],
): LeftOut {
  const seriesOf = (meetings: readonly number[]) => meetings.flatMap((at) => open[at]?.series ?? []);
  switch (reason.why) {
    case 'noCommonTime':
      return { why: 'noCommonTime', people: reason.parties.flatMap((party) => people[party] ?? []) };
    case 'tooFewSlots': {
      const person = people[reason.party] ?? '';
      const series = seriesOf(reason.meetings);
      return { why: 'tooFewSlots', person, slots: reason.slots.length, series, threeInARow: reason.threeInARow };
    }
    case 'exclude':
      return { why: 'exclude', series: seriesOf(reason.meetings), threeInARow: reason.threeInARow };
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
