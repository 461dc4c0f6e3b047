import { createHash } from 'node:crypto';
import type { Effect, TimeTurn } from '../engine/feature.ts';
import { leaderOf, leads, quietUntil } from '../org/leaders.ts';
import type { Department } from '../org/organisation.ts';
import type { Card } from '../platform/card.ts';
import { publishedStatements } from '../questionnaires/sheets/store.ts';
import type { Statement } from '../questionnaires/types.ts';
import { byWeight } from './gap-rules.ts';
import { differs, gapsCard } from './gap-views.ts';
import { type Look, lookAs } from './look.ts';
import { namesCard } from './name-views.ts';
import { lonelyCard } from './notice-views.ts';
import { mapOf } from './state.ts';
import { noteShown, noteTold, saidNames, type Told, toldIn } from './store.ts';
import type { Edge, Gap, MapState } from './types.ts';
import { departmentOf } from './units.ts';

/** The map with the round its newest statements are of, and what was told in it. */
interface Now {
  state: MapState;
  round: number;
  told: readonly Told[];
  /** What touches each department. */
  own: ReadonlyMap<string, Own>;
}

interface Own {
  gaps: Gap[];
  edges: Edge[];
}

async function load(turn: TimeTurn): Promise<Now | null> {
  const statements = await publishedStatements(turn.tx);
  if (statements.length === 0) return null;
  const round = roundOf(statements);
  const state = mapOf(statements, turn.org, await saidNames(turn.tx), turn.org.agreements);
  return { state, round, told: await toldIn(turn.tx, round), own: byDepartment(state) };
}

const roundOf = (statements: readonly Statement[]): number => Math.max(...statements.map(({ round }) => round));

/**
 * Tells heads what the map shows: a card with the open gaps of their department, one with the names nobody knows, and,
 * to the head alone, that nobody names a unit of theirs as supplier. Each once a round, the first two also to a head who is
 * new in it; they are kept true.
 */
export async function lookAtMap(turn: TimeTurn): Promise<Effect[]> {
  const now = await load(turn);
  if (!now) return [];
  const effects: Effect[] = [];
  for (const department of turn.org.departments.values()) {
    if (!department.calendar.isWorkday(department.calendar.localDate(turn.now))) continue;
    effects.push(...(await tellLonely(turn, now, department)));
    effects.push(...(await tellNames(turn, now, department.key)));
    effects.push(...(await tellGaps(turn, now, department.key)));
  }
  return effects;
}

/** The cards of some departments that stand, as they read now; nobody is told anew. */
export async function refreshGaps(turn: TimeTurn, departments: readonly string[]): Promise<Effect[]> {
  const now = await load(turn);
  if (!now) return [];
  const effects: Effect[] = [];
  for (const key of new Set(departments)) effects.push(...(await updateCard(turn, now, gapsOn(now, key))));
  return effects;
}

/** The card with a department's unknown names, as it reads now. */
export async function refreshNames(turn: TimeTurn, department: string): Promise<Effect[]> {
  const now = await load(turn);
  return now ? updateCard(turn, now, namesOn(now, department)) : [];
}

/** A card that is posted once a round, and changed when what it says has changed. */
interface Standing {
  about: string;
  /** What it says; empty: nothing worth a message. */
  content: readonly string[];
  /** What it says beside, which is worth none by itself. */
  beside?: readonly string[];
  card: (look: Look) => Card;
}

/** What touches each department: with hundreds of them, one walk over the map for all. */
function byDepartment(state: MapState): Map<string, Own> {
  const found = new Map<string, Own>();
  const ownOf = ({ supplier, customer }: Pick<Edge, 'supplier' | 'customer'>) =>
    [...new Set([departmentOf(supplier), departmentOf(customer)])].map((department) => {
      const own = found.get(department) ?? { gaps: [], edges: [] };
      found.set(department, own);
      return own;
    });
  for (const edge of state.edges) for (const own of ownOf(edge)) own.edges.push(edge);
  for (const gap of state.gaps) for (const own of ownOf(gap)) own.gaps.push(gap);
  return found;
}

/** Where answers and org file disagree, among some edges. */
export function differing(state: MapState, edges: readonly Edge[]): { edge: Edge; only: 'answers' | 'file' }[] {
  const spoken = (node: string) => state.nodes.get(node)?.published ?? false;
  return edges.flatMap((edge) => {
    const only = crosses(edge) ? differs(edge, spoken) : null;
    return only ? [{ edge, only }] : [];
  });
}

