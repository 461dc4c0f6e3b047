import type { Reader, Tx } from '../db/database.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Need } from './types.ts';

/** What needs each of these people, at most five things, what blocks most first. */
export async function needsOf(
  _on: Reader | Tx,
  _org: Organisation,
  people: readonly string[],
  _now: Date,
): Promise<Map<string, Need[]>> {
  return new Map(people.map((person) => [person, []]));
}
