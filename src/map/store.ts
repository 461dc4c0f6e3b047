import { and, desc, eq, isNotNull, lte, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../db/database.ts';
import { folded } from '../org/likeness.ts';
import type { Agreement } from '../org/organisation.ts';
import type { Party } from '../questionnaires/types.ts';
import { deliverOf } from './measures.ts';
import type { SaidName } from './names.ts';
import type { Proposal } from './proposal-rules.ts';
import { mapNames, mapProposals, mapTold } from './tables.ts';

/** Everything heads said about names. */
export async function saidNames(on: Reader | Tx): Promise<SaidName[]> {
  const { department, words, party } = mapNames;
  return on.select({ department, words, party }).from(mapNames);
}

/** What was said about names of one department, the last word first. */
export async function saidNamesOf(on: Reader | Tx, of: string): Promise<SaidName[]> {
  const { department, words, party, at } = mapNames;
  return on.select({ department, words, party }).from(mapNames).where(eq(department, of)).orderBy(desc(at), words);
}

/** Writes what a head says that words mean; the last word counts. */
export async function sayName(
  tx: Tx,
  department: string,
  words: string,
  party: Party | null,
  by: string,
  at: Date,
): Promise<void> {
  const said = { party, by, at };
  await tx
    .insert(mapNames)
    .values({ department, words: folded(words), ...said })
    .onConflictDoUpdate({ target: [mapNames.department, mapNames.words], set: said });
}

/** Any number; the second key is the agreement. */
const agreementLock = 5130;

/** Wordings of one agreement are decided one after the other. Take it before anything is read for the decision. */
export async function lockAgreement(tx: Tx, agreement: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${agreementLock}, hashtext(${agreement}))`);
}

export async function proposalOf(on: Reader | Tx, id: number): Promise<Proposal | null> {
  const [row] = await on.select().from(mapProposals).where(eq(mapProposals.id, id));
  return row ?? null;
}

/** The newest wording of an agreement, whatever became of it. */
export async function newestProposal(on: Reader | Tx, agreement: string): Promise<Proposal | null> {
  const [row] = await on
    .select()
    .from(mapProposals)
    .where(eq(mapProposals.agreement, agreement))
    .orderBy(desc(mapProposals.version))
    .limit(1);
  return row ?? null;
}

/** The wording that waits for a side to close a gap. */
export async function openProposalOn(on: Reader | Tx, gap: string): Promise<Proposal | null> {
  const [row] = await on
    .select()
    .from(mapProposals)
    .where(and(eq(mapProposals.gap, gap), eq(mapProposals.status, 'open')))
    .orderBy(desc(mapProposals.id))
    .limit(1);
  return row ?? null;
}

export async function insertProposal(tx: Tx, proposal: Omit<Proposal, 'id'>): Promise<Proposal> {
  const [row] = await tx.insert(mapProposals).values(proposal).returning();
  if (!row) throw new Error('the proposal was not written');
  return row;
}

export async function saveProposal(tx: Tx, { id, ...proposal }: Proposal): Promise<void> {
  const { status, supplierBy, customerBy, settledAt, settledBy, reason } = proposal;
  const changed = { status, supplierBy, customerBy, settledAt, settledBy, reason };
  await tx.update(mapProposals).set(changed).where(eq(mapProposals.id, id));
}

/** The agreements that stood at an instant, the newest version of each. */
export async function agreementsUntil(on: Reader | Tx, until: Date): Promise<Agreement[]> {
  const settled = and(eq(mapProposals.status, 'agreed'), isNotNull(mapProposals.settledAt));
  const found = await on
    .selectDistinctOn([mapProposals.agreement])
    .from(mapProposals)
    .where(and(settled, lte(mapProposals.settledAt, until)))
    .orderBy(mapProposals.agreement, desc(mapProposals.version));
  return found.map(agreementOf);
}

/** What both sides of a wording have confirmed. */
export function agreementOf(proposal: Proposal): Agreement {
  const { agreement: key, version, supplier, customer, requirement, service, settledAt, proposedAt } = proposal;
  const since = (settledAt ?? proposedAt).toISOString();
  return { key, version, supplier, customer, requirement, service, deliver: deliverOf(requirement), since };
}

export interface Told {
  about: string;
  person: string;
  shown: string;
}

/** What was told in a round. */
export async function toldIn(on: Reader | Tx, round: number): Promise<Told[]> {
  const { about, person, shown } = mapTold;
  return on.select({ about, person, shown }).from(mapTold).where(eq(mapTold.round, round));
}

/** Notes that someone is told; false when they were told in this round before. */
export async function noteTold(tx: Tx, told: Told, round: number, at: Date): Promise<boolean> {
  const noted = await tx
    .insert(mapTold)
    .values({ ...told, round, at })
    .onConflictDoNothing()
    .returning({ about: mapTold.about });
  return noted.length > 0;
}

/** Notes what a card says by now. */
export async function noteShown(tx: Tx, { about, person, shown }: Told, round: number): Promise<void> {
  await tx
    .update(mapTold)
    .set({ shown })
    .where(and(eq(mapTold.about, about), eq(mapTold.person, person), eq(mapTold.round, round)));
}
