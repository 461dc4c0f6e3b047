import type { Element } from '../platform/card.ts';
import { roundTheClock } from '../worktime/index.ts';
import { daysShown, type Look } from './look.ts';
import type { Fact } from './said.ts';
import type { Period } from './types.ts';

/** The local days of a period, in the company's zone. */
export function periodShown(look: Look, { from, to }: Period): string {
  const { localDate } = roundTheClock(look.org.company.zone);
  return daysShown(look, localDate(from), localDate(new Date(to.getTime() - 1)));
}

/** Facts under a heading; nothing where there are none. */
export function factsUnder(heading: string, facts: readonly Fact[]): Element[] {
  return facts.length === 0
    ? []
    : [
        { kind: 'text', text: heading },
        { kind: 'facts', facts: [...facts] },
      ];
}
