import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { agendaTimers } from '../agenda/index.ts';
import { eventOf } from '../feeds/event.ts';
import type { Meeting } from '../types.ts';
import { settled } from './rules.ts';
import { calendarOf, lookAt, nextDay, remindAt } from './rules-times.ts';

/** What a wake of a meeting is about; `after` goes through `ask`, `again` and `close`. */
export type Step = 'remind' | 'start' | 'ask' | 'again' | 'close' | 'confirm';

/** Sets one timer of a meeting. */
export const wakeFor = ({ id }: Meeting, step: Step, at: Date): Effect => ({
  kind: 'wake',
  key: keyOf(id, step),
  at,
  payload: { meeting: id, step },
});

const keyOf = (id: number, step: Step): string =>
  `life/${id}/${step === 'remind' || step === 'start' || step === 'confirm' ? step : 'after'}`;

/** The timers of a meeting as it stands: all of them while it is ahead, none when it is over. */
function lifeTimers({ now }: Pick<TimeTurn, 'now'>, meeting: Meeting): Effect[] {
  const { from, status, id } = meeting;
  const gone = (step: Step): Effect => ({ kind: 'unwake', key: keyOf(id, step) });
  // What follows the beginning is set by what follows it.
  if (status === 'running') return [gone('remind'), gone('start')];
  if (status !== 'announced' || !from) return [gone('remind'), gone('start'), gone('ask')];
  const remind = remindAt(from);
  return [
    remind > now ? wakeFor(meeting, 'remind', remind) : gone('remind'),
    wakeFor(meeting, 'start', from),
    wakeFor(meeting, 'ask', lookAt(from)),
  ];
}

/** What follows a meeting's time, people and status: timers of this part and of the agenda, and its event in calendars. */
export function follows(turn: TimeTurn, before: Meeting | null, meeting: Meeting): Effect[] {
  const timed = before?.from?.getTime() !== meeting.from?.getTime() || before?.status !== meeting.status;
  const changed = timed || before?.sequence !== meeting.sequence;
  return [
    ...(timed ? [...lifeTimers(turn, meeting), ...agendaTimers(turn, meeting)] : []),
    ...(changed ? eventOf(turn, meeting) : []),
    ...confirmTimer(turn, before, meeting),
  ];
}

/** Whoever has not confirmed new minutes is reminded when the next working day begins; no more once all have. */
function confirmTimer({ org, now }: TimeTurn, before: Meeting | null, meeting: Meeting): Effect[] {
  const { minutes } = meeting;
  if (!minutes) return [];
  if (settled(meeting)) return [{ kind: 'unwake', key: keyOf(meeting.id, 'confirm') }];
  if (before?.minutes?.at.getTime() === minutes.at.getTime()) return [];
  return [wakeFor(meeting, 'confirm', nextDay(calendarOf(org, meeting), now).from)];
}
