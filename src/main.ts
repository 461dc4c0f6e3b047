import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import { type Console, type ConsoleOptions, createConsole } from '../adapters/console/index.ts';
import { conversation } from '../adapters/console/store.ts';
import { type Clock, type MovableClock, systemClock } from './clock.ts';
import { type Config, readConfig } from './config.ts';
import type { Database } from './db/database.ts';
import { openDatabase } from './db/index.ts';
import type { Lock } from './db/lock.ts';
import { migrate } from './db/migrate.ts';
import { serveOperator } from './db/operator.ts';
import { createDemo } from './demo/controls.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { createRunner } from './engine/runner.ts';
import { createWaker } from './engine/waker.ts';
import { features } from './features.ts';
import { createMetrics } from './http/metrics.ts';
import { createReadiness } from './http/readiness.ts';
import { checkPort, createApp, listen } from './http/server.ts';
import { createLog } from './log.ts';
import { readingCalendars } from './meetings/feeds/busy.ts';
import { feedRoutes } from './meetings/feeds/routes.ts';
import { createMessengers } from './messengers.ts';
import { serveCommand } from './operator/commands.ts';
import { createPages, type Pages } from './pages/index.ts';
import { paper } from './pages/paper.ts';
import { createPictures } from './pictures/index.ts';
import type { Inlet, Platform } from './platform/adapter.ts';
import { codes } from './questionnaires/index.ts';
import { demoClock } from './service/clock.ts';
import { importAtStart, importDemo, servesDemo } from './service/company.ts';
import { sentenceOf } from './service/errors.ts';
import { createOrganisations, type Organisations } from './service/organisation.ts';
import { readSigningKey } from './service/settings.ts';
import { endOnSignals } from './service/shutdown.ts';
import { minutely } from './service/work.ts';

type DemoClock = MovableClock & { shiftMs(): number };

/** What everything else is built on. */
interface Ground {
  config: Config;
  log: Logger;
  db: Database;
  lock: Lock | null;
  clock: Clock;
  /** The same clock when it is the demo's, which people move. */
  movable: DemoClock | null;
}

/** From the environment to an open, migrated database that holds the right company. */
async function prepare(): Promise<Ground> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  await checkPort(config.host, config.port);
  const { db, lock } = await openDatabase({
    dataDir: config.dataDir,
    ...(config.databaseUrl ? { databaseUrl: config.databaseUrl } : {}),
  });
  const migrations = await migrate(db);
  if (migrations.length > 0) log.info({ migrations }, 'migrated');
  const movable = (await servesDemo(config.demo, db)) ? await demoClock(db.reader) : null;
  const clock = movable ?? systemClock;
  if (movable) await importDemo(db, clock.now(), config.locale);
  else if (config.orgFile) await importAtStart(db, config.orgFile, clock.now(), config);
  return { config, log, db, lock, clock, movable };
}

/** Everything that works on the ground, built by hand; nothing runs yet. */
async function build(ground: Ground) {
  const { config, log, db, clock } = ground;
  const organisations = createOrganisations(db);
  const metrics = createMetrics({ db, clock, sweepAgeMs: () => runner.sweepAgeMs() });
  const inlets = (platform: Platform) => woken(platform);
  const { messengers, pages } = await messengersOf(ground, organisations, () => engine, inlets);
  const console = await consoleOf(ground, organisations, () => engine, pages);
  const pictures = createPictures();
  const engine: Engine = createEngine({
    db,
    clock,
    features,
    adapters: [...[...messengers, ...(console ? [console] : [])].map(({ adapter }) => adapter), paper],
    organisation: organisations.inside,
    log,
    pictures,
    viewLink: pages.viewLink,
    address: (path) => addressOf(config.publicUrl, path),
    observe: {
      ...metrics.observer,
      swept: (sweep) => {
        runner.progressed();
        metrics.observer.swept(sweep);
      },
    },
  });
  const runner = createRunner({ engine, db, log });
  const woken = (platform: Platform) => waking(runner, engine.inlet(platform));
  const { sweepAgeMs } = runner;
  const { heartbeatUrl, metricsToken } = config;
  const { hasOrganisation } = organisations;
  const tidies = [...messengers, ...(console ? [console] : []), pages];
  const work = minutely({ db, clock, engine, log, hasOrganisation, heartbeatUrl, sweepAgeMs, tidies });
  const about = { db, clock, log, organisation: organisations.current, hasOrganisation };
  const waker = createWaker(db, [...work, readingCalendars({ ...about, engine })], log);
  const app = createApp({
    log,
    routes: [pages.routes, feedRoutes(about), ...messengers.flatMap(({ routes }) => (routes ? [routes] : []))],
    console: console?.routes ?? null,
    readiness: createReadiness({ db, sweepAgeMs }),
    metrics: metrics.registry,
    metricsToken,
    hasOrganisation,
  });
  return { organisations, engine, messengers, woken, runner, pictures, waker, app };
}

