import { dateAfter } from '../../org/duty.ts';
import type { Department, Organisation } from '../../org/organisation.ts';
import type { Calendar } from '../../worktime/index.ts';
import { localDate, sameWallTime } from '../../worktime/zone.ts';

/** When someone works, as far as a question may come in between. */
export interface Shifts {
  /** The local date shown at an instant. */
  date(at: Date): string;
  isWorkday(date: string): boolean;
  nextWorkday(date: string): string;
  /** Half an hour into each shift that begins on a local date. */
  settled(date: string): Date[];
  /** Whether an instant lies in one of the shifts. */
  isOn(at: Date): boolean;
}

type Span = [Date, Date];

const INTO_SHIFT_MS = 30 * 60_000;

/** Half an hour into a shift; in the middle of one that is shorter than an hour. */
function settledIn([from, to]: Span): Date {
  return new Date(from.getTime() + Math.min(INTO_SHIFT_MS, (to.getTime() - from.getTime()) / 2));
}

/** Finds out when people work; whoever works the same hours shares one answer. */
export function shiftsIn(org: Organisation): (person: string) => Shifts | null {
  const known = new Map<string, Shifts>();
  return (id) => {
    const person = org.people.get(id);
    const department = person && org.departments.get(person.department);
    if (!person || !department) return null;
    const duty = department.duty.shifts.filter(({ people }) => people.includes(id));
    const key = `${department.key} ${duty.length > 0 ? JSON.stringify(duty) : person.zone}`;
    const shifts =
      known.get(key) ?? (duty.length > 0 ? dutyShifts(department, duty) : dayShifts(department, person.zone));
    known.set(key, shifts);
    return shifts;
  };
}

/** Who stands in a shift of the roster works then, by the department's clock, on its working days. */
function dutyShifts({ calendar }: Department, duty: readonly { from: string; to: string }[]): Shifts {
  return shiftsOf(calendar, calendar.zone, (date) =>
    duty
      .map(({ from, to }): Span => {
        const ends = to > from ? date : dateAfter(date, 1);
        return [calendar.instant(date, from), calendar.instant(ends, to)];
      })
      .sort(([a], [b]) => a.getTime() - b.getTime()),
  );
}

/** Everyone else works the department's hours by the clock of where they are. */
function dayShifts({ calendar }: Department, zone: string): Shifts {
  const moved = (at: Date) => sameWallTime(at, calendar.zone, zone);
  return shiftsOf(calendar, zone, (date) => {
    const intervals = calendar.intervalsOn(date);
    const [first, last] = [intervals[0], intervals.at(-1)];
    return first && last ? [[moved(first[0]), moved(last[1])]] : [];
  });
}

function shiftsOf(calendar: Calendar, zone: string, spansOf: (date: string) => Span[]): Shifts {
  const spans = (date: string) => (calendar.isWorkday(date) ? spansOf(date) : []);
  const date = (at: Date) => localDate(at, zone);
  return {
    date,
    isWorkday: (day) => calendar.isWorkday(day),
    nextWorkday: (day) => calendar.nextWorkday(day),
    settled: (day) => spans(day).map(settledIn),
    isOn: (at) => {
      const today = date(at);
      // A night's shift belongs to the day on which it begins.
      return [dateAfter(today, -1), today].some((day) => spans(day).some(([from, to]) => from <= at && at < to));
    },
  };
}

/** Half an hour into the next shift: the first such instant after `after`. Throws CalendarError for who never works. */
export function nextSettled(shifts: Shifts, after: Date): Date {
  for (let date = dateAfter(shifts.date(after), -1); ; date = shifts.nextWorkday(date)) {
    const at = shifts.settled(date).find((one) => one > after);
    if (at) return at;
  }
}

/** Half an hour into the shift `days` working days after the one of `asked`. */
export function settledAfter(shifts: Shifts, asked: Date, days: number): Date {
  let date = shifts.date(asked);
  for (let day = 0; day < days; day++) date = shifts.nextWorkday(date);
  return shifts.settled(date)[0] ?? settledAfter(shifts, asked, days + 1);
}
