import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { historyVerify } from '../../src/operator/history-verify.ts';
import { requestHistory, requests, requestTexts } from '../../src/requests/tables.ts';
import { verifyHistory } from '../../src/requests/verify.ts';
import { salesFiles } from '../requests/story.ts';
import { type World, world } from '../world.ts';
import { run } from './run.ts';

/** Three requests with a row each, the middle one with a second row. */
async function filed(): Promise<World> {
  const w = await world();
  for (let count = 0; count < 3; count++) await salesFiles(w, 'urgent');
  await w.clicks('luo', 'requests.accept', '1002', {});
  w.sent();
  return w;
}

test('a history nobody touched is whole, however it is cut into batches', async () => {
  const w = await filed();
  const { code, text } = await run(w, historyVerify);
  expect([code, text]).toEqual([0, 'The history is whole: 3 requests, 4 rows of history.']);
  for (const batch of [1, 2, 3]) {
    expect(await verifyHistory(w.db.reader, batch)).toEqual({ requests: 3, rows: 4, broken: [] });
  }
});

test('a changed row is named by its request and number', async () => {
  const w = await filed();
  const row = and(eq(requestHistory.number, 1002), eq(requestHistory.seq, 2));
  const [stored] = await w.db.reader.select().from(requestHistory).where(row);
  const body = stored?.body.replace('"late":null', '"late":"target"') ?? '';
  expect(body).not.toBe(stored?.body);
  await w.db.reader.update(requestHistory).set({ body }).where(row);
  const { code, text } = await run(w, historyVerify);
  expect(code).toBe(1);
  expect(text).toContain('First broken row: R-1002, row 2: its content was changed after it was written.');
  expect(text).toContain('Checked: 3 requests, 4 rows');
});

test('a changed text, a removed row and a removed request are found, and all are listed', async () => {
  const w = await filed();
  await w.db.reader
    .update(requestTexts)
    .set({ value: '两百万件' })
    .where(and(eq(requestTexts.number, 1001), eq(requestTexts.field, 'need')));
  await w.db.reader.delete(requestHistory).where(and(eq(requestHistory.number, 1002), eq(requestHistory.seq, 2)));
  await w.db.reader.delete(requests).where(eq(requests.number, 1003));
  const { code, text } = await run(w, historyVerify);
  expect(code).toBe(1);
  expect(text).toContain('First broken row: R-1001, row 1: its text or name is not the one that was written.');
  expect(text).toContain('R-1002, row 2: rows at the end were removed');
  expect(text).toContain('R-1003, row 1: the request it belongs to was removed');
});

test('an erased text breaks nothing', async () => {
  const w = await filed();
  await w.db.reader.delete(requestTexts);
  expect((await run(w, historyVerify)).code).toBe(0);
});
