import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type Runner, type RunnerOptions, run, runMigrations } from 'graphile-worker';
import postgres from 'postgres';
import type { Context } from '../context.ts';
import { newDatabase } from '../product.ts';
import type { Peer } from './peers.ts';

/** As its documentation recommends for throughput: a local queue, completions in batches, a pool as large as needed. */
const recommended = {
  concurrency: 24,
  maxPoolSize: 25,
  // It would write a line for each job.
  logger: new Logger(() => () => {}),
  noHandleSignals: true,
  preset: {
    worker: {
      localQueue: {
        size: 500,
        ttl: 5 * 60_000,
        refetchDelay: { durationMs: 100, threshold: 0, maxAbortThreshold: 500 },
      },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  },
} satisfies Partial<RunnerOptions>;

const settings = 'concurrency 24, local queue of 500, batched completion, poll 2 s (its default)';

export const graphileWorker: Peer = {
  name: 'graphile-worker',
  settings,
  documented: '4 h',
  async steady(context, perSecond, seconds) {
    const late: number[] = [];
    const { url, sql } = await prepare(context, 'bench_graphile_steady');
    const many = perSecond * seconds;
    await add(
      sql,
      Array.from({ length: context.open }, (_, i) => Date.now() + 86_400_000 + i),
    );
    const begin = Date.now() + 3_000;
    await add(
      sql,
      Array.from({ length: many }, (_, i) => begin + (i * 1000) / perSecond),
    );
    const runner = await work(url, (due) => {
      late.push(Date.now() - due);
    });
    while (late.length < many) await sleep(50);
    await end(runner, sql);
    return late;
  },
  async atOnce(context, many) {
    let done = 0;
    const { url, sql } = await prepare(context, 'bench_graphile_outage');
    await add(
      sql,
      Array.from({ length: context.open }, (_, i) => Date.now() + 86_400_000 + i),
    );
    await add(
      sql,
      Array.from({ length: many }, (_, i) => Date.now() - i),
    );
    const begun = performance.now();
    const runner = await work(url, () => {
      done += 1;
    });
    while (done < many) await sleep(5);
    const took = performance.now() - begun;
    await end(runner, sql);
    return took;
  },
};

async function prepare(context: Context, name: string): Promise<{ url: string; sql: postgres.Sql }> {
  const url = await newDatabase(context.postgres, name);
  await runMigrations({ connectionString: url });
  return { url, sql: postgres(url, { max: 1, onnotice: () => {} }) };
}

/** Adds an empty job for each instant, through its own function for many jobs. */
export async function add(sql: postgres.Sql, due: readonly number[]): Promise<void> {
  for (let start = 0; start < due.length; start += 5_000) {
    const specs = due.slice(start, start + 5_000).map((at) => ({
      identifier: 'empty',
      payload: { due: at },
      run_at: new Date(at).toISOString(),
    }));
    await sql`
      select count(*) from graphile_worker.add_jobs((
        select array_agg((identifier, payload, null, run_at, null, null, null, null)::graphile_worker.job_spec)
        from jsonb_to_recordset(${sql.json(specs)}) as spec(identifier text, payload json, run_at timestamptz)
      ))`;
  }
  await sql`analyze`;
}

export function work(connectionString: string, ran: (due: number) => void | Promise<void>): Promise<Runner> {
  return run({
    ...recommended,
    connectionString,
    taskList: { empty: (payload) => ran((payload as { due: number }).due) },
  });
}

async function end(runner: Runner, sql: postgres.Sql): Promise<void> {
  await runner.stop();
  await sql.end();
}
