import { z } from 'zod';
import { type DueTimer, type Effect, type Outcome, type TimeTurn, type Turn, whisper } from '../engine/feature.ts';
import { canActFor, dateAfter, dutyOn } from '../org/duty.ts';
import { quietUntil } from '../org/leaders.ts';
import { departmentName } from '../org/organisation.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { RawAnswers } from '../platform/form.ts';
import { type Held, headFor, holdRoster, writeChange } from './changing.ts';
import { handOverForm, TELL_HEAD } from './forms.ts';
import { dayFor, lookAs, lookOf, nameOf, namesOf, startOf } from './look.ts';
import { type Command, decide, type Handover } from './rules.ts';
import { departmentOfHandover, insertHandover, loadHandover, noteReady, openHandovers, saveHandover } from './store.ts';
import { askCard, button, cannotCard, giverCard, headAgreedCard, refusalCard, takerDoneCard } from './views.ts';

/** What travels with a question's timer and its undeliverable message. */
export const about = z.object({ handover: z.number().int() });

/** Answers to the form "hand a date over": a colleague is asked, or the head is told that nobody was found. */
export async function submittedHandOver(turn: Turn, answers: RawAnswers): Promise<Outcome> {
  const [key = '', date = ''] = (answers.date ?? '').split('|');
  const look = lookOf(turn.org, turn.person);
  const held = await holdRoster(turn, key);
  if (!held) return whisper(sentence(look.say('no.department', { text: key })));
  const day = dayFor(look, date);
  const onDuty = dutyOn(held.org, key, date);
  if (!onDuty.includes(turn.person.id))
    return whisper(sentence(look.say('no.notOnDuty', { date: day, who: namesOf(look, onDuty) })));
  if (answers.to === TELL_HEAD) return tellHead(turn, held, date, answers.reason ?? '');
  const taker = answers.to ?? '';
  if (taker === turn.person.id || !canActFor(held.org, taker, key) || !turn.reachable(taker)) {
    const names = { name: nameOf(look, taker), department: departmentName(turn.org, key) };
    return { effects: [], reply: { kind: 'problems', fields: { to: look.say('no.notColleague', names) } } };
  }
  return ask(turn, held, date, taker, answers.reason ?? '');
}

function newHandover(
  turn: Turn,
  held: Held,
  date: string,
  taker: string,
  reason: string,
): Omit<Handover, 'id' | 'status'> {
  const { department } = held;
  return {
    department: department.key,
    date,
    giver: turn.person.id,
    taker,
    reason,
    askedAt: turn.now,
    answeredAt: null,
  };
}

async function ask(turn: Turn, held: Held, date: string, taker: string, reason: string): Promise<Outcome> {
  const handover = await insertHandover(turn.tx, { ...newHandover(turn, held, date, taker, reason), status: 'asked' });
  if (!handover) return pending(turn, held.department.key, date);
  const card = lookAs(held.org, taker);
  const look = lookOf(turn.org, turn.person);
  const start = startOf(held.department, date);
  const slot = `handover/${handover.id}`;
  const onDead = { handover: handover.id };
  const effects: Effect[] = card
    ? [
        {
          kind: 'post',
          to: taker,
          card: askCard(card, handover),
          priority: 'reply',
          slot,
          onDead,
          notBefore: quietUntil(turn, taker, start),
        },
      ]
    : [];
  // Whoever believes a date is given away while the question lies unread would leave it empty.
  const eve = held.department.calendar.instant(dateAfter(date, -1), '16:00');
  if (eve > turn.now) effects.push({ kind: 'wake', key: slot, at: eve, payload: onDead });
  return whisper(
    sentence(look.say('ask.sent', { taker: nameOf(look, taker), date: dayFor(look, date) }), 'good'),
    effects,
  );
}

/** The date is being asked about already: who was asked, and the way to ask someone else. */
async function pending(turn: Turn, department: string, date: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const open = await openHandovers(turn.tx, department, date, turn.person.id);
  const [first] = open.filter((handover) => handover.status === 'asked');
  if (!first) return whisper(sentence(look.say('no.unknown')));
  const names = { taker: nameOf(look, first.taker), date: dayFor(look, date), at: first.askedAt };
  const card = sentence(look.say('no.pending', names));
  return whisper({ ...card, buttons: [button(look, 'withdraw', String(first.id))] });
}

async function tellHead(turn: Turn, held: Held, date: string, reason: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const head = headFor({ ...turn, org: held.org }, held.department, turn.person.id);
  const to = head && lookAs(held.org, head);
  if (!head || !to) return whisper(sentence(look.say('no.notHeadAny')));
  const day = dayFor(look, date);
  const handover = await insertHandover(turn.tx, { ...newHandover(turn, held, date, head, reason), status: 'told' });
  if (!handover) {
    const open = await openHandovers(turn.tx, held.department.key, date, turn.person.id);
    const told = open.find((one) => one.status === 'told');
    const names = { taker: nameOf(look, told?.taker ?? head), date: day, at: told?.askedAt ?? turn.now };
    return whisper(sentence(look.say('no.told', names)));
  }
  const notBefore = quietUntil(turn, head, startOf(held.department, date));
  const slot = `cannot/${handover.id}`;
  return whisper(sentence(look.say('cannot.told', { head: nameOf(look, head), date: day }), 'good'), [
    { kind: 'post', to: head, card: cannotCard(to, handover), priority: 'reply', slot, notBefore },
  ]);
}

