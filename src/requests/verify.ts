import { asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { groupBy } from '../collections.ts';
import type { Reader } from '../db/database.ts';
import { firstBroken } from './history.ts';
import { requestHistory, requests, requestTexts } from './tables.ts';
import type { RequestNumber } from './types.ts';

export interface Broken {
  number: RequestNumber;
  /** The first row that does not fit. */
  seq: number;
  why: 'order' | 'hash' | 'text' | 'missing' | 'noRequest';
}

export interface Verified {
  requests: number;
  rows: number;
  broken: Broken[];
}

/** Checks every request's chain of history against itself, its texts and the head in the request, batch by batch. */
export async function verifyHistory(on: Reader, batch = 200): Promise<Verified> {
  const verified: Verified = { requests: 0, rows: 0, broken: await withoutRequest(on) };
  for (let last = 0; ; ) {
    const found = await on
      .select({ number: requests.number, length: requests.historyLength, hash: requests.historyHash })
      .from(requests)
      .where(gt(requests.number, last))
      .orderBy(asc(requests.number))
      .limit(batch);
    if (found.length === 0) break;
    const { rows, broken } = await verifyBatch(on, found);
    verified.requests += found.length;
    verified.rows += rows;
    verified.broken.push(...broken);
    last = found.at(-1)?.number ?? last;
  }
  verified.broken.sort((a, b) => a.number - b.number || a.seq - b.seq);
  return verified;
}

type Head = { number: RequestNumber; length: number; hash: string };

async function verifyBatch(on: Reader, heads: readonly Head[]): Promise<{ rows: number; broken: Broken[] }> {
  const numbers = heads.map(({ number }) => number);
  const rows = await on
    .select()
    .from(requestHistory)
    .where(inArray(requestHistory.number, numbers))
    .orderBy(asc(requestHistory.number), asc(requestHistory.seq));
  const texts = await on.select().from(requestTexts).where(inArray(requestTexts.number, numbers));
  const rowsOf = groupBy(rows, (row) => row.number);
  const textsOf = groupBy(texts, (text) => text.number);
  const broken = heads.flatMap((head): Broken[] => {
    const own = new Map((textsOf.get(head.number) ?? []).map((text) => [`${text.seq} ${text.field}`, text]));
    const found = firstBroken(head.number, rowsOf.get(head.number) ?? [], own, head);
    return found ? [{ number: head.number, ...found }] : [];
  });
  return { rows: rows.length, broken };
}

/** History whose request is gone. */
async function withoutRequest(on: Reader): Promise<Broken[]> {
  const found = await on
    .selectDistinct({ number: requestHistory.number })
    .from(requestHistory)
    .leftJoin(requests, eq(requests.number, requestHistory.number))
    .where(isNull(requests.number))
    .limit(100);
  return found.map(({ number }) => ({ number, seq: 1, why: 'noRequest' }));
}
