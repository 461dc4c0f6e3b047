import type { DueTimer, Effect, Outcome, Recurring, TimeTurn, Turn } from '../engine/feature.ts';
import type { Card } from '../platform/card.ts';
import type { EventAnswer } from '../platform/events.ts';
import type { Form, RawAnswers } from '../platform/form.ts';

/** One of the feature's parts. Its actions, forms and timer keys begin with its name: `life.accept`, `life/12/remind`. */
export interface Part {
  clicked(turn: Turn, action: string, value: string): Promise<Outcome>;
  form(turn: Turn, name: string, context: string): Promise<Form | Card>;
  submitted(turn: Turn, name: string, context: string, answers: RawAnswers): Promise<Outcome>;
  wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]>;
  /** Someone typed the part's command; `text` is what followed it. */
  commanded?(turn: Turn, text: string): Promise<Outcome>;
  home?(turn: Turn): Promise<Card[]>;
  departed?(turn: TimeTurn, people: readonly string[]): Promise<Effect[]>;
  /** Someone answered an event in their calendar; `meeting` is its id. */
  responded?(turn: Turn, meeting: number, answer: EventAnswer): Promise<Effect[]>;
  readonly recurring?: readonly Recurring[];
  recurs?(turn: TimeTurn, occurrences: readonly { name: string; at: Date }[]): Promise<Effect[]>;
}
