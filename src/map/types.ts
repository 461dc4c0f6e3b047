import type { Agreement, Requirement, RequirementKind } from '../org/organisation.ts';
import type { Counted, HandOff, Party, Unit } from '../questionnaires/types.ts';

/** Whom an edge leads to: a unit, or the customer outside the company (`EXTERNAL`). */
export type Node = Unit;

/**
 * Work that goes from a supplier to a customer, as both sides and the org file state it: between whole departments, or
 * between the units of one.
 */
export interface Edge {
  supplier: Node;
  customer: Node;
  kind: HandOff | null;
  /** Who says that it exists. */
  namedBy: { supplier: boolean; customer: boolean; file: boolean };
  /** Who said more of it than that it exists. */
  described: { supplier: boolean; customer: boolean };
  handsOn: Counted<{ words: string }>[];
  /** What the customer requires, and what the supplier believes that it requires. */
  requires: Counted<Requirement>[];
  believes: Counted<Requirement>[];
  /** What troubles the customer now. */
  troubles: Counted<{ about: RequirementKind; words: string }>[];
}

/**
 * Where two sides see it differently. Never decided by likeness of words. `key` is the same in every round as long as it
 * is the same gap. Nobody who has not published is held to have said nothing.
 */
export type Gap = { key: string; supplier: Node; customer: Node } & (
  | { kind: 'unseenCustomer' | 'imaginedCustomer' }
  | { kind: 'unknownRequirement'; requires: Requirement }
  | { kind: 'imaginedRequirement'; believes: Requirement }
  | { kind: 'differentMeasure'; requires: Requirement; believes: Requirement }
  | { kind: 'troubleWithoutOwner'; trouble: { about: RequirementKind; words: string } }
);

/** The map at one moment: pure data, computed from what is published, the org file and the agreements. */
export interface MapState {
  nodes: ReadonlyMap<Node, MapNode>;
  edges: readonly Edge[];
  gaps: readonly Gap[];
  agreements: readonly Agreement[];
  /** Names nobody has matched with a unit yet. */
  unresolved: readonly UnresolvedName[];
}

export interface MapNode {
  unit: Unit;
  department: string;
  /** Steps to the external customer along edges; null: no way leads there. */
  steps: number | null;
  published: boolean;
  /** Of those who answered, how many named a customer; null below 3 answers. */
  namedCustomer: { named: number; answered: number } | null;
  /** Nobody names it as supplier, though enough others have said whom they depend on. */
  withoutCustomer: boolean;
}

export interface UnresolvedName {
  /** The department whose head is asked. */
  department: string;
  party: Party;
  words: string;
  /** The head has asked for it to be added to the org file. */
  wanted: boolean;
}

/** What came and went between two states. */
export interface MapDiff {
  edges: { came: Edge[]; went: Edge[] };
  requirements: { came: EdgeRequirement[]; went: EdgeRequirement[] };
  gaps: { came: Gap[]; went: Gap[] };
}

export interface EdgeRequirement {
  supplier: Node;
  customer: Node;
  requires: Requirement;
}
