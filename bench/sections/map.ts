import { migrate } from '../../src/db/migrate.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { mapState } from '../../src/map/state.ts';
import { summaryOf } from '../../src/map/summary.ts';
import { loadOrganisation } from '../../src/org/store.ts';
import { publish } from '../../test/map/kit.ts';
import { statementsOf, teams } from '../../test/map/teams.ts';
import { benchCompany } from '../company.ts';
import type { Context } from '../context.ts';
import { importCompany, monday, newDatabase } from '../product.ts';
import { count, keep, ms, percentile, type Row } from '../report.ts';

const target = 2_000;

/** The map of a company of hundreds of teams, from the published statements in the database to its gaps in numbers. */
export async function map(context: Context): Promise<Row[]> {
  const drawn = teams();
  const db = await openPostgres(await newDatabase(context.postgres, 'bench_map'));
  await migrate(db);
  await importCompany(db, monday, benchCompany(drawn.count, 3));
  await publish(db, statementsOf(drawn));
  const org = await loadOrganisation(db.reader);
  const samples: number[] = [];
  let summary = summaryOf(await mapState(db.reader, org));
  for (let run = 0; run < (context.quick ? 5 : 20); run++) {
    const begun = performance.now();
    summary = summaryOf(await mapState(db.reader, org));
    samples.push(performance.now() - begun);
  }
  await db.close();
  keep('map', samples);
  const slowest = Math.max(...samples);
  const gaps = Object.values(summary.gaps).reduce((sum, one) => sum + one, 0);
  const whose = drawn.source === 'log' ? 'hand-offs of a real log' : 'an invented company of the same shape';
  return [
    {
      what: `the map of ${count(summary.departments)} teams and ${count(drawn.handOffs.length)} hand-offs: ${count(summary.edges)} edges, ${count(gaps)} gaps, summary`,
      result: `${ms(percentile(samples, 0.5))}, at most ${ms(slowest)}`,
      target: `≤ ${ms(target)}`,
      met: slowest <= target,
      settings: `${whose}; from the statements in PostgreSQL, ${samples.length} times`,
    },
  ];
}
