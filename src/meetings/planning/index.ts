import type { Effect, Outcome, TimeTurn, Turn } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form } from '../../platform/form.ts';
import { lookOf } from '../look.ts';
import type { Part } from '../part.ts';
import { planNow, weekToPlan } from './now.ts';
import { planWeek } from './plan-week.ts';
import { settingsForm, submittedSettings } from './settings.ts';
import { anytime, submittedTimes, timesForm } from './times.ts';
import { nextPlanning, weekAt, weeksPlannedAt } from './weeks.ts';

export { freeSlots } from './free.ts';
export { weekAt } from './weeks.ts';

/** Who meets whom in a week, and when: planned once a week by itself, by what departments and people have settled. */
export const planning: Part = {
  clicked,
  form: openForm,
  submitted: async (turn, name, context, answers) => {
    if (name === 'settings') return submittedSettings(turn, context, answers);
    return name === 'times' ? submittedTimes(turn, answers) : { effects: [] };
  },
  wakes: async () => [],
  recurring: [{ name: 'plan', next: nextPlanning, catchUp: 'latest' }],
  recurs,
};

async function clicked(turn: Turn, action: string, value: string): Promise<Outcome> {
  if (action === 'plan') return planNow(turn);
  if (action === 'anytime') return anytime(turn);
  const form = await openForm(turn, action, value);
  return { effects: [], reply: 'fields' in form ? { kind: 'form', form } : { kind: 'whisper', card: form } };
}

async function openForm(turn: Turn, name: string, context: string): Promise<Form | Card> {
  if (name === 'settings') return settingsForm(turn, context);
  return name === 'times' ? timesForm(turn) : sentence(lookOf(turn.org, turn.person).say('no.unknown'));
}

/** Occurrences are hints: a week is planned once. One that has begun by then is planned while enough of it is left. */
async function recurs(turn: TimeTurn, occurrences: readonly { at: Date }[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  const begun = weekAt(turn.now, turn.org);
  for (const week of new Set(occurrences.flatMap(({ at }) => weeksPlannedAt(at, turn.org))))
    if (week > begun || week === weekToPlan(turn)) effects.push(...(await planWeek(turn, week)));
  return effects;
}
