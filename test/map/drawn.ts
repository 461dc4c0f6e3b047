import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createConsole } from '../../adapters/console/index.ts';
import { stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import { createApp, listen } from '../../src/http/server.ts';
import { map } from '../../src/map/index.ts';
import { wholeMap } from '../../src/map/page/index.tsx';
import type { Organisation } from '../../src/org/organisation.ts';
import { createPages } from '../../src/pages/index.ts';
import type { Statement } from '../../src/questionnaires/types.ts';
import { shanghai } from '../world.ts';
import { customer, requirement, statement, supplier, trouble, within } from './kit.ts';

/** The map's page on a real port, for people of an organisation who sit at the console. */
export async function mapPages(
  db: Database,
  org: Organisation,
  at = shanghai('2026-06-01T10:00'),
): Promise<{ url: string; link(account: string, query?: string): string; close(): Promise<void> }> {
  const log = pino({ level: 'silent' });
  const organisation = async () => org;
  const shared = { db, clock: stoppedClock(at), log, organisation, secret: 'test' };
  const pages = createPages({
    ...{ ...shared, features: [map], inlets: () => engine.inlet('console'), publicUrl: null, console: true },
    ...{ identities: () => null, engine: () => engine },
  });
  const console = createConsole({ ...shared, commands: map.commands, views: pages.consoleRoutes });
  const { viewLink } = pages;
  const engine: Engine = createEngine({ ...shared, features: [map], adapters: [console.adapter], viewLink });
  await console.adapter.start(engine.inlet('console'));
  const app = createApp({
    ...{ log, console: console.routes, routes: [pages.routes], readiness: async () => [] },
    ...{ metrics: new Registry(), metricsToken: null, hasOrganisation: async () => true },
  });
  const { url, close } = await listen(app, '127.0.0.1', 0);
  return {
    url,
    link: (account, query = '') => `${url}${viewLink('console', account, `map/whole${query}`)}`,
    close: () => close(200),
  };
}

/** The page as it would come to one person, as markup. */
export async function pageFor(db: Database, org: Organisation, id: string, query = ''): Promise<string> {
  const person = org.people.get(id);
  if (!person) throw new Error(`${id} is not there`);
  const now = shanghai('2026-06-01T10:00');
  const shown = await db.transaction((tx) =>
    wholeMap.show({ tx, now, org, person, reachable: () => true, link: () => null }, new URLSearchParams(query)),
  );
  return shown.kind === 'page' ? String(await (await shown.content).toString()) : JSON.stringify(shown);
}

/** What stands on a page, without markup. */
export const readable = (page: string): string =>
  page
    .replace(/<(title|text|style)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

const words = (text: string) => [{ words: text, said: 3 }];

/** What the departments of the demo company have published by the end of May: one of them nothing. */
export function demoStatements(): Statement[] {
  const day = (date: string) => ({ publishedAt: shanghai(`${date}T10:00`) });
  const out = customer('~external');
  return [
    statement(
      'sales',
      {
        suppliers: [
          supplier('materials', [within(1, 'd', '按单发货')], { handsOn: words('齐套的订单') }),
          supplier('production', [requirement('informed', { words: '交期有变提前一天说' })], {
            troubles: [trouble('informed', '常在发货当天才知道')],
          }),
          supplier('?打样室'),
        ],
        customers: [customer('finance', [within(3, 'd')], { kind: 'functional', handsOn: words('回款计划') }), out],
      },
      day('2026-05-06'),
    ),
    statement(
      'materials',
      {
        suppliers: [supplier('production', [within(2, 'd')], { handsOn: words('入库的成品') })],
        customers: [customer('sales', [within(2, 'd')], { handsOn: words('齐套的订单') })],
      },
      day('2026-05-06'),
    ),
    statement(
      'production',
      {
        suppliers: [
          supplier('purchasing', [requirement('complete'), within(5, 'd')], { handsOn: words('原料和包装') }),
          supplier('quality', [within(4, 'h', '来料当天检验')], { kind: 'functional', handsOn: words('检验报告') }),
        ],
        customers: [customer('materials', [within(2, 'd')]), customer('quality')],
      },
      day('2026-05-07'),
    ),
    statement(
      'purchasing',
      {
        suppliers: [supplier('finance', [within(30, 'd', '按期付款')], { kind: 'functional' })],
        customers: [customer('production', [requirement('complete')])],
      },
      day('2026-05-07'),
    ),
    statement('finance', { customers: [customer('purchasing'), customer('office')] }, day('2026-05-20')),
    statement(
      'quality',
      { suppliers: [supplier('production')], customers: [customer('production'), customer('sales'), out] },
      day('2026-05-20'),
    ),
  ];
}
