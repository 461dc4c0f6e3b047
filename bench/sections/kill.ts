import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { runMigrations } from 'graphile-worker';
import { rows } from '../../src/db/database.ts';
import { asNumber } from '../../src/db/decode.ts';
import type { Context } from '../context.ts';
import { addJobs, type Part, type Told } from '../instance.ts';
import { peers } from '../peers/peers.ts';
import { fileRequests, here, minute, monday, newDatabase, openProduct } from '../product.ts';
import { keep, ms, type Row, spread } from '../report.ts';

const held = 20;

/** An instance is killed with SIGKILL while it holds due work: how long until another one has done it. */
export async function kill(context: Context): Promise<Row[]> {
  const rounds = context.quick ? 1 : 5;
  const waitMs = context.quick ? 5_000 : 120_000;
  // The peers mostly wait, so all wait at the same time; the product is measured alone, before.
  const ours: Row[] = [];
  for (const kind of ['timers', 'messages'] as const) {
    const samples: number[] = [];
    for (let round = 0; round < rounds; round++) samples.push(await productKilled(context, kind));
    keep(`kill-${kind}-ours`, samples);
    const what =
      kind === 'timers'
        ? 'due timers: fired by another instance after'
        : 'promised messages: sent by another instance after';
    const settings =
      kind === 'timers'
        ? `${held} row locks of an open transaction, ${rounds} rounds, poll 0.2 s`
        : `${held} messages under a lease, sent and not yet marked, ${rounds} rounds, send timeout 3 s`;
    ours.push({ what, result: spread(samples), settings });
  }
  const theirs = await Promise.all(
    peers.map(async (peer): Promise<Row> => {
      const took = await peerKilled(context, peer.name as Part['kind'], waitMs);
      const result = took === null ? `> ${ms(waitMs)} (documented: ${peer.documented})` : ms(took);
      return {
        what: `due jobs, ${peer.name}: run by another instance after`,
        result,
        settings: `${held} jobs; ${peer.settings}`,
      };
    }),
  );
  return [...ours, ...theirs];
}

async function productKilled(context: Context, kind: 'timers' | 'messages'): Promise<number> {
  const url = await newDatabase(context.postgres, 'bench_kill', context.template);
  const product = await openProduct(url, monday);
  const first = 5_000_001;
  const filedAt = () => new Date(monday.getTime() - 16 * minute);
  await fileRequests(product, first, held, { filedAt, urgency: 'urgent' });
  if (kind === 'messages') await product.engine.tick();
  const done = async () => {
    const query =
      kind === 'timers'
        ? sql`select count(*) as left from requests where number >= ${first} and history_length = 1`
        : sql`select count(*) as left from outbox where status = 'waiting'`;
    const [row] = await rows<{ left: unknown }>(product.db.reader, query);
    return asNumber(row?.left) === 0;
  };
  const took = await takenOver({ kind, url, at: product.clock.now().getTime() }, done, 30_000);
  await product.close();
  if (took === null) throw new Error(`${kind} of a killed instance were left undone`);
  return took;
}

async function peerKilled(context: Context, kind: Part['kind'], waitMs: number): Promise<number | null> {
  const url = await newDatabase(context.postgres, `bench_kill_${kind.replace('-', '_')}`);
  if (kind === 'graphile-worker') await runMigrations({ connectionString: url });
  await addJobs(kind, url, held);
  let ran = 0;
  const count = (told: Told) => {
    if (told === 'ran') ran += 1;
  };
  return takenOver({ kind, url, at: 0 }, async () => ran >= held, waitMs, count);
}

/** Starts two instances, kills the one that holds the work, and waits until the other has done it; null when it never did. */
async function takenOver(
  part: Omit<Part, 'role'>,
  done: () => Promise<boolean>,
  waitMs: number,
  hear: (told: Told) => void = () => {},
): Promise<number | null> {
  const holder = instance({ ...part, role: 'holder' });
  const heir = instance({ ...part, role: 'heir' });
  heir.on('message', hear);
  try {
    await Promise.all([told(holder, 'ready'), told(heir, 'ready')]);
    const holding = told(holder, 'holding');
    holder.send('begin');
    await holding;
    heir.send('begin');
    // The heir looks around, and finds everything taken.
    await sleep(700);
    holder.kill('SIGKILL');
    const begun = performance.now();
    while (performance.now() - begun < waitMs) {
      if (await done()) return performance.now() - begun;
      await sleep(5);
    }
    return null;
  } finally {
    holder.kill('SIGKILL');
    heir.kill('SIGKILL');
  }
}

function instance(part: Part): ChildProcess {
  const child = fork(here('./instance.ts'));
  child.send(part);
  return child;
}

function told(child: ChildProcess, wanted: Told): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => message === wanted && resolve());
    child.once('exit', () => reject(new Error(`an instance ended before it was ${wanted}`)));
  });
}