/** Agree, refuse and take back. */
export async function answered(turn: Turn, kind: 'agree' | 'refuse' | 'withdraw', value: string): Promise<Outcome> {
  const look = lookOf(turn.org, turn.person);
  const id = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  const decided = await settle(turn, id, { kind, by: turn.person.id });
  if (!decided) return whisper(sentence(look.say('no.unknown')));
  if ('no' in decided) return whisper(decided.no(lookOf(decided.held.org, turn.person)));
  const { handover, held } = decided;
  if (kind === 'withdraw') {
    const form = handOverForm({ ...turn, org: held.org }, handover.department);
    const effects = closeTaker(held, handover);
    return 'fields' in form ? { effects, reply: { kind: 'form', form } } : whisper(form, effects);
  }
  const done = takerDoneCard(look, handover);
  if (kind === 'refuse') return whisper(done, [...closeTaker(held, handover), ...tellGiver(turn, held, handover)]);
  const change = { ...handover, by: handover.taker };
  // Agreeing to take a closed date is as good as saying one is ready for it.
  await noteReady(turn.tx, handover.department, handover.taker, [handover.date], turn.now);
  const effects = await writeChange(turn, held, change, handover);
  return whisper(done, [
    ...closeTaker(held, handover),
    ...tellGiver(turn, held, handover),
    ...tellOfAgreement(turn, held, handover),
    ...effects,
  ]);
}

type Settled = { handover: Handover; held: Held } | { no: (look: ReturnType<typeof lookOf>) => Card; held: Held };

async function settle(turn: TimeTurn, id: number, command: Command): Promise<Settled | null> {
  const key = await departmentOfHandover(turn.tx, id);
  const held = key === null ? null : await holdRoster(turn, key);
  const handover = held && (await loadHandover(turn.tx, id));
  if (!held || !handover) return null;
  const today = held.department.calendar.localDate(turn.now);
  const holds = dutyOn(held.org, handover.department, handover.date).includes(handover.giver);
  const decision = decide(handover, command, { today, holds }, turn.now);
  if ('refusal' in decision) return { no: (look) => refusalCard(look, handover, decision.refusal), held };
  await saveHandover(turn.tx, decision.handover);
  return { handover: decision.handover, held };
}

function closeTaker(held: Held, handover: Handover): Effect[] {
  const slot = `handover/${handover.id}`;
  const look = lookAs(held.org, handover.taker);
  const unwake: Effect = { kind: 'unwake', key: slot };
  return look ? [unwake, { kind: 'update', to: handover.taker, slot, card: takerDoneCard(look, handover) }] : [unwake];
}

function tellGiver(turn: TimeTurn, held: Held, handover: Handover): Effect[] {
  const look = lookAs(held.org, handover.giver);
  if (!look) return [];
  const card = giverCard(look, handover, headFor({ ...turn, org: held.org }, held.department, handover.giver));
  const notBefore = quietUntil(turn, handover.giver, startOf(held.department, handover.date));
  return [{ kind: 'post', to: handover.giver, card, priority: 'reply', notBefore }];
}

function tellOfAgreement(turn: TimeTurn, held: Held, handover: Handover): Effect[] {
  const head = headFor({ ...turn, org: held.org }, held.department, handover.giver);
  const look = head && head !== handover.taker ? lookAs(held.org, head) : null;
  if (!head || !look) return [];
  const notBefore = quietUntil(turn, head, startOf(held.department, handover.date));
  return [{ kind: 'post', to: head, card: headAgreedCard(look, handover), priority: 'bulk', notBefore }];
}

/** The afternoon before the date, without an answer: the giver learns, once, that the roster stands. */
export async function handoverWoke(turn: TimeTurn, timer: DueTimer): Promise<Effect[]> {
  const { handover: id } = about.parse(timer.payload);
  const key = await departmentOfHandover(turn.tx, id);
  const held = key === null ? null : await holdRoster(turn, key);
  const handover = held && (await loadHandover(turn.tx, id));
  if (!held || handover?.status !== 'asked') return [];
  if (handover.date < held.department.calendar.localDate(turn.now)) return [];
  if (!dutyOn(held.org, handover.department, handover.date).includes(handover.giver)) return [];
  return tellGiver(turn, held, handover);
}

/** The colleague cannot be reached: the giver hears it at once. */
export async function handoverUndelivered(turn: TimeTurn, id: number): Promise<Effect[]> {
  const settled = await settle(turn, id, { kind: 'notDelivered' });
  return settled && 'handover' in settled
    ? [{ kind: 'unwake', key: `handover/${id}` }, ...tellGiver(turn, settled.held, settled.handover)]
    : [];
}
