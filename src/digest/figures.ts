import type { Reader, Tx } from '../db/database.ts';
import type { Organisation } from '../org/organisation.ts';
import { countOthers } from './figures-others.ts';
import { countRequests, keyOf, type Line, onTimeOf, type Role } from './figures-requests.ts';
import { daysBefore, weeksBefore } from './periods.ts';
import type { Cadence, DepartmentFigures, Period, TrendPoint } from './types.ts';

/** The period a digest is about, and as many before it as are shown beside it. */
export const periodsShown = 5;
/** Weeks in the picture. */
export const weeksDrawn = 12;

/**
 * The figures of departments as of `at`: the last complete period and those before it. A fixed number of queries however many
 * departments there are. One the organisation does not know has none.
 */
export async function departmentFigures(
  on: Reader | Tx,
  org: Organisation,
  departments: readonly string[],
  at: Date,
  cadence: Exclude<Cadence, 'off'>,
): Promise<Map<string, DepartmentFigures>> {
  const known = [...new Set(departments)].filter((key) => org.departments.has(key));
  const periods = periodsOf(org, known, at, cadence);
  const lines = known.flatMap((department) => lineOf(department, periods.get(department) ?? []));
  const requests = await countRequests(on, lines, ['supplier', 'customer']);
  const trends = await trendsOf(on, org, known, at, 'supplier');
  const last = known.flatMap((department) =>
    (periods.get(department) ?? []).slice(0, 1).map((period) => ({ department, ...period })),
  );
  const others = await countOthers(on, org, last, at, cadence);
  return new Map(
    known.map((department) => [
      department,
      {
        department,
        periods: (periods.get(department) ?? []).map((period, back, { length }) => {
          const counted = (role: Role) => requests.get(keyOf(department, role, length - 1 - back));
          const { ownShare, ...supplier } = needed(counted('supplier'));
          const { ownShare: _, ...customer } = needed(counted('customer'));
          return { period, supplier, customer, ownShare };
        }),
        trend: trends.get(department) ?? [],
        ...others(department),
      },
    ]),
  );
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a period was not counted');
  return value;
}

/** Periods, the newest first, as the line they lie on; none where there are none. */
export function lineOf(department: string, periods: readonly Period[]): Line[] {
  const [newest] = periods;
  return newest ? [{ department, marks: [...periods.map(({ from }) => from).reverse(), newest.to] }] : [];
}

/** The complete periods before `at`, by department: weeks are everyone's, days are those of its own calendar. */
function periodsOf(
  org: Organisation,
  departments: readonly string[],
  at: Date,
  cadence: Exclude<Cadence, 'off'>,
): Map<string, Period[]> {
  const { zone } = org.company;
  if (cadence === 'weekly') {
    const weeks = weeksBefore(zone, at, periodsShown).map(({ period }) => period);
    return new Map(departments.map((key) => [key, weeks]));
  }
  const byCalendar = new Map<unknown, Period[]>();
  return new Map(
    departments.map((key) => {
      const calendar = org.departments.get(key)?.calendar;
      const days =
        byCalendar.get(calendar) ?? daysBefore(zone, at, periodsShown, (date) => calendar?.isWorkday(date) ?? true);
      byCalendar.set(calendar, days);
      return [key, days];
    }),
  );
}

/** On time in the last complete weeks, the oldest first, each with how many that is of. */
export async function trendsOf(
  on: Reader | Tx,
  org: Organisation,
  departments: readonly string[],
  at: Date,
  role: Role,
): Promise<Map<string, TrendPoint[]>> {
  const weeks = weeksBefore(org.company.zone, at, weeksDrawn);
  const periods = weeks.map(({ period }) => period);
  const lines = departments.flatMap((department) => lineOf(department, periods));
  const shares = await onTimeOf(on, lines, role);
  weeks.reverse();
  return new Map(
    departments.map((department) => [
      department,
      weeks.map(({ week }, i) => ({ week, ...(shares.get(keyOf(department, role, i)) ?? { met: 0, of: 0 }) })),
    ]),
  );
}
