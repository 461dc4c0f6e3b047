import type { Hono } from 'hono';
import pino from 'pino';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { features } from '../../src/features.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createApp, listen } from '../../src/http/server.ts';
import { createMessengers } from '../../src/messengers.ts';
import { organisationOf } from '../../src/org/build.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import type { Adapter, Inlet, Platform } from '../../src/platform/adapter.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import type { Emulator } from '../platforms/hands.ts';
import { accountOn, type Real } from '../platforms/world.ts';
import type { Rig } from './subject.ts';

let database: Database | null = null;

/** The same for every rig, as one ends before the next begins. */
export async function emptyDatabase(): Promise<Database> {
  database ??= await testDatabase();
  await truncateAll(database);
  return database;
}

/** One real adapter on its emulator, on a port of its own, with 林 and 罗 of the demo company as its people. */
export async function staged(
  real: Real,
  emulator: Emulator,
  inlet: Inlet,
  now: () => Date,
): Promise<Omit<Rig, 'attacks' | 'replay' | 'redeliver'>> {
  const db = await emptyDatabase();
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const company = organisationWith(real, accountOn[real]);
  const organisation = async () => company;
  const account = accountOn[real]('lin');
  const colleague = accountOn[real]('luo');
  await emulator.hire({ account, name: '林晓燕', zone: 'Asia/Shanghai' });
  await emulator.hire({ account: colleague, name: '罗勇', zone: 'Asia/Shanghai' });
  const [messenger] = createMessengers(readConfig(emulator.env), () => ({
    db,
    clock: { now },
    log,
    organisation,
    commands: features.flatMap((feature) => feature.commands),
    publicUrl: new URL('http://127.0.0.1:1'),
    formLink: () => 'http://127.0.0.1:1/forms/toy',
  }));
  if (!messenger) throw new Error(`${real} is not configured by its emulator`);
  const listening = await serveRoutes(messenger.routes ? [messenger.routes] : [], db);
  emulator.pointTo(listening.url);
  const adapter: Adapter = messenger.adapter;
  await adapter.start(inlet);
  return {
    adapter,
    hands: emulator,
    platform: emulator,
    offences: () => emulator.offences,
    account,
    colleague,
    async end() {
      await adapter.stop();
      await listening.close(200);
      await emulator.close();
    },
  };
}

function serveRoutes(routes: readonly Hono[], db: Database) {
  const app = createApp({
    log: pino({ level: 'silent' }),
    routes,
    console: null,
    readiness: async () => [],
    metrics: createMetrics({ db, clock: { now: () => new Date(0) }, sweepAgeMs: () => 0 }).registry,
    metricsToken: null,
    hasOrganisation: async () => true,
  });
  return listen(app, '127.0.0.1', 0);
}

/** The demo company, everybody with an account on one messenger alone. */
export function organisationWith(platform: Platform, account: (key: string) => string): Organisation {
  const parsed = parseOrgFile(demoCompany);
  if ('problems' in parsed) throw new Error('the demo company cannot be read');
  const people = parsed.file.people.map((person) => ({
    ...person,
    accounts: { [platform]: account(person.key) },
  }));
  return organisationOf({ ...parsed.file, people });
}