/** A path of ours as people reach it, below the path of the public address. */
function addressOf(publicUrl: URL | null, path: string): string | null {
  return publicUrl && new URL(`${publicUrl.pathname.replace(/\/$/, '')}/${path}`, publicUrl).href;
}

/** What came in is worked on at once. */
function waking(runner: Pick<ReturnType<typeof createRunner>, 'wake'>, { receive, form }: Inlet): Inlet {
  return {
    form,
    async receive(incoming) {
      const reply = await receive(incoming);
      runner.wake();
      return reply;
    },
  };
}

/** The messengers that are set up, and the pages they lead to; each needs the other, so they ask when they are used. */
async function messengersOf(
  ground: Ground,
  organisations: Organisations,
  engine: () => Engine,
  inlets: (platform: Platform) => Inlet,
) {
  const { config, db, clock, log } = ground;
  const pages = createPages({
    db,
    clock,
    log,
    publicUrl: config.publicUrl,
    secret: await readSigningKey(db.reader),
    organisation: organisations.current,
    inlets,
    features,
    codes,
    engine,
    console: config.console !== null,
    identities: (platform) => messengers.find(({ adapter }) => adapter.platform === platform)?.identity ?? null,
  });
  const messengers = createMessengers(config, (platform) => ({
    db,
    clock,
    log: log.child({ platform }),
    organisation: organisations.current,
    commands: features.flatMap((feature) => feature.commands),
    publicUrl: config.publicUrl,
    formLink: (account, form) => pages.formLink(platform, account, form),
  }));
  return { messengers, pages };
}

/** Starts all of it, the port last, and ends it in the reverse order when asked to. */
async function run(ground: Ground): Promise<string> {
  const { config, log, db, lock, clock } = ground;
  const { organisations, engine, messengers, woken, runner, pictures, waker, app } = await build(ground);
  await organisations.start();
  for (const adapter of engine.adapters.values()) await adapter.start(woken(adapter.platform));
  if (await organisations.hasOrganisation()) await engine.plan();
  await runner.start();
  const platforms = [...engine.adapters.keys()].filter((platform) => platform !== 'paper');
  const ports = { db, clock, platforms, messengers: async () => messengers };
  if (lock) serveOperator(lock, (name, args) => serveCommand(ports, name, args));
  const port = await listen(app, config.host, config.port);
  waker.start();
  endOnSignals(log, [
    {
      name: 'http',
      end: () => Promise.all([port.close(3_000), ...[...engine.adapters.values()].map((adapter) => adapter.stop())]),
    },
    { name: 'waker', end: () => waker.stop() },
    { name: 'runner', end: () => runner.stop(5_000) },
    { name: 'pictures', end: () => pictures.stop() },
    { name: 'organisation', end: () => organisations.stop() },
    { name: 'database', end: () => db.close() },
  ]);
  return port.url;
}

async function consoleOf(
  ground: Ground,
  organisations: Organisations,
  engine: () => Engine,
  pages: Pages,
): Promise<Console | null> {
  const { config, db, clock, log, movable } = ground;
  if (!config.console) return null;
  const { password } = config.console;
  const made: Console = createConsole({
    db,
    clock,
    log,
    organisation: organisations.current,
    commands: features.flatMap((feature) => feature.commands),
    secret: await readSigningKey(db.reader),
    views: pages.consoleRoutes,
    ...(password ? { password } : {}),
    ...(config.publicUrl ? { allowedHosts: [config.publicUrl.host] } : {}),
    ...(movable ? { demo: demoOf(db, movable, organisations, engine, () => made) } : {}),
  });
  return made;
}

/** The demo needs the engine and the console, and the console the demo: so it asks for both when it is used. */
function demoOf(
  db: Database,
  clock: DemoClock,
  organisations: Organisations,
  engine: () => Engine,
  console: () => Console,
): NonNullable<ConsoleOptions['demo']> {
  return createDemo({
    db,
    clock,
    organisation: organisations.current,
    engine: {
      tick: () => engine().tick(),
      flush: () => engine().flush(),
      plan: () => engine().plan(),
      next: () => engine().next(),
    },
    people: {
      say: (account, text) => console().acts.say(account, text),
      click: (account, action, value) => console().acts.click(account, action, value),
      submit: (account, action, context, answers) => console().acts.submit(account, action, context, answers),
    },
    buttons: async (account) => {
      const messages = await conversation(db.reader, account, 50);
      return messages.reverse().flatMap((message) => message.card.buttons);
    },
    messengerTables: ['console_messages', 'console_reads'],
  });
}

function fail(error: unknown): never {
  const sentence = sentenceOf(error);
  const fault = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${sentence ?? `Xiayou could not start, and this is a fault of ours:\n${fault}`}\n`);
  process.exit(1);
}

try {
  const ground = await prepare();
  const url = await run(ground);
  const where = ground.config.console ? `Open ${url}/console` : `It answers on ${url}`;
  process.stdout.write(`Xiayou is running${ground.movable ? ' with the demo company' : ''}. ${where}\n`);
} catch (error) {
  fail(error);
}
