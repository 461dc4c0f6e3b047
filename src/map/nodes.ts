import type { Organisation } from '../org/organisation.ts';
import { EXTERNAL, type Statement, type Unit } from '../questionnaires/types.ts';
import type { Drawn } from './edges.ts';
import { stepsToCustomer } from './levels.ts';
import type { Edge, MapNode, Node } from './types.ts';
import { departmentOf, standing } from './units.ts';

/** A count of fewer people would be a word about each of them. */
const FEWEST = 3;

/** The nodes of a map: every department, and every unit that spoke or was named. */
export function nodesOf(statements: readonly Statement[], org: Organisation, drawn: Drawn): Map<Node, MapNode> {
  const { edges, published, customers } = drawn;
  const units = new Set<Unit>([
    ...org.departments.keys(),
    ...published,
    ...edges.flatMap(({ supplier, customer }) => [supplier, customer]),
    ...[...customers.values()].flat(),
    ...drawn.named,
  ]);
  const steps = stepsToCustomer(units, edges);
  const shares = sharesOf(statements, org);
  const lonely = loneliness(org, drawn);
  return new Map(
    [...units].sort().map((unit): [Node, MapNode] => [
      unit,
      {
        unit,
        department: departmentOf(unit),
        steps: steps.get(unit) ?? null,
        published: speaks(org, published, unit),
        namedCustomer: shares.get(unit) ?? null,
        withoutCustomer: unit !== EXTERNAL && lonely(unit),
      },
    ]),
  );
}

/** Whether a unit has published: a department when its own statement stands, or those of all its steps. */
function speaks(org: Organisation, published: ReadonlySet<Unit>, unit: Unit): boolean {
  if (published.has(unit)) return true;
  const steps = org.departments.get(unit)?.steps ?? [];
  return steps.length > 0 && steps.every((step) => published.has(`${unit}/${step.key}`));
}

type Share = { named: number; answered: number };

/** How many could name a customer: of each unit and of whole departments, without letting a small rest be reckoned. */
function sharesOf(statements: readonly Statement[], org: Organisation): Map<Unit, Share> {
  const shares = new Map<Unit, Share>();
  const byDepartment = new Map<string, Map<Unit, Share>>();
  for (const { unit, answered, namedCustomer } of statements) {
    const own = standing(org, unit);
    if (own === null) continue;
    const units = byDepartment.get(departmentOf(own)) ?? new Map<Unit, Share>();
    byDepartment.set(departmentOf(own), units.set(own, plus(units.get(own), { named: namedCustomer, answered })));
  }
  for (const [department, units] of byDepartment) {
    const all = [...units.values()].reduce<Share>(plus, { named: 0, answered: 0 });
    if (all.answered < FEWEST) continue;
    shares.set(department, all);
    const shown = [...units].filter(([unit, { answered }]) => unit !== department && answered >= FEWEST);
    shown.sort((a, b) => b[1].answered - a[1].answered || (a[0] < b[0] ? -1 : 1));
    const rest = () => all.answered - shown.reduce((sum, [, { answered }]) => sum + answered, 0);
    while (shown.length > 0 && rest() > 0 && rest() < FEWEST) shown.pop();
    for (const [unit, share] of shown) shares.set(unit, share);
  }
  return shares;
}

const plus = (a: Share | undefined, b: Share): Share => ({
  named: (a?.named ?? 0) + b.named,
  answered: (a?.answered ?? 0) + b.answered,
});

/**
 * Which units nobody names as supplier. Held to be so only once at least half of the other departments, and three of them
 * where there are as many, have spoken, and everyone whom the unit or the org file calls its customer. Who hands to the
 * external customer has one; and who names a whole department may mean any unit of it.
 */
function loneliness(org: Organisation, drawn: Drawn): (unit: Unit) => boolean {
  const { edges, published, named, customers } = drawn;
  const spoken = new Set([...org.departments.keys()].filter((key) => speaks(org, published, key)));
  const outgoing = new Map<Node, Edge[]>();
  for (const edge of edges) {
    if (departmentOf(edge.customer) === edge.supplier) continue;
    const own = outgoing.get(edge.supplier);
    if (own) own.push(edge);
    else outgoing.set(edge.supplier, [edge]);
  }
  const others = org.departments.size - 1;
  const enough = Math.min(others, Math.max(FEWEST, Math.ceil(others / 2)));
  const heard = (department: string) => spoken.size - Number(spoken.has(department)) >= enough && enough > 0;
  // The customer outside never publishes.
  const silent = (customer: Unit) => !spoken.has(departmentOf(customer));
  return (unit) => {
    const department = departmentOf(unit);
    if (!heard(department)) return false;
    if (unit === department) {
      const own = outgoing.get(unit) ?? [];
      return !own.some(({ namedBy, customer }) => namedBy.customer || silent(customer));
    }
    if (!published.has(unit) || named.has(unit) || named.has(department)) return false;
    return !(customers.get(unit) ?? []).some(silent);
  };
}
