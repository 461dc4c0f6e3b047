import type { TimeTurn } from '../../engine/feature.ts';
import type { Week } from '../../meetings/types.ts';
import { dateAfter } from '../../org/duty.ts';
import type { Organisation } from '../../org/organisation.ts';
import { departmentFigures, periodsShown, weeksDrawn } from '../figures.ts';
import { periodOf, weekOf } from '../periods.ts';
import type { DepartmentFigures } from '../types.ts';

/** A week that is over, and the instant as of which it is told. */
export interface Told {
  week: Week;
  at: Date;
  /** The newest week that is over. */
  newest: boolean;
}

/** The week somebody asked for; what makes no sense, or is not over yet, is the newest one that is. */
export function toldWeek({ org, now }: { org: Organisation; now: Date }, asked: string | null): Told {
  const { zone } = org.company;
  const newest = dateAfter(weekOf(zone, now), -7);
  const week = asked !== null && isMonday(asked) && asked < newest ? asked : newest;
  return { week, newest: week === newest, at: week === newest ? now : periodOf(zone, week).to };
}

/** A Monday of the calendar within this century. */
function isMonday(text: string): boolean {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) && at.getUTCDay() === 1;
}

/** One department's figures of the week, and each of the weeks in the picture, the newest first; null where there is none. */
export async function weeksOf(
  { tx, org }: TimeTurn,
  department: string,
  told: Told,
): Promise<{
  figures: DepartmentFigures;
  weeks: { week: Week; figures: DepartmentFigures['periods'][number] }[];
} | null> {
  const weeks: { week: Week; figures: DepartmentFigures['periods'][number] }[] = [];
  let first: DepartmentFigures | undefined;
  for (let back = 0; back < weeksDrawn; back += periodsShown) {
    const week = dateAfter(told.week, -7 * back);
    const at = back === 0 ? told.at : periodOf(org.company.zone, week).to;
    const counted = (await departmentFigures(tx, org, [department], at, 'weekly')).get(department);
    if (!counted) return null;
    first ??= counted;
    weeks.push(...counted.periods.map((figures, index) => ({ week: dateAfter(week, -7 * index), figures })));
  }
  return first ? { figures: asOf(first, told), weeks: weeks.slice(0, weeksDrawn) } : null;
}

/** What is due is only known of now. */
export const asOf = <T extends Pick<DepartmentFigures, 'actions'>>(figures: T, { newest }: Told): T =>
  newest ? figures : { ...figures, actions: { ...figures.actions, due: 0, overdue: 0 } };
