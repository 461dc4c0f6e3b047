import type { Database } from '../../src/db/database.ts';
import type { Organisation, Requirement, RequirementKind } from '../../src/org/organisation.ts';
import { sheets } from '../../src/questionnaires/tables.ts';
import type { StatedCustomer, StatedSupplier, Statement } from '../../src/questionnaires/types.ts';
import { organisationFrom } from '../requests/rules-kit.ts';
import { shanghai } from '../world.ts';

export const requirement = (kind: RequirementKind, over: Partial<Requirement> = {}): Requirement => ({
  kind,
  amount: null,
  unit: null,
  words: '',
  ...over,
});

/** On time within so much. */
export const within = (amount: number, unit: string, words = ''): Requirement =>
  requirement('onTime', { amount, unit, words });

/** A supplier as a customer describes it, by one person. */
export function supplier(
  party: string,
  requires: Requirement[] = [],
  over: Partial<StatedSupplier> = {},
): StatedSupplier {
  return {
    party,
    kind: 'process',
    said: 1,
    handsOn: [],
    requires: requires.map((one) => ({ ...one, said: 1 })),
    troubles: [],
    ...over,
  };
}

/** A customer as a supplier describes it, by one person. */
export function customer(
  party: string,
  believes: Requirement[] = [],
  over: Partial<StatedCustomer> = {},
): StatedCustomer {
  return {
    party,
    kind: 'process',
    said: 1,
    handsOn: [],
    believes: believes.map((one) => ({ ...one, said: 1 })),
    ...over,
  };
}

export const trouble = (about: RequirementKind, words = '', said = 1) => ({ about, words, said });

/** A published statement. */
export function statement(
  unit: string,
  said: { suppliers?: StatedSupplier[]; customers?: StatedCustomer[] } = {},
  over: Partial<Statement> = {},
): Statement {
  return {
    unit,
    department: /^[^/#]*/.exec(unit)?.[0] ?? unit,
    round: 1,
    version: 1,
    publishedAt: shanghai('2026-05-06T10:00'),
    mainWork: [],
    suppliers: said.suppliers ?? [],
    customers: said.customers ?? [],
    answered: 4,
    namedCustomer: 3,
    ...over,
  };
}

/** Publishes statements as if their heads had. */
export async function publish(db: Database, statements: readonly Statement[], by = 'chen'): Promise<void> {
  await db.transaction(async (tx) => {
    for (const one of statements) {
      const { publishedAt, ...stated } = one;
      const { unit, version, department, round } = one;
      const row = { unit, version, department, round, by, published: true, updatedAt: publishedAt, publishedAt };
      await tx.insert(sheets).values({ ...row, statement: stated });
    }
  });
}

/** A company of departments `a`, `b`, …, each with a head and a deputy, with extra lines of the org file. */
export function company(keys: readonly string[], more = ''): Organisation {
  return organisationFrom(companyFile(keys, more));
}

export function companyFile(keys: readonly string[], more = ''): string {
  const departments = keys.map((key) => `  - { key: ${key}, name: ${key.toUpperCase()}, head: head-${key} }`);
  const people = keys.map((key) => `  - { key: head-${key}, name: Head ${key.toUpperCase()}, department: ${key} }`);
  return [
    `company: { name: Test, timezone: Asia/Shanghai, locale: en, referees: [head-${keys[0]}] }`,
    'calendars:',
    '  office: { hours: { mon-fri: ["09:00-17:00"] }, holidays: cn }',
    'departments:',
    ...departments,
    'people:',
    ...people,
    more,
  ].join('\n');
}
