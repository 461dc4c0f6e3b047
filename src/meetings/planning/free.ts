import type { TimeTurn } from '../../engine/feature.ts';
import { busyOf } from '../feeds/busy.ts';
import { readMeetings } from '../store.ts';
import type { Meeting } from '../types.ts';
import { type Grid, gridOf, HALF_HOUR_MS, slotStart, type Taken } from './hours.ts';
import { commonFree, freeIn } from './problem.ts';
import { timesOf } from './store.ts';

/** Nobody is sent to a meeting that begins sooner. */
const NOTICE_MS = 2 * HALF_HOUR_MS;

/**
 * Common free half hours that are left in the meeting's week, the soonest first, at most `most`: within everyone's working
 * hours and stated times, beside their other meetings, and none that would be the third in a row for somebody.
 */
export async function freeSlots(turn: TimeTurn, meeting: Meeting, most: number): Promise<{ from: Date; to: Date }[]> {
  const { tx, org, now } = turn;
  const grid = gridOf(meeting.week, org, new Date(now.getTime() + NOTICE_MS));
  if (grid.count === 0) return [];
  const people = meeting.attendees.map(({ person }) => person);
  const others = await otherMeetings(turn, meeting, people);
  const [from, to] = [new Date(grid.from), slotStart(grid, grid.count)];
  const taken = [...(await busyOf(tx, people, from, to)), ...others];
  const free = freeIn({ org, grid, times: await timesOf(tx, people), taken });
  const own = meeting.from?.getTime();
  return commonFree(free, people)
    .filter((slot) => slotStart(grid, slot).getTime() !== own && !isThird(grid, slot, others))
    .slice(0, most)
    .map((slot) => ({ from: slotStart(grid, slot), to: slotStart(grid, slot + 1) }));
}

async function otherMeetings({ tx }: TimeTurn, { id, week }: Meeting, people: readonly string[]): Promise<Taken[]> {
  const all = await readMeetings(tx, { week, people, statuses: ['announced', 'running'] });
  return all
    .filter((other) => other.id !== id)
    .flatMap(({ from, to, attendees }) =>
      from && to
        ? attendees.filter(({ person }) => people.includes(person)).map(({ person }) => ({ person, from, to }))
        : [],
    );
}

/** Whether somebody would sit through three half hours without a break. */
function isThird(grid: Grid, slot: number, others: readonly Taken[]): boolean {
  const start = slotStart(grid, slot).getTime();
  const sits = (person: string, by: number) =>
    others.some((one) => one.person === person && one.from.getTime() === start + by * HALF_HOUR_MS);
  return [...new Set(others.map(({ person }) => person))].some(
    (person) => (sits(person, -1) && (sits(person, -2) || sits(person, 1))) || (sits(person, 1) && sits(person, 2)),
  );
}
