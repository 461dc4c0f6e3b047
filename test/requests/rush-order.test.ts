import { describe, expect, test } from 'vitest';
import { hours, minutes, read, shanghai, whispered, world } from '../world.ts';
import { ringCloses, salesFiles } from './story.ts';

describe('a rush order on a public holiday', () => {
  test('goes through five departments: the ring is seen once, an offer opens it, and the referee hears nothing', async () => {
    const w = await world();
    await salesFiles(w, 'urgent');
    w.sent();
    await ringCloses(w);
    const sent = w.sent();
    const ring = sent.filter((line) => line.includes('形成了一个环'));
    expect(ring.map((line) => line.split(':')[0]).sort()).toEqual([
      'feng',
      'he',
      'huang',
      'lin',
      'luo',
      'song',
      'wang',
      'xu',
      'zhao',
      'zheng',
    ]);
    expect(sent.filter((line) => !line.includes('形成了一个环'))).toEqual([
      'zhao: R-1002：物控部向生产部提出请求',
      'luo: R-1002 已送到生产部',
      'feng: R-1003：生产部向采购部提出请求',
      'zhao: R-1003 已送到采购部',
      'song: R-1004：采购部向财务部提出请求',
      'feng: R-1004 已送到财务部',
      'xu: R-1005：财务部向销售部提出请求',
      'song: R-1005 已送到销售部',
    ]);
    expect(
      read(
        (await w.messages('song')).findLast((seen) => seen.card.title.includes('环'))?.card ?? (await w.newest('song')),
      ),
    ).toContain('财务部不用等就能先放出什么');

    await w.advance(minutes(10));
    await w.presses('song', 'offer', { what: '先付 10 万元定金', by: shanghai('2026-05-01T14:00').toISOString() });
    expect(w.sent()).toEqual([]);
    expect(
      read((await w.messages('wang')).at(-1)?.card ?? { title: '', tone: 'plain', elements: [], buttons: [] }),
    ).toContain('先付 10 万元定金');

    // Finance lets go of what it waited for and delivers: the ring is open.
    await w.advance(minutes(2));
    await w.clicks('song', 'requests.unblock', '1004');
    expect((await w.messages('he')).at(-1)?.card.title).toBe('环已解开：物控部 → 生产部 → 采购部 → 财务部 → 销售部');
    await w.clicks('xu', 'requests.accept', '1005', { at: shanghai('2026-05-01T18:00').toISOString() });
    await w.clicks('song', 'requests.deliver', '1004', { text: '已付定金 10 万元' });
    expect(w.sent()).toEqual(['feng: R-1004：财务部已交付']);
    await w.clicks('feng', 'requests.confirm', '1004', { rating: '5' });
    expect(w.sent()).toEqual(['feng: R-1003：不用再等 R-1004（财务部）']);

    await w.advance(hours(1));
    await w.clicks('feng', 'requests.deliver', '1003', { text: '铜箔已到厂' });
    await w.clicks('zhao', 'requests.confirm', '1003', { rating: '4' });
    await w.advance(hours(1));
    await w.clicks('zhao', 'requests.deliver', '1002', { text: '600 件' });
    await w.clicks('luo', 'requests.confirm', '1002', { rating: '5' });
    await w.advance(minutes(30));
    await w.clicks('luo', 'requests.deliver', '1001', { text: '可以发货' });
    w.sent();
    await w.clicks('lin', 'requests.confirm', '1001', { rating: '5', text: '谢谢大家' });
    expect(w.sent().sort()).toEqual(
      ['feng', 'lin', 'luo', 'song', 'xu', 'zhao'].map((who) => `${who}: R-1001：时间花在哪里`),
    );
    expect(await w.messages('chen')).toEqual([]);
    expect(await w.messages('gu')).toEqual([]);
    const bill = (await w.newest('lin')).elements.find((element) => element.kind === 'chart');
    const total = bill?.kind === 'chart' ? bill.bars.reduce((sum, bar) => sum + bar.value, 0) : 0;
    expect(total).toBe(minutes(10 + 2 + 60 + 60 + 30));
    expect(whispered(await w.says('lin', '/chain R-1001'))).toBe('R-1001：目前停在哪里');
  });

  test('when nobody offers anything, the referee hears of the ring after one hour, once', async () => {
    const w = await world();
    await salesFiles(w, 'urgent');
    await ringCloses(w);
    w.sent();
    await w.advance(hours(1) - 1);
    expect(w.sent().filter((line) => /^(chen|gu):/.test(line))).toEqual([]);
    await w.advance(1);
    expect(w.sent().filter((line) => /^(chen|gu):/.test(line))).toEqual([
      'chen: 有一个环需要一起解开：物控部 → 生产部 → 采购部 → 财务部 → 销售部',
    ]);
  });
});
