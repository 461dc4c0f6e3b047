import { createServer } from 'node:net';
import pino, { type Logger } from 'pino';
import { stoppedClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import { demoCompany } from '../../src/demo/company.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Feature } from '../../src/engine/feature.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createApp, type Listening, listen } from '../../src/http/server.ts';
import { createMessengers } from '../../src/messengers.ts';
import { applyImport, planImport } from '../../src/org/import.ts';
import type { Organisation } from '../../src/org/organisation.ts';
import type { OrgFile } from '../../src/org/spec.ts';
import { organisationCache } from '../../src/org/store.ts';
import { createPages } from '../../src/pages/index.ts';
import type { Messenger } from '../../src/platform/messenger.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { fileOf } from '../org/yaml.ts';
import { featuresOf } from '../rhythm.ts';
import { shanghai } from '../world.ts';
import { startDingtalk } from './dingtalk/index.ts';
import { fillIn, lasting } from './filling.ts';
import type { Emulator, EmulatorOptions, Shown } from './hands.ts';
import { startSlack } from './slack/index.ts';
import { startWecom } from './wecom/index.ts';

export type Real = 'slack' | 'wecom' | 'dingtalk';

/** What a person is called on a platform. */
export const accountOn: Record<Real, (key: string) => string> = {
  slack: (key) => `U0${key.toUpperCase().replace(/[^A-Z0-9]/g, '')}`,
  wecom: (key) => key[0]?.toUpperCase() + key.slice(1),
  dingtalk: (key) => `ding${key}`,
};

export interface PlatformWorldOptions {
  at?: Date;
  company?: string;
  /** On which messenger somebody is, by the key of the org file: one for all, or by person. */
  on: Real | ((person: { key: string; department: string }) => Real);
  /** Settings beside those of the emulators. */
  env?: Record<string, string>;
  /** Without cards on DingTalk, with Socket Mode on Slack. */
  emulators?: Partial<Record<Real, (settings: EmulatorOptions) => Promise<Emulator>>>;
  /** Features beside the product's own. */
  more?: readonly Feature[];
  /** Meetings are planned and digests sent by themselves. */
  rhythm?: boolean;
  /** The limits of the emulated platforms, and of ours, are in force. */
  limits?: boolean;
  /** Where the product logs to; nowhere, or to the output at the level of TEST_LOG, unless told. */
  log?: Logger;
  /** Called at the named places where a process may die. */
  failpoint?: (name: string) => Promise<void>;
}

let database: Database | null = null;

/** The whole product on emulated platforms: real adapters, real HTTP and WebSockets, and a clock the test moves. */
export async function platformWorld(options: PlatformWorldOptions): Promise<PlatformWorld> {
  database ??= await testDatabase();
  await truncateAll(database);
  return PlatformWorld.start(database, options);
}

interface Parts {
  db: Database;
  engine: Engine;
  clock: ReturnType<typeof stoppedClock>;
  emulators: Map<Real, Emulator>;
  messengers: Messenger[];
  homes: Map<string, Real>;
  listening: Listening;
  url: string;
  organisation: () => Promise<Organisation>;
}

export class PlatformWorld {
  readonly parts: Parts;
  private readonly looked = new Map<string, number>();

  private constructor(parts: Parts) {
    this.parts = parts;
  }

  static async start(db: Database, options: PlatformWorldOptions): Promise<PlatformWorld> {
    const clock = stoppedClock(options.at ?? shanghai('2026-05-01T10:00'));
    const features = [...featuresOf({ rhythm: options.rhythm ?? false }), ...(options.more ?? [])];
    const { file, homes } = companyOn(options);
    await db.transaction(async (tx) => {
      const plan = await planImport(tx, file, { openWork: async () => [], newId: (key) => key });
      if (plan.kind === 'planned') await applyImport(tx, plan, clock.now());
    });
    const emulators = await emulatorsFor(options, homes, clock);
    for (const person of file.people) {
      const home = homes.get(person.key) ?? 'slack';
      const account = person.accounts[home] ?? '';
      await emulators.get(home)?.hire({ account, name: person.name, zone: 'Asia/Shanghai' });
    }
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = Object.assign({}, ...[...emulators.values()].map((emulator) => emulator.env));
    const config = readConfig({ ...env, PUBLIC_URL: url, ...options.env });
    const log = options.log ?? pino({ level: process.env.TEST_LOG ?? 'silent' });
    const cache = organisationCache();
    const organisation = () => cache.current(db.reader);
    const pages = createPages({
      db,
      clock,
      log,
      publicUrl: config.publicUrl,
      secret: 'test',
      inlets: (platform) => engine.inlet(platform),
      identities: (platform) => messengers.find(({ adapter }) => adapter.platform === platform)?.identity ?? null,
      organisation,
      features,
      engine: () => engine,
      console: false,
    });
    const messengers = createMessengers(config, (platform) => ({
      db,
      clock,
      log,
      organisation,
      commands: features.flatMap((feature) => feature.commands),
      publicUrl: config.publicUrl,
      formLink: (account, form) => pages.formLink(platform, account, form),
    }));
    const engine: Engine = createEngine({
      db,
      clock,
      features,
      adapters: messengers.map(({ adapter }) => adapter),
      organisation: (tx) => cache.current(tx),
      log,
      viewLink: pages.viewLink,
      sendTimeoutMs: 10_000,
      ...(options.failpoint ? { failpoint: options.failpoint } : {}),
      ...(options.limits ? {} : { limits: { now: () => 0, take: async () => ({ at: 0 }) } }),
    });
    const routes = [pages.routes, ...messengers.flatMap((messenger) => (messenger.routes ? [messenger.routes] : []))];
    const app = createApp({
      log,
      routes,
      console: null,
      readiness: async () => [],
      metrics: createMetrics({ db, clock, sweepAgeMs: () => 0 }).registry,
      metricsToken: null,
      hasOrganisation: async () => true,
    });
    const listening = await listen(app, '127.0.0.1', port);
    for (const emulator of emulators.values()) emulator.pointTo(url);
    for (const { adapter } of messengers) await adapter.start(engine.inlet(adapter.platform));
    return new PlatformWorld({ db, engine, clock, emulators, messengers, homes, listening, url, organisation });
  }

