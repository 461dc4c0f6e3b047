import { serve } from '@hono/node-server';
import { pino } from 'pino';
import { createSlack } from '../../adapters/slack/index.ts';
import { type MovableClock, stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Feature } from '../../src/engine/feature.ts';
import type { Organisation, Person } from '../../src/org/organisation.ts';
import type { Incoming, Inlet } from '../../src/platform/adapter.ts';
import type { Messenger } from '../../src/platform/messenger.ts';
import type { SlackSettings } from '../../src/platform/settings.ts';
import { company } from '../console/company.ts';
import { gallery } from '../console/gallery.ts';
import { type SlackEmulator, type SlackOptions, startSlack } from '../platforms/slack/index.ts';

/** Somebody of the demo company as Slack knows them: `sales-0` is U000SALES0. */
export const accountOf = (key: string): string => `U000${key.toUpperCase().replace('-', '')}`;

export interface SlackWorld {
  slack: SlackEmulator;
  messenger: Messenger;
  engine: Engine;
  clock: MovableClock;
  settings: SlackSettings;
  /** What reached the engine, in order. */
  incoming: Incoming[];
  /** Lines of the log. */
  logs: Record<string, unknown>[];
  /** Replaces how the engine takes what comes, until it is given null. */
  intercept(take: Inlet['receive'] | null): void;
  /** The service's address as Slack calls it. */
  url: string;
  end(): Promise<void>;
}

export interface WorldOptions extends SlackOptions {
  features?: readonly Feature[];
  settings?: Partial<SlackSettings>;
  publicUrl?: URL | null;
  /** Ids of departments' channels. */
  channels?: Record<string, string>;
  /** Starting is left to the test. */
  idle?: boolean;
}

/** The adapter over a real engine with the gallery, and an emulated Slack in front of it. What is promised is sent at once. */
export async function slackWorld(db: Database, options: WorldOptions = {}): Promise<SlackWorld> {
  const clock = stoppedClock(new Date('2026-05-01T02:00:00Z'));
  const slack = await startSlack({ now: () => clock.now(), ...options });
  const org = companyOnSlack(options.channels);
  for (const person of org.people.values()) {
    await slack.hire({ account: person.accounts.slack ?? '', name: person.name, zone: person.zone });
  }
  const logs: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug', base: {} }, { write: (line: string) => void logs.push(JSON.parse(line)) });
  const settings = { ...settingsOf(slack, options.socketMode ?? false), ...options.settings };
  const organisation = async () => org;
  const features = options.features ?? [gallery];
  const commands = features.flatMap((feature) => feature.commands);
  const publicUrl = options.publicUrl === undefined ? new URL('https://bot.example.com') : options.publicUrl;
  const messenger = createSlack(settings, { db, clock, log, organisation, commands, publicUrl, formLink: () => null });
  const { adapter } = messenger;
  const engine = createEngine({ db, clock, log, organisation, features, adapters: [adapter], limits: unlimited });
  const incoming: Incoming[] = [];
  let taking: Inlet['receive'] | null = null;
  const receive: Inlet['receive'] = async (event) => {
    incoming.push(event);
    if (taking) return taking(event);
    const reply = await engine.receive(event);
    await engine.flush();
    return reply;
  };
  const port = messenger.routes ? await listen(messenger.routes.fetch) : null;
  if (port) slack.pointTo(port.url);
  if (!options.idle) await adapter.start({ ...engine.inlet('slack'), receive });
  return {
    slack,
    messenger,
    engine,
    clock,
    settings,
    incoming,
    logs,
    intercept: (take) => {
      taking = take;
    },
    url: port?.url ?? '',
    end: async () => {
      await adapter.stop();
      await port?.close();
      await slack.close();
    },
  };
}

const unlimited = { now: () => 0, take: async () => ({ at: 0 }) };

function settingsOf(slack: SlackEmulator, socketMode: boolean): SlackSettings {
  const { SLACK_BOT_TOKEN = '', SLACK_SIGNING_SECRET = '', SLACK_API_URL = '', SLACK_APP_TOKEN } = slack.env;
  return {
    botToken: SLACK_BOT_TOKEN,
    signingSecret: socketMode ? null : SLACK_SIGNING_SECRET,
    appToken: SLACK_APP_TOKEN ?? null,
    apiUrl: SLACK_API_URL,
    commandPrefix: '',
  };
}

/** The company of the console's tests, on Slack. */
function companyOnSlack(channels: Record<string, string> = {}): Organisation {
  const org = company();
  const people = new Map<string, Person>(
    [...org.people].map(([id, person]) => [id, { ...person, accounts: { slack: accountOf(person.key) } }]),
  );
  const byAccount = new Map([...people.values()].map((person) => [`slack:${person.accounts.slack}`, person]));
  const departments = new Map(
    [...org.departments].map(([key, one]) => [
      key,
      { ...one, channel: channels[key] ? { slack: channels[key] } : null },
    ]),
  );
  return { ...org, people, byAccount, departments };
}

function listen(fetch: (request: Request) => Response | Promise<Response>) {
  return new Promise<{ url: string; close(): Promise<void> }>((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      const close = () =>
        new Promise<void>((done) => {
          server.close(() => done());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ url: `http://127.0.0.1:${port}`, close });
    });
  });
}
