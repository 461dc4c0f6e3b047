import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { type Database, rows } from '../../src/db/database.ts';
import { asNumber } from '../../src/db/decode.ts';
import type { Observer } from '../../src/engine/engine.ts';
import { createRunner } from '../../src/engine/runner.ts';
import type { Context } from '../context.ts';
import { peers } from '../peers/peers.ts';
import { fileRequests, minute, monday, newDatabase, openProduct, type Product } from '../product.ts';
import { count, keep, ms, percentile, type Row, spread } from '../report.ts';

/** Requests whose first step (half of 30 minutes) is due at `at(i)`. */
const dueAt = (at: (i: number) => number) => ({
  filedAt: (i: number) => new Date(at(i) - 15 * minute),
  urgency: 'urgent' as const,
});

const first = 5_000_001;

/** Timers of real requests among many open ones, beside an empty job for each in two queues built for jobs. */
export async function timers(context: Context): Promise<Row[]> {
  return [...(await idle(context)), ...(await steady(context)), ...(await outage(context))];
}

async function idle(context: Context): Promise<Row[]> {
  const product = await openProduct(await newDatabase(context.postgres, 'bench_idle', context.template), monday);
  const samples: number[] = [];
  for (let i = 0; i < (context.quick ? 300 : 2_000); i++) {
    const begun = performance.now();
    await product.engine.tick();
    if (i >= 50) samples.push(performance.now() - begun);
    await sleep(2);
  }
  await product.close();
  keep('timers-idle', samples);
  return [
    {
      what: 'a tick with nothing due',
      result: spread(samples),
      target: 'p99 ≤ 5 ms',
      met: percentile(samples, 0.99) <= 5,
      settings: `${count(context.open)} open requests, ${count(samples.length)} ticks`,
    },
  ];
}

/** The product's own loops, as in production, over a messenger that takes everything at once. */
function start(product: Product): ReturnType<typeof createRunner> {
  return createRunner({ engine: product.engine, db: product.db, log: pino({ level: 'error' }) });
}

async function steady(context: Context): Promise<Row[]> {
  const seconds = context.quick ? 5 : 60;
  const many = 50 * seconds;
  const product = await openProduct(await newDatabase(context.postgres, 'bench_steady', context.template), monday);
  const begin = product.clock.now().getTime() + 5_000 + many * 2;
  await fileRequests(
    product,
    first,
    many,
    dueAt((i) => begin + i * 20),
  );
  const runner = start(product);
  await runner.start();
  const until = begin + seconds * 1000 + 1_000;
  await sleep(until - product.clock.now().getTime());
  await decided(product.db, many, 60_000);
  await runner.stop(5_000);
  const samples = await lateness(product.db);
  await product.close();
  keep('timers-steady-ours', samples);
  const settings = `50 a second for ${seconds} s, each a ladder step decided, written and promised`;
  const p99 = percentile(samples, 0.99);
  const ours: Row = {
    what: 'steady 50 due a second: lateness',
    result: spread(samples),
    target: 'p99 ≤ 1 s',
    met: p99 <= 1000,
    settings,
  };
  const beside: Row[] = [];
  for (const peer of peers) {
    const late = await peer.steady(context, 50, seconds);
    keep(`timers-steady-${peer.name}`, late);
    beside.push({
      what: `the same, ${peer.name}`,
      result: spread(late),
      settings: `an empty job each; ${peer.settings}`,
    });
  }
  return [ours, ...beside];
}

/** How long after it was due each step was written into the history, in milliseconds. */
async function lateness(db: Database): Promise<number[]> {
  const found = await rows<{ late: unknown }>(
    db.reader,
    sql`select extract(epoch from at) * 1000
             - extract(epoch from (body::json -> 'happening' ->> 'intended')::timestamptz) * 1000 as late
        from request_history where number >= ${first} and body::json -> 'happening' ->> 'kind' = 'climbed'`,
  );
  return found.map((row) => asNumber(row.late));
}

