import { sql } from 'drizzle-orm';
import pino from 'pino';
import { rows } from '../../src/db/database.ts';
import { asNumber } from '../../src/db/decode.ts';
import { createRunner } from '../../src/engine/runner.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import { applyImport, planImport } from '../../src/org/import.ts';
import { rederiveAfterImport } from '../../src/requests/rederive.ts';
import { benchCompany } from '../company.ts';
import type { Context } from '../context.ts';
import { monday, newDatabase, openProduct, type Product } from '../product.ts';
import { count, keep, ms, type Row, spread } from '../report.ts';

/** Tuesday after the Monday on which everything is measured becomes a holiday, for everybody. */
const withHoliday = benchCompany().replaceAll('holidays: cn }', 'holidays: cn, overrides: { 2026-06-16: [] } }');

/** A holiday is imported: how long until every due time that it moves has been moved, and what others notice of it. */
export async function rederive(context: Context): Promise<Row[]> {
  const product = await openProduct(await newDatabase(context.postgres, 'bench_rederive', context.template), monday);
  const { db } = product;
  await db.reader.execute(sql`analyze`);
  const target = Math.max(2_000, (30_000 * context.open) / 100_000);
  const sweeps: number[] = [];
  let last = performance.now();
  const watched = {
    ...product.engine,
    tick: async (stop?: AbortSignal) => {
      const fired = await product.engine.tick(stop);
      sweeps.push(performance.now() - last);
      last = performance.now();
      return fired;
    },
  };
  const runner = createRunner({ engine: watched, db, log: pino({ level: 'error' }) });
  await runner.start();
  const begun = performance.now();
  const before = process.cpuUsage();
  await importHoliday(product);
  const imported = performance.now() - begun;
  await until(product, false);
  const derived = performance.now() - begun;
  const { user, system } = process.cpuUsage(before);
  const longest = [...sweeps];
  const [row] = await rows<{ moved: unknown }>(
    db.reader,
    sql`select count(*) as moved from request_history where body::json -> 'happening' ->> 'kind' = 'recalculated'`,
  );
  const redrawn = context.quick ? null : await until(product, true).then(() => performance.now() - begun);
  await runner.stop(5_000);
  await product.close();
  keep('rederive', [imported, derived, redrawn ?? 0]);
  keep('rederive-sweeps', longest);
  return [
    {
      what: `a holiday re-derives ${count(context.open)} open requests`,
      result: `${ms(derived)}: ${count(asNumber(row?.moved))} due times moved, each with its reason in the history (${ms((user + system) / 1000)} of the process’s CPU)`,
      target: `≤ ${ms(target)}`,
      met: derived <= target,
      settings: 'from the import to the last due time, by the product’s own loops, 500 in a transaction',
    },
    {
      what: 'meanwhile, from one look at the timers to the next',
      result: spread(longest),
      settings: 'two sweeps side by side in one process',
    },
    ...(redrawn === null
      ? []
      : [
          {
            what: 'until their standing cards were redrawn, quietly',
            result: ms(redrawn),
            settings: 'at most 800 requests a second, behind every other message',
          },
        ]),
  ];
}

async function importHoliday({ db, clock }: Product): Promise<void> {
  const parsed = parseOrgFile(withHoliday);
  if ('problems' in parsed) throw new Error(`the company cannot be read: ${JSON.stringify(parsed.problems)}`);
  await db.transaction(async (tx) => {
    const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'refused' || plan.changes.length === 0) throw new Error('the holiday changed nothing');
    const version = await applyImport(tx, plan, clock.now());
    await rederiveAfterImport(tx, plan.changes, version, clock.now());
  });
}

/** Waits until due times, or with `cards` cards too, are done. */
async function until({ db }: Product, cards: boolean): Promise<void> {
  for (;;) {
    const [row] = await rows<{ left: unknown }>(
      db.reader,
      sql`select count(*) as left from timers
          where feature = 'requests' and key like 'rederive/%'
            and (${cards} or not (payload -> 'rederive' ->> 'cards')::boolean)`,
    );
    if (asNumber(row?.left) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
