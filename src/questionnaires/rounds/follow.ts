import { z } from 'zod';
import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { leaderOf } from '../../org/leaders.ts';
import { lookAs } from './look.ts';
import { questionnaireOf, titleOf } from './offered.ts';
import { paperPeople, progressCard } from './progress.ts';
import { sees } from './rules.ts';
import { answeredBefore, askSlot, loadRound, type Round, standingOf } from './store.ts';
import { askCard, paperCard } from './views.ts';

export const progressSlot = (round: number): string => `progress/${round}`;
const paperSlot = (round: number, department: string): string => `paper/${round}/${department}`;

export const payload = z.object({ round: z.number().int(), department: z.string().optional() });

/** Progress cards are drawn anew at most this often, however many people answer. */
const EVERY_MS = 60_000;

/** What follows when someone's standing in a round has changed: their own card, and the progress within a minute. */
export async function followed(turn: TimeTurn, id: number, person: string): Promise<Effect[]> {
  const round = await loadRound(turn.tx, id);
  const standing = round && (await standingOf(turn.tx, id, person));
  if (!round || !standing) return [];
  const effects: Effect[] = [progressWake(turn, id)];
  if (!standing.askedAt) effects.push(paperWake(turn, id, standing.department));
  const look = lookAs(turn.org, person);
  // Only the end of it: whoever is in the middle sees the next page, not another card.
  const justFinished = standing.status === 'finished' && standing.finishedAt?.getTime() === turn.now.getTime();
  if (!look || !standing.askedAt || !justFinished) return effects;
  const questionnaire = await questionnaireOf(turn.tx, round);
  const same = (await answeredBefore(turn.tx, round, [person])).has(person);
  const card = askCard(look, { ...standing, round, questionnaire, same });
  return [{ kind: 'update', to: person, slot: askSlot(id), card }, ...effects];
}

/** At the end of the running minute, so that all answers of a minute set the same timer. */
const endOfMinute = (now: Date): Date => new Date((Math.floor(now.getTime() / EVERY_MS) + 1) * EVERY_MS);

export const progressWake = ({ now }: Pick<TimeTurn, 'now'>, round: number): Effect => ({
  kind: 'wake',
  key: `round/${round}/progress`,
  at: endOfMinute(now),
  payload: { round },
});

/** Who answers on paper has changed in one department: with hundreds of them, the cards of the others are left alone. */
export const paperWake = ({ now }: Pick<TimeTurn, 'now'>, round: number, department: string): Effect => ({
  kind: 'wake',
  key: `round/${round}/paper/${department}`,
  at: endOfMinute(now),
  payload: { round, department },
});

/** Keeps the owner's card true; with `department`, that of its head about people who answer on paper. */
export async function refreshProgress(turn: TimeTurn, id: number, department?: string): Promise<Effect[]> {
  const round = await loadRound(turn.tx, id);
  if (!round) return [];
  if (department !== undefined) return paperCards(turn, round, 'update', new Set([department]));
  const questionnaire = await questionnaireOf(turn.tx, round);
  const look = lookAs(turn.org, round.owner);
  const card = look && (await progressCard(turn.tx, look, round, questionnaire, sees(turn.org, round.owner, round)));
  return card ? [{ kind: 'update', to: round.owner, slot: progressSlot(id), card }] : [];
}

/** To each head whose department has people without an account: who they are. */
export async function paperCards(
  turn: TimeTurn,
  round: Round,
  kind: 'post' | 'update',
  only: 'all' | ReadonlySet<string> = 'all',
): Promise<Effect[]> {
  const departments = await paperDepartments(turn, round, only);
  if (departments.size === 0) return [];
  const questionnaire = await questionnaireOf(turn.tx, round);
  return [...departments].flatMap(([key, people]): Effect[] => {
    const department = turn.org.departments.get(key);
    const to = leaderOf(turn, key);
    const look = to === null ? null : lookAs(turn.org, to);
    if (!department || to === null || !look) return [];
    const card = paperCard(look, round, titleOf(questionnaire, look.viewer.locale), key, people);
    const slot = paperSlot(round.id, key);
    if (kind === 'update') return [{ kind, to, slot, card }];
    return [{ kind, to, slot, card, priority: 'bulk', notBefore: department.calendar.nextOpen(turn.now) }];
  });
}

/** Departments with people who were never written to, and those of them who have not answered. */
async function paperDepartments(
  turn: TimeTurn,
  round: Round,
  only: 'all' | ReadonlySet<string>,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const { department, person, open } of await paperPeople(turn.tx, round.id, only)) {
    const people = found.get(department) ?? [];
    found.set(department, people);
    if (open) people.push(person);
  }
  return found;
}
