import type { Organisation, Requirement } from '../org/organisation.ts';
import type { Counted, HandOff, Statement, Unit } from '../questionnaires/types.ts';
import { reading, type SaidName } from './names.ts';
import type { Edge, UnresolvedName } from './types.ts';
import { compare, departmentOf, endsOf, kindRank, pairKey, standing } from './units.ts';

/** What statements and the org file draw, before it is judged. */
export interface Drawn {
  edges: Edge[];
  unresolved: UnresolvedName[];
  /** Units with a published statement. */
  published: ReadonlySet<Unit>;
  /** Units somebody named as supplier, as they named them. */
  named: ReadonlySet<Unit>;
  /** Customers as the units name them. */
  customers: ReadonlyMap<Unit, readonly Unit[]>;
}

/** An edge with the votes for its kind. */
type Draft = Edge & { votes: Record<HandOff, number>; fileKind: HandOff | null };

/** Draws the edges from the newest published statements and the org file's links. The order of neither matters. */
export function draw(statements: readonly Statement[], org: Organisation, names: readonly SaidName[]): Drawn {
  const read = reading(org, names);
  const drafts = new Map<string, Draft>();
  const unresolved = new Map<string, UnresolvedName>();
  const published = new Set<Unit>();
  const named = new Set<Unit>();
  const customers = new Map<Unit, Unit[]>();
  for (const statement of statements) {
    const own = standing(org, statement.unit);
    if (own === null) continue;
    const department = departmentOf(own);
    published.add(own);
    const unitOf = (party: string) => {
      const led = read(party, department);
      if (led === 'ignored') return null;
      if ('unit' in led) return led;
      unresolved.set(JSON.stringify([department, led.words]), { department, party, ...led });
      return null;
    };
    for (const said of statement.suppliers) {
      const led = unitOf(said.party);
      if (!led) continue;
      for (const unit of led.units) if (unit !== own) named.add(unit);
      const draft = draftOf(drafts, led.unit, own);
      if (draft) addSupplier(draft, said);
    }
    for (const said of statement.customers) {
      const led = unitOf(said.party);
      if (!led) continue;
      customers.set(own, [...(customers.get(own) ?? []), led.unit]);
      const draft = draftOf(drafts, own, led.unit);
      if (draft) addCustomer(draft, said);
    }
  }
  addLinks(drafts, org);
  return {
    edges: [...drafts.values()].map(finished).sort((a, b) => compare(pairKey(a), pairKey(b))),
    unresolved: [...unresolved.values()].sort(
      (a, b) => compare(a.department, b.department) || compare(a.words, b.words),
    ),
    published,
    named,
    customers,
  };
}

function draftOf(drafts: Map<string, Draft>, supplier: Unit, customer: Unit): Draft | null {
  const ends = endsOf(supplier, customer);
  if (!ends) return null;
  const key = pairKey(ends);
  let draft = drafts.get(key);
  if (!draft) {
    draft = {
      ...ends,
      kind: null,
      namedBy: { supplier: false, customer: false, file: false },
      described: { supplier: false, customer: false },
      handsOn: [],
      requires: [],
      believes: [],
      troubles: [],
      votes: { process: 0, functional: 0 },
      fileKind: null,
    };
    drafts.set(key, draft);
  }
  return draft;
}

function addSupplier(draft: Draft, said: Statement['suppliers'][number]): void {
  draft.namedBy.customer = true;
  if (said.kind) draft.votes[said.kind] += said.said;
  if (said.kind || said.handsOn.length + said.requires.length + said.troubles.length > 0)
    draft.described.customer = true;
  draft.handsOn.push(...said.handsOn);
  draft.requires.push(...said.requires);
  draft.troubles.push(...said.troubles);
}

function addCustomer(draft: Draft, said: Statement['customers'][number]): void {
  draft.namedBy.supplier = true;
  if (said.kind) draft.votes[said.kind] += said.said;
  if (said.kind || said.handsOn.length + said.believes.length > 0) draft.described.supplier = true;
  draft.handsOn.push(...said.handsOn);
  draft.believes.push(...said.believes);
}

/** A service of the org file names no customer, so only its links are edges. */
function addLinks(drafts: Map<string, Draft>, org: Organisation): void {
  const end = (department: string, step: string | null) => (step === null ? department : `${department}/${step}`);
  for (const link of org.links) {
    const supplier = end(link.supplier, link.supplierStep);
    const draft = draftOf(drafts, supplier, end(link.customer, link.customerStep));
    if (!draft) continue;
    draft.namedBy.file = true;
    if (draft.fileKind !== 'process') draft.fileKind = link.kind;
  }
}

function finished({ votes, fileKind, ...edge }: Draft): Edge {
  const { process, functional } = votes;
  return {
    ...edge,
    kind: process + functional === 0 ? fileKind : process >= functional ? 'process' : 'functional',
    handsOn: merged(edge.handsOn, ({ words }) => [words]).sort(mostSaid(({ words }) => words)),
    requires: merged(edge.requires, identity).sort(mostSaid(orderOf)),
    believes: merged(edge.believes, identity).sort(mostSaid(orderOf)),
    troubles: merged(edge.troubles, ({ about, words }) => [about, words]).sort(
      mostSaid(({ about, words }) => `${kindRank(about)} ${words}`),
    ),
  };
}

const identity = ({ kind, amount, unit, words }: Requirement): unknown[] => [kind, amount, unit, words];

const orderOf = (requirement: Requirement): string =>
  `${kindRank(requirement.kind)} ${JSON.stringify(identity(requirement))}`;

/** What several units said alike is said once, by all of them together. */
function merged<T extends object>(list: readonly Counted<T>[], what: (one: Counted<T>) => unknown[]): Counted<T>[] {
  const found = new Map<string, Counted<T>>();
  for (const one of list) {
    const key = JSON.stringify(what(one));
    const before = found.get(key);
    found.set(key, before ? { ...before, said: before.said + one.said } : one);
  }
  return [...found.values()];
}

const mostSaid =
  <T>(order: (one: T) => string) =>
  (a: Counted<T>, b: Counted<T>): number =>
    b.said - a.said || compare(order(a), order(b));
