import type { TimeTurn } from '../../engine/feature.ts';
import { leads } from '../../org/leaders.ts';
import type { Person } from '../../org/organisation.ts';
import { publicationTimes, publishedStatements } from '../../questionnaires/sheets/store.ts';
import type { Unit } from '../../questionnaires/types.ts';
import { localDate, zoneOf } from '../../worktime/zone.ts';
import { diffOf } from '../diff.ts';
import { mapOf, mapState } from '../state.ts';
import { saidNames, toldIn } from '../store.ts';
import type { MapDiff, MapState } from '../types.ts';
import { departmentOf } from '../units.ts';

/** What a person may see of the map. */
export interface Known {
  state: MapState;
  /** Units of which this person is shown that nobody has named them as supplier. */
  lonely: ReadonlySet<Unit>;
  /** Days on which something was published, newest first. */
  days: string[];
  /** What came and went since the day that was asked for. */
  diff: MapDiff | null;
}

type On = Pick<TimeTurn, 'tx' | 'org'> & { person: Person };

/** Computes the map for one person. */
export async function known(on: On, since: string | null): Promise<Known> {
  const statements = await publishedStatements(on.tx);
  const state = mapOf(statements, on.org, await saidNames(on.tx), on.org.agreements);
  const round = Math.max(0, ...statements.map((statement) => statement.round));
  const told = new Set((await toldIn(on.tx, round)).map(({ about }) => about));
  return {
    state,
    lonely: lonelyFor(on, state, (unit) => told.has(`noCustomer/${unit}`)),
    days: await daysOf(on),
    diff: since === null ? null : diffOf(await mapState(on.tx, on.org, endOf(since, on.person.zone)), state),
  };
}

/**
 * That nobody names a unit is for its own leaders to know; for the referee, whom people ask for help, only once the head
 * has been told in private. Nobody else ever reads it.
 */
function lonelyFor({ org, person }: On, state: MapState, told: (unit: Unit) => boolean): Set<Unit> {
  const referee = org.company.referees.includes(person.id);
  const lonely = [...state.nodes.values()].filter((node) => node.withoutCustomer).map(({ unit }) => unit);
  // What is true of the whole is told of the whole only.
  const heard = (unit: Unit) => told(unit) || told(departmentOf(unit));
  return new Set(lonely.filter((unit) => leads(org, person.id, departmentOf(unit)) || (referee && heard(unit))));
}

/** Choices are a list one reads; what was published before them can still be asked for by its day. */
const MOST_DAYS = 60;

async function daysOf({ tx, person }: On): Promise<string[]> {
  const dayOf = (at: Date) => localDate(at, person.zone);
  return [...new Set((await publicationTimes(tx)).map(dayOf))].reverse().slice(0, MOST_DAYS);
}

/** The last millisecond of a day in a zone: what was published on the day itself is what is compared with. */
function endOf(day: string, zone: string): Date {
  const next = Date.parse(`${day}T00:00:00Z`) + 86_400_000;
  return new Date(zoneOf(zone).instant(next) - 1);
}
