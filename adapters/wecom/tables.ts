import { boolean, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../../src/db/columns.ts';

/** Codes with which a sent card can be changed, each once and within 72 hours: one comes with the sending, one with each press. */
export const wecomCards = pgTable(
  'wecom_cards',
  {
    code: text().primaryKey(),
    /** Our id of the message: the task id its card was sent under. */
    messageId: text('message_id').notNull(),
    /** The task id of the card the code belongs to: a changed card has one of its own. */
    taskId: text('task_id').notNull(),
    account: text().notNull(),
    origin: text().$type<'sent' | 'pressed'>().notNull(),
    at: instant('at').notNull(),
    used: boolean().notNull().default(false),
    /** The delivery that last tried it: refused again to the same one, the first try may have arrived. */
    triedBy: text('tried_by'),
  },
  (t) => [index('wecom_cards_message').on(t.messageId, t.account), index('wecom_cards_at').on(t.at)],
);

/** Values too long for the key of a button or an option. */
export const wecomKeys = pgTable(
  'wecom_keys',
  { key: text().primaryKey(), words: text().notNull(), at: instant('at').notNull() },
  (t) => [index('wecom_keys_at').on(t.at)],
);

/** Callbacks that were handled, by the hash of their ciphertext, and events whose reply was given. */
export const wecomSeen = pgTable('wecom_seen', { key: text().primaryKey(), at: instant('at').notNull() }, (t) => [
  index('wecom_seen_at').on(t.at),
]);

/** Messages sent on each day in Shanghai, where WeCom's quota begins anew at midnight. */
export const wecomQuota = pgTable('wecom_quota', { day: text().primaryKey(), sent: integer().notNull() });

/** Uploaded files WeCom still has. */
export const wecomMedia = pgTable('wecom_media', {
  file: text().primaryKey(),
  media: text().notNull(),
  at: instant('at').notNull(),
});
