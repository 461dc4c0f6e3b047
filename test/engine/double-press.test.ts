import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConsole } from '../../adapters/console/index.ts';
import { stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { dialogues, outbox, settings } from '../../src/engine/tables.ts';
import { features } from '../../src/features.ts';
import { parseOrgFile } from '../../src/org/file.ts';
import { applyImport, planImport } from '../../src/org/import.ts';
import { organisationCache } from '../../src/org/store.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';
import { minutes, shanghai, type World } from '../world.ts';
import { answers, last, poorest } from './poorest.ts';

const at = shanghai('2026-05-06T09:00');

const asked = (w: World) => w.sent().map((line) => line.replace(/^\w+: /, ''));

const standing = async (db: Database) => (await db.reader.select().from(dialogues)).length;

/** 孙 has a request of 林 before him. */
async function withRequest(): Promise<World> {
  const w = await poorest({ at });
  await answers(w, 'lin', '/request 生产部 500 件', 'skip', 'skip', 'skip', 'skip', 'skip', 'skip');
  return w;
}

describe('a button whose form is asked question by question', () => {
  test('pressed twice at the same time asks once', async () => {
    const w = await withRequest();
    await Promise.all(['a', 'b', 'c'].map((press) => w.clicks('sun', 'requests.accept', '1001', undefined, press)));
    expect(asked(w)).toEqual(['R-1001：承诺时间']);
    expect(await standing(w.db)).toBe(1);
    await answers(w, 'sun', 'skip');
    expect(await last(w, 'sun')).toContain('R-1001：孙浩承诺');
    expect(await standing(w.db)).toBe(0);
  });

  test('pressed again a moment later asks nothing more, and a command written twice neither', async () => {
    const w = await withRequest();
    await w.clicks('sun', 'requests.accept', '1001');
    await w.advance(minutes(0.5));
    await w.clicks('sun', 'requests.accept', '1001');
    expect(asked(w)).toEqual(['R-1001：承诺时间']);
    await w.says('lin', '/请求 物控部 600 件');
    await w.says('lin', '/请求 物控部 600 件');
    expect(asked(w)).toEqual(['新请求（1 / 6）']);
  });

  test('pressed again much later asks again, where it can be seen, and there is still one form to fill in', async () => {
    const w = await withRequest();
    await w.clicks('sun', 'requests.accept', '1001');
    await w.advance(minutes(5));
    await w.clicks('sun', 'requests.accept', '1001');
    expect(asked(w)).toEqual(['R-1001：承诺时间', 'R-1001：承诺时间']);
    expect(await standing(w.db)).toBe(1);
    await answers(w, 'sun', 'skip');
    expect(await last(w, 'sun')).toContain('R-1001：孙浩承诺');
  });

  test('pressed again with another form asked in between comes back on top', async () => {
    const w = await withRequest();
    for (const action of ['accept', 'decline', 'accept']) await w.clicks('sun', `requests.${action}`, '1001');
    expect(asked(w)).toEqual(['R-1001：承诺时间', 'R-1001：无法承接', 'R-1001：承诺时间']);
    expect(await standing(w.db)).toBe(2);
    await w.says('sun', '取消');
    expect(asked(w)).toEqual(['已退出“R-1001：承诺时间”，没有发送任何内容。', 'R-1001：无法承接']);
  });

  test('for two requests asks two, and a form whose first question is answered may be begun anew', async () => {
    const w = await withRequest();
    await answers(w, 'lin', '/request 生产部 300 件', 'skip', 'skip', 'skip', 'skip', 'skip', 'skip');
    for (const number of ['1001', '1002']) await w.clicks('sun', 'requests.accept', number);
    expect(asked(w)).toEqual(['R-1001：承诺时间', 'R-1002：承诺时间']);
    await answers(w, 'lin', '/request 物控部', 'skip');
    await w.says('lin', '/request 物控部');
    expect(asked(w)).toEqual(['新请求（1 / 6）']);
  });
});

describe('two instances over one server', () => {
  let server: TestPostgres;
  let pools: Database[] = [];
  let engines: Engine[] = [];

  beforeAll(async () => {
    server = await startPostgres();
    const url = await server.newDatabase();
    pools = await Promise.all([1, 2].map(() => openPostgres(url, { max: 8 })));
    const [db] = pools;
    if (!db) throw new Error('no database');
    await migrate(db);
    const parsed = parseOrgFile(demoCompany);
    if ('problems' in parsed) throw new Error('the demo company has problems');
    await db.transaction(async (tx) => {
      const plan = await planImport(tx, parsed.file, { openWork: async () => [], newId: (key) => key });
      if (plan.kind === 'planned') await applyImport(tx, plan, at);
      await tx.insert(settings).values({ key: 'console.poorest', value: true });
    });
    engines = await Promise.all(pools.map(instance));
  });

  afterAll(async () => {
    for (const db of pools) await db.close();
    await server?.stop();
  });

  async function instance(db: Database): Promise<Engine> {
    const cache = organisationCache();
    const clock = stoppedClock(at);
    const log = pino({ level: 'silent' });
    const organisation = () => cache.current(db.reader);
    const { adapter } = createConsole({ db, clock, organisation, commands: [], secret: 'test', log });
    const inside = (tx: Parameters<typeof cache.current>[0]) => cache.current(tx);
    const engine = createEngine({ db, clock, features, adapters: [adapter], organisation: inside, log });
    await adapter.start(engine.inlet('console'));
    return engine;
  }

  test('ask once, however many presses of one person arrive at both of them at the same time', async () => {
    const action = 'requests.fileFrom';
    for (let round = 0; round < 10; round++) {
      const value = JSON.stringify({ need: `600 件 A 料 ${round}` });
      const presses = Array.from({ length: 8 }, (_, press) =>
        engines[press % 2]?.receive({
          id: `press/${round}/${press}`,
          platform: 'console',
          account: 'lin',
          kind: 'clicked',
          action,
          value,
        }),
      );
      await Promise.all(presses);
    }
    const [db] = pools;
    expect(await db?.reader.select({ id: dialogues.id }).from(dialogues)).toHaveLength(10);
    expect(await db?.reader.select({ id: outbox.id }).from(outbox)).toHaveLength(10);
  });
});
