import { systemClock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { pendingMigrations } from '../db/migrate.ts';
import { endedWithin } from '../engine/runner.ts';

export interface ReadinessOptions {
  db: Database;
  sweepAgeMs: () => number;
  /** A sweep older than this is late, in milliseconds. */
  freshMs?: number;
}

/** More than this between our clock and the database's, and timers of several instances would disagree. */
export const mostSkewMs = 2_000;
const answerMs = 2_000;

/** Asks whether this process does its work; resolves to the reasons why it does not. */
export function createReadiness({ db, sweepAgeMs, freshMs = 30_000 }: ReadinessOptions): () => Promise<string[]> {
  let migrated = false;
  const ofDatabase = async (): Promise<string[]> => {
    const skewMs = await clockSkewMs(db);
    const pending = migrated ? [] : await pendingMigrations(db);
    migrated = pending.length === 0;
    return [
      ...(Math.abs(skewMs) > mostSkewMs ? [skewReason(skewMs)] : []),
      ...(migrated ? [] : [`migrations are missing: ${pending.join(', ')}`]),
    ];
  };
  return async () => {
    const reasons: string[] = [];
    const asked = ofDatabase().then(
      (found) => reasons.push(...found),
      () => reasons.push('the database cannot be reached'),
    );
    if (!(await endedWithin(asked, answerMs))) reasons.push(`the database did not answer within ${answerMs} ms`);
    const age = sweepAgeMs();
    if (age > freshMs) reasons.push(`timers were last swept ${Math.round(age / 1000)} s ago`);
    return [...reasons];
  };
}

/** How far the machine's clock is ahead of the database's, in milliseconds; half of the way there and back is taken off. */
export async function clockSkewMs(db: Database): Promise<number> {
  const started = performance.now();
  const theirs = await db.serverTime();
  return systemClock.now().getTime() - (performance.now() - started) / 2 - theirs.getTime();
}

/** The sentence about a skew that is too large. */
export function skewReason(skewMs: number): string {
  const seconds = (Math.abs(skewMs) / 1000).toFixed(1);
  return `this machine's clock is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the database's: let both follow NTP`;
}
