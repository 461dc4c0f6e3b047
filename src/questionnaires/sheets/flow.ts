import { isDeepStrictEqual } from 'node:util';
import type { Effect, Outcome, Turn } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form, RawAnswers } from '../../platform/form.ts';
import { partyOfPage } from '../answering/compose.ts';
import { lookOf } from '../rounds/look.ts';
import type { Statement } from '../types.ts';
import { followSheet } from './asking.ts';
import { conflictCard, deskCard, newsCard, notSettler, publishedAlready, publishedCard, restartCard } from './cards.ts';
import { type Desk, hasDraft, hasNews, loadDesk, publishedOf, stampOf, type UnitDesk } from './desk.ts';
import type { Merged } from './merge.ts';
import { nextStop, pageForm, pickedStop, pickForm, readPage, type Stop } from './pages.ts';
import { settles } from './rules.ts';
import { settleParty, settleWho, WHO } from './settling.ts';
import { countedArePublished, dropDrafts, insertPublished, lockDepartment, saveDraft } from './store.ts';

export const shown = (what: Form | Card, effects: Effect[] = []): Outcome => ({
  effects,
  reply: 'fields' in what ? { kind: 'form', form: what } : { kind: 'whisper', card: what },
});

/** `round|department`, and behind it a stamp. */
export function readAbout(value: string): { round: number; department: string; stamp: string } {
  const [round = '', department = '', stamp = ''] = value.split('|');
  return { round: Number(round), department, stamp };
}

