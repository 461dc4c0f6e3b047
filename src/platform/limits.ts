import { sql } from 'drizzle-orm';
import { type Database, rows, type Tx } from '../db/database.ts';
import type { Pace } from './adapter.ts';
import { rateLimits } from './tables.ts';

/** Turns at the platforms' rate limits, shared by all processes through the database. */
export interface Limits {
  /**
   * Takes the next turn in each bucket, or none at all. It is at least `leadMs` and at most `horizonMs` from `now()`; when the
   * next turn is further away nothing is taken, and `waitMs` says how far it is in the bucket that is fullest.
   */
  take(paces: readonly Pace[], horizonMs: number, leadMs?: number): Promise<Granted | Refused>;
  /** The clock turns are given by: milliseconds since the epoch. */
  now(): number;
}

export interface Granted {
  /** When it may be used. */
  at: number;
  /** Tells that it was used later than that; there where a window counts it. */
  usedAt?: (instant: number) => Promise<void>;
}

export interface Refused {
  waitMs: number;
  bucket: string;
  everyMs: number;
}

/** A turn in one bucket; `pass` is the row of the pass that was taken, where the bucket has a window. */
interface Taken {
  at: number;
  pass?: { name: string; ms: number };
}

type On = Tx | Database['reader'];

/**
 * Turns by the generic cell rate algorithm (ITU-T I.371), one row a bucket: the row keeps the instant at which the bucket
 * would be level again, and is moved only when the turn lies within reach.
 */
export function createLimits(db: Database, now: () => number): Limits {
  const granted = (taken: readonly Taken[]): Granted => {
    const at = Math.max(...taken.map((one) => one.at));
    const passes = taken.flatMap(({ pass }) => pass ?? []);
    if (passes.length === 0) return { at };
    const usedAt = async (used: number) => {
      for (const { name, ms } of passes) await keepPass(db.reader, name, used + ms);
    };
    return { at, usedAt };
  };
  return {
    now,
    async take(paces, horizonMs, leadMs = 0) {
      const from = () => now() + leadMs;
      const reach = horizonMs - leadMs;
      try {
        const [first] = paces;
        if (!first) return granted([{ at: now() }]);
        // One statement is a transaction of its own.
        if (paces.length === 1) return granted([await turnOf(db.reader, first, from(), reach)]);
        return await db.transaction(async (tx) => {
          const at = from();
          const taken: Taken[] = [];
          // In one order everywhere, so that two processes never wait for each other.
          for (const pace of [...paces].sort((a, b) => (a.bucket < b.bucket ? -1 : 1))) {
            taken.push(await turnOf(tx, pace, at, reach));
          }
          return granted(taken);
        });
      } catch (error) {
        if (error instanceof TooFar) return { ...error.refused, waitMs: error.refused.waitMs + leadMs };
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

const instant = (ms: number) => sql`${ms}::double precision`;

async function turnOf(on: On, pace: Pace, now: number, reach: number): Promise<Taken> {
  const { bucket, everyMs, burst, window } = pace;
  if (window) return passOf(on, { ...pace, window }, now, reach);
  const allowance = (burst - 1) * everyMs;
  const [row] = await rows<{ level: number | string }>(
    on,
    sql`insert into ${rateLimits} as r (bucket, level) values (${bucket}, ${instant(now + everyMs)})
        on conflict (bucket) do update set level = greatest(r.level, ${instant(now)}) + ${instant(everyMs)}
          where greatest(r.level, ${instant(now)}) <= ${instant(now + allowance + reach)}
        returning r.level as level`,
  );
  if (row) return { at: Math.max(now, Number(row.level) - everyMs - allowance) };
  const [full] = await rows<{ level: number | string }>(
    on,
    sql`select level from ${rateLimits} where bucket = ${bucket}`,
  );
  throw new TooFar({ waitMs: Math.max(1, Number(full?.level ?? now) - allowance - now), bucket, everyMs });
}

/**
 * A window has a pass for each call, a row that keeps the instant at which it is free again. So a call that leaves late holds up
 * the one that follows with its pass, and nothing else; and the bucket's own row keeps them apart.
 */
async function passOf(on: On, pace: Pace & Required<Pick<Pace, 'window'>>, now: number, reach: number): Promise<Taken> {
  const { bucket, everyMs, window } = pace;
  const passes = sql`bucket like ${`${bucket.replace(/[%_\\]/g, '\\$&')}#%`}`;
  const [row] = await rows<{ at: number | string; name: string }>(
    on,
    sql`with pass as (
          select bucket as name, greatest(level, ${instant(now)}) as free from ${rateLimits} where ${passes}
          order by level limit 1 for update skip locked
        ), apart as (
          insert into ${rateLimits} as r (bucket, level)
          select ${bucket}, free + ${instant(everyMs)} from pass where free <= ${instant(now + reach)}
          on conflict (bucket) do update set level = greatest(r.level + ${instant(everyMs)}, excluded.level)
            where greatest(r.level + ${instant(everyMs)}, excluded.level) <= ${instant(now + everyMs + reach)}
          returning r.level - ${instant(everyMs)} as at
        )
        update ${rateLimits} t set level = apart.at + ${instant(window.ms)} from pass, apart where t.bucket = pass.name
        returning apart.at, pass.name`,
  );
  if (row) return { at: Number(row.at), pass: { name: row.name, ms: window.ms } };
  const [full] = await rows<{ level: number | string | null; free: number | string | null; passes: number | string }>(
    on,
    sql`select (select level from ${rateLimits} where bucket = ${bucket}) as level, min(level) as free, count(*) as passes
        from ${rateLimits} where ${passes}`,
  );
  // There are none at the beginning, and those long unused have been tidied away.
  if (Number(full?.passes ?? 0) < window.calls) {
    const missing = sql`select ${bucket} || '#' || n, 0 from generate_series(1, ${window.calls}::int) n`;
    await on.execute(sql`insert into ${rateLimits} (bucket, level) ${missing} on conflict do nothing`);
    return passOf(on, pace, now, reach);
  }
  const next = Math.max(Number(full?.level ?? now), Number(full?.free ?? now));
  throw new TooFar({ waitMs: Math.max(1, next - now), bucket, everyMs });
}

/** A pass is free again at that instant, not before. */
async function keepPass(on: On, name: string, until: number): Promise<void> {
  await on.execute(sql`update ${rateLimits} set level = greatest(level, ${instant(until)}) where bucket = ${name}`);
}
