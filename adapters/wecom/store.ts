import { randomBytes } from 'node:crypto';
import { and, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import { type Database, rows } from '../../src/db/database.ts';
import { deleteSome } from '../../src/db/delete-some.ts';
import { settings } from '../../src/engine/tables.ts';
import type { Kept } from './keys.ts';
import { lives } from './limits.ts';
import { wecomCards, wecomKeys, wecomMedia, wecomQuota, wecomSeen } from './tables.ts';

/** A code that changes a card once. */
export type Code = typeof wecomCards.$inferSelect;

const day = 24 * 3600_000;
/** A code is not tried in its last minutes. */
const codeLifeMs = lives.responseCodeMs - 5 * 60_000;
/** Old cards are pressed for a long time. */
const keyLifeMs = 180 * day;
const quotaMs = 40 * day;

/** What the adapter has to remember, in the database of the product. */
export interface Store {
  /** Told apart from every other installation that ever used this app: the beginning of all task ids. */
  install(): Promise<string>;
  keep(kept: readonly Kept[], now: Date): Promise<void>;
  /** The words behind the given keys; keys nobody knows are absent. */
  words(keys: readonly string[]): Promise<Map<string, string>>;
  addCode(code: Pick<Code, 'code' | 'messageId' | 'taskId' | 'account' | 'origin' | 'at'>): Promise<void>;
  /** Codes that may still change the message: those of presses first, the newest first. */
  codes(messageId: string, account: string, now: Date): Promise<Code[]>;
  tries(code: string, delivery: string): Promise<void>;
  spend(code: string): Promise<void>;
  /** Whether all of these were there before; adds those that were not. */
  seen(key: string): Promise<boolean>;
  /** Adds what was not there, and says what of it was new. */
  see(keys: readonly string[], now: Date): Promise<Set<string>>;
  /** Adds to the day's count while it stays within `limit`; null when it would not. */
  count(day: string, messages: number, limit: number): Promise<number | null>;
  media(file: string, now: Date): Promise<string | null>;
  addMedia(file: string, media: string, now: Date): Promise<void>;
  /** The app's calendar of a month such as `2026-05`; null when none was made. */
  calendar(month: string): Promise<string | null>;
  /** Keeps a calendar unless the month has one, and resolves to the one it has. */
  keepCalendar(month: string, id: string): Promise<string>;
  /** Deletes what is over, a few hundred rows of each at most. */
  tidy(now: Date): Promise<void>;
}

/** Opens it; nothing is read before it is asked for. */
export function createStore(db: Database): Store {
  let install: Promise<string> | null = null;
  return {
    install() {
      install ??= installOf(db).catch((error) => {
        install = null;
        throw error;
      });
      return install;
    },
    async keep(kept, now) {
      if (kept.length === 0) return;
      const values = [...new Map(kept.map((one) => [one.key, { ...one, at: now }])).values()];
      await db.reader
        .insert(wecomKeys)
        .values(values)
        .onConflictDoUpdate({ target: wecomKeys.key, set: { at: now } });
    },
    async words(keys) {
      if (keys.length === 0) return new Map();
      const found = await db.reader
        .select()
        .from(wecomKeys)
        .where(inArray(wecomKeys.key, [...keys]));
      return new Map(found.map(({ key, words }) => [key, words]));
    },
    ...codesOf(db),
    ...seenOf(db),
    ...calendarsOf(db),
    count: (day, messages, limit) => count(db, day, messages, limit),
    async media(file, now) {
      const since = new Date(now.getTime() - lives.mediaMs + 3600_000);
      const fresh = and(eq(wecomMedia.file, file), gt(wecomMedia.at, since));
      const [row] = await db.reader.select().from(wecomMedia).where(fresh);
      return row?.media ?? null;
    },
    async addMedia(file, media, now) {
      const set = { media, at: now };
      await db.reader
        .insert(wecomMedia)
        .values({ file, ...set })
        .onConflictDoUpdate({ target: wecomMedia.file, set });
    },
    tidy: (now) => tidy(db, now),
  };
}

const installKey = 'wecom.install';

async function installOf(db: Database): Promise<string> {
  return db.transaction(async (tx) => {
    await tx
      .insert(settings)
      .values({ key: installKey, value: randomBytes(5).toString('hex') })
      .onConflictDoNothing();
    const [row] = await tx.select({ value: settings.value }).from(settings).where(eq(settings.key, installKey));
    return String(row?.value);
  });
}

function codesOf(db: Database): Pick<Store, 'addCode' | 'codes' | 'tries' | 'spend'> {
  const of = (code: string) => eq(wecomCards.code, code);
  return {
    async addCode(code) {
      await db.reader.insert(wecomCards).values(code).onConflictDoNothing();
    },
    codes(messageId, account, now) {
      const usable = and(
        eq(wecomCards.messageId, messageId),
        eq(wecomCards.account, account),
        eq(wecomCards.used, false),
        gt(wecomCards.at, new Date(now.getTime() - codeLifeMs)),
      );
      const { origin, at } = wecomCards;
      return db.reader.select().from(wecomCards).where(usable).orderBy(origin, desc(at));
    },
    async tries(code, delivery) {
      await db.reader.update(wecomCards).set({ triedBy: delivery }).where(of(code));
    },
    async spend(code) {
      await db.reader.update(wecomCards).set({ used: true }).where(of(code));
    },
  };
}

function seenOf(db: Database): Pick<Store, 'seen' | 'see'> {
  return {
    async seen(key) {
      const found = await db.reader.select({ key: wecomSeen.key }).from(wecomSeen).where(eq(wecomSeen.key, key));
      return found.length > 0;
    },
    async see(keys, now) {
      const values = keys.map((key) => ({ key, at: now }));
      const added = await db.reader.insert(wecomSeen).values(values).onConflictDoNothing().returning();
      return new Set(added.map(({ key }) => key));
    },
  };
}

function calendarsOf(db: Database): Pick<Store, 'calendar' | 'keepCalendar'> {
  const keyOf = (month: string) => `wecom.calendar.${month}`;
  const calendar = async (month: string) => {
    const [row] = await db.reader
      .select({ value: settings.value })
      .from(settings)
      .where(eq(settings.key, keyOf(month)));
    return row ? String(row.value) : null;
  };
  return {
    calendar,
    async keepCalendar(month, id) {
      await db.reader
        .insert(settings)
        .values({ key: keyOf(month), value: id })
        .onConflictDoNothing();
      return (await calendar(month)) ?? id;
    },
  };
}

async function count(db: Database, on: string, messages: number, limit: number): Promise<number | null> {
  if (messages > limit) return null;
  const [row] = await rows<{ sent: number }>(
    db.reader,
    sql`insert into ${wecomQuota} as q (day, sent) values (${on}, ${messages}::int)
        on conflict (day) do update set sent = q.sent + ${messages}::int where q.sent + ${messages}::int <= ${limit}::int
        returning q.sent as sent`,
  );
  return row ? Number(row.sent) : null;
}

async function tidy(db: Database, now: Date): Promise<void> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  await deleteSome(db, wecomCards, lt(wecomCards.at, before(lives.responseCodeMs + day)));
  await deleteSome(db, wecomKeys, lt(wecomKeys.at, before(keyLifeMs)));
  await deleteSome(db, wecomSeen, lt(wecomSeen.at, before(3 * day)));
  await deleteSome(db, wecomMedia, lt(wecomMedia.at, before(lives.mediaMs)));
  await deleteSome(db, wecomQuota, lt(wecomQuota.day, before(quotaMs).toISOString().slice(0, 10)));
}
