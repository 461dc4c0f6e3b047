import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { dateAfter } from '../../org/duty.ts';
import { announced } from '../life/index.ts';
import { insertMeetings } from '../store.ts';
import type { Attendee, Meeting, Week } from '../types.ts';
import { askTimes } from './asking.ts';
import { attendeesOf, reachableLeaders } from './attending.ts';
import { readBusy } from './busy.ts';
import { gridOf, HALF_HOUR_MS } from './hours.ts';
import { readBefore, readLastMet, readPairs } from './load.ts';
import { type Placement, place } from './placing.ts';
import { chosen, hash, type Unit, unitsOf } from './rules.ts';
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
  const { sittings, absent } = await sittingsIn(turn, week);
  const series = sittings.map((sitting) => sitting.series);
  const before = await readBefore(tx, week, series);
  const people = [...new Set(sittings.flatMap((sitting) => sitting.people))];
  const [from, to] = [new Date(grid.from), new Date(grid.from + grid.count * HALF_HOUR_MS)];
  const time = { org, grid, times: await timesOf(tx, people), taken: await readBusy(tx, people, from, to) };
  const usual = usualTimes(org, week);
  const wanted = sittings.map((one) => ({ ...one, before: usual(one.people, before.get(one.series) ?? []) }));
  const placements = place(time, week, wanted, hash(week));
  const made = sittings.map((sitting, at) => meetingOf(sitting, week, now, placements[at] as Placement));
  const written = await insertMeetings(tx, made);
  const placed = written.filter(({ status }) => status === 'announced');
  const unplaced = written.filter(({ status }) => status !== 'announced');
  const told = [...(await announced(turn, placed)), ...tellUnplaced(turn, week, unplaced, before)];
  return { effects: [...told, ...(await askTimes(turn, people))], placed, unplaced, absent };
}

/** Those who meet in a week, and who comes. */
interface Sitting extends Unit {
  attendees: Attendee[];
  people: string[];
}

async function sittingsIn(turn: TimeTurn, week: Week): Promise<{ sittings: Sitting[]; absent: string[] }> {
  const settings = await allSettings(turn.tx);
  const { pairs, between } = await readPairs(turn);
  const units = unitsOf(pairs, settings);
  const able = units.flatMap((unit): Sitting[] => {
    const attendees = attendeesOf(turn, unit.departments, settings);
    return attendees.length > 0 ? [{ ...unit, attendees, people: attendees.map(({ person }) => person) }] : [];
  });
  const budget = (key: string) => (settings.get(key) ?? usualSettings).budget;
  const meet = new Set<Unit>(chosen(able, week, { budget, between, lastMet: await readLastMet(turn.tx, week) }));
  const departments = [...new Set(units.flatMap((unit) => unit.departments))];
  return {
    sittings: able.filter((unit) => meet.has(unit)),
    absent: departments.filter((key) => reachableLeaders(turn, key).length === 0),
  };
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
