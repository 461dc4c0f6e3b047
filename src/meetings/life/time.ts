import { z } from 'zod';
import type { DueTimer, Effect, TimeTurn } from '../../engine/feature.ts';
import { leaderOf } from '../../org/leaders.ts';
import { settleActions } from '../actions/standing.ts';
import { allHaveNothing } from '../agenda/index.ts';
import { loadMeeting, readMeetings } from '../store.ts';
import type { Meeting, Point } from '../types.ts';
import { commit } from './act.ts';
import { readsAt } from './reading.ts';
import { type Command, decide, settled, touched } from './rules.ts';
import { calendarOf, closesAt, isGone, lookAt, nextDay, remindAt } from './rules-times.ts';
import { actionsOf, type Scene, sceneOf, scenesOf } from './scene.ts';
import { isClosed, settleStanding, standingTimer } from './standing.ts';
import { post, reminded } from './tell.ts';
import { wakeFor } from './timers.ts';

const steps = ['remind', 'start', 'ask', 'again', 'close', 'confirm'] as const;
const payload = z.union([
  z.object({ meeting: z.number().int(), step: z.enum(steps) }),
  z.object({ standing: z.literal(true) }),
]);

/** Longer after its time nobody is asked any more whether a meeting took place. */
const ASKED_MS = 7 * 86_400_000;

/** Timers of meetings: hints to look at what is true now. */
export async function wakes(turn: TimeTurn, timers: readonly DueTimer[]): Promise<Effect[]> {
  const read = timers.map((timer) => payload.parse(timer.payload));
  // After an outage several are due at once: what comes first is done first.
  const due = read
    .flatMap((one) => ('meeting' in one ? [one] : []))
    .sort((a, b) => a.meeting - b.meeting || steps.indexOf(a.step) - steps.indexOf(b.step));
  const effects: Effect[] =
    read.length > due.length ? [...(await settleStanding(turn)), ...(await settleActions(turn))] : [];
  const scenes = await scenesAhead(turn, due);
  for (const { meeting: id, step } of due) {
    const meeting = await loadMeeting(turn.tx, id);
    if (!meeting?.from) continue;
    effects.push(...(await wake(turn, meeting, meeting.from, { step, scene: scenes.get(id) })));
  }
  return effects;
}

/** What there is to show of those that begin now or soon: many begin at the same hour, and it takes as many queries as one. */
async function scenesAhead(turn: TimeTurn, due: readonly { meeting: number; step: Step }[]) {
  const ids = due.flatMap(({ meeting, step }) => (step === 'remind' || step === 'start' ? [meeting] : []));
  const ahead = ids.length > 0 ? await readMeetings(turn.tx, { ids, statuses: ['announced'] }) : [];
  return ahead.length > 0 ? scenesOf(turn, ahead) : new Map<number, Scene>();
}

type Step = (typeof steps)[number];

/** What is due of a meeting; `scene` where it was ahead. */
interface Due {
  step: Step;
  scene: Scene | undefined;
}

async function wake(turn: TimeTurn, meeting: Meeting, from: Date, { step, scene }: Due): Promise<Effect[]> {
  if (step === 'remind' || step === 'start') {
    if (meeting.status !== 'announced' || !scene) return [];
    if (isGone(turn.org, meeting)) return done(turn, meeting, { kind: 'cancel', why: 'departmentGone' });
    return step === 'remind' ? remind(turn, meeting, from, scene) : begin(turn, meeting, from, scene);
  }
  if (step === 'confirm') return remindOfMinutes(turn, meeting);
  if (turn.now < lookAt(from)) return [];
  // It was not begun yet: nobody has had an hour for it.
  if (meeting.status === 'announced') return [wakeFor(meeting, 'ask', lookAt(turn.now))];
  if (meeting.status !== 'running') return [];
  const acted = await actedIn(turn, meeting);
  if (touched(meeting) || acted !== null) {
    const at = closesAt(calendarOf(turn.org, meeting), from);
    // Whoever is still at it can close it themselves until the day ends.
    return step === 'ask' && at > turn.now
      ? [wakeFor(meeting, 'close', at)]
      : done(turn, meeting, { kind: 'closeAlone', acted });
  }
  if (isLongAgo(turn, from)) return unheard(turn, meeting, meeting);
  return step === 'close' ? done(turn, meeting, { kind: 'noAnswer' }) : ask(turn, meeting, from, step);
}

const isLongAgo = ({ now }: TimeTurn, from: Date): boolean => now.getTime() - from.getTime() > ASKED_MS;

