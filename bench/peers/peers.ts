import type { Context } from '../context.ts';
import { graphileWorker } from './graphile-worker.ts';
import { pgBoss } from './pg-boss.ts';

/** A job queue measured beside the product: the job does nothing, so every figure is a lower bound for it. */
export interface Peer {
  name: string;
  settings: string;
  /** Lateness of each of `perSecond` × `seconds` jobs, in milliseconds. */
  steady(context: Context, perSecond: number, seconds: number): Promise<number[]>;
  /** How long it takes until `many` jobs that were due have been run, in milliseconds. */
  atOnce(context: Context, many: number): Promise<number>;
  /** What it documents about jobs of a process that was killed. */
  documented: string;
}

export const peers: readonly Peer[] = [graphileWorker, pgBoss];
