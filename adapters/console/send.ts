import type { Clock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { type Delivery, DeliveryError } from '../../src/platform/adapter.ts';
import { storable } from '../../src/platform/storable.ts';
import { editMessage, writeMessage } from './store.ts';

/** Sends a card: one row per delivery id, or the card of an earlier row changed in place. */
export async function sendToConsole(db: Database, clock: Clock, delivery: Delivery): Promise<string> {
  const { account, replaces } = delivery;
  const card = storable(delivery.card);
  if (replaces === undefined) {
    const id = await writeMessage(db, { account, author: 'bot', card, sentAt: clock.now(), deliveryId: delivery.id });
    return String(id);
  }
  const id = Number(replaces);
  const found = Number.isSafeInteger(id) && (await editMessage(db, { id, account, card, now: clock.now() }));
  if (!found) throw new DeliveryError(`console message ${replaces} is no longer there to change`, { retry: 'never' });
  return replaces;
}
