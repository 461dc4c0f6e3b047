import { and, asc, eq, lte, sql } from 'drizzle-orm';
import { groupBy } from '../collections.ts';
import type { Database, Tx } from '../db/database.ts';
import type { DueTimer } from './feature.ts';
import { timers } from './tables.ts';
import { whyOf } from './why.ts';

type Row = typeof timers.$inferSelect;

export interface Sweep {
  /** Timers handled. */
  fired: number;
  /** Timers whose handler threw; they are tried again later. */
  failed: number;
  /** How late the oldest of them was. */
  latenessMs: number;
}

export interface TimerPorts {
  db: Database;
  now: () => Date;
  /** Handles timers of one feature in the transaction that holds their rows. */
  fire: (tx: Tx, feature: string, due: readonly DueTimer[], now: Date) => Promise<void>;
  report: (failure: { feature: string; key: string; attempts: number; error: unknown }) => void;
  /** Timers per transaction. */
  batch?: number;
  /** Named places where the kill tests stop the process. */
  failpoint?: (name: string) => Promise<void>;
}

const second = 1000;

/** How long a timer that failed `attempts` times rests, in milliseconds: 1 s, doubling, at most 10 minutes. */
function timerBackoff(attempts: number): number {
  return Math.min(second * 2 ** (attempts - 1), 600 * second);
}

/**
 * Fires one batch of due timers: the rows are locked and handled in the same transaction, so a killed process gives them
 * back at once. If the batch fails, its timers are fired one by one, so that one that always throws stalls no other.
 */
export async function sweepTimers(ports: TimerPorts): Promise<Sweep> {
  const now = ports.now();
  if (!(await anyDue(ports.db, now))) return { fired: 0, failed: 0, latenessMs: 0 };
  let claimed: Row[] = [];
  try {
    await ports.db.transaction(async (tx) => {
      claimed = await claim(tx, now, ports.batch ?? 50);
      if (claimed.length === 0) return;
      await ports.failpoint?.('timer-claimed');
      await fireRows(tx, claimed, now, ports);
      await ports.failpoint?.('timer-before-commit');
    });
    return { fired: claimed.length, failed: 0, latenessMs: lateness(claimed, now) };
  } catch (error) {
    if (claimed.length === 0) throw error;
  }
  let failed = 0;
  for (const row of claimed) if (!(await fireAlone(row, now, ports))) failed++;
  return { fired: claimed.length - failed, failed, latenessMs: lateness(claimed, now) };
}

function lateness(claimed: readonly Row[], now: Date): number {
  return claimed.reduce((most, row) => Math.max(most, now.getTime() - row.at.getTime()), 0);
}

/** Mostly nothing is due: one look without a transaction costs a third of one that locks. */
async function anyDue(db: Database, now: Date): Promise<boolean> {
  const next = await nextTimer(db);
  return next !== null && next <= now;
}

async function claim(tx: Tx, now: Date, limit: number): Promise<Row[]> {
  return tx
    .select()
    .from(timers)
    .where(lte(timers.dueAt, now))
    .orderBy(asc(timers.dueAt), asc(timers.key))
    .limit(limit)
    .for('update', { skipLocked: true });
}

async function fireRows(tx: Tx, claimed: readonly Row[], now: Date, ports: TimerPorts): Promise<void> {
  const keys = sql.join(
    claimed.map((row) => sql`(${row.feature}, ${row.key})`),
    sql`, `,
  );
  // Deleted first: a handler may set the same key again.
  await tx.delete(timers).where(sql`(${timers.feature}, ${timers.key}) in (${keys})`);
  for (const [feature, due] of groupBy(claimed, (row) => row.feature)) {
    await ports.fire(
      tx,
      feature,
      due.map(({ key, at, payload }) => ({ key, at, payload })),
      now,
    );
  }
}

async function fireAlone(row: Row, now: Date, ports: TimerPorts): Promise<boolean> {
  const mine = and(eq(timers.feature, row.feature), eq(timers.key, row.key), eq(timers.dueAt, row.dueAt));
  try {
    await ports.db.transaction(async (tx) => {
      const [still] = await tx.select().from(timers).where(mine).for('update', { skipLocked: true });
      if (still) await fireRows(tx, [still], now, ports);
    });
    return true;
  } catch (error) {
    const attempts = row.attempts + 1;
    ports.report({ feature: row.feature, key: row.key, attempts, error });
    const dueAt = new Date(now.getTime() + timerBackoff(attempts));
    await ports.db.transaction(async (tx) => {
      await tx
        .update(timers)
        .set({ attempts, dueAt, error: whyOf(error) })
        .where(mine);
    });
    return false;
  }
}

/** The next instant at which a timer is due, or null. */
export async function nextTimer(db: Database): Promise<Date | null> {
  const [row] = await db.reader.select({ dueAt: timers.dueAt }).from(timers).orderBy(asc(timers.dueAt)).limit(1);
  return row?.dueAt ?? null;
}
