import { expect } from 'vitest';
import { hours, minutes } from '../world.ts';
import type { PlatformWorld } from './world.ts';

/** The ring of five departments on a public holiday, as people live it on a messenger: by label and by word. */
export async function rushOrder(w: PlatformWorld): Promise<void> {
  await salesFiles(w);
  await blocked(w, 'luo', '生产部', '缺 600 件 A 料成品');
  await blocked(w, 'zhao', '采购部', '缺铜箔 2 吨');
  await blocked(w, 'feng', '财务部', '供应商要先付 30 万元');
  w.sent();
  await blocked(w, 'song', '销售部', '先收回 SO-1988 的货款 50 万元');
  const ring = w.sent().filter((line) => line.includes('形成了一个环'));
  expect(ring.map((line) => line.split(':')[0]).sort()).toEqual(
    ['feng', 'he', 'huang', 'lin', 'luo', 'song', 'wang', 'xu', 'zhao', 'zheng'].sort(),
  );
  expect(everything(w, 'song')).toContain('财务部不用等就能先放出什么');

  await w.advance(minutes(10));
  await w.presses('song', '我们能先放出什么');
  await w.fills('song', { 一个数量: '先付 10 万元定金', 什么时候: '今天 14:00' });
  expect(
    w
      .shown('song')
      .map(({ text }) => text)
      .join('\n'),
  ).toContain('先付 10 万元定金');

  await w.advance(minutes(2));
  await w.presses('song', '不用再等');
  expect(
    w
      .shown('he')
      .map(({ text }) => text)
      .join('\n'),
  ).toContain('环已解开');
  await w.presses('xu', '承诺时间');
  await w.fills('xu', { 承诺时间: '今天 18:00' });
  await finish(w);
}

const everything = (w: PlatformWorld, person: string) =>
  w
    .shown(person)
    .map(({ text }) => text)
    .join('\n');

/** Sales files the rush order at material control. */
export async function salesFiles(w: PlatformWorld): Promise<void> {
  await w.says('lin', '/request 物控部 SO-2051 出口订单一百万件，7天内要货');
  await w.fills('lin', { 有多急: '紧急：全天候，节假日也处理', 会影响什么: '出口订单 SO-2051' });
  expect(w.newest('luo')).toContain('R-1001：销售部向物控部提出请求');
}

/** A department says what it waits for: a new request upstream. */
async function blocked(w: PlatformWorld, who: string, to: string, need: string): Promise<void> {
  await w.presses(who, '被上游卡住');
  await w.fills(who, { 请求哪个部门: to, 需要什么: need });
}

async function finish(w: PlatformWorld): Promise<void> {
  const deliver = async (supplier: string, customer: string, note: string) => {
    await w.presses(supplier, '交付');
    await w.fills(supplier, { 说明: note });
    await w.presses(customer, '确认');
    await w.fills(customer, { 这次服务怎么样: '5' });
    await w.advance(hours(1));
  };
  await deliver('song', 'feng', '已付定金 10 万元');
  await deliver('feng', 'zhao', '铜箔已到厂');
  await deliver('zhao', 'luo', '600 件');
  w.sent();
  await deliver('luo', 'lin', '可以发货');
  expect(w.newest('lin')).toContain('时间花在哪里');
  for (const referee of ['chen', 'gu']) expect(w.shown(referee)).toEqual([]);
}

/** Nobody in production answers: it climbs there, each hears once, and whoever accepts ends it. */
export async function silentDuty(w: PlatformWorld): Promise<void> {
  await salesFiles(w);
  await blocked(w, 'luo', '生产部', '缺 600 件 A 料成品');
  w.sent();
  await w.advance(minutes(15));
  expect(w.sent().map((line) => line.split(':')[0])).toEqual(['zhao']);
  await w.advance(minutes(15));
  expect(w.sent().map((line) => line.split(':')[0])).toEqual(['liu']);
  expect(w.newest('liu')).toContain('在您之前已通知赵敏。');
  await w.advance(minutes(15));
  expect(w.sent().map((line) => line.split(':')[0])).toEqual(['wang']);
  await w.presses('wang', '承诺时间');
  await w.fills('wang', { 承诺时间: '今天 18:00' });
  w.sent();
  await w.advance(minutes(180));
  expect(w.sent()).toEqual([]);
}
