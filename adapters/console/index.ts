import { Hono } from 'hono';
import type { Command } from '../../src/engine/feature.ts';
import type { Adapter, Incoming, Reply } from '../../src/platform/adapter.ts';
import { consoleActs } from './acts.ts';
import { consoleAssets } from './assets.ts';
import { poorestSwitch } from './capabilities.ts';
import { guard } from './guard.ts';
import { createHub } from './hub.tsx';
import { words } from './messages.ts';
import type { ConsoleActs, ConsoleOptions } from './options.ts';
import { demoRoutes, limits, pageRoutes } from './routes.tsx';
import { actRoutes } from './routes-acts.tsx';
import { entryRoutes, fileRoutes } from './routes-entry.tsx';
import { sendToConsole } from './send.ts';
import { sessions } from './session.ts';
import { tidy } from './store.ts';
import type { Desk } from './viewer.ts';

export type { ConsoleActs, ConsoleOptions, DemoControls } from './options.ts';

export interface Console {
  adapter: Adapter;
  /** Everything under `/console`, with its own guard against other sites. */
  routes: Hono;
  /** What its pages call when someone writes, presses or submits. */
  acts: ConsoleActs;
  /** Deletes old messages, a few hundred at most: called every minute. */
  tidy(now: Date): Promise<void>;
}

type Receive = (incoming: Incoming) => Promise<Reply | null>;

/** The messenger in the browser: an adapter like any other, and the pages people use it by. */
export function createConsole(options: ConsoleOptions): Console {
  const { db, clock } = options;
  let receive: Receive = () => Promise.reject(new Error('the console was used before it was started'));
  const acts = consoleActs({ db, clock, receive: (incoming) => receive(incoming) });
  const poorest = poorestSwitch(db);
  const assets = consoleAssets();
  const desk: Desk = {
    options,
    acts,
    poorest,
    // A new password ends the sessions that the old one opened.
    session: sessions(`${options.secret}/${options.password ?? ''}`),
    commands: [...options.commands, help()],
    asset: assets.url,
  };
  const hub = createHub(desk);
  const adapter: Adapter = {
    platform: 'console',
    can: poorest.can,
    async start(inlet) {
      receive = inlet.receive;
      await poorest.load();
      await hub.start();
    },
    stop: () => hub.stop(),
    pace: () => [],
    send: (delivery) => sendToConsole(db, clock, delivery),
  };
  return { adapter, acts, routes: consoleRoutes(desk, hub, assets.routes), tidy: (now) => tidy(db, now) };
}

function consoleRoutes(desk: Desk, hub: ReturnType<typeof createHub>, assets: Hono): Hono {
  const routes = new Hono();
  routes.use('/console/*', guard(desk.options.allowedHosts ?? []));
  limits(routes);
  routes.onError((error, c) => {
    desk.options.log.error({ err: error, path: c.req.path }, 'console request failed');
    return c.text('This did not go through.', 500);
  });
  const parts = [assets, entryRoutes(desk), pageRoutes(desk, hub), actRoutes(desk), fileRoutes(desk), demoRoutes(desk)];
  for (const part of [...parts, ...(desk.options.views ? [desk.options.views] : [])]) routes.route('/', part);
  return routes;
}

/** The engine's own command, which belongs to no feature. */
function help(): Command {
  const text = (locale: 'en' | 'zh-CN') => words(locale, 'UTC')('helpCommand');
  return { name: 'help', aliases: ['帮助'], help: { en: text('en'), 'zh-CN': text('zh-CN') } };
}
