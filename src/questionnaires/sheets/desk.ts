import { createHash } from 'node:crypto';
import type { Reader, Tx } from '../../db/database.ts';
import type { Organisation } from '../../org/organisation.ts';
import { saidIn } from '../answering/store.ts';
import { standings } from '../rounds/progress.ts';
import { loadRound, type Round } from '../rounds/store.ts';
import type { Unit } from '../types.ts';
import { type Merged, merge } from './merge.ts';
import { asItIs, type Counts, isReady, type Named, settlersOf } from './rules.ts';
import { recounted } from './settling.ts';
import { currentRows, type SheetRow } from './store.ts';

/** A department over the answers of a round: what they say, what was settled of it, what is published. */
export interface Desk {
  org: Organisation;
  round: Round;
  department: string;
  counts: Counts;
  units: UnitDesk[];
  /** A newer round has been published already. */
  superseded: boolean;
}

export interface UnitDesk {
  unit: Unit;
  merged: Merged;
  /** What would be published now. */
  settled: Merged;
  draft: SheetRow | null;
  /** The newest published version, of whatever round. */
  last: SheetRow | null;
  /** The number the next version gets. */
  next: number;
  /** Changes whenever somebody settles or publishes; travels with forms and buttons. */
  stamp: string;
  /** Pages that were looked at. */
  seen: readonly string[];
}

/** Null when there is no such round. With no answers yet there are no units. */
export async function loadDesk(
  on: Reader | Tx,
  org: Organisation,
  roundId: number,
  department: string,
): Promise<Desk | null> {
  const round = await loadRound(on, roundId);
  if (!round) return null;
  const said = await saidIn(on, roundId, department);
  const [standing] = await standings(on, roundId, new Set([department]));
  const { answered = 0, asked = 0, noAccount = 0 } = standing ?? {};
  const rows = await currentRows(on, department);
  const leaders = new Set(settlersOf(org, department));
  const ours = said.filter(({ person }) => leaders.has(person)).map(({ answer }) => answer);
  const named: Named = {
    suppliers: new Set(ours.flatMap((one) => one.suppliers.map(({ party }) => party))),
    customers: new Set(ours.flatMap((one) => one.customers.map(({ party }) => party))),
  };
  return {
    ...{ org, round, department },
    // Who answered on paper was never asked by message.
    counts: { answered, asked: Math.max(asked, answered), noAccount },
    units: merge(said).map((merged) => unitDesk(rows, roundId, merged, named)),
    superseded: rows.some((row) => row.published && row.round > roundId),
  };
}

function unitDesk(rows: readonly SheetRow[], round: number, merged: Merged, named: Named): UnitDesk {
  const { unit } = merged;
  const own = rows.filter((row) => row.unit === unit);
  const last = own.find(({ published }) => published) ?? null;
  const draft = own.find((row) => !row.published && row.round === round) ?? null;
  // What was looked over once is not undone by answers that come later.
  const before = draft ?? (last && last.round === round && last.seen.length > 0 ? last : null);
  return {
    ...{ unit, merged, draft, last },
    settled: before ? recounted(before.statement, merged) : asItIs(merged, named),
    next: (last?.version ?? 0) + 1,
    stamp: `${last?.version ?? 0}.${draft?.revision ?? 0}`,
    seen: draft?.seen ?? [],
  };
}

/** The stamps of all units: whether anything was settled or published in between. */
export const stampOf = ({ units }: Desk): string =>
  createHash('sha256')
    .update(JSON.stringify(units.map(({ unit, stamp }) => [unit, stamp])))
    .digest('hex')
    .slice(0, 12);

/** What is published of this round. */
export const publishedOf = ({ units, round }: Desk): SheetRow[] =>
  units.flatMap(({ last }) => (last && last.round === round.id ? [last] : []));

/** Answers that no published version of this round counts. */
export function newAnswers(desk: Desk): number {
  const published = publishedOf(desk).reduce((sum, row) => sum + row.statement.answered, 0);
  return Math.max(0, desk.units.reduce((sum, { merged }) => sum + merged.answered, 0) - published);
}

/**
 * Whether single answers no longer show: from two looks while they come in, whoever also sees who is missing would learn who
 * said what. What was settled or published once stays open.
 */
export const isOpen = (desk: Desk): boolean =>
  isReady(desk.org, desk.department, desk.counts, desk.round.endedAt !== null) ||
  hasDraft(desk) ||
  publishedOf(desk).length > 0;

export const hasDraft = ({ units }: Desk): boolean => units.some(({ draft }) => draft !== null);
