import { z } from 'zod';
import type { DueTimer, Effect, Outcome, TimeTurn, Turn } from '../engine/feature.ts';
import { dateAfter } from '../org/duty.ts';
import { leaderOf, quietUntil } from '../org/leaders.ts';
import type { Department, Organisation } from '../org/organisation.ts';
import { type Preparation, preparation } from '../org/rest.ts';
import { sentence } from '../platform/card.ts';
import { daysFor, lookAs, lookOf, startOf } from './look.ts';
import { type Watch, watches } from './rules.ts';
import {
  beginRound,
  loadRound,
  lockRoster,
  noteAsked,
  noteReady,
  type Round,
  readinessBetween,
  roundOn,
  saveTold,
} from './store.ts';
import { type Resting, readyCard, unreadyCard } from './views.ts';

/** Local times on the last workday before a rest. */
export const ASK_AT = '10:00';
const CHECK_AT = '15:00';
/** After a late question people get at least this long before the head hears. */
const PATIENCE_MS = 3600_000;

const wake = z.object({ department: z.string(), first: z.string() });

/**
 * Asks the people on duty in the rest that begins after today, department by department by its own date. A rest is asked
 * about once, and only on the day itself: what an outage skipped is not sent a day later.
 */
export async function askReadiness(turn: TimeTurn): Promise<Effect[]> {
  const effects: Effect[] = [];
  for (const department of turn.org.departments.values()) {
    const day = department.calendar.localDate(turn.now);
    if (turn.now < department.calendar.instant(day, ASK_AT)) continue;
    const prepared = preparation(turn.org, department.key, day);
    if (prepared) effects.push(...(await askOne(turn, department, day, prepared)));
  }
  return effects;
}

async function askOne(turn: TimeTurn, department: Department, day: string, prepared: Preparation): Promise<Effect[]> {
  const { first, last } = prepared;
  const { key, calendar } = department;
  await lockRoster(turn.tx, key);
  const round: Round = { department: key, first, last, day, askedAt: turn.now, told: null };
  if (!(await beginRound(turn.tx, round))) return [];
  for (const person of prepared.people) {
    const dates = prepared.duty.filter(({ people }) => people.includes(person)).map(({ date }) => date);
    await noteAsked(turn.tx, key, person, dates, turn.now);
  }
  const lines = await restWatches(turn, round);
  const effects = prepared.people.flatMap((person): Effect[] => {
    const mine = lines.filter((line) => line.person === person);
    const look = lookAs(turn.org, person);
    if (!look || mine.every((line) => line.ready === 'ready')) return [];
    const card = readyCard(look, restingOf(round), mine);
    const notBefore = quietUntil(turn, person, startOf(department, first));
    return [{ kind: 'post', to: person, card, priority: 'reply', slot: readySlot(round), notBefore }];
  });
  const at = new Date(Math.max(calendar.instant(day, CHECK_AT).getTime(), turn.now.getTime() + PATIENCE_MS));
  return [...effects, { kind: 'wake', key: readySlot(round), at, payload: { department: key, first } }];
}

const readySlot = ({ department, first }: Round) => `ready/${department}/${first}`;
const unreadySlot = ({ department, first }: Round) => `unready/${department}/${first}`;

function restingOf({ department, first, last }: Pick<Round, 'department' | 'first' | 'last'>): Resting {
  return { department, first, rest: datesBetween(first, last) };
}

function datesBetween(first: string, last: string): string[] {
  const dates: string[] = [];
  for (let date = first; date <= last && dates.length < 100; date = dateAfter(date, 1)) dates.push(date);
  return dates;
}

/** Every date of a rest with who has it by the roster as it stands, and whether they are ready. */
async function restWatches(turn: Pick<TimeTurn, 'tx' | 'org'>, round: Round): Promise<Watch[]> {
  const rows = await readinessBetween(turn.tx, round.department, round.first, round.last);
  const ready = new Set(rows.filter((row) => row.readyAt).map((row) => `${row.date}|${row.person}`));
  return watches(dutyIn(turn.org, round), ready, true);
}

/** By the round's own day, so that a calendar changed since does not lose its dates. */
function dutyIn(org: Organisation, round: Round): Preparation['duty'] {
  const prepared = preparation(org, round.department, round.day);
  return prepared?.duty.filter(({ date }) => date <= round.last) ?? [];
}

