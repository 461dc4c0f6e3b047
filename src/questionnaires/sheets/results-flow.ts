import type { Outcome, Turn } from '../../engine/feature.ts';
import type { Card } from '../../platform/card.ts';
import type { Form } from '../../platform/form.ts';
import { lookOf } from '../rounds/look.ts';
import { questionnaireOf, titleOf } from '../rounds/offered.ts';
import { shown } from './flow.ts';
import { loadResults, visibleRounds } from './results.ts';
import { areaForm, noResults, resultsCard, roundsForm } from './results-views.ts';

/** The address of the page with results. */
const resultsView = (round: number, area: string): string =>
  `questionnaires/results?${new URLSearchParams({ round: String(round), ...(area ? { area } : {}) })}`;

/** Results of the only round this person sees, or the choice of one. */
export async function showResults(turn: Turn): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const rounds = await visibleRounds(turn.tx, turn.org, turn.person.id);
  const [first] = rounds;
  if (!first) return noResults(look);
  if (rounds.length === 1) return resultsOf(turn, first.id, '');
  const titled = await Promise.all(
    rounds.map(async (round) => ({ round, title: titleOf(await questionnaireOf(turn.tx, round), turn.person.locale) })),
  );
  return roundsForm(look, titled);
}

/** Results of a round, of one department with those below it or of all this person sees. */
export async function resultsOf(turn: Turn, round: number, area: string): Promise<Card> {
  const look = lookOf(turn.org, turn.person);
  const results = await loadResults(turn.tx, turn.org, turn.person.id, round, area);
  return results ? resultsCard(look, results, turn.link(turn.person.id, resultsView(round, area))) : noResults(look);
}

export async function resultsOfForm(turn: Turn, round: number): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const results = await loadResults(turn.tx, turn.org, turn.person.id, round, '');
  return results && results.areas.length > 0 ? areaForm(look, results) : noResults(look);
}

/** `/questionnaire results`. */
export const commandedResults = async (turn: Turn): Promise<Outcome> => shown(await showResults(turn));
