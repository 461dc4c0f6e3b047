import { setTimeout as sleep } from 'node:timers/promises';
import PgBoss from 'pg-boss';
import type { Context } from '../context.ts';
import { newDatabase } from '../product.ts';
import type { Peer } from './peers.ts';

const queue = 'empty';
const settings = 'poll 0.5 s (the least it allows), batches of 1,000';

export const pgBoss: Peer = {
  name: 'pg-boss',
  settings,
  documented: '15 min (expireInMinutes)',
  async steady(context, perSecond, seconds) {
    const late: number[] = [];
    const boss = await prepare(context, 'bench_boss_steady');
    const many = perSecond * seconds;
    await add(
      boss,
      Array.from({ length: context.open }, (_, i) => Date.now() + 86_400_000 + i),
    );
    const begin = Date.now() + 3_000;
    await add(
      boss,
      Array.from({ length: many }, (_, i) => begin + (i * 1000) / perSecond),
    );
    await work(boss, (due) => {
      late.push(Date.now() - due);
    });
    while (late.length < many) await sleep(50);
    await boss.stop({ graceful: false });
    return late;
  },
  async atOnce(context, many) {
    let done = 0;
    const boss = await prepare(context, 'bench_boss_outage');
    await add(
      boss,
      Array.from({ length: context.open }, (_, i) => Date.now() + 86_400_000 + i),
    );
    await add(
      boss,
      Array.from({ length: many }, (_, i) => Date.now() - i),
    );
    const begun = performance.now();
    await work(boss, () => {
      done += 1;
    });
    while (done < many) await sleep(5);
    const took = performance.now() - begun;
    await boss.stop({ graceful: false });
    return took;
  },
};

async function prepare(context: Context, name: string): Promise<PgBoss> {
  return open(await newDatabase(context.postgres, name));
}

export async function open(connectionString: string): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString, max: 10 });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(queue);
  return boss;
}

export async function add(boss: PgBoss, due: readonly number[]): Promise<void> {
  for (let start = 0; start < due.length; start += 5_000) {
    const jobs = due.slice(start, start + 5_000);
    await boss.insert(jobs.map((at) => ({ name: queue, data: { due: at }, startAfter: new Date(at).toISOString() })));
  }
}

export async function work(boss: PgBoss, ran: (due: number) => void | Promise<void>): Promise<void> {
  await boss.work<{ due: number }>(queue, { batchSize: 1_000, pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const job of jobs) await ran(job.data.due);
  });
}
