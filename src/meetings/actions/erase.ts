import type { Tx } from '../../db/database.ts';
import type { Action } from '../types.ts';
import { readActions, saveAction } from './store.ts';

/** Puts `word` in place of what a person wrote in actions; that it was agreed on, by when, and what became of it stays. */
export async function eraseFromActions(tx: Tx, person: string, word: string): Promise<void> {
  for (const action of await readActions(tx, {})) {
    const erased = without(action, person, word);
    if (erased !== action) await saveAction(tx, erased);
  }
}

function without(action: Action, person: string, word: string): Action {
  const wrote = action.createdBy === person;
  const closed = action.closedBy === person && action.closedWords !== '';
  const saw = action.reopened.some(({ by }) => by === person);
  if (!wrote && !closed && !saw) return action;
  return {
    ...action,
    ...(wrote ? { text: word, sign: word } : {}),
    ...(closed ? { closedWords: word } : {}),
    reopened: action.reopened.map((time) => (time.by === person ? { ...time, words: word } : time)),
  };
}
