import { type Requirement, type RequirementKind, requirementKinds } from '../../org/organisation.ts';
import type { RawAnswers } from '../../platform/form.ts';
import type { HandOff, Party, SaidOfCustomer, SaidOfSupplier, SelfAwareness } from '../types.ts';
import { readMeasure } from './measure.ts';

/** What someone answered so far: the raw answers of each page by its key. */
export type Draft = ReadonlyMap<string, RawAnswers>;

/** Suppliers or customers. */
export type Side = 'suppliers' | 'customers';

/** Beside the kinds of requirement: none in particular, or not known. */
export const NONE = 'none';

/** How many suppliers and customers each are asked about in the first pass. */
export const DESCRIBED = 2;

/** Longest name of a party that is not listed, and how many of them. */
export const namesAtMost = { length: 40, count: 10 } as const;

/** The page about one party. */
export const pageOf = (side: Side, party: Party): string => `${side === 'suppliers' ? 's' : 'c'}:${party}`;

/** Whom a page is about; null for pages about nobody. */
export function partyOfPage(page: string): { side: Side; party: Party } | null {
  const sides = { s: 'suppliers', c: 'customers' } as const;
  const mark = page.slice(0, 1);
  return page[1] === ':' && (mark === 's' || mark === 'c') ? { side: sides[mark], party: page.slice(2) } : null;
}

/** Names typed one after the other, separated by commas, semicolons or lines. */
export function namesIn(text: string): string[] {
  const names = text.split(/[,，、;；\n]+/u).map((name) => name.trim().replace(/\s+/gu, ' '));
  return [...new Set(names.filter(Boolean))];
}

const listed = (answer: string | undefined): string[] => (answer ? answer.split(',') : []);

/** Everyone named on the first page, those picked first. */
export function namedParties(draft: Draft, side: Side): Party[] {
  const first = draft.get('first') ?? {};
  const unlisted = namesIn(first[`${side}Else`] ?? '').map((name) => `?${name}`);
  return [...new Set([...listed(first[side]), ...unlisted])];
}

/** Whom the first pass asks details of: all when they are few, else those that were picked. */
export function chosenParties(draft: Draft, side: Side): Party[] {
  const named = namedParties(draft, side);
  if (named.length <= DESCRIBED) return named;
  const picked = listed(draft.get('which')?.[side]);
  return named.filter((party) => picked.includes(party)).slice(0, DESCRIBED);
}

/** What someone says of their own work, put together from the pages; null before the first page. Pages about parties no longer named say nothing. */
export function composed(draft: Draft): SelfAwareness | null {
  const first = draft.get('first');
  if (!first) return null;
  return {
    unit: first.unit ?? '',
    mainWork: first.mainWork ?? '',
    suppliers: namedParties(draft, 'suppliers').map((party) => supplierOf(draft, party)),
    customers: namedParties(draft, 'customers').map((party) => customerOf(draft, party)),
  };
}

function supplierOf(draft: Draft, party: Party): SaidOfSupplier {
  const page = draft.get(pageOf('suppliers', party)) ?? {};
  const about = kindOf(page.troubleAbout);
  const words = page.troubleWords ?? '';
  return {
    party,
    kind: handOffOf(page.kind),
    handsOn: page.handsOn ?? '',
    requires: requirementOf(page),
    trouble: about && words !== '' ? { about, words } : null,
  };
}

function customerOf(draft: Draft, party: Party): SaidOfCustomer {
  const page = draft.get(pageOf('customers', party)) ?? {};
  return {
    party,
    kind: handOffOf(page.kind),
    handsOn: page.handsOn ?? '',
    believes: requirementOf(page),
  };
}

const kindOf = (answer = ''): RequirementKind | null => requirementKinds.find((kind) => kind === answer) ?? null;

const handOffOf = (answer = ''): HandOff | null => (answer === 'process' || answer === 'functional' ? answer : null);

/** Words that say more than the number stay with the other words. */
function requirementOf(page: RawAnswers): Requirement | null {
  const kind = kindOf(page.requireKind);
  if (!kind) return null;
  const { amount, unit, words } = readMeasure(page.requireMeasure ?? '');
  const said = [words, page.requireWords ?? ''].filter(Boolean);
  return { kind, amount, unit, words: [...new Set(said)].join(' · ') };
}
