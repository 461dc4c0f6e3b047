import type { DueTimer, Effect, TimeTurn } from '../../engine/feature.ts';
import { leaderOf, quietUntil } from '../../org/leaders.ts';
import { lookAs } from '../look.ts';
import { loadMeeting } from '../store.ts';
import type { Meeting } from '../types.ts';
import { askedAt, isOpen, seatsOf } from './before-rules.ts';
import { type About, beforeCard } from './before-views.ts';
import type { Answer } from './line-rules.ts';
import { agendasOf } from './records.ts';
import { answersFor } from './store.ts';

/** What is asked of a turn. */
type AboutPeople = Pick<TimeTurn, 'now' | 'org' | 'reachable'>;

const timerOf = ({ id }: Meeting): string => `agenda/${id}/before`;
/** One a department: whoever leads two of them has a card for each. */
const slotOf = ({ id }: Meeting, department: string): string => `meeting-before/${id}/${department}`;

/**
 * What has to be set when a meeting was told of, moved, or is off: the timer of the day before. Cards that stand are changed
 * once there is nothing more to prepare.
 */
export function agendaTimers(turn: AboutPeople, meeting: Meeting): Effect[] {
  if (!isOpen(meeting, turn.now)) return [{ kind: 'unwake', key: timerOf(meeting) }, ...closed(turn, meeting)];
  const at = new Date(Math.max(turn.now.getTime(), firstAsked(turn, meeting)?.getTime() ?? 0));
  return [{ kind: 'wake', key: timerOf(meeting), at, payload: { meeting: meeting.id } }];
}

/** The first of its departments to be asked; null when none can be. */
function firstAsked({ org }: AboutPeople, meeting: Meeting): Date | null {
  const times = meeting.departments.flatMap((key) => askedAt(org, meeting, key)?.getTime() ?? []);
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}

/** A day before, every department is asked once. */
export async function beforeWoke(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const due = await dueMeetings(turn, timers);
  const early = due.filter((meeting) => (firstAsked(turn, meeting) ?? turn.now) > turn.now);
  const asked = due.filter((meeting) => !early.includes(meeting));
  const answers = await answersFor(
    turn.tx,
    asked.map(({ id }) => id),
  );
  const agendas = await agendasOf(turn.tx, turn.org, asked, turn.now);
  return [
    // They were moved since the timer was set.
    ...early.flatMap((meeting) => agendaTimers(turn, meeting)),
    ...asked.flatMap((meeting) => {
      const own = answers.filter((answer) => answer.meeting === meeting.id);
      return ask(turn, meeting, own, agendas.get(meeting.id)?.length ?? 0);
    }),
  ];
}

/** Locked in the order of their ids: two of these never wait for each other. */
async function dueMeetings(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Meeting[]> {
  const ids = new Set(timers.map(({ payload }) => idIn(payload)));
  const found: Meeting[] = [];
  for (const id of [...ids].sort((a, b) => a - b)) {
    const meeting = await loadMeeting(turn.tx, id);
    if (meeting && isOpen(meeting, turn.now)) found.push(meeting);
  }
  return found;
}

function idIn(payload: unknown): number {
  const { meeting } = (payload ?? {}) as { meeting?: unknown };
  return typeof meeting === 'number' ? meeting : Number.NaN;
}

function ask(turn: TimeTurn, meeting: Meeting, answers: readonly Answer[], points: number): Effect[] {
  return meeting.departments.flatMap((department): Effect[] => {
    const to = askedFor(turn, meeting, department);
    const look = to === null ? null : lookAs(turn.org, to);
    if (to === null || !look) return [];
    const card = beforeCard(look, { meeting, department, answers, points, now: turn.now });
    if (hasSpoken(meeting, answers, department))
      return [{ kind: 'update', to, slot: slotOf(meeting, department), card }];
    const notBefore = later(quietUntil(turn, to), askedAt(turn.org, meeting, department) ?? turn.now);
    // Asked when it has begun, they would have nothing to prepare.
    if (meeting.from && notBefore >= meeting.from) return [];
    return [{ kind: 'post', to, card, priority: 'bulk', slot: slotOf(meeting, department), notBefore }];
  });
}

const later = (a: Date, b: Date): Date => (a > b ? a : b);

const hasSpoken = ({ nothing }: Meeting, answers: readonly Answer[], department: string): boolean =>
  nothing.some((said) => said.department === department) || answers.some(({ customer }) => customer === department);

/** Who is asked for a department: who comes, else who leads it. */
function askedFor(turn: TimeTurn, meeting: Meeting, department: string): string | null {
  return seatsOf(meeting, department).find(turn.reachable) ?? leaderOf(turn, department);
}

/** The card of a department as it reads now, wherever it stands; `points` are the lines there are. */
export function refreshed(turn: AboutPeople, about: Omit<About, 'now'>): Effect[] {
  return standing(turn, about);
}

/** Cards that stand say that there is nothing more to prepare; whoever acts reads it elsewhere. */
function closed(turn: AboutPeople, meeting: Meeting): Effect[] {
  return meeting.departments.flatMap((department) =>
    standing(turn, { meeting, department, answers: [], points: 0 }).map((effect) => ({ ...effect, quiet: true })),
  );
}

/** Of all who sit there for the department, because seats change hands. */
function standing(turn: AboutPeople, about: Omit<About, 'now'>): Extract<Effect, { kind: 'update' }>[] {
  const { meeting, department } = about;
  const people = new Set([...seatsOf(meeting, department), leaderOf(turn, department)]);
  return [...people].flatMap((to) => {
    const look = to === null ? null : lookAs(turn.org, to);
    if (to === null || !look) return [];
    const card = beforeCard(look, { ...about, now: turn.now });
    return [{ kind: 'update' as const, to, slot: slotOf(meeting, department), card }];
  });
}
