import { eq, type SQL, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Clock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import type { Urgency } from '../../src/platform/adapter.ts';
import { type Edition, monthly } from './limits.ts';
import { dingtalkQuota } from './tables.ts';

/** Calls that are billed, and messages over webhooks and the stream. */
export interface Usage {
  calls: number;
  messages: number;
}

export type Counter = keyof Usage;

const counters: readonly Counter[] = ['calls', 'messages'];

/** The operator is warned at this share, and from the other on what can wait does wait. */
const warnAt = 0.8;
const holdAt = 0.95;

const chinaMs = 8 * 3_600_000;

/** The calendar month of an instant as DingTalk counts it: `2026-05`, in Shanghai, which has no summer time. */
export const monthOf = (at: Date): string => new Date(at.getTime() + chinaMs).toISOString().slice(0, 7);

/** Milliseconds until the next month begins in Shanghai. */
export function untilNextMonthMs(at: Date): number {
  const local = new Date(at.getTime() + chinaMs);
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1) - local.getTime();
}

export interface QuotaPorts {
  db: Database;
  clock: Clock;
  log: Logger;
  edition: Edition;
}

/** What the month has used up, counted here because DingTalk has no call that tells. */
export interface Quota {
  load(): Promise<void>;
  /** Known here at once, and everywhere when it resolves. Never rejects: a lost count is no reason to lose a message. */
  count(counter: Counter): Promise<void>;
  /** DingTalk says there is nothing left. */
  usedUp(counter: Counter): Promise<void>;
  usage(): Usage;
  /** Whether a message of this urgency waits for the next month. */
  holds(priority: Urgency): boolean;
  /** What the operator is to know: a counter near its end, if any. */
  share(counter: Counter): number;
}

export function createQuota(ports: QuotaPorts): Quota {
  const { db, clock, log, edition } = ports;
  const limit = monthly[edition];
  const ledger = new Ledger(ports);
  const share = (counter: Counter) => ledger.used(monthOf(clock.now()))[counter] / limit[counter];
  const write = async (counter: Counter, first: number, then: SQL) => {
    try {
      await ledger.write(monthOf(clock.now()), counter, first, then);
      for (const one of counters) if (share(one) >= warnAt) await warn(ports, monthOf(clock.now()), one, share(one));
    } catch (error) {
      log.warn({ err: error }, 'dingtalk quota not counted');
    }
  };
  return {
    share,
    load: async () => {
      const month = monthOf(clock.now());
      const [row] = await db.reader.select().from(dingtalkQuota).where(eq(dingtalkQuota.month, month));
      if (row) ledger.learn(row);
    },
    count(counter) {
      ledger.used(monthOf(clock.now()))[counter] += 1;
      return write(counter, 1, sql`${dingtalkQuota[counter]} + 1`);
    },
    async usedUp(counter) {
      const all = limit[counter];
      log.error({ counter, limit: all }, 'dingtalk: the quota of this month is used up');
      await write(counter, all, sql`greatest(${dingtalkQuota[counter]}, ${all}::int)`);
    },
    usage: () => ({ ...ledger.used(monthOf(clock.now())) }),
    holds: (priority) => (priority === 'update' || priority === 'bulk') && share('calls') >= holdAt,
  };
}

/** One month's counters, here and in the table. */
class Ledger {
  private readonly db: Database;
  private month = '';
  private known: Usage = { calls: 0, messages: 0 };

  constructor({ db }: QuotaPorts) {
    this.db = db;
  }

  /** The counters of `month`, which begin anew with it. */
  used(month: string): Usage {
    if (month !== this.month) this.known = { calls: 0, messages: 0 };
    this.month = month;
    return this.known;
  }

  /** What the table says. Counts that are still being written are ours alone, so the greater one is right. */
  learn(row: Usage & { month: string }): void {
    const known = this.used(row.month);
    for (const counter of counters) known[counter] = Math.max(known[counter], row[counter]);
  }

  async write(month: string, counter: Counter, first: number, then: SQL): Promise<void> {
    const [row] = await this.db.reader
      .insert(dingtalkQuota)
      .values({ month, calls: 0, messages: 0, [counter]: first, warned: [] })
      .onConflictDoUpdate({ target: dingtalkQuota.month, set: { [counter]: then } })
      .returning();
    if (row && row.month === this.month) this.learn(row);
  }
}

/** Once a month and counter, whichever process notices first. */
async function warn({ db, log }: QuotaPorts, month: string, counter: Counter, share: number): Promise<void> {
  const marked = await db.reader
    .update(dingtalkQuota)
    .set({ warned: sql`${dingtalkQuota.warned} || ${JSON.stringify([counter])}::jsonb` })
    .where(sql`${dingtalkQuota.month} = ${month} and not ${dingtalkQuota.warned} ? ${counter}::text`)
    .returning({ month: dingtalkQuota.month });
  if (marked.length > 0) {
    log.warn(
      { counter, month, percent: Math.round(share * 100) },
      'dingtalk: the quota of this month is nearly used up',
    );
  }
}

/** What a company does in a month, and what each piece of it costs, as measured. */
export interface Plan {
  edition: Edition;
  people: number;
  /** Of the whole company. */
  requestsPerWorkday: number;
  workdays: number;
  /** A request's whole life: cards, changes, clicks and answers of all involved. */
  perRequest: Usage;
  /** What each person costs in a month besides: digests, questionnaires, reminders. */
  perPerson?: Usage;
}

export interface Forecast extends Usage {
  quota: Usage;
  /** Share of the quota; 1 is all of it. */
  share: { calls: number; messages: number };
  fits: boolean;
  /** Requests a workday that would just fit. */
  requestsThatFit: number;
}

/** What a month costs against the edition's quota. */
export function forecast(plan: Plan): Forecast {
  const quota = monthly[plan.edition];
  const each = plan.perPerson ?? { calls: 0, messages: 0 };
  const requests = plan.requestsPerWorkday * plan.workdays;
  const used = (counter: Counter) => Math.ceil(requests * plan.perRequest[counter] + plan.people * each[counter]);
  const room = (counter: Counter) =>
    plan.perRequest[counter] === 0
      ? Infinity
      : (quota[counter] - plan.people * each[counter]) / plan.perRequest[counter];
  const [calls, messages] = [used('calls'), used('messages')];
  return {
    calls,
    messages,
    quota,
    share: { calls: calls / quota.calls, messages: messages / quota.messages },
    fits: calls <= quota.calls && messages <= quota.messages,
    requestsThatFit: Math.max(0, Math.floor(Math.min(room('calls'), room('messages')) / plan.workdays)),
  };
}

/** The month's end, if it goes on as it has begun; null on its first day, which says too little. */
export function projected(used: Usage, now: Date): Usage | null {
  const local = new Date(now.getTime() + chinaMs);
  const begun = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), 1);
  const passed = local.getTime() - begun;
  if (passed < 24 * 3_600_000) return null;
  const factor = (passed + untilNextMonthMs(now)) / passed;
  return { calls: Math.round(used.calls * factor), messages: Math.round(used.messages * factor) };
}
