import { afterAll, beforeAll, expect, test } from 'vitest';
import { stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { createDemo, demoStart } from '../../src/demo/controls.ts';
import { organisationOf } from '../../src/org/build.ts';
import { testDatabase } from '../db/pool.ts';
import { fileOf } from '../org/yaml.ts';

let db: Database;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

test('while somebody else draws the picture of a message that is due, moving the time leaves them the thread', async () => {
  let drawn = false;
  let asked = 0;
  setTimeout(() => {
    drawn = true;
  }, 60);
  const people = { say: async () => null, click: async () => null, submit: async () => null };
  const { move, now } = createDemo({
    db,
    clock: { ...stoppedClock(demoStart), shiftMs: () => 0 },
    organisation: async () => organisationOf(fileOf(demoCompany)),
    engine: {
      plan: async () => undefined,
      tick: async () => 0,
      flush: async () => 0,
      next: async () => {
        asked += 1;
        return drawn ? null : demoStart;
      },
    },
    people,
    buttons: async () => [],
    messengerTables: [],
  });
  await move('1h');
  expect(drawn).toBe(true);
  expect(asked).toBeLessThan(50);
  expect(now().getTime() - demoStart.getTime()).toBe(3_600_000);
});
