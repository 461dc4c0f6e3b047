import { CalendarError, roundTheClock } from './worktime/index.ts';

/** Every variable the product reads; `.env.example` explains each. */
export const variables = [
  'DATABASE_URL',
  'DATA_DIR',
  'HOST',
  'PORT',
  'PUBLIC_URL',
  'ORG_FILE',
  'LOCALE',
  'TIMEZONE',
  'LOG_LEVEL',
  'METRICS_TOKEN',
  'HEARTBEAT_URL',
  'CONSOLE',
  'CONSOLE_PASSWORD',
  'DEMO',
  'SLACK_BOT_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_APP_TOKEN',
  'SLACK_API_URL',
  'WECOM_CORP_ID',
  'WECOM_AGENT_ID',
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_ENCODING_AES_KEY',
  'WECOM_API_URL',
  'WECOM_OAUTH_URL',
  'WECOM_PROXY_URL',
  'DINGTALK_CLIENT_ID',
  'DINGTALK_CLIENT_SECRET',
  'DINGTALK_ROBOT_CODE',
  'DINGTALK_CARD_TEMPLATE_ID',
  'DINGTALK_API_URL',
  'DINGTALK_OAPI_URL',
] as const;

type Variable = (typeof variables)[number];
type Messenger = 'slack' | 'wecom' | 'dingtalk';
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
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

/** What a messenger cannot do without, the ways it can be reached by, and what it may have besides. */
const messengers: Record<Messenger, { name: string; needs: Variable[]; oneOf: Variable[]; may: Variable[] }> = {
  slack: {
    name: 'Slack',
    needs: ['SLACK_BOT_TOKEN'],
    oneOf: ['SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'],
    may: ['SLACK_API_URL'],
  },
  wecom: {
    name: 'WeCom',
    needs: ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'],
    oneOf: [],
    may: ['WECOM_API_URL', 'WECOM_OAUTH_URL', 'WECOM_PROXY_URL'],
  },
  dingtalk: {
    name: 'DingTalk',
    needs: ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET', 'DINGTALK_ROBOT_CODE', 'DINGTALK_CARD_TEMPLATE_ID'],
    oneOf: [],
    may: ['DINGTALK_API_URL', 'DINGTALK_OAPI_URL'],
  },
};

interface Reading {
  /** The trimmed value; null when unset or empty. */
  text(name: Variable): string | null;
  problem(sentence: string): void;
}

/** Reads the whole environment; throws ConfigError with all problems at once. */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [];
  const reading: Reading = {
    text: (name) => environment[name]?.trim() || null,
    problem: (sentence) => problems.push(sentence),
  };
  const real = (Object.keys(messengers) as Messenger[]).filter((messenger) => isConfigured(reading, messenger));
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
    demo: demoOf(reading, console !== null, real),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** A messenger is complete or off; half of one is a problem. */
function isConfigured(reading: Reading, messenger: Messenger): boolean {
  const { name, needs, oneOf, may } = messengers[messenger];
  if (![...needs, ...oneOf, ...may].some((variable) => reading.text(variable))) return false;
  const missing: string[] = needs.filter((variable) => !reading.text(variable));
  if (oneOf.length > 0 && !oneOf.some((variable) => reading.text(variable))) missing.push(oneOf.join(' or '));
  for (const variable of may) urlOf(reading, variable, ['http:', 'https:']);
  if (missing.length > 0) {
    reading.problem(
      `${name} is configured only in part: ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing. ` +
        `Set what is missing, or remove every ${messenger.toUpperCase()}_ variable to switch ${name} off.`,
    );
  } else {
    reading.problem(
      `The ${messenger} adapter is not part of this version yet: ` +
        `remove the ${messenger.toUpperCase()}_ variables and use the console, the messenger in the browser.`,
    );
  }
  return true;
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

function choiceOf<T extends string>(reading: Reading, name: Variable, choices: readonly T[]): T | null {
  const text = reading.text(name);
  if (text === null) return null;
  const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (!found) reading.problem(`${name} is "${text}": write ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}.`);
  return found ?? null;
}

function urlOf(reading: Reading, name: Variable, protocols: readonly string[]): { url: URL; text: string } | null {
  const text = reading.text(name);
  if (text === null) return null;
  if (URL.canParse(text)) {
    const url = new URL(text);
    if (protocols.includes(url.protocol) && url.hostname) return { url, text };
  }
  // Not quoted: it may hold a password.
  reading.problem(`${name} is no address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}.`);
  return null;
}
