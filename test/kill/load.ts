import { setTimeout as pause } from 'node:timers/promises';
import type { Incoming } from '../../src/platform/adapter.ts';
import type { Instance } from './instances.ts';

/** Delivers an event as a messenger does: to one instance after another until one acknowledges it. Resolves to the tries. */
async function deliver(instances: readonly Instance[], incoming: Incoming, first: number): Promise<number> {
  for (let tries = 1; tries < 600; tries++) {
    const instance = instances[(first + tries) % instances.length];
    if (await instance?.deliver(incoming)) return tries;
    await pause(100);
  }
  throw new Error(`event ${incoming.id} was never acknowledged`);
}

function filing(index: number): Incoming {
  const to = index % 2 === 0 ? 'service:plant-now' : 'service:store-now';
  const account = ['s1', 's2', 's3'][index % 3] ?? 's1';
  const answers = { to, need: `order ${index}`, urgency: 'urgent', blocks: `SO-${index}` };
  return {
    id: `file-${index}`,
    platform: 'console',
    account,
    kind: 'submitted',
    action: 'requests.file',
    context: '{}',
    answers,
  };
}

function acceptance(number: number, account: string): Incoming {
  const at = new Date(Date.now() + 3_600_000).toISOString();
  return {
    id: `accept-${number}`,
    platform: 'console',
    account,
    kind: 'submitted',
    action: 'requests.accept',
    context: String(number),
    answers: { at },
  };
}

export interface Load {
  filed: number;
  accepted: number;
  redelivered: number;
}

/**
 * Files `count` requests, `perSecond`, on whichever instance answers, and has every third of them accepted once it is there.
 * `numbers` tells which numbers requests have by now.
 */
export async function runLoad(
  instances: readonly Instance[],
  options: { count: number; perSecond: number; openNumbers: () => Promise<{ number: number; supplier: string }[]> },
): Promise<Load> {
  const load: Load = { filed: 0, accepted: 0, redelivered: 0 };
  const taken = new Set<number>();
  const work: Promise<void>[] = [];
  for (let index = 0; index < options.count; index++) {
    work.push(
      deliver(instances, filing(index), index).then((tries) => {
        load.filed += 1;
        load.redelivered += tries - 1;
      }),
    );
    if (index % 30 === 29) work.push(acceptSome(instances, options.openNumbers, taken, load));
    await pause(1000 / options.perSecond);
  }
  await Promise.all(work);
  return load;
}

async function acceptSome(
  instances: readonly Instance[],
  openNumbers: () => Promise<{ number: number; supplier: string }[]>,
  taken: Set<number>,
  load: Load,
): Promise<void> {
  const open = (await openNumbers()).filter(({ number }) => number % 3 === 0 && !taken.has(number));
  for (const { number } of open) taken.add(number);
  await Promise.all(
    open.map(async ({ number, supplier }) => {
      await deliver(instances, acceptance(number, supplier === 'plant' ? 'p1' : 'w1'), number);
      load.accepted += 1;
    }),
  );
}
