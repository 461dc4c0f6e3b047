import type { Department, Organisation, Rung } from './organisation.ts';

export type DutySource = 'override' | 'shift' | 'weekly' | 'head';

export interface OnDuty {
  /** Person id: who is asked. */
  person: string;
  /** Everyone of that shift or week entry who is active, the one asked first. */
  people: string[];
  source: DutySource;
  /** When someone else takes over; null when nobody does in the next five weeks. */
  until: Date | null;
}

/** Far enough for a roster of a month; beyond it "until further notice" is what people would say. */
const LOOK_AHEAD_DAYS = 35;

/**
 * Who is on duty at an instant: a date of the roster wins over a shift, a shift over the weekly rotation, and with
 * neither it is the head. Local to the zone of the department's calendar. People who have left are skipped.
 */
export function onDuty(org: Organisation, departmentKey: string, at: Date): OnDuty | null {
  const department = org.departments.get(departmentKey);
  if (!department) return null;
  const standing = standingAt(org, department, at);
  return standing && { ...standing, until: changeAfter(org, department, at, standing.person) };
}

/** Who takes over from whoever is on duty at an instant, and when; null when nobody does in the next five weeks. */
export function nextOnDuty(org: Organisation, departmentKey: string, at: Date): (OnDuty & { from: Date }) | null {
  const department = org.departments.get(departmentKey);
  if (!department) return null;
  const current = standingAt(org, department, at)?.person ?? null;
  for (const from of boundaries(department, at, LOOK_AHEAD_DAYS)) {
    const next = standingAt(org, department, from);
    if (next && next.person !== current)
      return { ...next, from, until: changeAfter(org, department, from, next.person) };
  }
  return null;
}

/** Everyone on duty at some time of a local date, in order of time. */
export function dutyOn(org: Organisation, departmentKey: string, date: string): string[] {
  const department = org.departments.get(departmentKey);
  if (!department) return [];
  const start = department.calendar.instant(date, '00:00');
  const end = department.calendar.instant(date, '24:00');
  const times = [start, ...[...boundaries(department, start, 1)].filter((time) => time < end)];
  return [...new Set(times.flatMap((time) => standingAt(org, department, time)?.person ?? []))];
}

export interface RosterGap {
  from: Date;
  to: Date;
  /** `nobody`: not even a head. `left`: the roster names people who left. `uncovered`: the shifts leave these hours to the head. */
  why: 'nobody' | 'left' | 'uncovered';
}

/** Times of the coming days for which the roster has no one of its own. A department without a roster relies on its head: no gap. */
export function rosterGaps(org: Organisation, departmentKey: string, from: Date, days = 14): RosterGap[] {
  const department = org.departments.get(departmentKey);
  if (!department) return [];
  const end = department.calendar.instant(dateAfter(department.calendar.localDate(from), days), '00:00');
  const times = [from, ...[...boundaries(department, from, days)].filter((time) => time < end)];
  const gaps: RosterGap[] = [];
  for (const [index, time] of times.entries()) {
    const why = gapAt(org, department, time);
    if (!why) continue;
    const to = times[index + 1] ?? end;
    const last = gaps.at(-1);
    if (last && last.why === why && last.to.getTime() === time.getTime()) last.to = to;
    else gaps.push({ from: time, to, why });
  }
  return gaps;
}

/** Who stands on a rung of the ladder at an instant: a person id, or null when the rung is empty. */
export function climb(org: Organisation, departmentKey: string, rung: Rung, at: Date): string | null {
  const department = org.departments.get(departmentKey);
  switch (rung) {
    case 'duty':
      return (department && standingAt(org, department, at)?.person) ?? null;
    case 'deputy':
    case 'head':
      return department ? active(org, department[rung]) : null;
    case 'referee':
      return referees(org)[0] ?? null;
    default:
      return rung satisfies never;
  }
}

/** The referees who are there, in order: the first one that can be reached decides. */
export function referees(org: Organisation): string[] {
  return org.company.referees.filter((id) => active(org, id) !== null);
}

/** Whether a person may act for a department: its members, head, deputy, and whoever its roster names. */
export function canActFor(org: Organisation, personId: string, departmentKey: string): boolean {
  const person = org.people.get(personId);
  const department = org.departments.get(departmentKey);
  if (!person?.active || !department) return false;
  if (person.department === departmentKey || department.head === personId || department.deputy === personId)
    return true;
  const { weekly, override, shifts } = department.duty;
  return (
    weekly.includes(personId) ||
    Object.values(override).includes(personId) ||
    shifts.some(({ people }) => people.includes(personId))
  );
}