/** Key of the department a unit belongs to. */
const departmentOf = (unit: string): string => unit.split(/[/#]/u, 1)[0] ?? '';

/** The desk of a department for someone who settles it, at this moment; or why there is none. */
async function sitDown(turn: Turn, round: number, department: string): Promise<Desk | Card> {
  const look = lookOf(turn.org, turn.person);
  if (!settles(turn.org, turn.person.id, department)) return notSettler(look, department);
  const desk = await loadDesk(turn.tx, turn.org, round, department);
  return desk ?? sentence(look.say('round.no.round'));
}

/** The same, where there is something to settle. */
async function sitDownToSettle(turn: Turn, round: number, department: string): Promise<Desk | Card> {
  const desk = await sitDown(turn, round, department);
  if (!('units' in desk)) return desk;
  return desk.units.length > 0 && !desk.superseded ? desk : deskCard(lookOf(turn.org, turn.person), desk);
}

/** How far a department's sheet of a round is. */
export async function showDesk(turn: Turn, round: number, department: string): Promise<Card> {
  const desk = await sitDown(turn, round, department);
  return 'units' in desk ? deskCard(lookOf(turn.org, turn.person), desk) : desk;
}

/** Goes on looking it over: the first page nobody has looked at, or the choice of one. */
export async function lookOver(turn: Turn, value: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const { round, department } = readAbout(value);
  const desk = await sitDownToSettle(turn, round, department);
  if (!('units' in desk)) return desk;
  const stop = nextStop(desk);
  return (stop && pageForm(look, desk, stop)) ?? pickForm(look, desk);
}

export async function pickFormFor(turn: Turn, value: string): Promise<Form | Card> {
  const { round, department } = readAbout(value);
  const desk = await sitDownToSettle(turn, round, department);
  return 'units' in desk ? pickForm(lookOf(turn.org, turn.person), desk) : desk;
}

export async function submittedPick(turn: Turn, value: string, answers: RawAnswers): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { round, department } = readAbout(value);
  const desk = await sitDownToSettle(turn, round, department);
  if (!('units' in desk)) return shown(desk);
  const stop = pickedStop(desk, answers.page ?? '');
  return shown((stop && pageForm(look, desk, stop)) ?? conflictCard(look, desk));
}

/** A page of the chain as it stands; or that somebody has changed it since it was opened. */
export async function pageFormFor(turn: Turn, context: string): Promise<Form | Card> {
  const found = await stopFor(turn, context);
  if (!('stop' in found)) return found;
  const look = lookOf(turn.org, turn.person);
  return pageForm(look, found.desk, found.stop) ?? conflictCard(look, found.desk);
}

async function stopFor(turn: Turn, context: string): Promise<{ desk: Desk; stop: Stop } | Card> {
  const { round, stamp, unit: key, page } = readPage(context);
  const desk = await sitDownToSettle(turn, round, departmentOf(key));
  if (!('units' in desk)) return desk;
  const unit = desk.units.find((one) => one.unit === key);
  if (!unit || unit.stamp !== stamp) return conflictCard(lookOf(turn.org, turn.person), desk);
  return { desk, stop: { unit, page } };
}

/** A page was filled in: it is kept, and the next one opens. */
export async function submittedPage(turn: Turn, context: string, answers: RawAnswers): Promise<Outcome> {
  const { unit: key } = readPage(context);
  await lockDepartment(turn.tx, departmentOf(key));
  const found = await stopFor(turn, context);
  if (!('stop' in found)) return shown(found);
  const { desk, stop } = found;
  const { unit, page } = stop;
  await keep(turn, desk, unit, page, settledBy(unit, page, answers));
  const after = await sitDownToSettle(turn, desk.round.id, desk.department);
  if (!('units' in after)) return shown(after);
  const look = lookOf(turn.org, turn.person);
  const next = nextStop(after, { unit: key, page });
  const effects = await followSheet(turn, desk.round.id, desk.department);
  return shown((next && pageForm(look, after, next)) ?? deskCard(look, after), effects);
}

function settledBy({ merged, settled }: UnitDesk, page: string, answers: RawAnswers): Merged {
  const about = partyOfPage(page);
  if (page === WHO || !about) return settleWho(merged, settled, answers);
  return settleParty(merged, settled, about.side, about.party, answers);
}

async function keep(turn: Turn, desk: Desk, unit: UnitDesk, page: string, settled: Merged): Promise<void> {
  await saveDraft(turn.tx, {
    ...{ unit: unit.unit, version: unit.next, department: desk.department, round: desk.round.id, published: false },
    statement: statementOf(desk, unit, settled),
    ...{ by: turn.person.id, updatedAt: turn.now, revision: (unit.draft?.revision ?? 0) + 1 },
    seen: [...new Set([...unit.seen, page])],
  });
}

const statementOf = (desk: Desk, unit: UnitDesk, settled: Merged): Omit<Statement, 'publishedAt'> => ({
  ...settled,
  round: desk.round.id,
  version: unit.next,
});

/** Publishes what stands, of all units of the department at once, each as its next version. */
export async function publish(turn: Turn, value: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const { round, department, stamp } = readAbout(value);
  await lockDepartment(turn.tx, department);
  const desk = await sitDownToSettle(turn, round, department);
  if (!('units' in desk)) return shown(desk);
  // A second click, or the deputy's: there is nothing more to publish.
  if (isPublished(desk)) return shown(publishedAlready(look, desk));
  // What is published was seen before: whoever presses an old card sees first what the answers say by now.
  if (hasNews(desk, stamp)) return shown(newsCard(look, desk));
  if (stamp !== stampOf(desk)) return shown(conflictCard(look, desk));
  await dropDrafts(turn.tx, department);
  await insertPublished(
    turn.tx,
    desk.units.map((unit) => ({
      ...{ unit: unit.unit, version: unit.next, department, round, published: true },
      statement: statementOf(desk, unit, unit.settled),
      ...{ by: turn.person.id, updatedAt: turn.now, publishedAt: turn.now },
      // Looked over once, it stays so: later answers renew the counts and undo nothing.
      seen: [...((unit.draft ?? (unit.last?.round === round ? unit.last : null))?.seen ?? [])],
    })),
  );
  await countedArePublished(turn.tx, round, department);
  const statements = desk.units.map((unit) => ({ ...statementOf(desk, unit, unit.settled), publishedAt: turn.now }));
  const link = (unit: string) => turn.link(turn.person.id, sheetView(unit));
  const card: Card = { ...publishedCard(look, department, statements, link), tone: 'good' };
  return shown(card, await followSheet(turn, round, department));
}

/** Nothing was answered or settled since this round was published. */
const isPublished = (desk: Desk): boolean =>
  !hasDraft(desk) &&
  publishedOf(desk).length > 0 &&
  desk.fresh === 0 &&
  desk.units.every(({ settled, last }) => last && isDeepStrictEqual(withoutVersion(last.statement), settled));

function withoutVersion({ round: _, version: __, ...statement }: Omit<Statement, 'publishedAt'>): Merged {
  return statement;
}

/** The address of a sheet's page. */
export const sheetView = (unit: string, version?: number): string =>
  `questionnaires/sheet?${new URLSearchParams({ unit, ...(version ? { version: String(version) } : {}) })}`;

/** Asks before what was settled is thrown away. */
export async function askRestart(turn: Turn, value: string): Promise<Card> {
  const { round, department } = readAbout(value);
  const desk = await sitDownToSettle(turn, round, department);
  if (!('units' in desk)) return desk;
  const look = lookOf(turn.org, turn.person);
  return hasDraft(desk) ? restartCard(look, desk) : deskCard(look, desk);
}

/** Back to what was said, or what was published. */
export async function restart(turn: Turn, value: string): Promise<Outcome> {
  const { round, department } = readAbout(value);
  await lockDepartment(turn.tx, department);
  const desk = await sitDownToSettle(turn, round, department);
  if (!('units' in desk)) return shown(desk);
  await dropDrafts(turn.tx, department);
  const effects = await followSheet(turn, round, department);
  return shown(await showDesk(turn, round, department), effects);
}
