import { sql } from 'drizzle-orm';
import { type Database, rows } from '../../../src/db/database.ts';
import type { Between } from './second.ts';

/** What is counted beside requests, row by row as it is stored. */
export interface Others {
  meetings: { departments: string[]; status: string; starts: number | null; back: number }[];
  actions: { supplier: string; status: string; due: string; closed: number | null }[];
  wordings: { gap: string | null; sides: string[]; status: string; settled: number | null }[];
  calls: number[];
  rings: { announced: number; closed: number | null }[];
}

const ms = (column: string) => sql.raw(`(extract(epoch from ${column}) * 1000)::float8`);

export async function readOthers(db: Database): Promise<Others> {
  const all = <T>(query: Parameters<typeof rows>[1]) => rows<T>(db.reader, query);
  const proposals = await all<{ gap: string | null; supplier: string; customer: string; status: string; at: number }>(
    sql`select gap, supplier, customer, status, ${ms('settled_at')} as at from map_proposals`,
  );
  return {
    meetings: await all(
      sql`select to_json(departments) as departments, status, ${ms('starts_at')} as starts,
                 (state ->> 'givenBackMs')::float8 as back from meetings`,
    ),
    actions: await all(sql`select supplier, status, due::text as due, ${ms('closed_at')} as closed from actions`),
    wordings: proposals.map(({ gap, supplier, customer, status, at }) => {
      const sides = [supplier, customer].map((unit) => unit.split(/[/#]/)[0] ?? '');
      return { gap, sides, status, settled: at };
    }),
    calls: (await all<{ at: number }>(sql`select ${ms('at')} as at from calls`)).map(({ at }) => at),
    rings: await all(
      sql`select ${ms('announced_at')} as announced, (state #>> '{closedAt,$date}')::float8 as closed from rings`,
    ),
  };
}

const inside =
  ({ from, to }: Between) =>
  (at: number | null) =>
    at !== null && at >= from.getTime() && at < to.getTime();

export function meetingsOf({ meetings }: Others, department: string | null, period: Between) {
  const due = meetings.filter(({ starts }) => inside(period)(starts));
  const own = due.filter(({ departments }) => department === null || departments.includes(department));
  const many = (status: string) => own.filter((one) => one.status === status);
  const givenBackMs = many('cancelled').reduce((sum, { back }) => sum + back, 0);
  const [held, notHeld, cancelled] = [many('held').length, many('notHeld').length, many('cancelled').length];
  return { held, notHeld, cancelled, givenBackMs };
}

export function actionsOf(
  { actions }: Others,
  department: string | null,
  period: Between,
  today: string,
  days: number,
) {
  const own = actions.filter(({ supplier }) => department === null || supplier === department);
  const stand = own.filter(({ status }) => status === 'open');
  const soon = new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  return {
    due: stand.filter(({ due }) => due >= today && due < soon).length,
    overdue: stand.filter(({ due }) => due < today).length,
    done: own.filter(({ status, closed }) => status === 'done' && inside(period)(closed)).length,
  };
}

export function gapsClosed({ wordings }: Others, department: string | null, period: Between): number {
  const first = new Map<string, { settled: number; sides: string[] }>();
  for (const { gap, sides, status, settled } of wordings)
    if (gap !== null && status === 'agreed' && settled !== null)
      if (settled < (first.get(gap)?.settled ?? Number.POSITIVE_INFINITY)) first.set(gap, { settled, sides });
  return [...first.values()].filter(
    ({ settled, sides }) => inside(period)(settled) && (department === null || sides.includes(department)),
  ).length;
}

export const callsOf = ({ calls }: Others, period: Between) => ({
  redirected: calls.filter(inside(period)).length,
  sinceStart: calls.filter((at) => at < period.to.getTime()).length,
});

export const ringsOf = ({ rings }: Others, period: Between) => ({
  announced: rings.filter(({ announced }) => inside(period)(announced)).length,
  open: rings.filter(
    ({ announced, closed }) => announced < period.to.getTime() && (closed === null || closed >= period.to.getTime()),
  ).length,
});
