import { boolean, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { instant } from '../../src/db/columns.ts';

/** The two ids of a person: robots and cards know the first, calendars and to-dos the second. */
export const dingtalkPeople = pgTable('dingtalk_people', {
  userId: text('user_id').primaryKey(),
  unionId: text('union_id').notNull().unique(),
});

/** Who has which card instance. The row is written before the card is sent, so that a lost answer can be made good. */
export const dingtalkCards = pgTable(
  'dingtalk_cards',
  {
    /** Our own name of the instance on the platform. */
    outTrackId: text('out_track_id').notNull(),
    account: text().notNull(),
    about: text(),
    /** The delivery that brought it there. */
    delivery: text().notNull().unique(),
    /** False: sent, and no answer came that says whether it arrived. */
    arrived: boolean().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.outTrackId, t.account] }),
    index('dingtalk_cards_about').on(t.about),
    index('dingtalk_cards_created').on(t.createdAt),
  ],
);

/** What a button of a message without a card stands for: pressing it posts the code as the person's own message. */
export const dingtalkCodes = pgTable(
  'dingtalk_codes',
  {
    code: text().notNull(),
    /** Only this person may use it. */
    account: text().notNull(),
    action: text().notNull(),
    value: text().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.code, t.account] }), index('dingtalk_codes_created').on(t.createdAt)],
);

/** What a calendar month (in Shanghai) has used up of the organisation's quota, as far as we know. */
export const dingtalkQuota = pgTable('dingtalk_quota', {
  /** `2026-05`. */
  month: text().primaryKey(),
  calls: integer().notNull(),
  messages: integer().notNull(),
  /** Which of the two the operator was warned about. */
  warned: jsonb().$type<('calls' | 'messages')[]>().notNull(),
});