/** Waits until `many` requests of these have had their step; the runner decides them meanwhile. */
async function decided(db: Database, many: number, mostMs: number): Promise<void> {
  const begun = performance.now();
  for (;;) {
    const [row] = await rows<{ done: unknown }>(
      db.reader,
      sql`select count(*) as done from requests where number >= ${first} and history_length > 1`,
    );
    if (asNumber(row?.done) >= many) return;
    if (performance.now() - begun > mostMs) throw new Error(`not all of ${many} timers were fired within ${mostMs} ms`);
    await sleep(100);
  }
}

/** Counts what the engine says it has fired: asking the database all the time would be a load of its own. */
function counter(): { observe: Observer; reach(many: number, mostMs: number): Promise<void> } {
  let fired = 0;
  const observe: Observer = {
    handled: () => {},
    sent: () => {},
    swept: (sweep) => {
      fired += sweep.fired;
    },
  };
  return {
    observe,
    async reach(many, mostMs) {
      const begun = performance.now();
      while (fired < many) {
        if (performance.now() - begun > mostMs)
          throw new Error(`${fired} of ${many} timers were fired within ${mostMs} ms`);
        await sleep(10);
      }
    },
  };
}

async function outage(context: Context): Promise<Row[]> {
  const many = context.quick ? 1_000 : 10_000;
  const fired = counter();
  const { observe } = fired;
  const url = await newDatabase(context.postgres, 'bench_outage', context.template);
  const product = await openProduct(url, monday, { observe });
  const target = (20_000 * many) / 10_000;
  // What would have fired over the last hour: several steps of a ladder are overdue at once.
  await fileRequests(
    product,
    first,
    many,
    dueAt((i) => monday.getTime() - 60 * minute + (i * 60 * minute) / many),
  );
  await product.db.reader.execute(sql`analyze`);
  const runner = start(product);
  const begun = performance.now();
  const before = process.cpuUsage();
  await runner.start();
  await fired.reach(many, 300_000);
  await decided(product.db, many, 60_000);
  const took = performance.now() - begun;
  const { user, system } = process.cpuUsage(before);
  await sent(product.db);
  const drained = performance.now() - begun;
  await runner.stop(5_000);
  const [promised] = await rows<{ many: unknown }>(product.db.reader, sql`select count(*) as many from outbox`);
  await product.close();
  keep('timers-outage-ours', [took, drained]);
  const ours: Row[] = [
    {
      what: `${count(many)} due at once: all decided, written and promised`,
      result: `${ms(took)} (${count((many * 1000) / took)} a second; ${ms((user + system) / 1000 / many)} of the process’s CPU each)`,
      target: `≤ ${ms(target)}`,
      met: took <= target,
      settings: `one process, its messages being sent beside it; ${count(context.open)} other open requests`,
    },
    {
      what: 'until the last of their messages was sent',
      result: `${ms(drained)} (${count(asNumber(promised?.many))} messages and card changes)`,
      settings: 'to a messenger that answers at once',
    },
  ];
  const beside: Row[] = [];
  for (const peer of peers) {
    const all = await peer.atOnce(context, many);
    keep(`timers-outage-${peer.name}`, [all]);
    beside.push({
      what: `the same, ${peer.name}`,
      result: `${ms(all)} (${count((many * 1000) / all)} a second)`,
      settings: `an empty job each; ${peer.settings}`,
    });
  }
  return [...ours, ...beside];
}

async function sent(db: Database): Promise<void> {
  for (;;) {
    const [row] = await rows<{ left: unknown }>(
      db.reader,
      sql`select count(*) as left from outbox where status = 'waiting' and due_at <= ${monday.toISOString()}::timestamptz + interval '10 min'`,
    );
    if (asNumber(row?.left) === 0) return;
    await sleep(500);
  }
}
