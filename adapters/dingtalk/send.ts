import type { Adapter, Delivery, Pace } from '../../src/platform/adapter.ts';
import { DeliveryError } from '../../src/platform/adapter.ts';
import type { Cards } from './cards.ts';
import { deliveryError } from './errors.ts';
import { limits } from './limits.ts';
import type { Ports } from './ports.ts';
import { untilNextMonthMs } from './quota.ts';
import type { Texts } from './texts.ts';

/** Sends a delivery as a card, or as a message where there is no template. */
export function sender(ports: Ports, cards: Cards | null, texts: Texts): Pick<Adapter, 'send' | 'pace'> {
  const { quota, clock, settings } = ports;
  return {
    async send(delivery) {
      const monthEndMs = untilNextMonthMs(clock.now());
      if (quota.holds(delivery.priority)) {
        const why = 'the calls of this month are nearly used up: what is left is kept for escalations and replies';
        throw new DeliveryError(`dingtalk: ${why}`, { retry: 'held', afterMs: monthEndMs });
      }
      try {
        if (delivery.replaces === undefined) return await (cards ?? texts).post(delivery);
        if (cards) return await cards.change(delivery);
        throw new DeliveryError('dingtalk messages cannot be changed', { retry: 'unchangeable' });
      } catch (error) {
        throw deliveryError(error, monthEndMs);
      }
    },
    pace(delivery) {
      const api = cards ? (delivery.replaces === undefined ? 'createAndDeliver' : 'instances') : 'batchSend';
      const bucket = `dingtalk/${settings.clientId}/${api}`;
      return [{ bucket, ...limits.pace, together: { alike: companyOf(delivery), most: limits.batch } } satisfies Pace];
    },
  };
}

/** Those with the same one travel in one call. */
function companyOf({ about, replaces, card }: Delivery): string {
  return replaces?.replace(/#[^#]*$/, '') ?? about ?? JSON.stringify(card);
}
