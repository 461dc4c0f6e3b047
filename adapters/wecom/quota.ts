import type { Organisation } from '../../src/org/organisation.ts';
import { DeliveryError, type Urgency } from '../../src/platform/adapter.ts';
import type { Desk } from './desk.ts';

/** Documented on page 90236: an app may send 200 messages a day for each account of the corporation, by the day in China. */
const perAccount = 200;
const chinaMs = 8 * 3600_000;
const day = 24 * 3600_000;

/** What waits first when the day's messages run out; what is urgent is left to WeCom's own judgement. */
const shares: Record<Urgency, number> = { bulk: 0.85, update: 0.9, reply: Infinity, escalation: Infinity };

/** Counts messages against the day's quota; throws `held` until midnight when only what is urgent may still leave. */
export async function spendQuota(desk: Desk, org: Organisation, urgency: Urgency, messages: number): Promise<void> {
  const now = desk.clock.now().getTime();
  const quota = perAccount * Math.max(1, [...org.people.values()].filter(({ accounts }) => accounts.wecom).length);
  const limit = Math.min(Math.floor(quota * shares[urgency]), 2 ** 31 - 1);
  const sent = await desk.store.count(new Date(now + chinaMs).toISOString().slice(0, 10), messages, limit);
  if (sent === null) {
    const afterMs = day - ((now + chinaMs) % day);
    throw new DeliveryError('the messages of this day are nearly used up', { retry: 'held', afterMs });
  }
  if (sent >= quota * 0.8 && sent - messages < quota * 0.8)
    desk.log.warn({ sent, quota }, 'wecom quota of the day is at 80 %');
}
