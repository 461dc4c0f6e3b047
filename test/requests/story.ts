import { expect } from 'vitest';
import { days, shanghai, type World, whispered } from '../world.ts';

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

export { shanghai };
