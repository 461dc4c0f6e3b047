import { index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';

/**
 * The one submission of each link. What became of it is the inbox's row of `event`: absent while it is under way, with
 * problems when the form is to be corrected under another event, else accepted, and the link is used.
 */
export const pagesUsed = pgTable(
  'pages_used',
  {
    nonce: text().primaryKey(),
    platform: text().notNull(),
    event: text().notNull(),
    /** A digest of the answers: the same ones again are the same event. */
    answers: text().notNull(),
    claimedAt: instant('claimed_at').notNull(),
  },
  (t) => [index('pages_used_claimed').on(t.claimedAt)],
);

/** Contexts too long for a link. */
export const pagesContexts = pgTable(
  'pages_contexts',
  {
    id: text().primaryKey(),
    context: text().notNull(),
    keptAt: instant('kept_at').notNull(),
  },
  (t) => [index('pages_contexts_kept').on(t.keptAt)],
);

/**
 * Browsers that are, or ask to be, a person's: waiting until the person says in the chat whether it is them, then open. The
 * cookie holds the secret, of which only the digest is here.
 */
export const pagesBrowsers = pgTable(
  'pages_browsers',
  {
    id: text().primaryKey(),
    person: text().notNull(),
    platform: text().notNull(),
    account: text().notNull(),
    /** What it opens: all views, or one form. */
    opens: text({ enum: ['views', 'form'] }).notNull(),
    status: text({ enum: ['waiting', 'open', 'refused'] }).notNull(),
    /** Shown in the browser and named in the chat; null where nothing had to be asked. */
    number: integer(),
    secretHash: text('secret_hash').notNull(),
    /** Digest of the link it knocked at; empty where nothing had to be asked. */
    link: text().notNull().default(''),
    since: instant('since').notNull(),
    /** How long it waits, or is open. */
    until: instant('until').notNull(),
  },
  (t) => [index('pages_browsers_person').on(t.person), index('pages_browsers_until').on(t.until)],
);
