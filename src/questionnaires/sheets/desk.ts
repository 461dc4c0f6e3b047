import { createHash } from 'node:crypto';
import type { Tx } from '../../db/database.ts';
import type { Organisation } from '../../org/organisation.ts';
import { type Said, saidIn } from '../answering/store.ts';
import { standings } from '../rounds/progress.ts';
import { loadRound, type Round } from '../rounds/store.ts';
import type { Unit } from '../types.ts';
import { type Counting, counting, type News } from './counting.ts';
import type { Merged } from './merge.ts';
import { answersAlone, asItIs, type Counts, isReady, type Named, settlersOf, speaksAlone } from './rules.ts';
import { recounted } from './settling.ts';
import { currentRows, loadCounting, lockDepartment, type SheetRow, saveCounting } from './store.ts';

/** A department over the answers of a round: what they say, what was settled of it, what is published. */
export interface Desk {
  org: Organisation;
  round: Round;
  department: string;
  counts: Counts;
  /** None before everyone has answered or the round has ended, and too few ever. */
  units: UnitDesk[];
  /** Answers that are among them, new since something was published last. */
  fresh: number;
  /** Answers that are not among them: there are too few of them to hide one another. */
  waiting: number;
  /** Answers nobody reads, because the department is so small by now that its head answers for it. */
  unread: number;
  /** Grows whenever new answers come to what is shown, and what the last ones changed. */
  revision: number;
  news: News | null;
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

/** Null when there is no such round. */
export async function loadDesk(tx: Tx, org: Organisation, roundId: number, department: string): Promise<Desk | null> {
  const round = await loadRound(tx, roundId);
  if (!round) return null;
  const all = await saidIn(tx, roundId, department);
  const head = speaksAlone(
    org,
    department,
    all.map(({ person }) => person),
  );
  const said = head === null ? all : all.filter(({ person }) => person === head);
  const [standing] = await standings(tx, roundId, new Set([department]));
  const { answered = 0, asked = 0, noAccount = 0 } = standing ?? {};
  const rows = await currentRows(tx, department);
  // Who answered on paper was never asked by message.
  const counts = { answered, asked: Math.max(asked, answered), noAccount, byHead: head !== null };
  const opens = isReady(counts, round.endedAt !== null) || rows.some((row) => row.round === roundId);
  const counted = opens ? await countedNow(tx, { round: roundId, department, said, head }) : null;
  return {
    ...{ org, round, department, counts },
    units: (counted?.now.merged ?? []).map((merged) => unitDesk(rows, roundId, merged, namedBy(org, department, said))),
    ...{ fresh: counted?.now.fresh ?? 0, waiting: counted?.waiting ?? 0, unread: all.length - said.length },
    ...{ revision: counted?.now.revision ?? 0, news: counted?.now.news ?? null },
    superseded: rows.some((row) => row.published && row.round > roundId),
  };
}

/** What whoever settles it named in their own answers. */
function namedBy(org: Organisation, department: string, said: readonly Said[]): Named {
  const leaders = new Set(settlersOf(org, department));
  const ours = said.filter(({ person }) => leaders.has(person)).map(({ answer }) => answer);
  return {
    suppliers: new Set(ours.flatMap((one) => one.suppliers.map(({ party }) => party))),
    customers: new Set(ours.flatMap((one) => one.customers.map(({ party }) => party))),
  };
}

/** The answers as they may be shown now. What is shown is kept, because the next look is held against it. */
async function countedNow(
  tx: Tx,
  { round, department, said, head }: { round: number; department: string; said: readonly Said[]; head: string | null },
) {
  const look = (before: Counting | null) => counting(before, department, said, answersAlone(head, before));
  const seen = await loadCounting(tx, round, department);
  const counted = look(seen);
  if (counted.now === seen || counted.now.merged.length === 0) return counted;
  // Of two who look at once, the second sees what the first one saw.
  await lockDepartment(tx, department);
  const decided = look(await loadCounting(tx, round, department));
  await saveCounting(tx, round, department, decided.now);
  return decided;
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

/** What a button to publish was made from: the answers it counts, and behind them what was settled and published. */
export const stampOf = (desk: Desk): string => `${desk.revision}.${settledStamp(desk)}`;

const settledStamp = ({ units }: Desk): string =>
  createHash('sha256')
    .update(JSON.stringify(units.map(({ unit, stamp }) => [unit, stamp])))
    .digest('hex')
    .slice(0, 12);

/** Whether only answers have come to it since the button was made. */
export const hasNews = (desk: Desk, stamp: string): boolean =>
  stamp !== stampOf(desk) && stamp.endsWith(`.${settledStamp(desk)}`);

/** What is published of this round. */
export const publishedOf = ({ units, round }: Desk): SheetRow[] =>
  units.flatMap(({ last }) => (last && last.round === round.id ? [last] : []));

export const hasDraft = ({ units }: Desk): boolean => units.some(({ draft }) => draft !== null);
