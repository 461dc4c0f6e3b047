import type { Delivery } from '../../src/platform/adapter.ts';
import type { Api } from './api.ts';

/** What becomes of one thing among several that were done together. */
export type Outcome<R> = { done: R } | { failed: unknown };

interface Gathering<T, R> {
  items: { item: T; resolve: (result: R) => void; reject: (error: unknown) => void }[];
  timer: NodeJS.Timeout | null;
  since: number;
}

/** Even when more and more of the same comes, it is begun after this long. */
const longestMs = 120;

/**
 * Does things that come at the same time under one key together; each has its own result. `quietMs` is how long to wait for
 * the next one: the outbox hands a whole batch over side by side.
 */
export function gather<T, R>(
  work: (items: T[]) => Promise<Outcome<R>[]>,
): (key: string, item: T, quietMs: number) => Promise<R> {
  const open = new Map<string, Gathering<T, R>>();
  const flush = async (key: string, gathering: Gathering<T, R>) => {
    if (open.get(key) === gathering) open.delete(key);
    try {
      const outcomes = await work(gathering.items.map(({ item }) => item));
      for (const [index, { resolve, reject }] of gathering.items.entries()) {
        const outcome = outcomes[index];
        if (outcome && 'done' in outcome) resolve(outcome.done);
        else reject(outcome?.failed ?? new Error('nothing became of it'));
      }
    } catch (error) {
      for (const { reject } of gathering.items) reject(error);
    }
  };
  return (key, item, quietMs) =>
    new Promise((resolve, reject) => {
      const gathering = open.get(key) ?? { items: [], timer: null, since: performance.now() };
      open.set(key, gathering);
      gathering.items.push({ item, resolve, reject });
      if (gathering.timer) clearTimeout(gathering.timer);
      const waitMs = Math.max(0, Math.min(quietMs, gathering.since + longestMs - performance.now()));
      gathering.timer = setTimeout(() => void flush(key, gathering), waitMs);
    });
}

/** Waits until the turn of all that travel in one call has come, with all at hand that the call needs. */
export async function turnOf({ api }: { api: Pick<Api, 'token'> }, items: readonly Delivery[]): Promise<void> {
  await api.token();
  await Promise.all([...new Set(items.map(({ turn }) => turn))].map((turn) => turn?.()));
}

/** Lists of at most `most`, and of at most `bytes` where `size` tells them. */
export function chunks<T>(
  items: readonly T[],
  most: number,
  bytes = Infinity,
  size: (item: T) => number = () => 0,
): T[][] {
  const all: T[][] = [];
  let room = 0;
  for (const item of items) {
    const last = all.at(-1);
    if (last && last.length < most && size(item) <= room) last.push(item);
    else {
      all.push([item]);
      room = bytes;
    }
    room -= size(item);
  }
  return all;
}