/** The org file names departments and steps, not posts, and nobody outside. */
const crosses = ({ supplier, customer }: Edge): boolean =>
  [supplier, customer].every((unit) => !unit.includes('#') && !unit.startsWith('~'));

function gapsOn({ state, own }: Now, department: string): Standing {
  const { gaps: open, edges } = own.get(department) ?? { gaps: [], edges: [] };
  const gaps = byWeight(open, edges);
  const links = differing(state, edges).length;
  const content = gaps.length > 0 ? [...gaps.map(({ key }) => key), String(links)] : [];
  const beside = gaps.length === 0 && links > 0 ? [String(links)] : [];
  return { about: `gaps/${department}`, content, beside, card: (look) => gapsCard(look, department, gaps, links) };
}

function namesOn({ state }: Now, department: string): Standing {
  const names = state.unresolved.filter((name) => name.department === department && !name.wanted);
  const content = names.map(({ words }) => words);
  return { about: `names/${department}`, content, card: (look) => namesCard(look, department, names) };
}

const tellGaps = (turn: TimeTurn, now: Now, department: string) => tell(turn, now, gapsOn(now, department), department);

const tellNames = (turn: TimeTurn, now: Now, department: string) =>
  tell(turn, now, namesOn(now, department), department);

/** Whoever leads the department, and nobody of whom has been told in this round: a new head hears what is open, too. */
async function tell(turn: TimeTurn, now: Now, standing: Standing, department: string): Promise<Effect[]> {
  const known = now.told.filter(({ about }) => about === standing.about);
  const standingCards = known.length > 0 ? await updateCard(turn, now, standing) : [];
  if (known.some((told) => leads(turn.org, told.person, department))) return standingCards;
  const person = leaderOf(turn, department);
  const look = person && standing.content.length > 0 ? lookAs(turn.org, person) : null;
  if (!person || !look) return standingCards;
  const told = { about: standing.about, person, shown: digestOf(standing) };
  if (!(await noteTold(turn.tx, told, now.round, turn.now))) return standingCards;
  const notBefore = quietUntil(turn, person);
  const slot = slotOf(standing, now.round);
  return [...standingCards, { kind: 'post', to: person, card: standing.card(look), priority: 'bulk', slot, notBefore }];
}

/** Of everyone who was told: also who leads no more reads on it what is true. */
async function updateCard(turn: TimeTurn, now: Now, standing: Standing): Promise<Effect[]> {
  const shown = digestOf(standing);
  const effects: Effect[] = [];
  for (const told of now.told) {
    const look = told.about === standing.about && told.shown !== shown ? lookAs(turn.org, told.person) : null;
    if (!look) continue;
    await noteShown(turn.tx, { ...told, shown }, now.round);
    effects.push({ kind: 'update', to: told.person, slot: slotOf(standing, now.round), card: standing.card(look) });
  }
  return effects;
}

const slotOf = ({ about }: Standing, round: number): string => `${about}/${round}`;

const digestOf = ({ content, beside = [] }: Standing): string =>
  createHash('sha256')
    .update(JSON.stringify([...content, ...beside]))
    .digest('hex')
    .slice(0, 16);

/** Nobody names the department, or a post or step of it that has spoken: its head hears it first, and alone; the deputy where there is no head. */
async function tellLonely(turn: TimeTurn, now: Now, { key }: Department): Promise<Effect[]> {
  const head = leaderOf(turn, key);
  const look = head === null ? null : lookAs(turn.org, head);
  if (head === null || !look) return [];
  const own = [...now.state.nodes.values()].filter((node) => node.department === key && node.withoutCustomer);
  // What is true of the whole is not said again of its parts.
  const units = own.filter(({ unit }) => unit === key || !own.some((node) => node.unit === key));
  const effects: Effect[] = [];
  for (const { unit } of units) {
    const told = { about: `noCustomer/${unit}`, person: head, shown: '' };
    if (now.told.some(({ about }) => about === told.about)) continue;
    if (!(await noteTold(turn.tx, told, now.round, turn.now))) continue;
    const card = lonelyCard(look, unit, now.state);
    effects.push({ kind: 'post', to: head, card, priority: 'bulk', notBefore: quietUntil(turn, head) });
  }
  return effects;
}
