import type { Reader, Tx } from '../db/database.ts';
import type { Agreement, Organisation } from '../org/organisation.ts';
import { publishedStatements } from '../questionnaires/sheets/store.ts';
import type { Statement } from '../questionnaires/types.ts';
import { diffOf } from './diff.ts';
import { draw } from './edges.ts';
import { gapsOf } from './gap-rules.ts';
import type { SaidName } from './names.ts';
import { nodesOf } from './nodes.ts';
import { agreementsUntil, saidNames } from './store.ts';
import type { MapDiff, MapState } from './types.ts';
import { departmentOf } from './units.ts';

/** The map that statements, the org file and agreements draw: pure, and the same in whatever order they come. */
export function mapOf(
  statements: readonly Statement[],
  org: Organisation,
  names: readonly SaidName[],
  agreements: readonly Agreement[],
): MapState {
  const drawn = draw(statements, org, names);
  const nodes = nodesOf(statements, org, drawn);
  const standing = agreements.filter(({ supplier, customer }) =>
    [supplier, customer].every((unit) => org.departments.has(departmentOf(unit))),
  );
  const spoken = (node: string) => nodes.get(node)?.published ?? false;
  return {
    nodes,
    edges: drawn.edges,
    gaps: gapsOf({ edges: drawn.edges, spoken, agreements: standing }),
    agreements: standing,
    unresolved: drawn.unresolved,
  };
}

/** The map as it stands, or as it stood at `until` by what was published and agreed then. */
export async function mapState(on: Reader | Tx, org: Organisation, until?: Date): Promise<MapState> {
  const statements = await publishedStatements(on, until);
  const agreements = until ? await agreementsUntil(on, until) : org.agreements;
  return mapOf(statements, org, await saidNames(on), agreements);
}

/** What came and went between two moments; without `to`, until now. */
export async function mapDiff(on: Reader | Tx, org: Organisation, from: Date, to?: Date): Promise<MapDiff> {
  return diffOf(await mapState(on, org, from), await mapState(on, org, to));
}
