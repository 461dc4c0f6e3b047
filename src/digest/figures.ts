import type { Reader, Tx } from '../db/database.ts';
import type { Organisation } from '../org/organisation.ts';
import { countOthers } from './figures-others.ts';
import { countRequests, keyOf, onTimeOf, type Role, type Span } from './figures-requests.ts';
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
  const spans = known.flatMap((department) => spansOf(department, periods.get(department) ?? []));
  const requests = await countRequests(on, spans, ['supplier', 'customer']);
  const trends = await trendsOf(on, org, known, at, 'supplier');
  const others = await countOthers(
    on,
    org,
    spans.filter(({ i }) => i === 0),
    at,
    cadence,
  );
  return new Map(
    known.map((department) => [
      department,
      {
        department,
        periods: (periods.get(department) ?? []).map((period, i) => {
          const counted = (role: Role) => requests.get(keyOf(department, role, i));
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

export const spansOf = (department: string, periods: readonly Period[]): Span[] =>
  periods.map((period, i) => ({ department, i, ...period }));

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
  const weeks = weeksBefore(org.company.zone, at, weeksDrawn).reverse();
  const periods = weeks.map(({ period }) => period);
  const spans = departments.flatMap((department) => spansOf(department, periods));
  const shares = await onTimeOf(on, spans, role);
  return new Map(
    departments.map((department) => [
      department,
      weeks.map(({ week }, i) => ({ week, ...(shares.get(keyOf(department, role, i)) ?? { met: 0, of: 0 }) })),
    ]),
  );
}
