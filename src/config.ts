import { type Messenger, type MessengerSettings, readMessengers, wantedMessengers } from './config-messengers.ts';
import { choiceOf, type Environment, type Reading, urlOf } from './config-reading.ts';
import { CalendarError, roundTheClock } from './worktime/index.ts';

export interface Config extends MessengerSettings {
  /** Null: the embedded database in `dataDir`. */
  databaseUrl: string | null;
  dataDir: string;
  host: string;
  /** 0 lets the system choose. */
  port: number;
  publicUrl: URL | null;
  orgFile: string | null;
  locale: 'zh-CN' | 'en';
  timezone: string;
  logLevel: (typeof logLevels)[number];
  metricsToken: string | null;
  heartbeatUrl: string | null;
  console: { password: string | null } | null;
  /** `default`: nobody asked for it, so a database that holds a real company is served as such. */
  demo: 'on' | 'off' | 'default';
}

/** The environment cannot be used. The message names every problem and what to do about it. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Reads the whole environment; throws ConfigError with all problems at once. */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const reading: Reading = {
    text: (name) => environment[name]?.trim() || null,
    problem: (sentence) => problems.push(sentence),
  };
  const real = wantedMessengers(reading);
  const host = hostOf(reading);
  const console = consoleOf(reading, host, real);
  const config: Config = {
    databaseUrl: urlOf(reading, 'DATABASE_URL', ['postgres:', 'postgresql:'])?.text ?? null,
    dataDir: reading.text('DATA_DIR') ?? './data',
    host,
    port: portOf(reading),
    publicUrl: urlOf(reading, 'PUBLIC_URL', ['http:', 'https:'])?.url ?? null,
    orgFile: reading.text('ORG_FILE'),
    locale: choiceOf(reading, 'LOCALE', ['zh-CN', 'en']) ?? 'zh-CN',
    timezone: zoneOf(reading),
    logLevel: choiceOf(reading, 'LOG_LEVEL', logLevels) ?? 'info',
    metricsToken: reading.text('METRICS_TOKEN'),
    heartbeatUrl: urlOf(reading, 'HEARTBEAT_URL', ['http:', 'https:'])?.text ?? null,
    console,
    ...readMessengers(reading, real),
    demo: demoOf(reading, console !== null, real),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function consoleOf(reading: Reading, host: string, real: readonly Messenger[]): Config['console'] {
  const choice = choiceOf(reading, 'CONSOLE', ['on', 'off']);
  const password = reading.text('CONSOLE_PASSWORD');
  if ((choice ?? (real.length === 0 ? 'on' : 'off')) === 'off') return null;
  if (!password && !isLoopback(host)) {
    reading.problem(
      `HOST=${host} lets other machines reach the console, where anyone can be anybody: ` +
        'set CONSOLE_PASSWORD, or HOST=127.0.0.1, or CONSOLE=off.',
    );
  }
  return { password };
}

function demoOf(reading: Reading, hasConsole: boolean, real: readonly Messenger[]): Config['demo'] {
  const choice = choiceOf(reading, 'DEMO', ['on', 'off']);
  if (choice === 'on' && real.length > 0) {
    reading.problem(
      `DEMO=on cannot be used together with a real messenger (${real.join(', ')}): set DEMO=off, or remove the messenger.`,
    );
  } else if (choice === 'on' && !hasConsole) {
    reading.problem('DEMO=on needs the console: set CONSOLE=on, or DEMO=off.');
  }
  if (choice === 'on' && reading.text('ORG_FILE')) {
    reading.problem('DEMO=on has a company of its own: remove ORG_FILE, or set DEMO=off to use your company.');
  }
  if (choice) return choice;
  return hasConsole && real.length === 0 && !reading.text('ORG_FILE') ? 'default' : 'off';
}

function hostOf(reading: Reading): string {
  const host = (reading.text('HOST') ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1');
  if (!/^[a-z0-9.:_-]+$/i.test(host) || host.includes('://')) {
    reading.problem(`HOST is "${host}", which is no address to listen on: write 127.0.0.1, 0.0.0.0 or a host name.`);
  }
  return host;
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i.test(host.replace(/^\[|\]$/g, ''));
}

function portOf(reading: Reading): number {
  const text = reading.text('PORT') ?? '3000';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  reading.problem(`PORT is "${text}": write a number from 0 to 65535 (0 lets the system choose).`);
  return 0;
}

function zoneOf(reading: Reading): string {
  const zone = reading.text('TIMEZONE') ?? 'Asia/Shanghai';
  try {
    roundTheClock(zone);
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    reading.problem(`TIMEZONE is "${zone}", which is no time zone: write one like Asia/Shanghai or Europe/Berlin.`);
  }
  return zone;
}
