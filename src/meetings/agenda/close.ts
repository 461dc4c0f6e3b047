import type { Tx } from '../../db/database.ts';
import type { Meeting } from '../types.ts';
import { itemsDone } from './store.ts';

/** What was added and talked about is done; what was not stays for the next agenda. Call it when a meeting has ended. */
export async function closeAgenda(tx: Tx, { id, points }: Meeting): Promise<void> {
  const done = points.flatMap(({ ticked, line }) => (ticked && line.source.kind === 'added' ? [line.source.id] : []));
  await itemsDone(tx, done, id);
}
