import type { Effect, TimeTurn } from '../engine/feature.ts';
import { dutyOn } from '../org/duty.ts';
import { leaderOf, quietUntil } from '../org/leaders.ts';
import type { Department, Organisation } from '../org/organisation.ts';
import { changeDuty, loadOrganisation } from '../org/store.ts';
import { lookAs, startOf } from './look.ts';
import { refreshRest } from './readiness.ts';
import type { Handover } from './rules.ts';
import { lockRoster, openHandovers, roundOn, saveHandover } from './store.ts';
import { changedGiverCard, changedTakerCard, type RosterChange, takerDoneCard } from './views.ts';

/** A department's roster as it stands, held until the transaction ends. */
export interface Held {
  org: Organisation;
  department: Department;
}

/** Holds a roster: whoever comes second decides on what the first one left. Null for an unknown department. */
export async function holdRoster(turn: TimeTurn, key: string): Promise<Held | null> {
  if (!turn.org.departments.has(key)) return null;
  await lockRoster(turn.tx, key);
  const org = await loadOrganisation(turn.tx);
  const department = org.departments.get(key);
  return department ? { org, department } : null;
}

/**
 * Writes a date of a roster and keeps every card about it true. `agreed` is the handover it comes from, whose two people
 * hear about it in their own words; everyone else who stood on the date is told here.
 */
export async function writeChange(
  turn: TimeTurn,
  held: Held,
  change: RosterChange,
  agreed: Handover | null,
): Promise<Effect[]> {
  const { department, date, taker, by, reason } = change;
  const before = dutyOn(held.org, department, date);
  await changeDuty(turn.tx, { department, date, person: taker, by, reason }, turn.now);
  const org = await loadOrganisation(turn.tx);
  const after: TimeTurn = { ...turn, org };
  const informed = [by, taker, ...(agreed ? [agreed.giver] : [])];
  const told = before.filter((person) => !informed.includes(person));
  const effects = told.flatMap((person) => tellGiver(after, held.department, person, change));
  if (taker !== by && !agreed) effects.push(...(await tellTaker(after, held.department, change)));
  effects.push(...(await overtake(after, department, date, agreed?.id ?? null)));
  effects.push(...(await refreshRest(after, department, date)));
  return effects;
}

function tellGiver(turn: TimeTurn, department: Department, person: string, change: RosterChange): Effect[] {
  const look = lookAs(turn.org, person);
  if (!look) return [];
  const notBefore = quietUntil(turn, person, startOf(department, change.date));
  return [{ kind: 'post', to: person, card: changedGiverCard(look, change), priority: 'reply', notBefore }];
}

async function tellTaker(turn: TimeTurn, department: Department, change: RosterChange): Promise<Effect[]> {
  const look = lookAs(turn.org, change.taker);
  if (!look) return [];
  const round = await roundOn(turn.tx, department.key, change.date);
  const notBefore = quietUntil(turn, change.taker, startOf(department, change.date));
  const card = changedTakerCard(look, change, round?.first ?? null);
  return [{ kind: 'post', to: change.taker, card, priority: 'reply', notBefore }];
}

/** Questions about a date that is settled need no answer any more. */
async function overtake(turn: TimeTurn, department: string, date: string, except: number | null): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const open of await openHandovers(turn.tx, department, date)) {
    if (open.id === except) continue;
    const handover: Handover = { ...open, status: 'overtaken', answeredAt: turn.now };
    await saveHandover(turn.tx, handover);
    const look = lookAs(turn.org, open.taker);
    if (!look) continue;
    const slot = open.status === 'told' ? `cannot/${open.id}` : `handover/${open.id}`;
    effects.push({ kind: 'update', to: open.taker, slot, card: takerDoneCard(look, handover) });
    effects.push({ kind: 'unwake', key: `handover/${open.id}` });
  }
  return effects;
}

/** Someone to turn to when no colleague is found. */
export const headFor = (turn: TimeTurn, department: Department, except: string): string | null => {
  const head = leaderOf(turn, department.key);
  return head === except ? null : head;
};
