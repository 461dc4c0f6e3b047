import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { dateAfter } from '../../org/duty.ts';
import { busyOf } from '../feeds/busy.ts';
import { announced } from '../life/index.ts';
import { insertMeetings } from '../store.ts';
import type { Attendee, Meeting, Week } from '../types.ts';
import { askTimes } from './asking.ts';
import { attendeesOf, reachableLeaders } from './attending.ts';
import { type Grid, gridOf, HALF_HOUR_MS } from './hours.ts';
import { readBefore, readPairs, readPast } from './load.ts';
import { type Placement, place } from './placing.ts';
import { commonFree, freeIn, type Time } from './problem.ts';
import { chosen, type Facts, hash, isDueIn, type Unit, unitsOf } from './rules.ts';
import { allSettings, claimWeek, timesOf, usualSettings } from './store.ts';
import { tellUnplaced } from './telling.ts';
import { usualTimes } from './usual.ts';
import { dateAt, dayStart } from './weeks.ts';

/** What came of planning a week. */
export interface Planned {
  effects: Effect[];
  /** Meetings that have a time, and that have none. */
  placed: Meeting[];
  unplaced: Meeting[];
  /** Departments with partners, of which nobody who leads them can be reached. */
  absent: string[];
}

/** Plans a week, once: resolves to everything that has to be said of it. */
export async function planWeek(turn: TimeTurn, week: Week): Promise<Effect[]> {
  return (await planned(turn, week))?.effects ?? [];
}

/** Plans a week, or what is left of it after today, and writes its meetings; null when it was planned before, or is over. */
export async function planned(turn: TimeTurn, week: Week): Promise<Planned | null> {
  const { tx, now, org } = turn;
  const grid = gridOf(week, org, dayStart(dateAfter(dateAt(now, org), 1), org));
  if (grid.count === 0 || !(await claimWeek(tx, week, now))) return null;
  const { sittings, absent, facts } = await sittingsIn(turn, week);
  const time = await timeOf(turn, grid, [...new Set(sittings.flatMap(({ people }) => people))]);
  const meet = pick(sittings, week, facts, time);
  const before = await readBefore(
    tx,
    week,
    meet.map(({ series }) => series),
  );
  const usual = usualTimes(org, week);
  const wanted = meet.map((one) => ({ ...one, before: usual(one.people, before.get(one.series) ?? []) }));
  const placements = place(time, week, wanted, hash(week));
  const made = meet.map((sitting, at) => meetingOf(sitting, week, now, placements[at] as Placement));
  const written = await insertMeetings(tx, made);
  const placed = written.filter(({ status }) => status === 'announced');
  const unplaced = written.filter(({ status }) => status !== 'announced');
  const told = [...(await announced(turn, placed)), ...tellUnplaced(turn, week, unplaced, before)];
  const asked = await askTimes(turn, [...new Set(meet.flatMap(({ people }) => people))]);
  return { effects: [...told, ...asked], placed, unplaced, absent };
}

/** Those who could meet in a week, and who would come. */
interface Sitting extends Unit {
  attendees: Attendee[];
  people: string[];
  /** Its fourth week is up. */
  due: boolean;
}

async function sittingsIn(
  turn: TimeTurn,
  week: Week,
): Promise<{ sittings: Sitting[]; absent: string[]; facts: Facts }> {
  const settings = await allSettings(turn.tx);
  const { pairs, between } = await readPairs(turn);
  const past = await readPast(turn.tx, week);
  const units = unitsOf(pairs, settings);
  const sittings = units.flatMap((unit): Sitting[] => {
    const attendees = attendeesOf(turn, unit.departments, settings);
    const people = attendees.map(({ person }) => person);
    return people.length > 0 ? [{ ...unit, attendees, people, due: isDueIn(unit, week, past) }] : [];
  });
  const departments = [...new Set(units.flatMap((unit) => unit.departments))];
  const budget = (key: string) => (settings.get(key) ?? usualSettings).budget;
  const absent = departments.filter((key) => reachableLeaders(turn, key).length === 0);
  return { sittings, absent, facts: { ...past, between, budget } };
}

async function timeOf({ tx, org }: TimeTurn, grid: Grid, people: readonly string[]): Promise<Time> {
  const [from, to] = [new Date(grid.from), new Date(grid.from + grid.count * HALF_HOUR_MS)];
  return { org, grid, times: await timesOf(tx, people), taken: await busyOf(tx, people, from, to) };
}

/** Who meets. Whoever has no time in common is told so in their turn, and takes nobody's half hour. */
function pick(sittings: readonly Sitting[], week: Week, facts: Facts, time: Time): Sitting[] {
  const free = freeIn(time);
  const able = sittings.filter(({ people }) => commonFree(free, people).length > 0);
  const inTurn = new Set<Unit>(chosen(sittings, week, facts));
  const meet = new Set<Unit>(chosen(able, week, facts));
  const can = new Set<Unit>(able);
  return sittings.filter((one) => meet.has(one) || (inTurn.has(one) && !can.has(one)));
}

function meetingOf(sitting: Sitting, week: Week, now: Date, placement: Placement): Omit<Meeting, 'id'> {
  const { series, departments, halves, attendees } = sitting;
  const from = 'from' in placement ? placement.from : null;
  const why = 'why' in placement ? placement.why : null;
  return {
    ...{ series, week, departments, halves, attendees, from, why },
    to: from && new Date(from.getTime() + HALF_HOUR_MS),
    status: from ? 'announced' : why?.kind === 'holiday' ? 'skipped' : 'leftOut',
    announcedAt: from && now,
    ...{ sequence: 0, moves: [], points: [], decisions: [], nothing: [], givenBackMs: 0 },
    ...{ startedAt: null, endedAt: null, minutes: null },
  };
}
