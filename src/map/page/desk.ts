import type { TimeTurn } from '../../engine/feature.ts';
import type { Person } from '../../org/organisation.ts';
import { type Look, lookOf } from '../look.ts';
import type { Gap, Node } from '../types.ts';
import { departmentOf } from '../units.ts';
import type { Asked } from './asked.ts';
import type { Known } from './known.ts';
import { type PageWords, words } from './messages.ts';

/** What every part of the page has at hand. */
export interface Desk extends Known {
  asked: Asked;
  look: Look;
  say: PageWords;
  /** Open gaps each department is part of. */
  open: ReadonlyMap<string, number>;
}

export function deskOf(turn: Pick<TimeTurn, 'org'> & { person: Person }, asked: Asked, known: Known): Desk {
  const { org, person } = turn;
  const look = lookOf(org, person);
  return { ...known, asked, look, say: words(person.locale, person.zone), open: openGaps(known.state.gaps) };
}

function openGaps(gaps: readonly Gap[]): Map<string, number> {
  const open = new Map<string, number>();
  for (const { supplier, customer } of gaps)
    for (const department of new Set([departmentOf(supplier), departmentOf(customer)]))
      open.set(department, (open.get(department) ?? 0) + 1);
  return open;
}

/** Departments by name, as the reader's language sorts them. */
export const byName = ({ look }: Pick<Desk, 'look'>): ((a: Node, b: Node) => number) => {
  const { compare } = new Intl.Collator(look.viewer.locale, { numeric: true });
  const nameOf = (node: Node) => look.org.departments.get(node)?.name ?? node;
  return (a, b) => compare(nameOf(a), nameOf(b));
};
