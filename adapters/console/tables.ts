import { bigint, bigserial, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../../src/db/columns.ts';
import type { Card } from '../../src/platform/card.ts';

/** The one conversation each account has with the bot. */
export const consoleMessages = pgTable(
  'console_messages',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    account: text().notNull(),
    /** What the person wrote is kept too, so that the conversation reads naturally. */
    author: text().$type<'bot' | 'person'>().notNull(),
    card: jsonb().$type<Card>().notNull(),
    sentAt: instant('sent_at').notNull(),
    editedAt: instant('edited_at'),
    /** The idempotency key: a delivery tried again, or a form posted twice, is one message. */
    deliveryId: text('delivery_id').notNull().unique(),
    /** Grows with each new message and each change in place: what a page has not seen yet. */
    revision: bigserial({ mode: 'number' }).notNull(),
  },
  (t) => [
    index('console_messages_conversation').on(t.account, t.id),
    index('console_messages_revision').on(t.account, t.revision),
    index('console_messages_sent').on(t.sentAt),
  ],
);

/** How far each account has read. */
export const consoleReads = pgTable('console_reads', {
  account: text().primaryKey(),
  messageId: bigint('message_id', { mode: 'number' }).notNull(),
});
