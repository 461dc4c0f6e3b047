import type { Reader, Tx } from '../../db/database.ts';
import type { Locale } from '../../org/organisation.ts';
import { loadQuestionnaire } from '../answering/questionnaires.ts';
import type { Questionnaire } from '../types.ts';

/** The questionnaire of a round, in the version it asks. */
export async function questionnaireOf(
  on: Reader | Tx,
  round: { questionnaire: string; version: number },
): Promise<Questionnaire> {
  const found = await loadQuestionnaire(on, round.questionnaire, round.version);
  if (found) return found;
  throw new Error(`questionnaire ${round.questionnaire} has no version ${round.version}: were its rows deleted?`);
}

export const titleOf = (questionnaire: Questionnaire, locale: Locale): string => questionnaire.title[locale];

/** About how many minutes answering takes. */
export function minutesFor(questionnaire: Questionnaire): number {
  return questionnaire.kind === 'map' ? 3 : Math.max(1, Math.ceil(questionnaire.questions.length / 3));
}
