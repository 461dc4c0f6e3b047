import { sql } from 'drizzle-orm';
import { type Database, rows } from '../../src/db/database.ts';
import { rungs } from './company.ts';
import type { Emulator } from './emulator.ts';

export interface Counts {
  requests: number;
  rungsDecided: number;
  messagesSent: number;
  visibleDuplicates: number;
}

const n = (value: number | string | undefined): number => Number(value ?? 0);

async function count(db: Database, query: ReturnType<typeof sql>): Promise<number> {
  const [row] = await rows<{ n: number | string }>(db.reader, query);
  return n(row?.n);
}

/** Whether everything that was due has been handled and everything promised has left. */
export async function quiet(db: Database): Promise<boolean> {
  const timers = await count(
    db,
    sql`select count(*) as n from timers where feature = 'requests' and due_at <= clock_timestamp() + interval '9 seconds'`,
  );
  const messages = await count(db, sql`select count(*) as n from outbox where status = 'waiting'`);
  return timers === 0 && messages === 0;
}

/**
 * What must be true whatever was killed when: in words what is not, and the counts. `lostAnswers` is how many messages were
 * in flight at most when processes died; only they may be shown twice, and only without idempotency keys.
 */
export async function violations(
  db: Database,
  emulator: Emulator,
  filed: number,
  accepted: number,
  lostAnswers: number,
): Promise<{ wrong: string[]; counts: Counts }> {
  const wrong: string[] = [];
  const requests = await count(db, sql`select count(*) as n from requests`);
  if (requests !== filed) wrong.push(`${filed} acknowledged filings gave ${requests} requests`);
  const decided = sql`select r.number, (h.body::jsonb->'happening'->>'track') as track, (h.body::jsonb->'happening'->>'step') as step
    from request_history h join requests r on r.number = h.number
    where h.body::jsonb->'happening'->>'kind' in ('climbed', 'rungSkipped')`;
  const twice = await count(
    db,
    sql`select count(*) as n from (select number, track, step from (${decided}) d group by 1, 2, 3 having count(*) > 1) t`,
  );
  if (twice > 0) wrong.push(`${twice} rungs were decided more than once`);
  const rungsDecided = await count(db, sql`select count(*) as n from (${decided}) d`);
  const open = await count(db, sql`select count(*) as n from requests where stage = 'open'`);
  const openRungs = await count(
    db,
    sql`select count(*) as n from (${decided}) d join requests r using (number) where r.stage = 'open'`,
  );
  if (openRungs !== open * rungs)
    wrong.push(`${open} unanswered requests have ${openRungs} decided rungs instead of ${open * rungs}`);
  if (requests - open !== accepted)
    wrong.push(`${accepted} acknowledged acceptances, but ${requests - open} accepted requests`);
  const left = await count(
    db,
    sql`select count(*) as n from outbox where status not in ('sent', 'dead') and (kind = 'post' or status = 'waiting')`,
  );
  if (left > 0) wrong.push(`${left} promised messages were neither sent nor are they dead letters`);
  const sent = await rows<{ id: number | string }>(db.reader, sql`select id from outbox where status = 'sent'`);
  const lost = sent.filter((row) => !emulator.shown.has(`m${row.id}`)).length;
  if (lost > 0) wrong.push(`${lost} messages are marked as sent, but the messenger never saw them`);
  const visibleDuplicates = [...emulator.shown.values()].reduce((sum, times) => sum + times.length - 1, 0);
  if (visibleDuplicates > lostAnswers)
    wrong.push(`${visibleDuplicates} visible duplicates for at most ${lostAnswers} lost answers`);
  return { wrong, counts: { requests, rungsDecided, messagesSent: sent.length, visibleDuplicates } };
}
