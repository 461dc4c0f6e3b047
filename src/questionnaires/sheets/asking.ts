import { createHash } from 'node:crypto';
import { groupBy } from '../../collections.ts';
import type { Effect, TimeTurn } from '../../engine/feature.ts';
import { departmentName } from '../../org/organisation.ts';
import { sentence } from '../../platform/card.ts';
import { selfAwareness } from '../builtin.ts';
import { lookAs, nameOf } from '../rounds/look.ts';
import { type Standing, standings } from '../rounds/progress.ts';
import { answersByHead } from '../rounds/rules.ts';
import { loadRound, type Round } from '../rounds/store.ts';
import { deskCard } from './cards.ts';
import { newFrom } from './counting.ts';
import { loadDesk } from './desk.ts';
import { areEnough, type Counts, isReady, settlersOf, speaksAlone } from './rules.ts';
import { cardsIn, finishedIn, lastAnswers, newestCardsOf, noteCard, type SheetCard, standingSheets } from './store.ts';

/** Departments looked at in one transaction; the rest comes behind whatever else is due. */
const AT_ONCE = 30;

const slotOf = (round: number, department: string): string => `sheet/${round}/${department}`;

/** The timer with which the rest of a round is looked at. */
const lookTimer = (round: number, at: Date): Effect => ({
  kind: 'wake',
  key: `sheet/${round}/look`,
  at,
  payload: { round },
});

interface Task {
  standing: Standing & Counts;
  card: SheetCard | null;
  /** Whom it goes to: who has it and still settles, else the first who can be reached. */
  to: string;
  shown: string;
}

/**
 * Asks whoever settles a department to look over what it states, once a round, when enough have answered; and keeps those
 * cards true; when the round has ended and too few have answered, why there is nothing to look over. What is true stands in the rows, so looking twice says nothing twice.
 */
export async function lookAtSheets(turn: TimeTurn, id: number): Promise<Effect[]> {
  const round = await loadRound(turn.tx, id);
  if (!round || round.questionnaire !== selfAwareness.key) return [];
  const ended = round.endedAt !== null;
  const tasks = (await tasksOf(turn, round)).filter(
    ({ card, standing }) =>
      card !== null || isReady(standing, ended) || (ended && standing.answered > 0 && !areEnough(standing)),
  );
  const effects: Effect[] = [];
  for (const task of tasks.slice(0, AT_ONCE)) effects.push(...(await told(turn, round, task, true)));
  return tasks.length > AT_ONCE ? [...effects, lookTimer(id, turn.now)] : effects;
}

/** The card of a department after somebody settled or published. */
export async function followSheet(turn: TimeTurn, id: number, department: string): Promise<Effect[]> {
  const round = await loadRound(turn.tx, id);
  if (!round) return [];
  const tasks = await tasksOf(turn, round, department);
  const effects: Effect[] = [];
  for (const task of tasks) effects.push(...(await told(turn, round, task, false)));
  return effects;
}

/** Departments whose card says something else by now, or is in the hands of somebody who does not settle any more. */
async function tasksOf(turn: TimeTurn, round: Round, department?: string): Promise<Task[]> {
  const only = department === undefined ? undefined : [department];
  // In one order everywhere, because each department is locked when it is looked at.
  const all = (await standings(turn.tx, round.id, only ? new Set(only) : 'all')).sort((a, b) =>
    a.department < b.department ? -1 : 1,
  );
  const found = await withHeads(turn, round, all);
  const cards = new Map((await cardsIn(turn.tx, round.id, only)).map((card) => [card.department, card]));
  const sheets = groupBy(await standingSheets(turn.tx, round.id), (row) => row.department);
  const changed = await lastAnswers(turn.tx, round.id);
  return found.flatMap((standing): Task[] => {
    const card = cards.get(standing.department) ?? null;
    const { department: key } = standing;
    const shown = digest([standing, round.endedAt !== null, changed.get(key) ?? '', sheets.get(key) ?? []]);
    const settlers = settlersOf(turn.org, standing.department);
    if (card && card.shown === shown && settlers.includes(card.person)) return [];
    const done = (sheets.get(standing.department) ?? []).some(
      ({ published, answered }) => published && answered + newFrom > standing.answered,
    );
    const stays = card !== null && settlers.includes(card.person);
    const to = stays ? card.person : settlers.find((id) => turn.reachable(id));
    return to === undefined || (done && !stays) ? [] : [{ standing, card, to, shown }];
  });
}

/** Of departments that are small by now, whether the head has answered. */
async function withHeads(turn: TimeTurn, round: Round, all: readonly Standing[]): Promise<(Standing & Counts)[]> {
  const small = all.filter(({ department, answered }) => answered > 0 && answersByHead(turn.org, department));
  const keys = small.map(({ department }) => department);
  const people = groupBy(await finishedIn(turn.tx, round.id, keys), ({ department }) => department);
  return all.map((standing) => {
    const answered = (people.get(standing.department) ?? []).map(({ person }) => person);
    return { ...standing, byHead: speaksAlone(turn.org, standing.department, answered) !== null };
  });
}

const digest = (what: unknown): string => createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16);

/** With `asks`, whoever settles it and has no card yet gets one. */
async function told(turn: TimeTurn, round: Round, task: Task, asks: boolean): Promise<Effect[]> {
  const { standing, card, to, shown } = task;
  const { department } = standing;
  const slot = slotOf(round.id, department);
  const stays = card?.person === to;
  if (!stays && !asks) return [];
  const look = lookAs(turn.org, to);
  const desk = await loadDesk(turn.tx, turn.org, round.id, department);
  if (!look || !desk) return [];
  await noteCard(turn.tx, { round: round.id, department, person: to, shown });
  if (stays) return [{ kind: 'update', to, slot, card: deskCard(look, desk) }];
  const notBefore = turn.org.departments.get(department)?.calendar.nextOpen(turn.now) ?? turn.now;
  return [
    ...(card ? handedOver(turn, slot, card, to) : []),
    { kind: 'post', to, slot, card: deskCard(look, desk), priority: 'bulk', notBefore },
  ];
}

/** Who had the card learns who has it now. */
function handedOver(turn: TimeTurn, slot: string, { person, department }: SheetCard, to: string): Effect[] {
  const look = lookAs(turn.org, person);
  if (!look || !turn.reachable(person)) return [];
  const names = { department: departmentName(turn.org, department), who: nameOf(look, to) };
  return [{ kind: 'update', to: person, slot, card: sentence(look.say('sheet.handedOver', names)) }];
}

/** Cards of people who left go to whoever settles it now, each in the newest round its department has one of. */
export async function departedSettlers(turn: TimeTurn, people: readonly string[]): Promise<Effect[]> {
  return (await newestCardsOf(turn.tx, people)).map((round) => lookTimer(round, turn.now));
}
