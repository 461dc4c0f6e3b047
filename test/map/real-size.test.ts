import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { benchCompany } from '../../bench/company.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { mapOf, mapState } from '../../src/map/state.ts';
import { summaryOf } from '../../src/map/summary.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import { applyImport, planImport } from '../../src/org/import.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import { loadOrganisation } from '../../src/org/store.ts';
import { cpuMs } from '../cpu.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { organisationFrom } from '../requests/rules-kit.ts';
import { shanghai } from '../world.ts';
import { publish } from './kit.ts';
import { statementsOf, synthetic, teams } from './teams.ts';

describe('a company of hundreds of teams', () => {
  let server: TestPostgres;
  let db: Database;
  let org: Organisation;

  beforeAll(async () => {
    server = await startPostgres();
    db = await openPostgres(await server.newDatabase());
    await migrate(db);
    const drawn = teams();
    const parsed = parseOrgFile(benchCompany(drawn.count, 3));
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    await db.transaction(async (tx) => {
      const plan = await planImport(tx, parsed.file, { openWork: async () => [] });
      if (plan.kind === 'planned') await applyImport(tx, plan, shanghai('2026-05-06T08:00'));
    });
    await publish(db, statementsOf(drawn));
    org = await loadOrganisation(db.reader);
  }, 120_000);

  afterAll(async () => {
    await db?.close();
    await server?.stop();
  });

  test('its map, its gaps and their summary are there within two seconds, from the database', async () => {
    const took: number[] = [];
    for (let run = 0; run < 3; run++) {
      const begun = cpuMs();
      const summary = summaryOf(await mapState(db.reader, org));
      took.push(cpuMs() - begun);
      expect(summary.departments).toBe(649);
      expect(summary.edges).toBeGreaterThan(2_300);
      expect(summary.edges).toBeLessThanOrEqual(2_463 + 649);
      expect(summary.gaps.unseenCustomer).toBeGreaterThan(100);
      expect(summary.published).toBe(649);
    }
    expect(Math.min(...took)).toBeLessThan(2_000);
  });
});

test('the invented company has the shape of the real one', () => {
  const { count, handOffs } = synthetic();
  expect([count, handOffs.length]).toEqual([649, 2_463]);
  const pairs = new Set(handOffs.map(({ from, to }) => `${from} ${to}`));
  const mutual = handOffs.filter(({ from, to }) => pairs.has(`${to} ${from}`)).length;
  expect(mutual / handOffs.length).toBeGreaterThan(0.2);
  const state = mapOf(statementsOf(synthetic()), organisationFrom(benchCompany(count, 3)), [], []);
  expect(summaryOf(state).edges).toBeGreaterThan(2_300);
});
