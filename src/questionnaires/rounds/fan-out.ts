import type { DueTimer, Effect, TimeTurn } from '../../engine/feature.ts';
import type { Questionnaire } from '../types.ts';
import { paperWake, payload, progressWake, refreshProgress } from './follow.ts';
import { lookAs } from './look.ts';
import { followMoved } from './moved.ts';
import { questionnaireOf } from './offered.ts';
import { type Step, stepOf } from './rules.ts';
import { shiftsIn } from './shift.ts';
import { type Asked, answeredBefore, askSlot, claimDue, lockRound, nextDue, type Round, savePeople } from './store.ts';
import { askCard } from './views.ts';

/** People per transaction: few enough that nobody waits for it, and that a killed process loses little. */
const CHUNK = 300;

/** The one timer of a round, set to when someone is due next. */
export const dueTimer = (round: number, at: Date): Effect => ({
  kind: 'wake',
  key: `round/${round}/due`,
  at,
  payload: { round },
});

/** Timers are hints: who is due stands in the rows, so a timer that comes late or twice asks nobody twice. */
export async function woke(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const effects: Effect[] = [];
  let room = CHUNK;
  for (const timer of timers) {
    const { round: id, department } = payload.parse(timer.payload);
    await followMoved(turn, id);
    if (department !== undefined || timer.key.endsWith('/progress')) {
      effects.push(...(await refreshProgress(turn, id, department)));
      continue;
    }
    const done = await someOf(turn, id, room);
    effects.push(...done.effects);
    room -= done.handled;
  }
  return effects;
}

async function someOf(turn: TimeTurn, id: number, most: number): Promise<{ effects: Effect[]; handled: number }> {
  const round = await lockRound(turn.tx, id);
  if (!round) return { effects: [], handled: 0 };
  const due = most > 0 ? await claimDue(turn.tx, id, turn.now, most) : [];
  const effects = await handled(turn, round, due);
  const next = await nextDue(turn.tx, id);
  // The rest comes behind whatever else is due by now.
  if (next) effects.push(dueTimer(id, new Date(Math.max(next.getTime(), turn.now.getTime()))));
  return { effects, handled: due.length };
}

async function handled(turn: TimeTurn, round: Round, due: readonly Asked[]): Promise<Effect[]> {
  if (due.length === 0) return [];
  const questionnaire = await questionnaireOf(turn.tx, round);
  const shifts = shiftsIn(turn.org);
  const steps = due.map((asked) => {
    const works = shifts(asked.person);
    return { asked, step: stepOf(asked, round.endedAt !== null, turn.reachable(asked.person), works, turn.now) };
  });
  const changed = steps.map(({ asked, step }) => ({ step, asked: after(asked, step, turn.now) }));
  await savePeople(
    turn.tx,
    round.id,
    changed.map(({ asked }) => asked),
  );
  const unwritten = changed.filter(({ step }) => step.kind === 'noAccount').map(({ asked }) => asked.department);
  return [
    ...(await cards(turn, round, questionnaire, changed)),
    progressWake(turn, round.id),
    ...[...new Set(unwritten)].map((department) => paperWake(turn, round.id, department)),
  ];
}

function after(asked: Asked, step: Step, now: Date): Asked {
  switch (step.kind) {
    case 'ask':
      return { ...asked, status: 'asked', askedAt: now, dueAt: step.dueAt };
    case 'remind':
      return { ...asked, reminders: asked.reminders + 1, dueAt: step.dueAt };
    case 'later':
      return { ...asked, dueAt: step.dueAt };
    case 'noAccount':
      return { ...asked, status: 'noAccount', dueAt: null };
    case 'close':
    case 'nothing':
      return { ...asked, dueAt: null };
    default:
      return step satisfies never;
  }
}

async function cards(
  turn: TimeTurn,
  round: Round,
  questionnaire: Questionnaire,
  changed: readonly { asked: Asked; step: Step }[],
): Promise<Effect[]> {
  const shown = changed.filter(({ step }) => ['ask', 'remind', 'close'].includes(step.kind));
  const people = shown.map(({ asked }) => asked.person);
  const before = round.endedAt ? new Set<string>() : await answeredBefore(turn.tx, round, people);
  return shown.flatMap(({ asked, step }): Effect[] => {
    const look = lookAs(turn.org, asked.person);
    if (!look) return [];
    const card = askCard(look, { ...asked, round, questionnaire, same: before.has(asked.person) });
    const about = { to: asked.person, slot: askSlot(round.id), card, priority: 'bulk' as const };
    return [step.kind === 'close' ? { kind: 'update', ...about } : { kind: 'post', ...about }];
  });
}
