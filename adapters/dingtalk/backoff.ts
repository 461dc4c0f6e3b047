/** How the stream keeps its connections; all in milliseconds but for the number of calls. */
export interface StreamTiming {
  /** After a connection that worked, before the next. */
  firstRetryMs: number;
  /** After a failure: doubled with each further one, up to `maxMs`. */
  baseMs: number;
  maxMs: number;
  /** After credentials were refused: somebody has to mend that first. */
  refusedMs: number;
  /** Between our own pings, and how long the answer may take. */
  pingMs: number;
  graceMs: number;
  /** Without any frame: longer than the 20 to 30 s between the platform's pings that were seen in logs. */
  idleMs: number;
  /** The same, while the platform has never been seen to ping. */
  quietMs: number;
  /** A connection that lasted this long makes earlier failures forgotten. */
  stableMs: number;
  /** How long a connection that is being given up may finish what it began. */
  leaveMs: number;
  /** Gateway calls in any minute, all connections together. */
  opensPerMinute: number;
}

export const streamTiming: StreamTiming = {
  firstRetryMs: 200,
  baseMs: 1_000,
  maxMs: 60_000,
  refusedMs: 300_000,
  pingMs: 30_000,
  graceMs: 10_000,
  idleMs: 90_000,
  quietMs: 600_000,
  stableMs: 5_000,
  leaveMs: 8_000,
  opensPerMinute: 8,
};

/** The rest before the next connection, after `failures` in a row; `random` is from 0 to 1. */
export function restMs(failures: number, timing: StreamTiming, random: number): number {
  if (failures === 0) return timing.firstRetryMs * random;
  const ceiling = Math.min(timing.maxMs, timing.baseMs * 2 ** Math.min(failures - 1, 30));
  return ceiling / 2 + (ceiling / 2) * random;
}

/** Lets `most` through in any minute. Whatever goes wrong above it, the gateway is not stormed. */
export class Turnstile {
  private readonly passed: number[] = [];
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** Milliseconds until the next may pass; 0: it has passed. */
  pass(nowMs: number): number {
    while ((this.passed[0] ?? Number.POSITIVE_INFINITY) <= nowMs - 60_000) this.passed.shift();
    const oldest = this.passed[0];
    if (oldest !== undefined && this.passed.length >= this.most) return oldest + 60_000 - nowMs;
    this.passed.push(nowMs);
    return 0;
  }
}
