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
 * The ring that the edge out of `from` closes, or null. A ring is a cycle of edges, or a chain whose last supplier already
 * waits further down: it was a link's customer, or is a link's own supplier. Two departments alone make none: going back to
 * one's own direct customer is asking the customer.
 */
export function ringThrough(graph: Graph, from: RequestNumber): Ring | null {
  const up = upstream(graph, from);
  const down = downstream(graph, from).filter((link) => !up.some((other) => other.number === link.number));
  const last = up.at(-1);
  if (!last || up.length < 2) return null;
  if (last.blockedBy !== null && up.some((link) => link.number === last.blockedBy)) {
    return ringOf(up.slice(up.findIndex((link) => link.number === last.blockedBy)));
  }
  for (const start of pathsDown(down, up[0] as Link, graph)) {
    const path = [...start, ...up];
    const first = path[0] as Link;
    if (first.customer === last.supplier && path.length > 2) return ringOf(path);
    if (first.supplier === last.supplier && path.length > 2) return ringOf(path.slice(1));
  }
  return null;
}

/** All paths that lead down from `from`, nearest start first, so that the smallest ring is found. */
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

/** Whether a ring found earlier still stands: every link waits for the next, and the last one still closes it. */
export function stillStands(graph: Graph, ring: Pick<Ring, 'links'>): boolean {
  const links = ring.links.map((number) => graph.get(number));
  const [first, last] = [links[0], links.at(-1)];
  if (!first || !last) return false;
  const waits = links.every(
    (link, index) => link && (index === links.length - 1 || link.blockedBy === ring.links[index + 1]),
  );
  const comesBack =
    first.customer === last.supplier ||
    [...graph.values()].some((link) => link.blockedBy === first.number && link.supplier === last.supplier);
  return waits && (last.blockedBy === first.number || comesBack);
}
