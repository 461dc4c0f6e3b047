import type { Effect, TimeTurn } from '../../engine/feature.ts';
import type { Action } from '../types.ts';
import { decide, heirOf } from './rules.ts';
import { loadAction, readActions, saveAction } from './store.ts';
import { everyone, reminder, tell } from './tell.ts';

/**
 * After the organisation changed: what was agreed with a department that is gone is followed no longer, and its owner and who
 * leads the other side are told; and whoever leads a department now has what an owner who left could leave to nobody.
 */
export async function settleActions(turn: TimeTurn): Promise<Effect[]> {
  const { org, tx } = turn;
  const shaken = (action: Action) => isGone(turn, action) || (hasLeft(turn, action) && heirOf(org, action) !== null);
  const open = (await readActions(tx, { statuses: ['open'] })).filter(shaken);
  const effects: Effect[] = [];
  for (const id of open.map((action) => action.id).sort((a, b) => a - b)) {
    const action = await loadAction(tx, id);
    if (action?.status === 'open') effects.push(...(await settle(turn, action)));
  }
  return effects;
}

const isGone = ({ org }: TimeTurn, { supplier, customer }: Action): boolean =>
  !org.departments.has(supplier) || !org.departments.has(customer);

const hasLeft = ({ org }: TimeTurn, { owner }: Action): boolean => !org.people.get(owner)?.active;

async function settle(turn: TimeTurn, before: Action): Promise<Effect[]> {
  if (!isGone(turn, before)) return inherited(turn, before);
  const decision = decide(before, { kind: 'dissolve' }, turn.now, turn.org);
  if ('refusal' in decision) return [];
  const { action } = decision;
  await saveAction(turn.tx, action);
  return [...tell(turn, action, { by: null, news: everyone(turn, action) }), reminder(turn, action)];
}

/** To whoever leads its department, where its owner has left; who is told. */
export async function inherited(turn: TimeTurn, action: Action): Promise<Effect[]> {
  const heir = heirOf(turn.org, action);
  if (!heir || heir === action.owner) return [];
  const handed = { ...action, owner: heir };
  await saveAction(turn.tx, handed);
  return tell(turn, handed, { by: null, news: [heir], occasion: 'yours' });
}
