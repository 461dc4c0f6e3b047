import { and, eq, gt, inArray, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Tx } from '../db/database.ts';
import { insertMany } from '../db/insert-many.ts';
import type { Messenger, Organisation } from '../org/organisation.ts';
import type { Platform } from '../platform/adapter.ts';
import { type Card, sentence } from '../platform/card.ts';
import { coalesced, type Post, type Update } from './coalesced.ts';
import { eventRows } from './events.ts';
import type { Effect, Feature, Priority, TimeTurn, Turn } from './feature.ts';
import { words } from './messages.ts';
import { liveCards, outbox, timers } from './tables.ts';

type NewRow = typeof outbox.$inferInsert;

const priorities: Record<Priority, number> = { escalation: 0, reply: 1, update: 2, bulk: 3 };

/** Where a person can be written to: the first running messenger on which they have an account. */
export interface Reach {
  (org: Organisation, person: string): { platform: Messenger; account: string } | null;
  /** Messengers on which groups can be made. */
  readonly grouping: readonly Platform[];
  /** Messengers that have channels. */
  readonly rooms: readonly Messenger[];
  /** Messengers that keep calendars. */
  readonly calendars: readonly Messenger[];
  /** The address of a view for a person, where they can be written to; null where there is none. */
  readonly link: (org: Organisation, person: string, view: string) => string | null;
  readonly address: (path: string) => string | null;
}

/** The address of a view for an account; null where no pages are shown. */
export type ViewLink = (platform: Platform, account: string, view: string) => string | null;

/** Looks through running messengers in order. */
export function reachOn(
  platforms: readonly Platform[],
  having: Partial<Record<'groups' | 'rooms' | 'calendars', readonly Platform[]>> = {},
  viewLink: ViewLink = () => null,
  address: Reach['address'] = () => null,
): Reach {
  const messengers = platforms.filter((platform) => platform !== 'paper');
  const those = (some: readonly Platform[] = []) => messengers.filter((platform) => some.includes(platform));
  const find = (org: Organisation, id: string) => {
    const person = org.people.get(id);
    if (!person?.active) return null;
    for (const platform of messengers) {
      const account = person.accounts[platform];
      if (account) return { platform, account };
    }
    return null;
  };
  const link: Reach['link'] = (org, person, view) => {
    const home = find(org, person);
    return home && viewLink(home.platform, home.account, view);
  };
  const [rooms, calendars] = [those(having.rooms), those(having.calendars)];
  return Object.assign(find, { grouping: having.groups ?? [], rooms, calendars, link, address });
}

/** What a turn may ask about people: whether they can be written to, and where their pages are. */
export function aboutPeople(org: Organisation, reach: Reach): Pick<TimeTurn, 'reachable' | 'link' | 'address'> {
  return {
    reachable: (person) => reach(org, person) !== null,
    link: (person, view) => reach.link(org, person, view),
    address: reach.address,
  };
}

/**
 * Writes promises in the transaction of the change that caused them. What is addressed to someone who cannot be reached
 * goes to the dead letters at once, and its feature is asked what follows.
 */
export async function writeEffects(
  turn: TimeTurn,
  feature: Feature,
  effects: readonly Effect[],
  reach: Reach,
): Promise<void> {
  let pending = effects;
  // An unreachable recipient may lead to another one; the bound only guards against a feature that never gives up.
  for (let round = 0; pending.length > 0 && round < 20; round++) {
    await writeTimers(turn, feature.name, pending);
    const unreachable = await writeMessages(turn, feature.name, pending, reach);
    const next: Effect[] = [];
    for (const post of unreachable) {
      if (post.onDead !== undefined && feature.undelivered)
        next.push(...(await feature.undelivered(turn, post.onDead)));
    }
    pending = next;
  }
}

/** Heard by all processes when there is something to fire or to send right now. */
export const TIMERS_CHANNEL = 'xiayou_timers';
export const OUTBOX_CHANNEL = 'xiayou_outbox';

/**
 * A NOTIFY in the RETURNING of the very statement that writes rows, so it costs no round trip; the server sends only one
 * per transaction however many rows there are.
 */
const wakeWhenDue = (channel: string, dueAt: AnyPgColumn, now: Date) =>
  sql`returning case when ${dueAt} <= ${now.toISOString()}::timestamptz then pg_notify(${channel}::text, '') end`;

