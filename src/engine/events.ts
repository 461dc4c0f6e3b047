import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import { accountKey, type Messenger } from '../org/organisation.ts';
import type { Deed } from '../platform/adapter.ts';
import { sentence } from '../platform/card.ts';
import { storeEvent } from '../platform/events.ts';
import type { Reach } from './effects.ts';
import type { Effect, TimeTurn } from './feature.ts';
import { calendarEvents, outbox } from './tables.ts';

type Appointment = Extract<Effect, { kind: 'event' }>;
type NewRow = typeof outbox.$inferInsert;

/** What the calendars of one messenger shall show of a slot. */
interface Wanted {
  effect: Appointment;
  platform: Messenger;
  accounts: string[];
}

/**
 * A row for each messenger that keeps calendars and on which some of the people are, and for each on which the event stood
 * before. What is still to be sent of the same slot is out of date with it.
 */
export async function eventRows(
  turn: TimeTurn,
  feature: string,
  effects: readonly Effect[],
  reach: Reach,
): Promise<NewRow[]> {
  // The last word about a slot counts.
  const last = new Map(effects.flatMap((effect) => (effect.kind === 'event' ? [[effect.slot, effect] as const] : [])));
  if (last.size === 0 || reach.calendars.length === 0) return [];
  const wanted = [...last.values()].flatMap((effect) => wantedOf(turn, effect, reach));
  const standing = await standingEvents(turn.tx, [...last.keys()]);
  await supersede(turn.tx, [...last.keys()]);
  return wanted
    .filter(({ effect, platform, accounts }) => accounts.length > 0 || standing.has(`${effect.slot} ${platform}`))
    .map((one) => rowOf(turn, feature, one));
}

function wantedOf({ org }: TimeTurn, effect: Appointment, reach: Reach): Wanted[] {
  const homes = effect.people.map((person) => reach(org, person));
  return reach.calendars.map((platform) => ({
    effect,
    platform,
    accounts: effect.event ? homes.flatMap((home) => (home?.platform === platform ? [home.account] : [])) : [],
  }));
}

/** `slot platform` of what is in calendars, or is on its way there. */
async function standingEvents(tx: Tx, slots: readonly string[]): Promise<Set<string>> {
  const [made, coming] = [calendarEvents, outbox];
  const before = await tx
    .select({ slot: made.slot, platform: made.platform })
    .from(made)
    .where(and(inArray(made.slot, [...slots]), sql`${made.shown} is not null`));
  const sending = await tx
    .select({ slot: coming.slot, platform: coming.platform })
    .from(coming)
    .where(and(eq(coming.status, 'waiting'), eq(coming.kind, 'event'), inArray(coming.slot, [...slots])));
  return new Set([...before, ...sending].map(({ slot, platform }) => `${slot} ${platform}`));
}

/** One that is under way stays: it is carried out first, or found to be out of date then. */
async function supersede(tx: Tx, slots: readonly string[]): Promise<void> {
  await tx
    .update(outbox)
    .set({ status: 'superseded' })
    .where(
      and(
        eq(outbox.status, 'waiting'),
        eq(outbox.kind, 'event'),
        isNull(outbox.leaseId),
        inArray(outbox.slot, [...slots]),
      ),
    );
}

/** It is addressed to nobody: person and account only keep what concerns one slot in order. */
function rowOf({ now }: TimeTurn, feature: string, { effect, platform, accounts }: Wanted): NewRow {
  const { slot } = effect;
  const event = effect.event && accounts.length > 0 ? storeEvent(effect.event) : null;
  return {
    ...{ feature, platform, slot, kind: 'event', person: `event:${slot}`, account: `event:${slot}` },
    ...{ createdAt: now, dueAt: now, priority: 3, card: sentence(effect.event?.title ?? slot) },
    event: { event, accounts },
  };
}

/**
 * Keeps what someone answered to an event, and resolves to whose it is; null when nobody knows the event, it was not for
 * this account, or the answer is the one that is known.
 */
export async function noteAnswer(
  tx: Tx,
  { platform, account, remote, answer }: Deed & { kind: 'responded' },
): Promise<{ slot: string; feature: string } | null> {
  const [row] = await tx
    .select()
    .from(calendarEvents)
    .where(and(eq(calendarEvents.platform, platform), eq(calendarEvents.remote, remote)))
    .for('update');
  const own = row?.shown?.accounts.find((one) => accountKey(platform, one) === accountKey(platform, account));
  if (!row || own === undefined || row.answers[own] === answer) return null;
  const { slot, feature, answers } = row;
  await tx
    .update(calendarEvents)
    .set({ answers: { ...answers, [own]: answer } })
    .where(and(eq(calendarEvents.slot, slot), eq(calendarEvents.platform, platform)));
  return { slot, feature };
}
