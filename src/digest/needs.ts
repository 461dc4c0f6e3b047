import { groupBy } from '../collections.ts';
import type { Reader, Tx } from '../db/database.ts';
import { byWeight } from '../map/gap-rules.ts';
import { mapState } from '../map/state.ts';
import { departmentOf } from '../map/units.ts';
import { ledBy } from '../org/leaders.ts';
import type { Organisation, Person } from '../org/organisation.ts';
import { roundTheClock } from '../worktime/index.ts';
import { actionNeeds, minutesNeeds, proposalNeeds, ringNeeds, sheetNeeds } from './needs/others.ts';
import { requestNeeds } from './needs/requests.ts';
import {
  actionFound,
  type Found,
  gapFound,
  minutesFound,
  proposalFound,
  requestFound,
  ringFound,
  sheetFound,
  worded,
} from './needs/words.ts';
import type { Need } from './types.ts';

/** More than this nobody takes up at once. */
export const most = 5;

/**
 * What needs each of these people, at most five things, what blocks most first: what their departments have to do next, and
 * what they themselves have to. A fixed number of queries however many people there are; all are read at once.
 */
export async function needsOf(
  on: Reader | Tx,
  org: Organisation,
  people: readonly string[],
  now: Date,
): Promise<Map<string, Need[]>> {
  const viewers = [...new Set(people)].flatMap((id) => org.people.get(id) ?? []);
  const led = new Map(viewers.map(({ id }) => [id, ledBy(org, id)]));
  const departments = [...new Set([...led.values()].flat())];
  const found = await everything(on, org, viewers, departments, now);
  return new Map(
    viewers.map((viewer) => {
      const own = new Set(led.get(viewer.id));
      const referee = org.company.referees.includes(viewer.id);
      const mine = [
        ...[...own, ...(referee ? [referees] : [])].flatMap((key) => found.byDepartment.get(key) ?? []),
        ...(found.byPerson.get(viewer.id) ?? []),
      ];
      return [viewer.id, heaviest(mine).map((one) => worded(org, viewer, one))];
    }),
  );
}

/** Stands for the department of whoever decides what the others cannot. */
const referees = '';

/** The same thing may be a person's for two reasons. */
function heaviest(mine: readonly Found[]): Found[] {
  const once = new Map(mine.map((one) => [`${one.kind} ${one.value}`, one]));
  return [...once.values()].sort((a, b) => b.weight - a.weight || a.age - b.age).slice(0, most);
}

interface Everything {
  byDepartment: Map<string, Found[]>;
  byPerson: Map<string, Found[]>;
}

async function everything(
  on: Reader | Tx,
  org: Organisation,
  viewers: readonly Person[],
  departments: readonly string[],
  now: Date,
): Promise<Everything> {
  const people = viewers.map(({ id }) => id);
  const byDepartment = new Map<string, Found[]>();
  const byPerson = new Map<string, Found[]>();
  const asked = viewers.some(({ id }) => org.company.referees.includes(id)) ? [...departments, referees] : departments;
  for (const one of await requestNeeds(on, asked, now, most)) add(byDepartment, one.department, requestFound(one));
  for (const one of await ringNeeds(on, departments)) add(byDepartment, one.department, ringFound(one));
  for (const one of await actionsPast(on, org, departments, people, now)) {
    add(byDepartment, one.supplier, actionFound(one));
    add(byPerson, one.owner, actionFound(one));
  }
  for (const one of await minutesNeeds(on, departments, now)) add(byDepartment, one.department, minutesFound(one));
  for (const one of await proposalNeeds(on, departments)) add(byDepartment, one.department, proposalFound(one));
  for (const one of await sheetNeeds(on, people)) add(byPerson, one.person, sheetFound(one));
  if (departments.length > 0)
    for (const [department, gap] of await gapsFound(on, org, departments)) add(byDepartment, department, gap);
  return { byDepartment, byPerson };
}

function add(lists: Map<string, Found[]>, key: string, one: Found): void {
  const list = lists.get(key);
  if (list) list.push(one);
  else lists.set(key, [one]);
}

/** Whose day has passed where the department that acts is. */
async function actionsPast(
  on: Reader | Tx,
  org: Organisation,
  departments: readonly string[],
  people: readonly string[],
  now: Date,
) {
  const today = (department: string) =>
    (org.departments.get(department)?.calendar ?? roundTheClock(org.company.zone)).localDate(now);
  // Nowhere is it a later day than there.
  const latest = roundTheClock('Pacific/Kiritimati').localDate(now);
  const found = await actionNeeds(on, departments, people, latest);
  return found.filter(({ supplier, due }) => due < today(supplier));
}

/** Of each department the gap that blocks most. */
async function gapsFound(
  on: Reader | Tx,
  org: Organisation,
  departments: readonly string[],
): Promise<[string, Found][]> {
  const { gaps, edges } = await mapState(on, org);
  const sides = byWeight(gaps, edges).flatMap((gap) =>
    [...new Set([departmentOf(gap.supplier), departmentOf(gap.customer)])].map((department) => ({ department, gap })),
  );
  const own = groupBy(sides, ({ department }) => department);
  return departments.flatMap((department): [string, Found][] => {
    const [first, ...more] = own.get(department) ?? [];
    return first ? [[department, gapFound(first.gap, more.length)]] : [];
  });
}
