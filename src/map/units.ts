import { type Organisation, requirementKinds } from '../org/organisation.ts';
import { EXTERNAL, type Unit } from '../questionnaires/types.ts';
import type { Edge, Node } from './types.ts';

/** The department a unit belongs to; the external customer is one of its own. */
export function departmentOf(unit: Unit): string {
  const end = unit.search(/[/#]/);
  return end < 0 ? unit : unit.slice(0, end);
}

/** The unit as the organisation knows it: a step that is gone counts as its department, a unit of a department that is gone as none. */
export function standing(org: Organisation, unit: Unit): Unit | null {
  if (unit === EXTERNAL) return unit;
  const department = org.departments.get(departmentOf(unit));
  if (!department) return null;
  if (unit[department.key.length] !== '/') return unit;
  return department.steps.some((step) => `${department.key}/${step.key}` === unit) ? unit : department.key;
}

/** Where work between two units is drawn: between whole departments, or between the units of one. Null: it goes nowhere. */
export function endsOf(supplier: Unit, customer: Unit): { supplier: Node; customer: Node } | null {
  const ends = { supplier: departmentOf(supplier), customer: departmentOf(customer) };
  if (ends.supplier !== ends.customer) return ends;
  return supplier === customer ? null : { supplier, customer };
}

/** Names a pair, in every round the same. */
export const pairKey = ({ supplier, customer }: Pick<Edge, 'supplier' | 'customer'>): string =>
  `${supplier}>${customer}`;

/** By code units, the same on every machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Kinds of requirement in the order in which people read them. */
export const kindRank = (kind: (typeof requirementKinds)[number]): number => requirementKinds.indexOf(kind);