  /** Ends adapters, emulators and the port. */
  async end(): Promise<void> {
    const { messengers, emulators, listening } = this.parts;
    await listening.close(500);
    for (const { adapter } of messengers) await adapter.stop();
    for (const emulator of emulators.values()) await emulator.close();
  }

  emulator(person: string): Emulator {
    const emulator = this.parts.emulators.get(this.home(person));
    if (!emulator) throw new Error(`${person} is on no emulated platform`);
    return emulator;
  }

  private home(person: string): Real {
    const home = this.parts.homes.get(person);
    if (!home) throw new Error(`nobody is called ${person}`);
    return home;
  }

  account(person: string): string {
    return accountOn[this.home(person)](person);
  }

  /** Someone writes to the bot. */
  async says(person: string, text: string): Promise<void> {
    await this.emulator(person).says(this.account(person), text);
    await this.settle();
  }

  /** Someone presses the button with this label on the newest message that has it, behind “more” if need be. */
  async presses(person: string, label: string): Promise<void> {
    const emulator = this.emulator(person);
    const shown = emulator.shown(this.account(person));
    const there = shown.some(({ buttons }) => buttons.includes(label));
    await emulator.presses(this.account(person), there ? label : '更多…');
    await this.settle();
    if (!there) await this.fills(person, { 接下来做什么: label, 操作: label });
  }

  /** Fills in what is being asked, by labels: the sheet that is open, the page behind the newest link, or question by question. */
  async fills(person: string, answers: Record<string, string>): Promise<void> {
    await fillIn(this.emulator(person), this.account(person), answers, () => this.settle());
    await this.settle();
  }

  /** What time and events brought is handled and sent. */
  async settle(): Promise<void> {
    await this.parts.engine.tick();
    await this.parts.engine.flush();
  }

  async advance(ms: number): Promise<void> {
    const { clock, engine } = this.parts;
    const target = new Date(clock.now().getTime() + ms);
    for (let steps = 0; steps < 10_000; steps++) {
      await engine.plan();
      const next = await engine.next();
      if (!next || next > target) break;
      if (next > clock.now()) clock.set(next);
      await this.settle();
    }
    clock.set(target);
    await this.settle();
  }

  /** What a person has in the conversation, as it reads now. */
  shown(person: string): Shown[] {
    return this.emulator(person).shown(this.account(person));
  }

  /** The words of the newest message of a person. */
  newest(person: string): string {
    return lasting(this.emulator(person), this.account(person)).at(-1)?.text ?? '';
  }

  /** Lasting messages since the last look, `person: first line`, sorted by person. */
  sent(): string[] {
    const found: string[] = [];
    for (const person of this.parts.homes.keys()) {
      const all = lasting(this.emulator(person), this.account(person));
      for (const { text } of all.slice(this.looked.get(person) ?? 0)) found.push(`${person}: ${text.split('\n')[0]}`);
      this.looked.set(person, all.length);
    }
    return found;
  }

  /** What any platform would have refused or what is unsafe: a test expects none. */
  offences(): string[] {
    return [...this.parts.emulators.values()].flatMap(({ offences }) => offences);
  }
}

function companyOn({ company, on }: PlatformWorldOptions): { file: OrgFile; homes: Map<string, Real> } {
  const file = fileOf(company ?? demoCompany);
  const homes = new Map<string, Real>();
  const people = file.people.map((person) => {
    const home = typeof on === 'string' ? on : on(person);
    homes.set(person.key, home);
    return { ...person, accounts: { [home]: accountOn[home](person.key) } };
  });
  return { file: { ...file, people }, homes };
}

async function emulatorsFor(
  options: PlatformWorldOptions,
  homes: ReadonlyMap<string, Real>,
  clock: ReturnType<typeof stoppedClock>,
): Promise<Map<Real, Emulator>> {
  const settings = { now: () => clock.now(), limits: options.limits ?? false };
  const starts: Record<Real, (settings: EmulatorOptions) => Promise<Emulator>> = {
    slack: startSlack,
    wecom: startWecom,
    dingtalk: startDingtalk,
    ...options.emulators,
  };
  const found = new Map<Real, Emulator>();
  for (const real of new Set(homes.values())) found.set(real, await starts[real](settings));
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
