import type { DueTimer, Effect, Outcome, TimeTurn, Turn } from '../engine/feature.ts';
import type { Card } from '../platform/card.ts';
import type { Form, RawAnswers } from '../platform/form.ts';

/** One of the feature's parts. Its actions, forms and timer keys begin with its name: `life.accept`, `life/12/remind`. */
export interface Part {
  clicked(turn: Turn, action: string, value: string): Promise<Outcome>;
  form(turn: Turn, name: string, context: string): Promise<Form | Card>;
  submitted(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome>;
  wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]>;
}
