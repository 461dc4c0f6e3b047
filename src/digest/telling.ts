import type { TimeTurn } from '../engine/feature.ts';
import type { Card } from '../platform/card.ts';
import { roundTheClock } from '../worktime/index.ts';
import { digestCard, type Told } from './cards.ts';
import { companyFigures } from './company.ts';
import { departmentFigures } from './figures.ts';
import { lookOf } from './look.ts';
import { needsOf } from './needs.ts';
import type { Scope } from './readers-rules.ts';
import type { Cadence, CompanyFigures, DepartmentFigures, Need } from './types.ts';

/** One reader of a digest, and what of. */
export interface Reader {
  person: string;
  scope: Scope;
  cadence: Exclude<Cadence, 'off'>;
  /** Whether it says what needs them: for who answers for what they read. */
  needs: boolean;
}

/** The digests of many readers, as of now. However many there are, figures are counted in the same few queries. */
export async function digestsFor(turn: TimeTurn, readers: readonly Reader[]): Promise<Map<string, Card>> {
  const needy = readers.filter(({ needs }) => needs).map(({ person }) => person);
  const needs = needy.length > 0 ? await needsOf(turn.tx, turn.org, needy, turn.now) : new Map<string, Need[]>();
  const cards = new Map<string, Card>();
  for (const cadence of ['weekly', 'daily'] as const) {
    const own = readers.filter((reader) => reader.cadence === cadence);
    const counted = await count(turn, own, cadence);
    for (const reader of own) {
      const card = cardOf(turn, reader, counted, needs.get(reader.person) ?? []);
      if (card) cards.set(reader.person, card);
    }
  }
  return cards;
}

interface Counted {
  company: CompanyFigures | null;
  departments: ReadonlyMap<string, DepartmentFigures>;
}

async function count(turn: TimeTurn, readers: readonly Reader[], cadence: Exclude<Cadence, 'off'>): Promise<Counted> {
  const { tx, org, now } = turn;
  const keys = [...new Set(readers.flatMap(({ scope }) => scope.departments))];
  return {
    company: readers.some(({ scope }) => scope.company) ? await companyFigures(tx, org, now, cadence) : null,
    departments: keys.length > 0 ? await departmentFigures(tx, org, keys, now, cadence) : new Map(),
  };
}

function cardOf(turn: TimeTurn, reader: Reader, counted: Counted, needs: readonly Need[]): Card | null {
  const viewer = turn.org.people.get(reader.person);
  if (!viewer) return null;
  const { cadence, scope } = reader;
  const departments = scope.departments.flatMap((key) => counted.departments.get(key) ?? []);
  const told: Told = {
    cadence,
    company: scope.company ? counted.company : null,
    departments,
    needs: reader.needs ? needs : null,
    page: (first) => turn.link(reader.person, pageOf(turn, scope.company ? null : first, cadence, counted)),
  };
  return digestCard(lookOf(turn.org, viewer), told);
}

/** The page of the week that was told of; of a day, that of the newest week. */
function pageOf({ org }: TimeTurn, department: string | null, cadence: Told['cadence'], counted: Counted): string {
  const figures = department === null ? null : counted.departments.get(department);
  const period = figures ? figures.periods[0]?.period : counted.company?.period;
  const week = cadence === 'weekly' && period ? roundTheClock(org.company.zone).localDate(period.from) : null;
  const query = new URLSearchParams({ ...(department === null ? {} : { department }), ...(week ? { week } : {}) });
  return `digest/${department === null ? 'company' : 'department'}?${query}`;
}
