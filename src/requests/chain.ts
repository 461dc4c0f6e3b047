import type { Request, RequestNumber } from './types.ts';

/** What the graph needs to know of a request. Edges: a request is blocked by at most one other. */
export interface Link {
  number: RequestNumber;
  customer: string;
  supplier: string;
  blockedBy: RequestNumber | null;
}

type Graph = ReadonlyMap<RequestNumber, Link>;

export const linkOf = (request: Request): Link => ({
  number: request.number,
  customer: request.customer,
  supplier: request.supplier,
  blockedBy: blockerOf(request),
});

/** What a request is blocked by, also while a question to the customer is open. */
export function blockerOf(request: Request): RequestNumber | null {
  if (request.stage === 'closed') return null;
  const wait = request.wait?.kind === 'customer' ? request.wait.beneath : request.wait;
  return wait?.kind === 'blocked' ? wait.by : null;
}

/** From a request up to the link where it stands now; in a ring, once around. */
export function upstream(graph: Graph, from: RequestNumber): Link[] {
  const path: Link[] = [];
  const seen = new Set<RequestNumber>();
  for (let at: RequestNumber | null = from; at !== null && !seen.has(at); ) {
    const link: Link | undefined = graph.get(at);
    if (!link) break;
    seen.add(at);
    path.push(link);
    at = link.blockedBy;
  }
  return path;
}

/** Every request that waits for `from`, directly or through others; nearest first, without `from`. */
export function downstream(graph: Graph, from: RequestNumber): Link[] {
  const found: Link[] = [];
  const seen = new Set([from]);
  let frontier = [from];
  while (frontier.length > 0) {
    const next = [...graph.values()].filter(
      (link) => link.blockedBy !== null && frontier.includes(link.blockedBy) && !seen.has(link.number),
    );
    for (const link of next) seen.add(link.number);
    found.push(...next);
    frontier = next.map((link) => link.number);
  }
  return found;
}

/** The links of a ring in order, each waiting for the next; the last waits for the first, or comes back to its department. */
export interface Ring {
  links: RequestNumber[];
  departments: string[];
}

/**
 * The smallest ring that the edge out of `from` belongs to, or null. A ring is a cycle of edges, or a chain that comes back
 * to a department already waiting in it: a link's customer, or the supplier of an earlier link. Two departments alone make
 * none: going back to one's own direct customer is asking the customer.
 */
export function ringThrough(graph: Graph, from: RequestNumber): Ring | null {
  const up = upstream(graph, from);
  if (up.length < 2) return null;
  let smallest: Ring | null = null;
  for (const start of pathsDown(downstream(graph, from), up[0] as Link, graph)) {
    for (let end = 2; end <= up.length; end++) {
      // In a cycle of edges what is upstream is downstream too: a path ends where it would meet itself.
      if (start.includes(up[end - 1] as Link)) break;
      const ring = closedBy([...start, ...up.slice(0, end)]);
      if (ring && (!smallest || ring.links.length < smallest.links.length)) smallest = ring;
    }
  }
  return smallest;
}

/** A path whose last link waits for its first, or whose last supplier is the department that waits at its beginning. */
function closedBy(path: readonly Link[]): Ring | null {
  const [first, last] = [path[0], path.at(-1)];
  if (last?.blockedBy === first?.number || first?.customer === last?.supplier) return ringOf(path);
  return first?.supplier === last?.supplier ? ringOf(path.slice(1)) : null;
}

/** All paths that lead down from `from`, nearest start first. */
function pathsDown(down: readonly Link[], from: Link, graph: Graph): Link[][] {
  const paths: Link[][] = [[]];
  for (const start of down) {
    const path: Link[] = [];
    for (
      let at: Link | undefined = start;
      at && at.number !== from.number;
      at = at.blockedBy === null ? undefined : graph.get(at.blockedBy)
    ) {
      if (path.includes(at)) break;
      path.push(at);
    }
    paths.push(path);
  }
  return paths;
}

function ringOf(links: readonly Link[]): Ring | null {
  const departments = [...new Set(links.map((link) => link.supplier))];
  return departments.length > 2 ? { links: links.map((link) => link.number), departments } : null;
}

/** What rings `links` still form, as one: rings that share a link concern the same table. Null when all are open again. */
export function ringAmong(graph: Graph, links: readonly RequestNumber[]): Ring | null {
  const found = links.flatMap((number) => ringThrough(graph, number) ?? []);
  if (found.length === 0) return null;
  return {
    links: [...new Set(found.flatMap((ring) => ring.links))],
    departments: [...new Set(found.flatMap((ring) => ring.departments))],
  };
}
