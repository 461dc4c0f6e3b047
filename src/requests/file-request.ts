import type { Effect, Turn } from '../engine/feature.ts';
import { commit } from './act.ts';
import { type Filing, file } from './filing.ts';
import { nextNumber } from './store.ts';
import type { Refusal, Request } from './types.ts';

/** Files a request of the turn's person and writes what follows from it. */
export async function fileRequest(
  turn: Turn,
  filing: Omit<Filing, 'number' | 'by'>,
): Promise<{ effects: Effect[]; request: Request } | { refusal: Refusal }> {
  const number = await nextNumber(turn.tx);
  const decision = file({ ...filing, number, by: turn.person.id }, turn.now, turn);
  if ('refusal' in decision) return decision;
  const effects = await commit(turn, [{ before: null, ...decision }], turn.person.id);
  return { effects, request: decision.request };
}
