import { EXTERNAL } from '../questionnaires/types.ts';
import type { Edge, Node } from './types.ts';
import { departmentOf } from './units.ts';

/**
 * Steps from each node to the external customer, along edges. A unit that hands nothing on inside its department is as far
 * as the department: work between departments is drawn from the whole department.
 */
export function stepsToCustomer(nodes: Iterable<Node>, edges: readonly Edge[]): Map<Node, number> {
  const suppliers = new Map<Node, Node[]>();
  for (const { supplier, customer } of edges) push(suppliers, customer, supplier);
  const handing = new Set(edges.map((edge) => edge.supplier));
  const inside = new Map<Node, Node[]>();
  for (const node of nodes)
    if (node !== departmentOf(node) && !handing.has(node)) push(inside, departmentOf(node), node);
  const steps = new Map<Node, number>([[EXTERNAL, 0]]);
  let level: Node[] = [EXTERNAL];
  for (let far = 0; level.length > 0; far += 1) {
    // Grows while it is walked: units inside are at the same distance.
    for (const node of level)
      for (const unit of inside.get(node) ?? []) if (!steps.has(unit)) level.push(reached(steps, unit, far));
    const next: Node[] = [];
    for (const node of level)
      for (const supplier of suppliers.get(node) ?? [])
        if (!steps.has(supplier)) next.push(reached(steps, supplier, far + 1));
    level = next;
  }
  return steps;
}

function reached(steps: Map<Node, number>, node: Node, far: number): Node {
  steps.set(node, far);
  return node;
}

function push(lists: Map<Node, Node[]>, key: Node, value: Node): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
