import { and, eq, gt, inArray, or, sql } from 'drizzle-orm';
import type { Tx } from '../db/database.ts';
import type { Organisation } from '../org/organisation.ts';
import type { Platform } from '../platform/adapter.ts';
import { type Card, sentence } from '../platform/card.ts';
import type { Effect, Feature, Priority, TimeTurn } from './feature.ts';
import { words } from './messages.ts';
import { liveCards, outbox, timers } from './tables.ts';

type Post = Extract<Effect, { kind: 'post' }>;
type Update = Extract<Effect, { kind: 'update' }>;
type NewRow = typeof outbox.$inferInsert;

const priorities: Record<Priority, number> = { escalation: 0, reply: 1, update: 2, bulk: 3 };

/** Where a person can be written to: the first running messenger on which they have an account. */
export type Reach = (org: Organisation, person: string) => { platform: Platform; account: string } | null;

/** Looks through running messengers in order. */
export function reachOn(platforms: readonly Platform[]): Reach {
  return (org, id) => {
    const person = org.people.get(id);
    if (!person?.active) return null;
    for (const platform of platforms) {
      const account = person.accounts[platform];
      if (account) return { platform, account };
    }
    return null;
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
    await writeTimers(turn.tx, feature.name, pending);
    const unreachable = await writeMessages(turn, feature.name, pending, reach);
    const next: Effect[] = [];
    for (const post of unreachable) {
      if (post.onDead !== undefined && feature.undelivered)
        next.push(...(await feature.undelivered(turn, post.onDead)));
    }
    pending = next;
  }
}

async function writeTimers(tx: Tx, feature: string, effects: readonly Effect[]): Promise<void> {
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
  await tx
    .insert(timers)
    .values(values)
    .onConflictDoUpdate({
      target: [timers.feature, timers.key],
      set: {
        at: sql`excluded.at`,
        dueAt: sql`excluded.due_at`,
        payload: sql`excluded.payload`,
        attempts: 0,
        error: null,
      },
    });
}

async function writeMessages(
  turn: TimeTurn,
  feature: string,
  effects: readonly Effect[],
  reach: Reach,
): Promise<Post[]> {
  const messages = effects.filter(
    (effect): effect is Post | Update => effect.kind === 'post' || effect.kind === 'update',
  );
  if (messages.length === 0) return [];
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
        news: message.news ?? false,
        priority: priorities.update,
      });
    }
  }
  await supersede(turn.tx, messages);
  const written = await rewriteDeferred(turn, messages);
  const left = rows.filter((row) => !(row.kind === 'update' && written.has(`${row.person} ${row.slot}`)));
  if (left.length > 0) await turn.tx.insert(outbox).values(left);
  return unreachable;
}

type Live = typeof liveCards.$inferSelect;

async function liveCardsOf(tx: Tx, messages: readonly (Post | Update)[]): Promise<Map<string, Live>> {
  const slots = messages.filter((message) => message.kind === 'post' && message.slot);
  if (slots.length === 0) return new Map();
  const found = await tx
    .select()
    .from(liveCards)
    .where(
      and(
        inArray(liveCards.slot, [...new Set(slots.map((message) => message.slot ?? ''))]),
        inArray(liveCards.person, [...new Set(slots.map((message) => message.to))]),
      ),
    );
  return new Map(found.map((row) => [`${row.person} ${row.slot}`, row]));
}

/** Updates of one card coalesce to the newest; a new message makes waiting updates of the old one pointless. */
async function supersede(tx: Tx, messages: readonly (Post | Update)[]): Promise<void> {
  const pairs = messages.flatMap((message) =>
    message.slot ? [and(eq(outbox.person, message.to), eq(outbox.slot, message.slot))] : [],
  );
  if (pairs.length === 0) return;
  await tx
    .update(outbox)
    .set({ status: 'superseded' })
    .where(and(eq(outbox.status, 'waiting'), eq(outbox.kind, 'update'), sql`${outbox.leaseId} is null`, or(...pairs)));
}

/**
 * A message that waits for working hours shows, when it leaves, what is true by then: an update is written into it, and a
 * newer message takes its place.
 */
async function rewriteDeferred(turn: TimeTurn, messages: readonly (Post | Update)[]): Promise<Set<string>> {
  const written = new Set<string>();
  const slotted = messages.filter((message) => message.slot);
  if (slotted.length === 0) return written;
  const deferred = and(
    eq(outbox.status, 'waiting'),
    eq(outbox.kind, 'post'),
    sql`${outbox.leaseId} is null`,
    gt(outbox.dueAt, turn.now),
    eq(outbox.attempts, 0),
  );
  const found = await turn.tx
    .select({ id: outbox.id, person: outbox.person, slot: outbox.slot })
    .from(outbox)
    .where(and(deferred, inArray(outbox.slot, [...new Set(slotted.map((message) => message.slot ?? ''))])));
  for (const row of found) {
    const message = slotted.find((candidate) => candidate.to === row.person && candidate.slot === row.slot);
    if (!message) continue;
    const change = message.kind === 'post' ? { status: 'superseded' as const } : { card: message.card };
    await turn.tx.update(outbox).set(change).where(eq(outbox.id, row.id));
    if (message.kind === 'update') written.add(`${row.person} ${row.slot}`);
  }
  return written;
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
