import { randomUUID } from 'node:crypto';
import { and, eq, lt } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { deleteSome } from '../db/delete-some.ts';
import { inbox } from '../engine/tables.ts';
import type { Platform, Reply } from '../platform/adapter.ts';
import { pagesContexts, pagesUsed } from './tables.ts';

/** How long a link can be used, in milliseconds. */
export const linkMs = 72 * 3600_000;
/** Older rows belong to links that have expired. A follow-up of a link's last minute lives as long again. */
const keptMs = 3 * linkMs;
/** A submission that has not come to an end by then never will: its process died. */
const underWayMs = 60_000;

/** What has become of a link's one submission. */
export type Standing =
  | { kind: 'open' }
  | { kind: 'underWay'; event: string; answers: string; since: Date }
  | { kind: 'problems'; event: string }
  | { kind: 'accepted'; event: string; reply: Reply | null; at: Date };

/** Asks the inbox, which was written together with all the submission led to. */
export async function standingOf({ reader }: Database, nonce: string): Promise<Standing> {
  const [row] = await reader
    .select({
      event: pagesUsed.event,
      answers: pagesUsed.answers,
      since: pagesUsed.claimedAt,
      handled: inbox.eventId,
      reply: inbox.reply,
    })
    .from(pagesUsed)
    .leftJoin(inbox, and(eq(inbox.platform, pagesUsed.platform), eq(inbox.eventId, pagesUsed.event)))
    .where(eq(pagesUsed.nonce, nonce));
  if (!row) return { kind: 'open' };
  const { event, answers, since, handled, reply } = row;
  if (handled === null) return { kind: 'underWay', event, answers, since };
  return reply?.kind === 'problems' ? { kind: 'problems', event } : { kind: 'accepted', event, reply, at: since };
}

interface Claim {
  nonce: string;
  platform: Platform;
  answers: string;
  now: Date;
}

/**
 * Takes the link for these answers and resolves to the event to submit them as: the one under way when they are the same
 * answers, a new one after problems. `busy` while other answers are under way.
 */
export async function claim(
  db: Database,
  claiming: Claim,
): Promise<{ event: string } | { accepted: Standing & { kind: 'accepted' } } | { busy: true }> {
  const { nonce, answers, now } = claiming;
  const event = `form/${nonce}/${randomUUID()}`;
  const mine = { ...claiming, event, claimedAt: now };
  const taken = await db.reader.insert(pagesUsed).values(row(mine)).onConflictDoNothing().returning();
  if (taken.length > 0) return { event };
  const standing = await standingOf(db, nonce);
  if (standing.kind === 'accepted') return { accepted: standing };
  if (standing.kind === 'underWay') {
    if (standing.answers === answers) return { event: standing.event };
    if (now.getTime() - standing.since.getTime() < underWayMs) return { busy: true };
  }
  if (standing.kind === 'open') return { busy: true };
  const moved = await db.reader
    .update(pagesUsed)
    .set({ event, answers, claimedAt: now })
    .where(and(eq(pagesUsed.nonce, nonce), eq(pagesUsed.event, standing.event)))
    .returning();
  return moved.length > 0 ? { event } : { busy: true };
}

const row = ({ nonce, platform, answers, event, claimedAt }: typeof pagesUsed.$inferSelect) => ({
  nonce,
  platform,
  answers,
  event,
  claimedAt,
});

/** Deletes rows of links that have long expired, a few hundred at most. */
export async function tidy(db: Database, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keptMs);
  await deleteSome(db, pagesUsed, lt(pagesUsed.claimedAt, before));
  await deleteSome(db, pagesContexts, lt(pagesContexts.keptAt, before));
}

/** Keeps a long context under its name. */
export async function keepContext(db: Database, id: string, context: string, now: Date): Promise<void> {
  await db.reader
    .insert(pagesContexts)
    .values({ id, context, keptAt: now })
    .onConflictDoUpdate({ target: pagesContexts.id, set: { keptAt: now } });
}

export async function loadContext({ reader }: Database, id: string): Promise<string | null> {
  const [found] = await reader.select().from(pagesContexts).where(eq(pagesContexts.id, id));
  return found?.context ?? null;
}
