import { sql } from 'drizzle-orm';
import { type Database, rows, type Tx } from '../db/database.ts';
import type { Pace } from './adapter.ts';
import { rateLimits } from './tables.ts';

/** Turns at the platforms' rate limits, shared by all processes through the database. */
export interface Limits {
  /**
   * Takes the next turn in each bucket, or none at all. `at` is when it may be used, at most `horizonMs` from `now()`; when
   * the next turn is further away nothing is taken, and `waitMs` says how far it is in the bucket that is fullest.
   */
  take(paces: readonly Pace[], horizonMs: number): Promise<{ at: number } | Refused>;
  /** The clock turns are given by: milliseconds since the epoch. */
  now(): number;
}

export interface Refused {
  waitMs: number;
  bucket: string;
  everyMs: number;
}

/**
 * Turns by the generic cell rate algorithm (ITU-T I.371), one row a bucket: the row keeps the instant at which the bucket
 * would be level again, and is moved only when the turn lies within reach.
 */
export function createLimits(db: Database, now: () => number): Limits {
  return {
    now,
    async take(paces, horizonMs) {
      if (paces.length === 0) return { at: now() };
      try {
        const [first] = paces;
        // One statement is a transaction of its own.
        if (paces.length === 1 && first) return { at: await turnOf(db.reader, first, now(), horizonMs) };
        return await db.transaction(async (tx) => {
          const at = now();
          let latest = at;
          // In one order everywhere, so that two processes never wait for each other.
          for (const pace of [...paces].sort((a, b) => (a.bucket < b.bucket ? -1 : 1))) {
            latest = Math.max(latest, await turnOf(tx, pace, at, horizonMs));
          }
          return { at: latest };
        });
      } catch (error) {
        if (error instanceof TooFar) return error.refused;
        throw error;
      }
    },
  };
}

/** Undoes the turns already taken in other buckets. */
class TooFar extends Error {
  readonly refused: Refused;

  constructor(refused: Refused) {
    super('the next turn is too far away');
    this.refused = refused;
  }
}

async function turnOf(
  on: Tx | Database['reader'],
  { bucket, everyMs, burst }: Pace,
  now: number,
  horizonMs: number,
): Promise<number> {
  const allowance = (burst - 1) * everyMs;
  const [row] = await rows<{ level: number | string }>(
    on,
    sql`insert into ${rateLimits} as r (bucket, level) values (${bucket}, ${now + everyMs}::double precision)
        on conflict (bucket) do update set level = greatest(r.level, ${now}::double precision) + ${everyMs}::double precision
          where greatest(r.level, ${now}::double precision) <= ${now + allowance + horizonMs}::double precision
        returning r.level as level`,
  );
  if (row) return Math.max(now, Number(row.level) - everyMs - allowance);
  const [full] = await rows<{ level: number | string }>(
    on,
    sql`select level from ${rateLimits} where bucket = ${bucket}`,
  );
  throw new TooFar({ waitMs: Math.max(1, Number(full?.level ?? now) - allowance - now), bucket, everyMs });
}
