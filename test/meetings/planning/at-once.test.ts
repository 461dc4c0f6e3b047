import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { openPostgres } from '../../../src/db/postgres.ts';
import { demoCompany } from '../../../src/demo/company.ts';
import { planned } from '../../../src/meetings/planning/plan-week.ts';
import { noteAsked, saveSettings, settingsOf } from '../../../src/meetings/planning/store.ts';
import { readMeetings } from '../../../src/meetings/store.ts';
import { parseOrgFile } from '../../../src/org/file.ts';
import { applyImport, planImport } from '../../../src/org/import.ts';
import { loadOrganisation } from '../../../src/org/store.ts';
import { startPostgres, type TestPostgres } from '../../postgres.ts';
import { shanghai } from '../../world.ts';

let server: TestPostgres;
let instances: Database[] = [];

beforeAll(async () => {
  server = await startPostgres();
  const url = await server.newDatabase();
  instances = [await openPostgres(url), await openPostgres(url)];
  const [db] = instances as [Database];
  await migrate(db);
  const parsed = parseOrgFile(demoCompany);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  await db.transaction(async (tx) => {
    const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'planned') await applyImport(tx, plan, shanghai('2026-05-06T08:00'));
  });
}, 120_000);

afterAll(async () => {
  for (const db of instances) await db.close();
  await server?.stop();
});

test('of two instances that plan the same week at the same time one does, and everyone is told once', async () => {
  const now = shanghai('2026-05-14T10:00');
  for (const week of ['2026-05-18', '2026-05-25', '2026-06-01']) {
    const made = await Promise.all(
      [...instances, ...instances].map(async (db) => {
        const org = await loadOrganisation(db.reader);
        return db.transaction((tx) => planned({ tx, now, org, reachable: () => true, link: () => null }, week));
      }),
    );
    const [one, ...others] = made.filter((each) => each !== null);
    expect(others).toEqual([]);
    expect(one?.placed.length).toBeGreaterThan(4);
    const written = await readMeetings((instances[0] as Database).reader, { week });
    expect(written.sort((a, b) => a.id - b.id)).toEqual(one?.placed);
  }
});

test('two who settle or ask at the same time leave one row', async () => {
  const now = shanghai('2026-05-14T10:00');
  const asked = await Promise.all(
    instances.map((db) => db.transaction((tx) => noteAsked(tx, ['xu', 'zhao', 'song'], now))),
  );
  expect(asked.flat().sort()).toEqual(['song', 'xu', 'zhao']);
  await Promise.all(
    instances.map((db, at) =>
      db.transaction((tx) => saveSettings(tx, 'sales', { budget: at, people: [], together: [] }, 'lin', now)),
    ),
  );
  expect([0, 1]).toContain((await settingsOf((instances[1] as Database).reader, 'sales')).budget);
});
