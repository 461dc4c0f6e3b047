import { EXTERNAL } from '../questionnaires/types.ts';
import type { Gap, MapState } from './types.ts';
import { departmentOf } from './units.ts';

/** The map in numbers. */
export interface Summary {
  departments: number;
  /** Departments that have spoken. */
  published: number;
  edges: number;
  /** Edges that both sides name. */
  mutual: number;
  gaps: Record<Gap['kind'], number>;
  /** Departments from which no way leads to the external customer. */
  unconnected: number;
  withoutCustomer: number;
  unresolved: number;
  agreements: number;
}

/** Counts what a map shows. */
export function summaryOf(state: MapState): Summary {
  const departments = [...state.nodes.values()].filter(({ unit }) => unit !== EXTERNAL && unit === departmentOf(unit));
  const gaps: Summary['gaps'] = {
    unseenCustomer: 0,
    imaginedCustomer: 0,
    unknownRequirement: 0,
    imaginedRequirement: 0,
    differentMeasure: 0,
    troubleWithoutOwner: 0,
  };
  for (const { kind } of state.gaps) gaps[kind] += 1;
  return {
    departments: departments.length,
    published: departments.filter((node) => node.published).length,
    edges: state.edges.length,
    mutual: state.edges.filter(({ namedBy }) => namedBy.supplier && namedBy.customer).length,
    gaps,
    unconnected: departments.filter((node) => node.steps === null).length,
    withoutCustomer: departments.filter((node) => node.withoutCustomer).length,
    unresolved: state.unresolved.length,
    agreements: state.agreements.length,
  };
}