/** The departments a person acts for, the own one first. */
export function departmentsOf(org: Organisation, personId: string): string[] {
  const own = org.people.get(personId)?.department;
  const acting = [...org.departments.keys()].filter((key) => canActFor(org, personId, key));
  return acting.sort((a, b) => Number(b === own) - Number(a === own));
}

type Standing = Omit<OnDuty, 'until'>;

function standingAt(org: Organisation, department: Department, at: Date): Standing | null {
  for (const { source, people } of claims(department, at)) {
    const there = people.filter((id) => active(org, id) !== null);
    const [person] = there;
    if (person !== undefined) return { person, people: source === 'weekly' ? [person] : there, source };
  }
  return null;
}

/** Who the roster names for an instant, the strongest claim first. */
function* claims(department: Department, at: Date): Generator<{ source: DutySource; people: string[] }> {
  const { calendar, duty, head } = department;
  const today = calendar.localDate(at);
  const override = Object.hasOwn(duty.override, today) ? duty.override[today] : undefined;
  if (override !== undefined) yield { source: 'override', people: [override] };
  for (const shift of duty.shifts) {
    const covers = [today, dateAfter(today, -1)].some((date) => {
      const [from, to] = shiftOn(department, shift, date);
      return from <= at && at < to;
    });
    if (covers) yield { source: 'shift', people: shift.people };
  }
  if (duty.weekly.length > 0) {
    const turn = turnOf(today, duty.weekly.length);
    yield { source: 'weekly', people: [...duty.weekly.slice(turn), ...duty.weekly.slice(0, turn)] };
  }
  if (head !== null) yield { source: 'head', people: [head] };
}

/** The shift that begins on a local date; one that ends at or before its start ends on the next. */
function shiftOn(department: Department, shift: { from: string; to: string }, date: string): [Date, Date] {
  const ends = shift.to > shift.from ? date : dateAfter(date, 1);
  return [department.calendar.instant(date, shift.from), department.calendar.instant(ends, shift.to)];
}

function gapAt(org: Organisation, department: Department, at: Date): RosterGap['why'] | null {
  const standing = standingAt(org, department, at);
  if (!standing) return 'nobody';
  const [first] = claims(department, at);
  // The rotation passes over people who left; a date or shift of theirs is a hole someone else has to fill.
  if (first && first.source !== standing.source) return 'left';
  const { weekly, shifts } = department.duty;
  return standing.source === 'head' && shifts.length > 0 && weekly.length === 0 ? 'uncovered' : null;
}

function changeAfter(org: Organisation, department: Department, at: Date, person: string): Date | null {
  for (const time of boundaries(department, at, LOOK_AHEAD_DAYS)) {
    if (standingAt(org, department, time)?.person !== person) return time;
  }
  return null;
}

/** Every instant after `at` at which someone else may take over, in order, for some days. */
function* boundaries(department: Department, at: Date, days: number): Generator<Date> {
  const { calendar, duty } = department;
  if (duty.weekly.length === 0 && duty.shifts.length === 0 && Object.keys(duty.override).length === 0) return;
  const today = calendar.localDate(at);
  let last = at.getTime();
  for (let ahead = 0; ahead <= days; ahead += 1) {
    const date = dateAfter(today, ahead);
    const times = ['00:00', ...duty.shifts.flatMap(({ from, to }) => [from, to])].map((time) =>
      calendar.instant(date, time).getTime(),
    );
    for (const time of times.sort((a, b) => a - b)) {
      if (time <= last) continue;
      last = time;
      yield new Date(time);
    }
  }
}

function active(org: Organisation, id: string | null): string | null {
  return id !== null && org.people.get(id)?.active ? id : null;
}

const DAY = 86_400_000;
// A Monday, so that the rotation turns with ISO weeks; it must never change, or everyone's week would.
const FIRST_MONDAY = Date.UTC(2024, 0, 1);

/** Whose turn it is in a rotation, counted in ISO weeks. */
function turnOf(date: string, people: number): number {
  const weeks = Math.floor((Date.parse(`${date}T00:00:00Z`) - FIRST_MONDAY) / (7 * DAY));
  return ((weeks % people) + people) % people;
}

/** The local date some days later (or earlier). */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}