async function writeTimers({ tx, now }: TimeTurn, feature: string, effects: readonly Effect[]): Promise<void> {
  // The last word about a key counts.
  const last = new Map<string, Extract<Effect, { kind: 'wake' | 'unwake' }>>();
  for (const effect of effects) if (effect.kind === 'wake' || effect.kind === 'unwake') last.set(effect.key, effect);
  const gone = [...last.values()].filter((effect) => effect.kind === 'unwake').map((effect) => effect.key);
  if (gone.length > 0) await tx.delete(timers).where(and(eq(timers.feature, feature), inArray(timers.key, gone)));
  const set = [...last.values()].filter((effect) => effect.kind === 'wake');
  if (set.length === 0) return;
  const values = set
    .map(({ key, at, payload }) => ({ feature, key, at, dueAt: at, payload }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const moved = sql`on conflict (feature, key) do update
    set at = excluded.at, due_at = excluded.due_at, payload = excluded.payload, attempts = 0, error = null`;
  await insertMany(tx, timers, values, sql`${moved} ${wakeWhenDue(TIMERS_CHANNEL, timers.dueAt, now)}`);
}

async function writeMessages(
  turn: TimeTurn,
  feature: string,
  effects: readonly Effect[],
  reach: Reach,
): Promise<Post[]> {
  const messages = coalesced(effects);
  if (messages.length === 0 && !effects.some(({ kind }) => ['gather', 'room', 'event'].includes(kind))) return [];
  const unreachable: Post[] = [];
  const rows: NewRow[] = [];
  const live = await liveCardsOf(turn.tx, messages);
  for (const message of messages) {
    const home = reach(turn.org, message.to);
    if (message.kind === 'post') {
      if (!home) unreachable.push(message);
      rows.push(postRow(turn, feature, message, home));
      const old = message.slot ? live.get(`${message.to} ${message.slot}`) : undefined;
      if (old?.messageId && home) rows.push(retireRow(turn, feature, message, old));
    } else if (home) {
      rows.push({
        ...baseRow(turn, feature, message.to, message.card),
        ...home,
        kind: 'update',
        slot: message.slot,
        // Whoever acts sees at once what came of it, also where cards cannot be changed.
        news:
          (message.news ?? false) || (!message.quiet && 'person' in turn && (turn as Turn).person.id === message.to),
        priority: priorities[message.priority ?? 'update'],
      });
    }
  }
  await supersede(turn.tx, messages);
  rows.push(...groupRows(turn, feature, effects, reach), ...roomRows(turn, feature, effects, reach));
  rows.push(...(await eventRows(turn, feature, effects, reach)));
  const written = await rewriteDeferred(turn, messages);
  const left = rows.filter((row) => !(row.kind === 'update' && written.has(`${row.person} ${row.slot}`)));
  await insertMany(turn.tx, outbox, left, wakeWhenDue(OUTBOX_CHANNEL, outbox.dueAt, turn.now));
  return unreachable;
}

type Live = typeof liveCards.$inferSelect;

async function liveCardsOf(tx: Tx, messages: readonly (Post | Update)[]): Promise<Map<string, Live>> {
  const posts = messages.filter((message) => message.kind === 'post' && message.slot);
  if (posts.length === 0) return new Map();
  const found = await tx
    .select()
    .from(liveCards)
    .where(sql`(${liveCards.person}, ${liveCards.slot}) in (${cardsOf(posts)})`);
  return new Map(found.map((row) => [`${row.person} ${row.slot}`, row]));
}

/** Person and slot of each message, as one parameter however many there are. */
function cardsOf(messages: readonly (Post | Update)[]): SQL {
  const cards = messages.map(({ to, slot }) => ({ person: to, slot }));
  return sql`select person, slot from json_to_recordset(${JSON.stringify(cards)}::json) as card(person text, slot text)`;
}

const waitingUnleased = (kind: 'post' | 'update', messages: readonly (Post | Update)[]) =>
  and(
    eq(outbox.status, 'waiting'),
    eq(outbox.kind, kind),
    sql`${outbox.leaseId} is null`,
    sql`(${outbox.person}, ${outbox.slot}) in (${cardsOf(messages)})`,
  );

/** Updates of one card coalesce to the newest; a new message makes waiting updates of the old one pointless. */
async function supersede(tx: Tx, messages: readonly (Post | Update)[]): Promise<void> {
  const slotted = messages.filter((message) => message.slot);
  if (slotted.length === 0) return;
  await tx.update(outbox).set({ status: 'superseded' }).where(waitingUnleased('update', slotted));
}

/**
 * A message that waits for working hours shows, when it leaves, what is true by then: an update is written into it, and a
 * newer message takes its place.
 */
async function rewriteDeferred(turn: TimeTurn, messages: readonly (Post | Update)[]): Promise<Set<string>> {
  const slotted = messages.filter((message) => message.slot);
  if (slotted.length === 0) return new Set();
  const found = await turn.tx
    .select({ id: outbox.id, person: outbox.person, slot: outbox.slot })
    .from(outbox)
    .where(and(waitingUnleased('post', slotted), gt(outbox.dueAt, turn.now), eq(outbox.attempts, 0)));
  if (found.length === 0) return new Set();
  const news = new Map(slotted.map((message) => [`${message.to} ${message.slot}`, message]));
  const changes = found.map(({ id, person, slot }) => {
    const message = news.get(`${person} ${slot}`);
    return message?.kind === 'update' ? { id, card: message.card } : { id };
  });
  await turn.tx.execute(
    sql`update outbox set card = coalesce(change.card, outbox.card),
          status = case when change.card is null then 'superseded' else outbox.status end
        from json_to_recordset(${JSON.stringify(changes)}::json) as change(id bigint, card jsonb)
        where outbox.id = change.id`,
  );
  const written = found.map(({ person, slot }) => `${person} ${slot}`);
  return new Set(written.filter((card) => news.get(card)?.kind === 'update'));
}

function baseRow(turn: TimeTurn, feature: string, person: string, card: Card) {
  return { feature, person, card, createdAt: turn.now, dueAt: turn.now };
}

function postRow(turn: TimeTurn, feature: string, post: Post, home: ReturnType<Reach>): NewRow {
  return {
    ...baseRow(turn, feature, post.to, post.card),
    dueAt: post.notBefore && post.notBefore > turn.now ? post.notBefore : turn.now,
    platform: home?.platform ?? 'none',
    account: home?.account ?? '',
    kind: 'post',
    slot: post.slot ?? null,
    priority: priorities[post.priority],
    onDead: post.onDead ?? null,
    ...(home ? {} : { status: 'dead' as const, error: 'no account on a running messenger' }),
  };
}

/** One message a messenger, to a group of those who are on it. */
function groupRows(turn: TimeTurn, feature: string, effects: readonly Effect[], reach: Reach): NewRow[] {
  return effects.flatMap((effect) => {
    if (effect.kind !== 'gather') return [];
    const homes = effect.people.flatMap((person) => {
      const home = reach(turn.org, person);
      return home ? [{ ...home, person }] : [];
    });
    const [first, ...others] = homes;
    const together = first && others.length > 0 && others.every(({ platform }) => platform === first.platform);
    // A table at which some are missing would be worse than none: each has a card of their own.
    if (!together || !reach.grouping.includes(first.platform)) return [];
    const members = homes.map(({ account }) => account);
    const { platform, account, person } = first;
    const row = { ...baseRow(turn, feature, person, effect.card), platform, account, kind: 'post' as const };
    return [{ ...row, priority: priorities.reply, group: { name: effect.name, members } }];
  });
}

/** For the channels of departments. Nobody is addressed: the row's person only names the conversation. */
function roomRows(turn: TimeTurn, feature: string, effects: readonly Effect[], reach: Reach): NewRow[] {
  return effects.flatMap((effect): NewRow[] => {
    if (effect.kind !== 'room') return [];
    const channel = turn.org.departments.get(effect.department)?.channel ?? {};
    const platform = reach.rooms.find((one) => channel[one]);
    const account = platform && channel[platform];
    if (!account) return [];
    const { slot, card, notBefore } = effect;
    const row = { ...baseRow(turn, feature, `room:${account}`, card), platform, account, slot };
    const dueAt = notBefore && notBefore > turn.now ? notBefore : turn.now;
    return [{ ...row, dueAt, kind: 'room', priority: priorities.update }];
  });
}

function retireRow(turn: TimeTurn, feature: string, post: Post, old: Live): NewRow {
  const person = turn.org.people.get(post.to);
  const say = words(person?.locale ?? turn.org.company.locale, person?.zone ?? turn.org.company.zone);
  return {
    ...baseRow(turn, feature, post.to, sentence(say('continuedBelow', { title: post.card.title }))),
    platform: old.platform,
    account: old.account,
    kind: 'retire',
    slot: null,
    target: old.messageId,
    priority: priorities.update,
  };
}
