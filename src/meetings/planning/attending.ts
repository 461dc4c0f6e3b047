import type { TimeTurn } from '../../engine/feature.ts';
import { leadersOf } from '../../org/leaders.ts';
import type { Attendee, MeetingSettings } from '../types.ts';

type About = Pick<TimeTurn, 'org' | 'reachable'>;

/** Head and deputy of a department, those who can be reached. */
export const reachableLeaders = ({ org, reachable }: About, department: string): string[] =>
  leadersOf(org, department).filter(reachable);

/**
 * Who comes to a meeting of these departments: of each its head, else its deputy, and the people it named, as far as they
 * can be reached. Nobody sits twice: where one person leads two departments, the other one's deputy comes if there is one.
 * Empty when one of the departments has nobody at all, or when only one person would sit there.
 */
export function attendeesOf(
  turn: About,
  departments: readonly string[],
  settings: ReadonlyMap<string, MeetingSettings>,
): Attendee[] {
  const choices = departments.map((key) => ({ key, leaders: reachableLeaders(turn, key) }));
  if (choices.some(({ leaders }) => leaders.length === 0)) return [];
  const seats = new Map<string, Attendee>();
  const seat = (person: string, department: string) => {
    if (!seats.has(person)) seats.set(person, { person, department, for: null, answer: 'none' });
  };
  // Who has no deputy chooses first.
  for (const { key, leaders } of [...choices].sort((a, b) => a.leaders.length - b.leaders.length)) {
    const leader = leaders.find((person) => !seats.has(person)) ?? leaders[0];
    if (leader !== undefined) seat(leader, key);
  }
  for (const key of departments)
    for (const person of settings.get(key)?.people ?? [])
      if (turn.org.people.get(person)?.active && turn.reachable(person)) seat(person, key);
  const order = new Map(departments.map((key, at) => [key, at]));
  const sorted = [...seats.values()].sort((a, b) => (order.get(a.department) ?? 0) - (order.get(b.department) ?? 0));
  return sorted.length > 1 ? sorted : [];
}
