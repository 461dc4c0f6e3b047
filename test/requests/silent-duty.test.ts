import { describe, expect, test } from 'vitest';
import { minutes, read, shanghai, world } from '../world.ts';
import { blockedBy, duty, salesFiles } from './story.ts';

describe('silence climbs inside the responsible department', () => {
  test('urgent, on a holiday: the duty person is reminded, the deputy hears at the target, the head at 150 %, each once', async () => {
    const w = await world();
    await salesFiles(w, 'urgent');
    expect(w.sent()).toEqual(['luo: R-1001：销售部向物控部提出请求', 'lin: R-1001 已送到物控部']);
    await blockedBy(w, duty.materials, 'production', '缺 600 件 A 料成品');
    expect(w.sent()).toEqual(['zhao: R-1002：物控部向生产部提出请求', 'luo: R-1002 已送到生产部']);

    await w.advance(minutes(15) - 1);
    expect(w.sent()).toEqual([]);
    await w.advance(1);
    expect(w.sent()).toEqual(['zhao: R-1002：请在 5月1日(周五) 10:30 前响应']);
    await w.advance(minutes(15));
    expect(w.sent()).toEqual(['liu: R-1002：响应时限 5月1日(周五) 10:30 已到']);
    expect(read(await w.newest('liu'))).toContain('在您之前已通知赵敏。\n受影响的是：出口订单 SO-2051。');
    await w.advance(minutes(15));
    expect(w.sent()).toEqual(['wang: R-1002：响应时限 5月1日(周五) 10:30 已到']);

    await w.presses('wang', 'accept', {});
    await w.advance(minutes(180));
    expect(w.sent()).toEqual([]);
    expect((await w.newest('zhao')).title).toBe('R-1002：王强承诺 5月1日(周五) 18:00');
  });

  test('normal, on a holiday: nothing is sent before the first working hours after it', async () => {
    const w = await world();
    await salesFiles(w, 'normal');
    expect(w.sent()).toEqual(['lin: R-1001 已送到物控部']);
    await w.until(shanghai('2026-05-06T07:59'));
    expect(w.sent()).toEqual([]);
    await w.until(shanghai('2026-05-06T08:00'));
    expect(w.sent()).toEqual(['tang: R-1001：销售部向物控部提出请求']);
    await w.until(shanghai('2026-05-06T09:00'));
    expect(w.sent()).toEqual(['tang: R-1001：请在 5月6日(周三) 10:00 前响应']);
  });
});
