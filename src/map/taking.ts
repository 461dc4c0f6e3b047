import type { Outcome, Turn } from '../engine/feature.ts';
import type { Link } from '../org/organisation.ts';
import { learnLink, loadOrganisation } from '../org/store.ts';
import { type Card, sentence } from '../platform/card.ts';
import { notLeader } from './agreement-views.ts';
import { fileCard, sidesOf } from './gap-views.ts';
import { lookOf, sidesLed, unitName } from './look.ts';
import { differing, refreshGaps } from './notices.ts';
import { mapState } from './state.ts';
import type { Edge } from './types.ts';
import { departmentOf, pairKey } from './units.ts';

/** Where answers and org file disagree about a department. */
export async function showFile(turn: Turn, department: string): Promise<Card> {
  const look = lookOf(turn.org, turn.person);
  if (!turn.org.departments.has(department))
    return sentence(look.say('no.gone', { department: unitName(look, department) }));
  const state = await mapState(turn.tx, turn.org);
  const own = state.edges.filter((edge) =>
    [edge.supplier, edge.customer].some((unit) => departmentOf(unit) === department),
  );
  return fileCard(look, department, differing(state, own));
}

/** One click of either head: what the answers say is the organisation's from now on. */
export async function takeLink(turn: Turn, value: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const whisper = (card: Card): Outcome => ({ effects: [], reply: { kind: 'whisper', card } });
  const { edges } = await mapState(turn.tx, turn.org);
  const edge = edges.find((one) => pairKey(one) === value);
  const link = edge && linkOf(edge);
  if (!edge || !link) return whisper(sentence(look.say('no.unknown')));
  const departments = [link.supplier, link.customer];
  if (sidesLed(turn.org, turn.person.id, edge).length === 0) return whisper(notLeader(look, departments));
  const names = sidesOf(look, edge);
  if (edge.namedBy.file) return whisper(sentence(look.say('file.known', names)));
  if (!(await learnLink(turn.tx, link, turn.now))) return whisper(sentence(look.say('file.known', names)));
  const after: Turn = { ...turn, org: await loadOrganisation(turn.tx) };
  const effects = await refreshGaps(after, departments);
  return { effects, reply: { kind: 'whisper', card: sentence(look.say('file.taken', names), 'good') } };
}

/** The link an edge is; null for posts and whoever is outside, whom the org file does not name. */
function linkOf({ supplier, customer, kind }: Edge): Link | null {
  if ([supplier, customer].some((unit) => unit.includes('#') || unit.startsWith('~'))) return null;
  const step = (unit: string) => unit.split('/')[1] ?? null;
  return {
    supplier: departmentOf(supplier),
    customer: departmentOf(customer),
    supplierStep: step(supplier),
    customerStep: step(customer),
    // Whoever only named the other has not said how they are linked; a service claims less.
    kind: kind ?? 'functional',
    measure: null,
  };
}
