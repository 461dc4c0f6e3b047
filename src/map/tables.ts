import { sql } from 'drizzle-orm';
import { bigserial, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';
import type { Requirement } from '../org/organisation.ts';
import type { Party } from '../questionnaires/types.ts';
import type { ProposalStatus } from './proposal-rules.ts';

/** What the words people wrote instead of picking a name mean, as their head said. */
export const mapNames = pgTable(
  'map_names',
  {
    department: text().notNull(),
    /** Folded: lower case, full-width signs narrowed, spaces trimmed. */
    words: text().notNull(),
    /** A unit, `EXTERNAL`, null: ignored, or the words again, after `?`: to be added to the org file. */
    party: text().$type<Party>(),
    by: text().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.department, t.words] })],
);

/** Wordings on their way to an agreement: each side confirms, and every version stays. */
export const mapProposals = pgTable(
  'map_proposals',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    /** Of the agreement it becomes; the same for all its versions. */
    agreement: text().notNull(),
    version: integer().notNull(),
    supplier: text().notNull(),
    customer: text().notNull(),
    requirement: jsonb().$type<Requirement>().notNull(),
    service: text(),
    /** The gap it closes. */
    gap: text(),
    status: text().$type<ProposalStatus>().notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAt: instant('proposed_at').notNull(),
    /** Person ids of those who confirmed for either side. */
    supplierBy: text('supplier_by'),
    customerBy: text('customer_by'),
    settledAt: instant('settled_at'),
    /** Person id and words of who refused it. */
    settledBy: text('settled_by'),
    reason: text(),
  },
  (t) => [
    uniqueIndex('map_proposals_version').on(t.agreement, t.version),
    uniqueIndex('map_proposals_open').on(t.agreement).where(sql`status = 'open'`),
    index('map_proposals_pair').on(t.supplier, t.customer),
  ],
);

/** What was told to whom because of the map, once. */
export const mapTold = pgTable(
  'map_told',
  {
    /** `gaps/<department>`, `names/<department>`, or `noCustomer/<unit>`. */
    about: text().notNull(),
    person: text().notNull(),
    round: integer().notNull(),
    at: instant('at').notNull(),
    /** A digest of what the card says, which is changed only when that has changed. */
    shown: text().notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.about, t.person, t.round] })],
);
