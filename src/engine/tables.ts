import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import { anyJson, instant } from '../db/columns.ts';
import type { Reply } from '../platform/adapter.ts';
import type { Card } from '../platform/card.ts';
import type { EventAnswer, StoredEvent } from '../platform/events.ts';
import type { RawAnswers } from '../platform/form.ts';

/** Events already handled: the row and what it caused were committed together. */
export const inbox = pgTable(
  'inbox',
  {
    platform: text().notNull(),
    eventId: text('event_id').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** Answered again when the platform delivers the event again; of a form only which one it was. */
    reply: jsonb().$type<Reply | null>(),
  },
  (t) => [primaryKey({ columns: [t.platform, t.eventId] }), index('inbox_received').on(t.receivedAt)],
);

/** What time will bring. `dueAt` is `at`, or later after a failure. */
export const timers = pgTable(
  'timers',
  {
    feature: text().notNull(),
    key: text().notNull(),
    at: instant('at').notNull(),
    dueAt: instant('due_at').notNull(),
    payload: jsonb().notNull(),
    attempts: integer().notNull().default(0),
    error: text(),
  },
  (t) => [primaryKey({ columns: [t.feature, t.key] }), index('timers_due').on(t.dueAt)],
);

export type OutboxStatus = 'waiting' | 'sent' | 'dead' | 'superseded' | 'held' | 'dropped';

/** Promised messages. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    feature: text().notNull(),
    person: text().notNull(),
    platform: text().notNull(),
    account: text().notNull(),
    kind: text().$type<'post' | 'update' | 'retire' | 'room' | 'event'>().notNull(),
    slot: text(),
    /** 0 escalation, 1 reply, 2 update, 3 bulk. */
    priority: smallint().notNull(),
    card: jsonb().$type<Card>().notNull(),
    /** An update that is sent as a message where cards cannot be changed. */
    news: boolean().notNull().default(false),
    onDead: jsonb('on_dead'),
    /** For `retire`: the platform's id of the message that is no longer the live card. */
    target: text(),
    status: text().$type<OutboxStatus>().notNull().default('waiting'),
    createdAt: instant('created_at').notNull(),
    dueAt: instant('due_at').notNull(),
    attempts: integer().notNull().default(0),
    error: text(),
    /** Due later only because it has no turn at a rate limit yet. */
    paced: boolean().notNull().default(false),
    /** A group it goes to, made for it. */
    group: jsonb('to_group').$type<{ name: string; members: string[] }>(),
    /** For `event`: what the calendars of these accounts shall show of the slot; null: nothing. */
    event: jsonb().$type<{ event: StoredEvent | null; accounts: string[] }>(),
    leaseId: text('lease_id'),
    leaseUntil: instant('lease_until'),
    messageId: text('message_id'),
    sentAt: instant('sent_at'),
  },
  (t) => [
    index('outbox_waiting').on(t.priority, t.id).where(sql`status = 'waiting'`),
    index('outbox_conversation').on(t.platform, t.account, t.id).where(sql`status = 'waiting'`),
    index('outbox_card').on(t.slot, t.person).where(sql`status = 'waiting'`),
    index('outbox_status').on(t.status, t.createdAt),
  ],
);

/** The one message per person and slot that is kept true. */
export const liveCards = pgTable(
  'live_cards',
  {
    person: text().notNull(),
    slot: text().notNull(),
    platform: text().notNull(),
    account: text().notNull(),
    /** The outbox row that drew it last: its post, or an update whose buttons did not all fit. */
    outboxId: bigint('outbox_id', { mode: 'number' }).notNull(),
    messageId: text('message_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.person, t.slot] })],
);

/** Events in the calendars of messengers, one row a slot and messenger. */
export const calendarEvents = pgTable(
  'calendar_events',
  {
    slot: text().notNull(),
    platform: text().notNull(),
    feature: text().notNull(),
    /** Raised when it was taken out: one made again after that is another event to the platform. */
    turn: integer().notNull().default(0),
    /** The platform's id; null while there is none, or none is known yet. */
    remote: text(),
    /** What it shows, or may show: written before the platform is asked for the first time. Null: it was taken out. */
    shown: jsonb().$type<{ event: StoredEvent; accounts: string[] }>(),
    /** What the platform said last, by account. */
    answers: jsonb().$type<Record<string, EventAnswer>>().notNull().default({}),
    /** The outbox row that was carried out last: older ones are no longer of use. */
    outboxId: bigint('outbox_id', { mode: 'number' }).notNull(),
    /** When it is over, or was taken out. */
    endsAt: instant('ends_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.slot, t.platform] }),
    index('calendar_events_remote').on(t.platform, t.remote),
    index('calendar_events_ends').on(t.endsAt),
  ],
);

/** Forms being answered one question at a time. The newest of a person is the one being asked. */
export const dialogues = pgTable(
  'dialogues',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    person: text().notNull(),
    platform: text().notNull(),
    action: text().notNull(),
    context: text().notNull(),
    answers: jsonb().$type<RawAnswers>().notNull(),
    /** Keys answered or skipped so far, in order. */
    done: jsonb().$type<string[]>().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [index('dialogues_person').on(t.person, t.id)],
);

/** How far the occurrences of a recurring piece of work have been written as timers. */
export const recurrences = pgTable(
  'recurrences',
  { feature: text().notNull(), name: text().notNull(), plannedUntil: instant('planned_until').notNull() },
  (t) => [primaryKey({ columns: [t.feature, t.name] })],
);

/** One row per slot of the waker: of several processes, the one that writes it runs. */
export const wakerSlots = pgTable('waker_slots', { slot: text().primaryKey(), at: instant('at').notNull() });

/** Small facts the product keeps about itself: keys, switches, the demo's clock. */
export const settings = pgTable('settings', { key: text().primaryKey(), value: anyJson().notNull() });