async function done(turn: TimeTurn, meeting: Meeting, command: Command): Promise<Effect[]> {
  const decision = decide(meeting, command, turn.now, turn.org);
  return 'refusal' in decision ? [] : commit(turn, meeting, decision, null);
}

/** An hour before, to those who are at work before it begins. */
async function remind(turn: TimeTurn, meeting: Meeting, from: Date, scene: Scene): Promise<Effect[]> {
  // After an outage it may have begun, or be about to.
  if (turn.now < remindAt(from) || turn.now >= from) return [];
  // Nobody is sent to where it has closed since.
  if (isClosed(turn.org, meeting)) return [standingTimer(turn.now)];
  // What stood between them when they said so is settled since.
  if (scene.lines.length === 0 && allHaveNothing(meeting)) return done(turn, meeting, { kind: 'cancel', why: 'empty' });
  return meeting.attendees
    .filter(({ person }) => reminded(turn, meeting, person))
    .flatMap(({ person }) => post(turn, meeting, scene, person, 'soon'));
}

/** The agenda is frozen as it is now. After an outage nobody is told that something begins which began an hour ago. */
async function begin(turn: TimeTurn, meeting: Meeting, from: Date, { lines }: Scene): Promise<Effect[]> {
  const points = lines.map((line): Point => ({ key: line.key, line, ticked: null }));
  const decision = decide(meeting, { kind: 'begin', points }, turn.now, turn.org);
  if ('refusal' in decision) return [];
  if (isLongAgo(turn, from)) return unheard(turn, meeting, decision.meeting);
  if (turn.now < lookAt(from)) return commit(turn, meeting, decision, null);
  return commit(turn, meeting, { ...decision, happenings: [] }, null);
}

/** What nobody was asked about in time did not take place as far as anybody knows, and is no news. */
async function unheard(turn: TimeTurn, before: Meeting, meeting: Meeting): Promise<Effect[]> {
  const decision = decide(meeting, { kind: 'noAnswer' }, turn.now, turn.org);
  return 'refusal' in decision ? [] : commit(turn, before, { ...decision, happenings: [] }, null);
}

/** Who took on an action at the table; null when nobody did. */
const actedIn = async (turn: TimeTurn, meeting: Meeting): Promise<string | null> =>
  (await actionsOf(turn, [meeting])).at(-1)?.createdBy ?? null;

/** One of each side is asked whether it took place: an hour after it began, once more when the next working day begins. */
async function ask(turn: TimeTurn, meeting: Meeting, from: Date, step: 'ask' | 'again'): Promise<Effect[]> {
  const calendar = calendarOf(turn.org, meeting);
  const next = nextDay(calendar, from);
  const speakers = new Set(meeting.departments.flatMap((key) => speakerOf(turn, meeting, key) ?? []));
  // In the evening they read it when the next day begins: that is once.
  const read = Math.min(...[...speakers].map((person) => readsAt(turn, person).getTime()));
  // Asked late, after an outage, they are asked once, and have a day to answer all the same.
  const closing = step === 'again' && turn.now < next.to ? next.to : nextDay(calendar, turn.now).to;
  const again = step === 'ask' && turn.now < next.from && read < next.from.getTime();
  const follows = again ? wakeFor(meeting, 'again', next.from) : wakeFor(meeting, 'close', closing);
  const scene = await sceneOf(turn, meeting);
  return [...[...speakers].flatMap((person) => post(turn, meeting, scene, person, 'asked')), follows];
}

/** Who answers for a side: the first who sits there, else whoever leads it. */
function speakerOf(turn: TimeTurn, { attendees }: Meeting, department: string): string | null {
  const seated = attendees.find((one) => one.department === department && turn.reachable(one.person));
  return seated?.person ?? leaderOf(turn, department);
}

/** A side that has not said whether the minutes are right is asked once; not while the other one sees them differently. */
async function remindOfMinutes(turn: TimeTurn, meeting: Meeting): Promise<Effect[]> {
  const { minutes, departments } = meeting;
  if (meeting.status !== 'held' || !minutes || minutes.objections.length > 0 || settled(meeting)) return [];
  if (isLongAgo(turn, minutes.at)) return [];
  const open = departments.filter((key) => !minutes.confirmed.some((one) => one.department === key));
  const speakers = new Set(open.flatMap((key) => speakerOf(turn, meeting, key) ?? []));
  const scene = await sceneOf(turn, meeting);
  return [...speakers].flatMap((person) => post(turn, meeting, scene, person, 'unconfirmed'));
}
