import type { Edge, EdgeRequirement, MapDiff, MapState } from './types.ts';
import { pairKey } from './units.ts';

/** What came and went between two moments. */
export function diffOf(before: MapState, after: MapState): MapDiff {
  return {
    edges: changed(before.edges, after.edges, pairKey),
    requirements: changed(requirementsOf(before.edges), requirementsOf(after.edges), requirementKey),
    gaps: changed(before.gaps, after.gaps, ({ key }) => key),
  };
}

function changed<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string): { came: T[]; went: T[] } {
  const [had, has] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  return { came: after.filter((one) => !had.has(keyOf(one))), went: before.filter((one) => !has.has(keyOf(one))) };
}

function requirementsOf(edges: readonly Edge[]): EdgeRequirement[] {
  return edges.flatMap(({ supplier, customer, requires }) =>
    requires.map(({ said: _, ...requirement }) => ({ supplier, customer, requires: requirement })),
  );
}

const requirementKey = (one: EdgeRequirement): string => {
  const { kind, amount, unit, words } = one.requires;
  return JSON.stringify([pairKey(one), kind, amount, unit, words]);
};
