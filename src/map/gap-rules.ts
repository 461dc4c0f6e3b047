import type { Agreement, Requirement, RequirementKind } from '../org/organisation.ts';
import type { Counted } from '../questionnaires/types.ts';
import { sameMeasure } from './measures.ts';
import type { Edge, Gap, Node } from './types.ts';
import { compare, departmentOf, kindRank, pairKey } from './units.ts';

/** What gaps are judged by. */
export interface Judged {
  edges: readonly Edge[];
  /** Whether a node has published its statement: nobody else is held to have said nothing. */
  spoken: (node: Node) => boolean;
  agreements: readonly Pick<Agreement, 'supplier' | 'customer' | 'requirement'>[];
}

/** Every gap of the map, in a fixed order. What the sides have agreed on is none. */
export function gapsOf({ edges, spoken, agreements }: Judged): Gap[] {
  const agreed = new Map<string, Set<RequirementKind>>();
  for (const agreement of agreements) {
    const kinds = agreed.get(pairKey(agreement)) ?? new Set();
    agreed.set(pairKey(agreement), kinds.add(agreement.requirement.kind));
  }
  return edges
    .filter((edge) => !partOfWhole(edge))
    .flatMap((edge) =>
      gapsOn(edge, { supplier: spoken(edge.supplier), customer: spoken(edge.customer) }, agreed.get(pairKey(edge))),
    )
    .sort((a, b) => compare(a.key, b.key));
}

/** A department and a unit of its own are no two sides. */
const partOfWhole = ({ supplier, customer }: Edge): boolean =>
  departmentOf(supplier) === customer || departmentOf(customer) === supplier;

type Sides = { supplier: boolean; customer: boolean };

function gapsOn(edge: Edge, spoken: Sides, agreed: ReadonlySet<RequirementKind> | undefined): Gap[] {
  if (!spoken.supplier || !spoken.customer) return [];
  const { namedBy } = edge;
  const ends = { supplier: edge.supplier, customer: edge.customer };
  const gaps: Gap[] = [];
  // Whoever has agreed on anything with the other side sees it.
  if (!agreed && namedBy.customer !== namedBy.supplier) {
    const kind = namedBy.customer ? 'unseenCustomer' : 'imaginedCustomer';
    gaps.push({ key: `${kind}:${pairKey(edge)}`, ...ends, kind });
  }
  const open = (kind: RequirementKind) => !agreed?.has(kind);
  if (namedBy.customer && namedBy.supplier) gaps.push(...requirementGaps(edge).filter((gap) => open(kindOf(gap))));
  gaps.push(...troubles(edge).filter((gap) => open(kindOf(gap))));
  return gaps;
}

/** What a gap is about. */
function kindOf(gap: Gap): RequirementKind {
  if ('requires' in gap) return gap.requires.kind;
  if ('believes' in gap) return gap.believes.kind;
  return 'trouble' in gap ? gap.trouble.about : 'other';
}

function requirementGaps(edge: Edge): Gap[] {
  const ends = { supplier: edge.supplier, customer: edge.customer };
  const kinds = new Set([...edge.requires, ...edge.believes].map(({ kind }) => kind));
  return [...kinds].flatMap((kind): Gap[] => {
    const [requires, believes] = [mostSaid(edge.requires, kind), mostSaid(edge.believes, kind)];
    const key = (gap: Gap['kind']) => `${gap}.${kind}:${pairKey(edge)}`;
    const [required] = requires;
    const [believed] = believes;
    if (required && believed) {
      if (agree(kind, requires, believes)) return [];
      return [
        { key: key('differentMeasure'), ...ends, kind: 'differentMeasure', requires: required, believes: believed },
      ];
    }
    if (required) return [{ key: key('unknownRequirement'), ...ends, kind: 'unknownRequirement', requires: required }];
    // Details are asked for a few suppliers only: a customer who merely named this one is not held to require nothing.
    if (believed && edge.described.customer)
      return [{ key: key('imaginedRequirement'), ...ends, kind: 'imaginedRequirement', believes: believed }];
    return [];
  });
}

/** `other` says nothing about being the same thing, so it is put side by side until the sides agree. */
function agree(kind: RequirementKind, requires: readonly Requirement[], believes: readonly Requirement[]): boolean {
  return kind !== 'other' && requires.some((one) => believes.some((other) => sameMeasure(one, other)));
}

/** What most people of a side say of a kind; several when as many say one as the other. */
function mostSaid(list: readonly Counted<Requirement>[], kind: RequirementKind): Requirement[] {
  const own = list.filter((one) => one.kind === kind);
  const most = Math.max(0, ...own.map(({ said }) => said));
  return own.filter(({ said }) => said === most).map(bare);
}

const bare = ({ kind, amount, unit, words }: Requirement): Requirement => ({ kind, amount, unit, words });

/** A trouble about what the supplier does not list among the customer's requirements, or whose customer it does not see. */
function troubles(edge: Edge): Gap[] {
  const ends = { supplier: edge.supplier, customer: edge.customer };
  const seen = new Set<RequirementKind>();
  return edge.troubles.flatMap(({ about, words }): Gap[] => {
    if (seen.has(about)) return [];
    seen.add(about);
    if (edge.believes.some(({ kind }) => kind === about)) return [];
    const key = `troubleWithoutOwner.${about}:${pairKey(edge)}`;
    return [{ key, ...ends, kind: 'troubleWithoutOwner', trouble: { about, words } }];
  });
}

const weight: readonly Gap['kind'][] = [
  'troubleWithoutOwner',
  'unseenCustomer',
  'unknownRequirement',
  'differentMeasure',
  'imaginedRequirement',
  'imaginedCustomer',
];

/** The most blocking first: troubles, customers nobody sees, requirements nobody knows; then what more people said. */
export function byWeight(gaps: readonly Gap[], edges: readonly Edge[]): Gap[] {
  const said = new Map(edges.map((edge) => [pairKey(edge), edge]));
  const count = (gap: Gap) => {
    const edge = said.get(pairKey(gap));
    const words = gap.kind === 'troubleWithoutOwner' ? edge?.troubles : edge?.requires;
    return (words ?? []).reduce((sum, one) => sum + one.said, 0);
  };
  return [...gaps].sort(
    (a, b) =>
      weight.indexOf(a.kind) - weight.indexOf(b.kind) ||
      count(b) - count(a) ||
      kindRank(kindOf(a)) - kindRank(kindOf(b)) ||
      compare(a.key, b.key),
  );
}
