import { beforeEach, describe, expect, test } from 'vitest';
import { readActions } from '../../../src/meetings/actions/store.ts';
import { does, files } from '../../requests/story.ts';
import { days, hours, minutes, read, type World, world } from '../../world.ts';
import { atTheTable, fillsIn, monday } from './kit.ts';

let w: World;
beforeEach(async () => {
  w = await world({ at: monday, rhythm: false });
});

const status = async () => (await readActions(w.db.reader, {})).at(-1)?.status;

/** Material control was late with a stock check, has agreed on a remedy at the table, and reports it done. */
async function remedied(what = 'overdue', more: Record<string, string> = {}): Promise<void> {
  const number = await files(w, 'lin', 'service:check-stock', '查 SO-2051 库存', { urgency: 'normal' });
  const half = { supplier: 'materials', customer: 'sales' };
  const meeting = await atTheTable(
    w,
    [half],
    [
      ['he', 'materials'],
      ['lin', 'sales'],
    ],
  );
  const answers = { text: '库存表每天更新', owner: 'he', due: '2026-05-20', sign: '查库存不再超时', ...more };
  await fillsIn(w, 'he', 'add', `${meeting.id}|request/${number}/${what}`, answers);
  await does(w, 'luo', 'accept', number, { promise: new Date(w.clock.now().getTime() + hours(1)).toISOString() });
  await does(w, 'luo', 'deliver', number, { text: '有货' });
  await does(w, 'lin', 'confirm', number, { rating: '5' });
  await fillsIn(w, 'he', 'done', '1', { words: '更新了两天' });
  w.sent();
}

async function again(service: string): Promise<number> {
  await w.advance(minutes(1));
  return files(w, 'lin', `service:${service}`, '再查一次', { urgency: 'normal' });
}

describe('the same problem does not return unseen', () => {
  test('a request of the same supplier and service that is late opens the improvement again, and both sides are told', async () => {
    await remedied();
    const number = await again('check-stock');
    w.sent();
    await w.advance(hours(8));
    const told = w.sent().filter((line) => line.includes('A-1'));
    expect(told).toEqual([
      'he: 问题又出现了，A-1 重新启动：库存表每天更新',
      'lin: 问题又出现了，A-1 重新启动：库存表每天更新',
    ]);
    const card = (await w.messages('lin')).map((seen) => seen.card).findLast((one) => one.title.includes('A-1'));
    expect(card && read(card)).toContain(`销售部的 R-${number} 又出现同样的问题`);
    expect(await status()).toBe('open');
    await w.advance(days(1));
    expect(w.sent().filter((line) => line.includes('A-1'))).toEqual([]);
  });

  test('another service, or another problem, is not the same', async () => {
    await remedied('returned');
    await again('ship-order');
    const number = await again('check-stock');
    await w.advance(days(4));
    w.sent();
    expect(number).toBeGreaterThan(0);
    expect(await status()).toBe('done');
  });

  test('a delivery that is returned opens it again', async () => {
    await remedied('returned');
    const number = await again('check-stock');
    await does(w, 'luo', 'accept', number, { promise: new Date(w.clock.now().getTime() + hours(1)).toISOString() });
    await does(w, 'luo', 'deliver', number, { text: '有货' });
    await does(w, 'lin', 'return', number, { text: '数量不对' });
    await w.advance(hours(1));
    w.sent();
    expect(await status()).toBe('open');
  });

  test('so does a low rating, and none that is merely middling', async () => {
    await remedied('lowRating');
    for (const [rating, then] of [
      ['3', 'done'],
      ['2', 'open'],
    ] as const) {
      const number = await again('check-stock');
      await does(w, 'luo', 'accept', number, { promise: new Date(w.clock.now().getTime() + hours(1)).toISOString() });
      await does(w, 'luo', 'deliver', number, { text: '有货' });
      await does(w, 'lin', 'confirm', number, { rating, remark: '不清楚' });
      await w.advance(hours(1));
      w.sent();
      expect(await status()).toBe(then);
    }
  });

  test('what was asked before the improvement was done is no return', async () => {
    const number = await files(w, 'zhou', 'service:check-stock', '早先的请求', { urgency: 'normal' });
    await remedied();
    expect(number).toBeGreaterThan(0);
    await w.advance(days(3));
    w.sent();
    expect(await status()).toBe('done');
  });
});
