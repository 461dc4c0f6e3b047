import type { AgendaFacts, AgendaLine, Series } from '../types.ts';

const DAY = 86_400_000;

const daysSince = (from: Date, now: Date): number => Math.max(0, Math.floor((now.getTime() - from.getTime()) / DAY));

/**
 * What blocks most weighs most: a hundred for each step of this ladder, and within a step what is more urgent, holds up
 * more, has waited longer, or matters more (at most 99 more).
 *
 * 900 overdue and urgent, or others wait for it · 800 rings · 700 overdue · 600 returned · 500 rated 2 of 5 or less, then
 * overdue actions · 400 an important requirement served badly · 300 what people added · 200 what the two sides see
 * differently, and troubles · 100 actions on their way, then what else the customer answered, then changed agreements.
 */
export function weightOf(about: AgendaFacts, now: Date): number {
  switch (about.kind) {
    case 'overdue': {
      const holds = about.urgent || about.waiting.length > 0;
      const late = Math.min(daysSince(about.due, now), 29);
      return (holds ? 900 : 700) + late + (about.urgent ? 20 : 0) + 10 * Math.min(about.waiting.length, 5);
    }
    case 'ring':
      return 800 + (about.urgent ? 50 : 0) + Math.min(daysSince(about.since, now), 49);
    case 'returned':
      return 600 + (about.open ? 50 : 0) + Math.min(about.times, 49);
    case 'lowRating':
      return 560 + 10 * (2 - about.rating);
    case 'action':
      return about.overdue ? 500 + (about.reopened ? 10 : 0) : 170 + (about.reopened ? 10 : 0);
    case 'answer':
      return isServedBadly(about) ? 400 + 8 * shortfall(about) : 130 + 2 * shortfall(about);
    case 'added':
      return 300 + Math.min(daysSince(about.at, now), 99);
    case 'gap':
      return 200 + gapWeight[about.gap.kind];
    case 'trouble':
      return 250;
    case 'agreement':
      return 100;
    default:
      return about satisfies never;
  }
}

/** As the map orders them: troubles, customers nobody sees, requirements nobody knows. */
const gapWeight = {
  troubleWithoutOwner: 60,
  unseenCustomer: 40,
  unknownRequirement: 30,
  differentMeasure: 20,
  imaginedRequirement: 10,
  imaginedCustomer: 0,
};

type Answer = Extract<AgendaFacts, { kind: 'answer' }>;

/** Importance × how far the service is from the best: 0–12. What was not said counts as in the middle. */
function shortfall({ importance, service }: Pick<Answer, 'importance' | 'service'>): number {
  return (importance ?? 2) * (5 - (service ?? 3));
}

/** An answer that both sides should look at: it matters, and the service is no better than the middle. */
export function isServedBadly({ importance, service }: Pick<Answer, 'importance' | 'service'>): boolean {
  return (importance ?? 2) >= 2 && service !== null && service <= 3;
}

/** Whether there is anything to talk about in an answer: words, or a service that could be better. */
export function saysSomething({ service, words }: Pick<Answer, 'service' | 'words'>): boolean {
  return words.trim() !== '' || (service !== null && service < 5);
}

/** Records between two of what people added, at most. */
const BETWEEN_ADDED = 3;

/**
 * By weight, then by key, so that the same records are in the same order on every machine. What people added waits for at
 * most three records more each: a long list of overdue requests does not push it off the table.
 */
export function inOrder(lines: readonly AgendaLine[]): AgendaLine[] {
  const sorted = [...lines].sort((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const added = sorted.filter(isAdded);
  const ordered: AgendaLine[] = [];
  let records = 0;
  for (const line of sorted) {
    if (isAdded(line)) {
      // It came forward already.
      if (!added.includes(line)) continue;
      added.splice(added.indexOf(line), 1);
    }
    ordered.push(line);
    records = isAdded(line) ? 0 : records + 1;
    if (records < BETWEEN_ADDED) continue;
    ordered.push(...added.splice(0, 1));
    records = 0;
  }
  return ordered;
}

const isAdded = ({ about }: AgendaLine): boolean => about.kind === 'added';

/** The series of two departments that meet alone. */
export const pairSeries = (a: string, b: string): Series => [a, b].sort().join('+');

/** Departments of a series. */
export const departmentsIn = (series: Series): string[] => series.split('+');
