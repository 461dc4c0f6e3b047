import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Reader, Tx } from '../../db/database.ts';
import { decode, encode } from '../../requests/encoding.ts';
import { actions } from '../tables.ts';
import type { Action } from '../types.ts';

type Row = typeof actions.$inferSelect;

const actionOf = (row: Row): Action => ({ ...(decode(row.state) as Omit<Action, 'id'>), id: row.id });

function rowOf(action: Omit<Action, 'id'>): Omit<Row, 'id'> {
  const { series, supplier, customer, owner, status, due, closedAt } = action;
  return { series, supplier, customer, owner, status, due, closedAt, state: encode(action) };
}

/** Loads and locks: whoever loads an action is about to decide on it. */
export async function loadAction(tx: Tx, id: number): Promise<Action | null> {
  if (!Number.isSafeInteger(id)) return null;
  const [row] = await tx.select().from(actions).where(eq(actions.id, id)).for('update');
  return row ? actionOf(row) : null;
}

/** What to look for; every condition given has to hold. */
export interface ActionFilter {
  ids?: readonly number[];
  series?: string | readonly string[];
  /** Acts, or is acted for. */
  departments?: readonly string[];
  owner?: string;
  statuses?: readonly Action['status'][];
  dueUntil?: string;
}

/** Reads without a lock, the soonest due first. */
export async function readActions(on: Reader | Tx, filter: ActionFilter): Promise<Action[]> {
  const { ids, series, departments, owner, statuses, dueUntil } = filter;
  const sides =
    departments && sql`array[${actions.supplier}, ${actions.customer}] && ${sql.param([...departments])}::text[]`;
  const found = await on
    .select()
    .from(actions)
    .where(
      and(
        ids && inArray(actions.id, [...ids]),
        series === undefined ? undefined : inArray(actions.series, typeof series === 'string' ? [series] : [...series]),
        sides,
        owner === undefined ? undefined : eq(actions.owner, owner),
        statuses && inArray(actions.status, [...statuses]),
        dueUntil === undefined ? undefined : lte(actions.due, dueUntil),
      ),
    )
    .orderBy(asc(actions.due), asc(actions.id));
  return found.map(actionOf);
}

/** "ACTN", for what is agreed on in a series. */
const addLock = 0x4143544e;

/** The open action that somebody has just agreed on in the same words: who sends a form twice agrees on one thing. */
export async function sameAction(tx: Tx, made: Omit<Action, 'id'>): Promise<Action | null> {
  // Two presses at the same time come here one after the other.
  await tx.execute(sql`select pg_advisory_xact_lock(${addLock}, hashtext(${made.series}))`);
  const words = ({ supplier, customer, text, sign, due, createdBy, meeting }: Omit<Action, 'id'>) =>
    JSON.stringify([supplier, customer, text, sign, due, createdBy, meeting]);
  const open = await readActions(tx, { series: made.series, owner: made.owner, statuses: ['open'] });
  return open.find((one) => words(one) === words(made)) ?? null;
}

/** Writes a new action; resolves to it with its number. */
export async function insertAction(tx: Tx, made: Omit<Action, 'id'>): Promise<Action> {
  const [row] = await tx.insert(actions).values(rowOf(made)).returning({ id: actions.id });
  if (!row) throw new Error('the action was not written');
  return { ...made, id: row.id };
}

export async function saveAction(tx: Tx, { id, ...action }: Action): Promise<void> {
  await tx.update(actions).set(rowOf(action)).where(eq(actions.id, id));
}
