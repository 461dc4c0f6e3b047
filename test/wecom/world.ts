import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import pino from 'pino';
import { expect, vi } from 'vitest';
import { createWecom } from '../../adapters/wecom/index.ts';
import { type MovableClock, stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createEngine, type Engine, type EngineOptions } from '../../src/engine/engine.ts';
import type { Effect, Feature } from '../../src/engine/feature.ts';
import { accountKey, type Organisation } from '../../src/org/organisation.ts';
import type { Incoming } from '../../src/platform/adapter.ts';
import type { Form } from '../../src/platform/form.ts';
import type { Messenger } from '../../src/platform/messenger.ts';
import type { WecomSettings } from '../../src/platform/settings.ts';
import { company } from '../console/company.ts';
import { gallery } from '../console/gallery.ts';
import { testDatabase, truncateAll } from '../db/pool.ts';
import { startWecom, type WecomEmulator } from '../platforms/wecom/index.ts';
import type { WecomOptions } from '../platforms/wecom/state.ts';

export interface World {
  db: Database;
  clock: MovableClock;
  wecom: WecomEmulator;
  messenger: Messenger;
  engine: Engine;
  settings: WecomSettings;
  /** Where the adapter listens. */
  url: string;
  /** What reached the engine, once for each time. */
  heard: Incoming[];
  /** Lines of the operator's log. */
  logged: Record<string, unknown>[];
  /** Forms that were led to. */
  forms: Form[];
  promise(...effects: Effect[]): Promise<void>;
  /** Moves the clock and sends what is due then. */
  later(ms: number): Promise<void>;
  /** The next events are not taken: something of ours is broken. */
  broken: boolean;
  close(): Promise<void>;
}

export interface WorldOptions {
  emulator?: WecomOptions;
  settings?: Partial<WecomSettings> | ((wecom: WecomEmulator) => Partial<WecomSettings>);
  engine?: Partial<EngineOptions>;
  /** Null: without a public address. */
  publicUrl?: null;
  locale?: 'zh-CN' | 'en';
  /** Not started yet. */
  asleep?: boolean;
}

let database: Database | null = null;

/** The real adapter on an emulated WeCom, over a real engine with the gallery and a toy as its features. */
export async function wecomWorld(options: WorldOptions = {}): Promise<World> {
  database ??= await testDatabase();
  await truncateAll(database);
  const db = database;
  const clock = stoppedClock(new Date('2026-05-01T02:00:00Z'));
  const wecom = await startWecom({ now: () => clock.now(), retryAfterMs: 20, ...options.emulator });
  const org = onWecom(company(options.locale));
  for (const person of org.people.values())
    await wecom.hire({ account: person.accounts.wecom ?? '', name: person.name, departments: [person.department] });
  const { log, logged } = logger();
  const given = typeof options.settings === 'function' ? options.settings(wecom) : options.settings;
  const settings = { ...settingsOf(wecom), ...given };
  const world: Pick<World, 'heard' | 'forms' | 'broken'> = { heard: [], forms: [], broken: false };
  const server = serve({
    fetch: (request) => messenger.routes?.fetch(request) ?? new Response(),
    hostname: '127.0.0.1',
    port: 0,
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const shared = { db, clock, log, organisation: async () => org };
  const messenger = createWecom(settings, {
    ...shared,
    commands: gallery.commands,
    publicUrl: options.publicUrl === null ? null : new URL(url),
    formLink(account, form) {
      world.forms.push(form);
      return `${url}/forms/${account}-${world.forms.length}`;
    },
  });
  const engine = createEngine({
    ...shared,
    features: [gallery, toy],
    adapters: [messenger.adapter],
    limits: { now: () => 0, take: async () => ({ at: 0 }) },
    sendTimeoutMs: 10_000,
    ...options.engine,
  });
  if (options.publicUrl !== null) wecom.pointTo(url);
  if (!options.asleep)
    await messenger.adapter.start({
      ...engine.inlet('wecom'),
      async receive(incoming) {
        if (world.broken) throw new Error('the database is gone');
        world.heard.push(incoming);
        const reply = await engine.receive(incoming);
        await engine.flush();
        return reply;
      },
    });
  // What is slow the first time, such as getting a token, is over before anybody writes.
  if (!options.asleep && options.publicUrl !== null) await vi.waitFor(() => expect(wecom.menu()).not.toEqual([]), 5000);
  return Object.assign(world, {
    db,
    clock,
    wecom,
    messenger,
    engine,
    settings,
    url,
    logged,
    promise: (...effects: Effect[]) => engine.turn('toy', async () => effects),
    async later(ms: number) {
      clock.set(new Date(clock.now().getTime() + ms));
      await engine.flush();
    },
    async close() {
      await messenger.adapter.stop();
      server.close();
      await wecom.close();
    },
  });
}

const toy: Feature = {
  name: 'toy',
  commands: [],
  async clicked(turn, action, value) {
    if (action === 'fail') throw new Error('the toy is broken');
    const card = { title: `${action} ${value}`, tone: 'plain' as const, elements: [], buttons: [] };
    return { effects: [{ kind: 'post', to: turn.person.id, card, priority: 'reply' }] };
  },
};

function settingsOf({ env }: WecomEmulator): WecomSettings {
  return {
    corpId: env.WECOM_CORP_ID ?? '',
    agentId: Number(env.WECOM_AGENT_ID),
    secret: env.WECOM_SECRET ?? '',
    token: env.WECOM_TOKEN ?? '',
    encodingAesKey: env.WECOM_ENCODING_AES_KEY ?? '',
    apiUrl: env.WECOM_API_URL ?? '',
    oauthUrl: env.WECOM_OAUTH_URL ?? '',
    proxyUrl: null,
  };
}

/** The same company with accounts such as `Sales-0`. */
function onWecom(org: Organisation): Organisation {
  const people = [...org.people.values()].map((person) => {
    const account = person.accounts.console ?? '';
    return { ...person, accounts: { wecom: `${account[0]?.toUpperCase()}${account.slice(1)}` } };
  });
  return {
    ...org,
    people: new Map(people.map((person) => [person.id, person])),
    byAccount: new Map(people.map((person) => [accountKey('wecom', person.accounts.wecom), person])),
  };
}

function logger() {
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  return { log, logged };
}
