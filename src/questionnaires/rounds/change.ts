import { and, eq, inArray, sql } from 'drizzle-orm';
import { type Outcome, type Turn, whisper } from '../../engine/feature.ts';
import { type Card, sentence } from '../../platform/card.ts';
import type { Form, RawAnswers } from '../../platform/form.ts';
import { roundCodes, roundPeople, rounds } from '../tables.ts';
import { dueTimer } from './fan-out.ts';
import { paperCards, progressSlot } from './follow.ts';
import { type Look, lookOf, nameOf } from './look.ts';
import { questionnaireOf, titleOf } from './offered.ts';
import { progressCard, standings, totalOf } from './progress.ts';
import { type Member, mayEnd, membersOf, sees } from './rules.ts';
import { firstOf, plansFor } from './start.ts';
import {
  askedAlready,
  dropWaiting,
  insertPeople,
  loadRound,
  lockRound,
  lockStarting,
  nextDue,
  type Round,
} from './store.ts';
import { endCard, refusalCard } from './views.ts';

const noRound = (look: Look): Outcome => whisper(sentence(look.say('round.no.round')));

/** Asks before it ends a round for good. */
export async function askEnd(turn: Turn, id: number): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const round = await loadRound(turn.tx, id);
  if (!round) return noRound(look);
  const refusal = mayEnd(turn.org, turn.person.id, round);
  if (refusal) return whisper(refusalCard(look, refusal));
  const title = titleOf(await questionnaireOf(turn.tx, round), turn.person.locale);
  return whisper(endCard(look, round, title, totalOf(await standings(turn.tx, id))));
}

/** Ends a round: nobody is asked or reminded any more, and the cards that asked say so, bit by bit. */
export async function endNow(turn: Turn, id: number): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const round = await lockRound(turn.tx, id);
  if (!round) return noRound(look);
  const refusal = mayEnd(turn.org, turn.person.id, round);
  if (refusal) return whisper(refusalCard(look, refusal));
  const ended: Round = { ...round, endedAt: turn.now };
  await turn.tx.update(rounds).set({ endedAt: turn.now }).where(eq(rounds.id, id));
  await turn.tx.delete(roundCodes).where(eq(roundCodes.round, id));
  const asked = sql`case when ${roundPeople.askedAt} is not null and ${roundPeople.status} <> 'gone'
                         then ${turn.now.toISOString()}::timestamptz end`;
  await turn.tx.update(roundPeople).set({ dueAt: asked }).where(eq(roundPeople.round, id));
  await dropWaiting(turn.tx, id);
  const owner = lookOf(turn.org, turn.org.people.get(round.owner) ?? turn.person);
  const card = await progressCard(turn.tx, owner, ended, await questionnaireOf(turn.tx, ended), 'all');
  return whisper(sentence(look.say('round.ended'), 'good'), [
    { kind: 'update', to: round.owner, slot: progressSlot(id), card },
    dueTimer(id, turn.now),
  ]);
}

/** Whom a round would ask if it began now, and no open one does: they came or came back since, or have an account since. */
async function newcomers(turn: Turn, round: Round): Promise<Member[]> {
  const seen = sees(turn.org, turn.person.id, round);
  const known = await turn.tx
    .select({ person: roundPeople.person, status: roundPeople.status })
    .from(roundPeople)
    .where(eq(roundPeople.round, round.id));
  const inRound = new Map(known.map(({ person, status }) => [person, status]));
  const elsewhere = await askedAlready(turn.tx, round.questionnaire, round.id);
  return membersOf(turn.org, round.audience).filter(({ person, department }) => {
    if ((seen !== 'all' && !seen.has(department)) || elsewhere.has(person)) return false;
    const status = inRound.get(person);
    return status === undefined || status === 'gone' || (status === 'noAccount' && turn.reachable(person));
  });
}

/** Who is to be asked as well; or a sentence when nobody is new. */
export async function addForm(turn: Turn, context: string): Promise<Form | Card> {
  const look = lookOf(turn.org, turn.person);
  const { say } = look;
  const round = await loadRound(turn.tx, Number(context));
  if (!round) return sentence(say('round.no.round'));
  if (round.endedAt) return refusalCard(look, { why: 'ended', at: round.endedAt });
  const seen = sees(turn.org, turn.person.id, round);
  if (seen !== 'all' && seen.size === 0) return sentence(say('round.no.notYoursToSee'));
  const people = await newcomers(turn, round);
  if (people.length === 0) return sentence(say('round.no.newPeople'));
  return {
    action: 'questionnaires.round.add',
    context,
    title: say('round.add.title'),
    intro: say('round.add.intro'),
    submit: say('round.add.submit'),
    fields: [
      {
        key: 'people',
        label: say('round.add.field'),
        required: true,
        kind: 'choices',
        search: true,
        options: people.map(({ person }) => ({ value: person, label: nameOf(look, person) })),
      },
    ],
  };
}

/** Adds people who came while the round runs. */
export async function submittedAdd(turn: Turn, context: string, answers: RawAnswers): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  await lockStarting(turn.tx);
  const round = await lockRound(turn.tx, Number(context));
  if (!round) return noRound(look);
  if (round.endedAt) return whisper(refusalCard(look, { why: 'ended', at: round.endedAt }));
  const chosen = (answers.people ?? '').split(',');
  const members = (await newcomers(turn, round)).filter(({ person }) => chosen.includes(person));
  if (members.length === 0) return whisper(sentence(look.say('round.no.newPeople')));
  const plans = plansFor(turn, members);
  for (const { person, status, dueAt, department } of plans) {
    const unwritten = and(
      eq(roundPeople.round, round.id),
      eq(roundPeople.person, person),
      inArray(roundPeople.status, ['noAccount', 'gone']),
    );
    await turn.tx.update(roundPeople).set({ status, dueAt, department, reminders: 0 }).where(unwritten);
  }
  await insertPeople(turn.tx, round.id, plans);
  const [at, next] = [firstOf(plans), await nextDue(turn.tx, round.id)];
  const count = plans.filter(({ status }) => status === 'planned').length;
  const owner = lookOf(turn.org, turn.org.people.get(round.owner) ?? turn.person);
  const card = await progressCard(turn.tx, owner, round, await questionnaireOf(turn.tx, round), 'all');
  return whisper(sentence(at ? look.say('round.added', { count, at }) : look.say('round.addedPaper'), 'good'), [
    ...(next ? [dueTimer(round.id, next)] : []),
    { kind: 'update', to: round.owner, slot: progressSlot(round.id), card },
    ...(await paperCards(turn, round, 'update')),
  ]);
}
