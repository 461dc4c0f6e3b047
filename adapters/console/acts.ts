import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import type { Incoming, Reply } from '../../src/platform/adapter.ts';
import type { Card, Element } from '../../src/platform/card.ts';
import { storable } from '../../src/platform/storable.ts';
import type { ConsoleActs } from './options.ts';
import { takeBack, writeMessage } from './store.ts';

interface Ports {
  db: Database;
  clock: Clock;
  receive: (incoming: Incoming) => Promise<Reply | null>;
}

/** The console's events: what a person writes stands in the conversation before it is answered. */
export function consoleActs({ db, clock, receive }: Ports): ConsoleActs {
  const about = (account: string, event: string = randomUUID()) =>
    ({ id: `${account}/${event}`, platform: 'console', account }) as const;
  return {
    async say(account, text, files = [], event) {
      const incoming = about(account, event);
      const deliveryId = ownDeliveryId(incoming.id);
      await writeMessage(db, {
        account,
        author: 'person',
        card: ownCard(text, files),
        sentAt: clock.now(),
        deliveryId,
      });
      try {
        return await receive({ ...incoming, kind: 'said', text, files: [...files] });
      } catch (error) {
        await takeBack(db, deliveryId);
        throw error;
      }
    },
    click: (account, action, value, event) => receive({ ...about(account, event), kind: 'clicked', action, value }),
    submit: (account, action, context, answers, event) =>
      receive({ ...about(account, event), kind: 'submitted', action, context, answers }),
  };
}

/** Delivery ids of the bot's messages are the engine's; these can never be among them. */
export const ownDeliveryId = (event: string) => `own/${storable(event)}`;

function ownCard(text: string, files: readonly string[]): Card {
  const pictures = files.map((file): Element => ({ kind: 'image', file, alt: '' }));
  const words: Element[] = text.trim() === '' ? [] : [{ kind: 'text', text: storable(text) }];
  return { title: '', tone: 'plain', elements: [...words, ...pictures], buttons: [] };
}
