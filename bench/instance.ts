import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import postgres from 'postgres';
import { createRunner } from '../src/engine/runner.ts';
import { add as addGraphile, work as workGraphile } from './peers/graphile-worker.ts';
import { open as openBoss, work as workBoss } from './peers/pg-boss.ts';
import { openProduct } from './product.ts';

/** What an instance is to do: hold what it has taken until it is killed, or do the work of one that was. */
export interface Part {
  kind: 'timers' | 'messages' | 'graphile-worker' | 'pg-boss';
  role: 'holder' | 'heir';
  url: string;
  /** The product's time. */
  at: number;
}

export type Told = 'ready' | 'holding' | 'ran';

const tell = (told: Told) => process.send?.(told);
const forever = () => sleep(2 ** 31 - 1);

process.once('message', async (part: Part) => {
  if (part.kind === 'timers' || part.kind === 'messages') await product(part);
  else await queue(part);
});

/** Waits for the word to begin, so that starting a process is no part of what is measured. */
const begin = () => new Promise((resolve) => process.once('message', resolve));

async function product({ kind, role, url, at }: Part): Promise<void> {
  const stopAt = kind === 'timers' ? 'timer-claimed' : 'sent-before-mark';
  const failpoint = async (name: string) => {
    if (name !== stopAt) return;
    tell('holding');
    await forever();
  };
  const { engine, db } = await openProduct(url, new Date(at), role === 'holder' ? { failpoint } : {});
  tell('ready');
  await begin();
  if (role === 'holder') await (kind === 'timers' ? engine.tick() : engine.flush());
  await createRunner({ engine, db, log: pino({ level: 'error' }) }).start();
}

async function queue({ kind, role, url }: Part): Promise<void> {
  const ran = () => {
    tell(role === 'holder' ? 'holding' : 'ran');
    return role === 'holder' ? forever() : undefined;
  };
  const boss = kind === 'pg-boss' ? await openBoss(url) : null;
  tell('ready');
  await begin();
  if (boss) await workBoss(boss, ran);
  else await workGraphile(url, ran);
}

/** For the section that starts these. */
export async function addJobs(kind: Part['kind'], url: string, many: number): Promise<void> {
  const due = Array.from({ length: many }, () => Date.now() - 1_000);
  if (kind === 'pg-boss') {
    const boss = await openBoss(url);
    await boss.insert(due.map((at) => ({ name: 'empty', data: { due: at } })));
    await boss.stop({ graceful: false });
    return;
  }
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  await addGraphile(sql, due);
  await sql.end();
}
