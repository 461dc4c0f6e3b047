import { index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../../src/db/columns.ts';
import type { SheetNote } from './packing.ts';

/** What a modal carries that is longer than Slack lets a modal carry. */
export const slackSheets = pgTable(
  'slack_sheets',
  {
    id: text().primaryKey(),
    note: jsonb().$type<SheetNote>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('slack_sheets_created').on(t.createdAt)],
);

/** Pictures that were uploaded to Slack: our id of a file, and Slack's. */
export const slackPictures = pgTable('slack_pictures', {
  file: text().primaryKey(),
  slack: text().notNull(),
  uploadedAt: instant('uploaded_at').notNull(),
});
