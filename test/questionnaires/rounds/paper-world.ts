import { sql } from 'drizzle-orm';
import pino from 'pino';
import { Registry } from 'prom-client';
import { type MovableClock, stoppedClock } from '../../../src/clock.ts';
import type { Database } from '../../../src/db/database.ts';
import { createEngine, type Engine } from '../../../src/engine/engine.ts';
import { features } from '../../../src/features.ts';
import { createApp, listen } from '../../../src/http/server.ts';
import { parseOrgFile } from '../../../src/org/file.ts';
import { applyImport, planImport } from '../../../src/org/import.ts';
import { bumpVersion, organisationCache } from '../../../src/org/store.ts';
import { pages as asking } from '../../../src/pages/asking/feature.ts';
import { createPages } from '../../../src/pages/index.ts';
import { paper } from '../../../src/pages/paper.ts';
import type { Adapter, Reply } from '../../../src/platform/adapter.ts';
import { everyKind } from '../../../src/platform/form.ts';
import { codes } from '../../../src/questionnaires/index.ts';
import { truncateAll } from '../../db/pool.ts';
import { type ToyBrowser, toyBrowser } from '../../pages/browser.ts';
import { paperCompany } from './company.ts';

const silent: Adapter = {
  ...paper,
  platform: 'wecom',
  can: { ...paper.can, sheets: { from: 1, kinds: everyKind } },
  send: async ({ id }) => id,
};

export interface PaperWorld {
  db: Database;
  engine: Engine;
  clock: MovableClock;
  url: string;
  /** Someone on the messenger presses a button, or fills in a form. */
  clicks(account: string, action: string, value: string): Promise<Reply | null>;
  submits(account: string, action: string, context: string, answers: Record<string, string>): Promise<Reply | null>;
  /** A browser of its own. */
  browser(): ToyBrowser;
  stop(): Promise<void>;
}

/** The company whose shop floor has no messenger, on WeCom, with pages on a real port. */
export async function paperPages(db: Database, at: Date): Promise<PaperWorld> {
  await truncateAll(db);
  const clock = stoppedClock(at);
  const parsed = parseOrgFile(
    paperCompany
      .replace(/key: (\w+), name: ([^,]+), department: (?!floor)/g, 'key: $1, name: $2, wecom: $1, department: ')
      .replace('key: wang, ', 'key: wang, wecom: wang, '),
  );
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  await db.transaction(async (tx) => {
    const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
    if (plan.kind === 'planned') await applyImport(tx, plan, clock.now());
    await tx.execute(sql`update org_items set spec = spec #- '{accounts,console}' where kind = 'person'`);
    await bumpVersion(tx, clock.now());
  });
  const cache = organisationCache();
  const log = pino({ level: 'silent' });
  const publicUrl = new URL('http://127.0.0.1');
  const shared = { db, clock, log, features: [...features, asking] };
  const pages = createPages({
    ...shared,
    publicUrl,
    secret: 'test',
    organisation: () => cache.current(db.reader),
    inlets: (platform) => engine.inlet(platform),
    engine: () => engine,
    console: false,
    codes,
    // A messenger that sends everyone straight back, with a code that says who they are.
    identities: (platform) =>
      platform === 'wecom'
        ? {
            begin(redirect, state) {
              redirect.search = new URLSearchParams({ code: 'wang', state }).toString();
              return redirect;
            },
            complete: async (code) => code,
          }
        : null,
  });
  const engine = createEngine({
    ...shared,
    adapters: [silent, paper],
    organisation: (tx) => cache.current(tx),
    viewLink: pages.viewLink,
  });
  const app = createApp({
    log,
    console: null,
    routes: [pages.routes],
    readiness: async () => [],
    metrics: new Registry(),
    metricsToken: null,
    hasOrganisation: async () => true,
  });
  const listening = await listen(app, '127.0.0.1', 0);
  publicUrl.port = new URL(listening.url).port;
  let events = 0;
  const about = (account: string) => ({ id: `e${events++}`, platform: 'wecom', account }) as const;
  return {
    db,
    engine,
    clock,
    url: publicUrl.href,
    clicks: (account, action, value) => engine.receive({ ...about(account), kind: 'clicked', action, value }),
    submits: (account, action, context, answers) =>
      engine.receive({ ...about(account), kind: 'submitted', action, context, answers }),
    browser: () => toyBrowser(),
    stop: () => listening.close(200),
  };
}
