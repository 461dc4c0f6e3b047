import { type Logger, pino } from 'pino';
import { streamTiming } from '../../adapters/dingtalk/backoff.ts';
import { createDingtalk } from '../../adapters/dingtalk/index.ts';
import { type MovableClock, stoppedClock } from '../../src/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Feature } from '../../src/engine/feature.ts';
import type { Organisation, Person } from '../../src/org/organisation.ts';
import type { Delivery, Inlet } from '../../src/platform/adapter.ts';
import { type Card, sentence } from '../../src/platform/card.ts';
import type { Messenger } from '../../src/platform/messenger.ts';
import type { DingtalkSettings } from '../../src/platform/settings.ts';
import { company } from '../console/company.ts';
import { type DingtalkEmulator, type DingtalkOptions, startDingtalk } from '../platforms/dingtalk/index.ts';

/** The people of the company, by the accounts they have on DingTalk. */
function companyOnDingtalk(): Organisation {
  const org = company();
  const people = new Map<string, Person>();
  for (const [id, person] of org.people) people.set(id, { ...person, accounts: { dingtalk: person.key } });
  const byAccount = new Map([...people.values()].map((person) => [`dingtalk:${person.key}`, person]));
  return { ...org, people, byAccount };
}

/** What was logged, without the machinery of a logger. */
export function recordingLog(): { log: Logger; lines: { level: number; msg: string; [field: string]: unknown }[] } {
  const lines: { level: number; msg: string }[] = [];
  const log = pino({ level: 'debug', base: {} }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

export interface Stage {
  emulator: DingtalkEmulator;
  messenger: Messenger;
  clock: MovableClock;
  lines: ReturnType<typeof recordingLog>['lines'];
  settings: DingtalkSettings;
  end(): Promise<void>;
}

export interface StageOptions extends DingtalkOptions {
  settings?: Partial<DingtalkSettings>;
  timing?: Partial<typeof streamTiming>;
  at?: Date;
  formLink?: string;
}

/** Fast enough for a test, in the proportions of the real ones. */
const quick = { firstRetryMs: 20, baseMs: 40, maxMs: 400, opensPerMinute: 60, stableMs: 100, leaveMs: 500 };

/** The real adapter on the emulated platform, not started yet; everyone of the company is hired. */
export async function stage(db: Database, options: StageOptions = {}): Promise<Stage> {
  const clock = stoppedClock(options.at ?? new Date('2026-05-06T02:00:00Z'));
  const emulator = await startDingtalk({ now: () => clock.now(), ...options });
  const org = companyOnDingtalk();
  for (const person of org.people.values()) await emulator.hire({ account: person.key, name: person.name });
  const settings = { ...settingsOf(emulator), ...options.settings };
  const { log, lines } = recordingLog();
  const messenger = createDingtalk(
    settings,
    {
      db,
      clock,
      log,
      organisation: async () => org,
      commands: [],
      publicUrl: null,
      formLink: () => options.formLink ?? null,
    },
    { ...streamTiming, ...quick, ...options.timing },
  );
  return {
    emulator,
    messenger,
    clock,
    lines,
    settings,
    async end() {
      await messenger.adapter.stop();
      await emulator.close();
    },
  };
}

function settingsOf({ env }: DingtalkEmulator): DingtalkSettings {
  return {
    clientId: env.DINGTALK_CLIENT_ID ?? '',
    clientSecret: env.DINGTALK_CLIENT_SECRET ?? '',
    robotCode: env.DINGTALK_ROBOT_CODE ?? '',
    cardTemplateId: env.DINGTALK_CARD_TEMPLATE_ID ?? null,
    apiUrl: env.DINGTALK_API_URL ?? '',
    oapiUrl: env.DINGTALK_OAPI_URL ?? '',
    edition: 'standard',
    calendar: false,
  };
}

/** The engine with these features on that stage; what is promised is sent at once. */
export async function played(db: Database, on: Stage, features: readonly Feature[]): Promise<Engine> {
  const org = companyOnDingtalk();
  const { log } = recordingLog();
  const engine = createEngine({
    db,
    clock: on.clock,
    log,
    features,
    adapters: [on.messenger.adapter],
    organisation: async () => org,
  });
  await on.messenger.adapter.start(engine.inlet('dingtalk'));
  return engine;
}

let count = 0;

export function delivery(card: Card | string, more: Partial<Delivery> = {}): Delivery {
  count += 1;
  const whole = typeof card === 'string' ? sentence(card) : card;
  return { id: `m${count}`, account: 'sales-0', card: whole, priority: 'reply', again: false, ...more };
}

/** Takes everything and answers nothing. */
export const deaf: Inlet = { receive: async () => null, form: async () => null };

/** Waits until something is so; the test fails when it is not within twenty seconds. */
export async function until(what: () => boolean, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!what()) {
    if (performance.now() > end) throw new Error(`not so within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
