import { sql } from 'drizzle-orm';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import { type Database, rows } from '../db/database.ts';
import { asNumber } from '../db/decode.ts';
import type { Observer } from '../engine/engine.ts';

export interface MetricsOptions {
  db: Database;
  clock: Clock;
  sweepAgeMs: () => number;
}

export interface Metrics {
  registry: Registry;
  observer: Observer;
}

/** What Prometheus may ask. Nothing here is about a person. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  depths(registry, options);
  return { registry, observer: observerOf(registry) };
}

function observerOf(registry: Registry): Observer {
  const registers = [registry];
  const handled = new Histogram({
    name: 'xiayou_events_handled_seconds',
    help: 'Events of messengers, and how long handling each took',
    labelNames: ['platform', 'kind'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
    registers,
  });
  const fired = new Counter({ name: 'xiayou_timers_fired_total', help: 'Timers handled', registers });
  const failed = new Counter({ name: 'xiayou_timers_failed_total', help: 'Timers whose handler threw', registers });
  const lateness = new Histogram({
    name: 'xiayou_timer_lateness_seconds',
    help: 'How late the oldest timer of each batch was',
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 600],
    registers,
  });
  const messages = new Counter({
    name: 'xiayou_messages_total',
    help: 'Attempts to send: sent, to be tried later, given up (never)',
    labelNames: ['platform', 'outcome'],
    registers,
  });
  return {
    handled: ({ platform, kind, ms }) => handled.observe({ platform, kind }, ms / 1000),
    swept: (sweep) => {
      fired.inc(sweep.fired);
      failed.inc(sweep.failed);
      lateness.observe(sweep.latenessMs / 1000);
    },
    sent: ({ platform, outcome }) => messages.inc({ platform, outcome }),
  };
}

/** Read from the database when asked; left out while it is away, because the rest is wanted most then. */
function depths(registry: Registry, { db, clock, sweepAgeMs }: MetricsOptions): void {
  const registers = [registry];
  new Gauge({
    name: 'xiayou_sweep_age_seconds',
    help: 'Time since this process last looked for due timers',
    registers,
    collect() {
      this.set(sweepAgeMs() / 1000);
    },
  });
  new Gauge({
    name: 'xiayou_timers_due',
    help: 'Timers due and not yet handled',
    registers,
    async collect() {
      const now = clock.now().toISOString();
      const query = sql`select count(*) as count from timers where due_at <= ${now}::timestamptz`;
      await reading(this, () => rows<{ count: unknown }>(db.reader, query), [['count', {}]]);
    },
  });
  new Gauge({
    name: 'xiayou_outbox_messages',
    help: 'Promised messages that are waiting, held by an operator, or given up',
    labelNames: ['status'],
    registers,
    async collect() {
      const count = (status: string) =>
        sql`(select count(*) from outbox where status = ${sql.raw(`'${status}'`)}) as ${sql.raw(status)}`;
      const query = sql`select ${count('waiting')}, ${count('held')}, ${count('dead')}`;
      const columns = ['waiting', 'held', 'dead'].map((status): Column => [status, { status }]);
      await reading(this, () => rows<Record<string, unknown>>(db.reader, query), columns);
    },
  });
}

type Column = [name: string, labels: Record<string, string>];

async function reading(gauge: Gauge, ask: () => Promise<Record<string, unknown>[]>, columns: Column[]): Promise<void> {
  gauge.reset();
  const [row] = await ask().catch(() => []);
  if (row) for (const [name, labels] of columns) gauge.set(labels, asNumber(row[name]));
}
