import { asc, eq } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Reply } from '../../src/platform/adapter.ts';
import { firstBroken } from '../../src/requests/history.ts';
import { read as readRequests } from '../../src/requests/store.ts';
import { requestHistory, requests, requestTexts } from '../../src/requests/tables.ts';
import type { Request } from '../../src/requests/types.ts';
import { days, type World, whispered } from '../world.ts';

/** Holiday, 2026-05-01 10:00 in Shanghai. Who is on duty is in the demo company's roster. */
export const duty = { sales: 'xu', materials: 'luo', production: 'zhao', purchasing: 'feng', finance: 'song' };

export type Urgency = 'urgent' | 'normal';

/** Sales files the rush order at material control. */
export async function salesFiles(w: World, urgency: Urgency): Promise<void> {
  const opened = await w.says('lin', '/request 物控部 SO-2051 出口订单一百万件，7天内要货');
  const reply = await w.fills('lin', opened, {
    urgency,
    blocks: '出口订单 SO-2051',
    needBy: new Date(w.clock.now().getTime() + days(7)).toISOString(),
  });
  expect(whispered(reply)).toBeNull();
}

/** A department says what it waits for: a new request upstream. */
export async function blockedBy(w: World, who: string, to: string, need: string): Promise<void> {
  expect(await w.presses(who, 'block', { to, need })).toBeNull();
}

/** The four links upstream: material control, production, purchasing, finance, and back to sales. */
export async function ringCloses(w: World): Promise<void> {
  await blockedBy(w, duty.materials, 'production', '缺 600 件 A 料成品');
  await blockedBy(w, duty.production, 'purchasing', '缺铜箔 2 吨');
  await blockedBy(w, duty.purchasing, 'finance', '供应商要先付 30 万元');
  await blockedBy(w, duty.finance, 'sales', '先收回 SO-1988 的货款 50 万元');
}

/** Someone promises, delivers, and the customer confirms with a rating. */
export async function handsOver(w: World, supplier: string, customer: string, rating = '5'): Promise<void> {
  await w.presses(supplier, 'deliver', { text: '已完成' });
  await w.presses(customer, 'confirm', { rating });
}

/** Someone files a request, urgent unless said otherwise. Resolves to its number. */
export async function files(
  w: World,
  who: string,
  to: string,
  need: string,
  more: Record<string, string> = {},
): Promise<number> {
  const opened = await w.says(who, '/request');
  expect(await w.fills(who, opened, { to, need, urgency: 'urgent', ...more })).toBeNull();
  const [row] = await w.db.reader.select({ number: requests.number }).from(requests).where(eq(requests.asker, who));
  if (!row) throw new Error('nothing was filed');
  return (await newestNumber(w)) ?? row.number;
}

async function newestNumber(w: World): Promise<number | undefined> {
  const rows = await w.db.reader.select({ number: requests.number }).from(requests).orderBy(asc(requests.number));
  return rows.at(-1)?.number;
}

/** Someone presses a button of a request, be it on a card of theirs or a stale one, and fills in what it opens. */
export async function does(
  w: World,
  who: string,
  action: string,
  number: number,
  answers?: Record<string, string>,
): Promise<Reply | null> {
  const reply = await w.clicks(who, `requests.${action}`, String(number), answers);
  if (reply?.kind === 'problems') throw new Error(`${action}: ${JSON.stringify(reply.fields)}`);
  return reply;
}

/** The request as it stands. */
export async function standing(w: World, number: number): Promise<Request> {
  const request = (await readRequests(w.db.reader, [number])).get(number);
  if (!request) throw new Error(`no request ${number}`);
  return request;
}

/** The request at its end. */
export async function ended(w: World, number: number): Promise<Extract<Request, { stage: 'closed' }>> {
  const request = await standing(w, number);
  if (request.stage !== 'closed') throw new Error(`R-${number} is ${request.stage}`);
  return request;
}

/** Who got a new message since the last look, in order. */
export const heard = (w: World): string[] => w.sent().map((line) => line.split(':')[0] ?? '');

/** What the history of a request says happened, with what the texts beside it say, and that nobody has touched it. */
export async function history(w: World, number: number): Promise<Record<string, unknown>[]> {
  const [head] = await w.db.reader.select().from(requests).where(eq(requests.number, number));
  const mine = eq(requestHistory.number, number);
  const rows = await w.db.reader.select().from(requestHistory).where(mine).orderBy(asc(requestHistory.seq));
  const texts = await w.db.reader.select().from(requestTexts).where(eq(requestTexts.number, number));
  const known = new Map(texts.map((text) => [`${text.seq} ${text.field}`, text]));
  const end = { length: head?.historyLength ?? 0, hash: head?.historyHash ?? '' };
  expect(firstBroken(number, rows, known, end)).toBeNull();
  return rows.map((row) => {
    const { happening } = JSON.parse(row.body) as { happening: Record<string, unknown> };
    const said = texts.filter((text) => text.seq === row.seq).map((text) => [text.field, text.value]);
    return { ...happening, ...Object.fromEntries(said) };
  });
}

export const kinds = async (w: World, number: number): Promise<unknown[]> =>
  (await history(w, number)).map((row) => row.kind);