/** In the afternoon of the same day the head hears which dates are open, once. */
export async function readinessWoke(turn: TimeTurn, timer: DueTimer): Promise<Effect[]> {
  const { department: key, first } = wake.parse(timer.payload);
  const department = turn.org.departments.get(key);
  const round = department && (await loadRound(turn.tx, key, first));
  if (!round || round.told || department.calendar.localDate(turn.now) >= first) return [];
  const open = (await restWatches(turn, round)).filter((line) => line.ready !== 'ready');
  const head = leaderOf(turn, department.key);
  const look = head && open.length > 0 ? lookAs(turn.org, head) : null;
  if (!head || !look) return [];
  await saveTold(turn.tx, round, head);
  const card = unreadyCard(look, restingOf(round), open, round.askedAt);
  const notBefore = quietUntil(turn, head, startOf(department, first));
  return [{ kind: 'post', to: head, card, priority: 'reply', slot: unreadySlot(round), notBefore }];
}

/** "I'm ready": for all dates of the rest that are this person's by the roster as it stands. */
export async function clickedReady(turn: Turn, value: string): Promise<Outcome> {
  const [key = '', first = ''] = value.split('|');
  const look = lookOf(turn.org, turn.person);
  const whisper = (title: string, tone: 'plain' | 'good' = 'plain', effects: Effect[] = []): Outcome => ({
    effects,
    reply: { kind: 'whisper', card: sentence(title, tone) },
  });
  const department = turn.org.departments.get(key);
  const round = department && (await loadRound(turn.tx, key, first));
  if (!round) return whisper(look.say('no.unknown'));
  if (department.calendar.localDate(turn.now) > round.last) return whisper(look.say('ready.over'));
  const mine = (await restWatches(turn, round)).filter((line) => line.person === turn.person.id);
  if (mine.length === 0) return whisper(look.say('ready.none'));
  const dates = mine.map((line) => line.date);
  const names = { dates: daysFor(look, dates) };
  const news = await noteReady(turn.tx, key, turn.person.id, dates, turn.now);
  if (news === 0) return whisper(look.say('ready.already', names));
  return whisper(look.say('ready.noted', names), 'good', await refreshRest(turn, key, first));
}

/** Keeps the cards about the rest that holds a date true: those of the people asked, and the head's. */
export async function refreshRest(turn: TimeTurn, department: string, date: string): Promise<Effect[]> {
  const round = await roundOn(turn.tx, department, date);
  if (!round) return [];
  const lines = await restWatches(turn, round);
  const asked = await readinessBetween(turn.tx, department, round.first, round.last);
  const people = [...new Set(asked.map((row) => row.person))];
  const effects = people.flatMap((to): Effect[] => {
    const look = lookAs(turn.org, to);
    const mine = lines.filter((line) => line.person === to);
    return look ? [{ kind: 'update', to, slot: readySlot(round), card: readyCard(look, restingOf(round), mine) }] : [];
  });
  const look = round.told === null ? null : lookAs(turn.org, round.told);
  if (round.told === null || !look) return effects;
  const open = lines.filter((line) => line.ready !== 'ready');
  const card = unreadyCard(look, restingOf(round), open, round.askedAt);
  return [...effects, { kind: 'update', to: round.told, slot: unreadySlot(round), card }];
}

/** The rest a department is in, or that begins within two weeks, with what is known about its dates. */
export async function comingRest(
  turn: Pick<TimeTurn, 'tx' | 'org' | 'now'>,
  department: Department,
): Promise<{ resting: Resting; lines: Watch[]; askAt: Date | null } | null> {
  const today = department.calendar.localDate(turn.now);
  const found = restAround(turn.org, department, today);
  if (!found) return null;
  const { day, prepared } = found;
  const round = await roundOn(turn.tx, department.key, prepared.first);
  const rows = await readinessBetween(turn.tx, department.key, prepared.first, prepared.last);
  const ready = new Set(rows.filter((row) => row.readyAt).map((row) => `${row.date}|${row.person}`));
  const resting = restingOf({ department: department.key, ...prepared });
  const askAt = department.calendar.instant(day, ASK_AT);
  const lines = watches(prepared.duty, ready, round !== null);
  return { resting, lines, askAt: round === null && askAt > turn.now ? askAt : null };
}

function restAround(org: Organisation, department: Department, today: string) {
  const { calendar } = department;
  let day = today;
  for (let back = 0; back < 60 && !calendar.isWorkday(day); back++) day = dateAfter(day, -1);
  for (const horizon = dateAfter(today, 14); day < horizon; day = dateAfter(day, 1)) {
    const prepared = preparation(org, department.key, day);
    if (prepared && prepared.last >= today) return { day, prepared };
  }
  return null;
}
