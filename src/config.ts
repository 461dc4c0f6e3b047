import type { DingtalkSettings, SlackSettings, WecomSettings } from './platform/settings.ts';
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
  'SLACK_COMMAND_PREFIX',
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
  'DINGTALK_EDITION',
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
  slack: SlackSettings | null;
  wecom: WecomSettings | null;
  dingtalk: DingtalkSettings | null;
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
    may: ['SLACK_API_URL', 'SLACK_COMMAND_PREFIX'],
  },
  wecom: {
    name: 'WeCom',
    needs: ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'],
    oneOf: [],
    may: ['WECOM_API_URL', 'WECOM_OAUTH_URL', 'WECOM_PROXY_URL'],
  },
  dingtalk: {
    name: 'DingTalk',
    needs: ['DINGTALK_CLIENT_ID', 'DINGTALK_CLIENT_SECRET'],
    oneOf: [],
    may: [
      'DINGTALK_ROBOT_CODE',
      'DINGTALK_CARD_TEMPLATE_ID',
      'DINGTALK_API_URL',
      'DINGTALK_OAPI_URL',
      'DINGTALK_EDITION',
    ],
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
    slack: real.includes('slack') ? slackOf(reading) : null,
    wecom: real.includes('wecom') ? wecomOf(reading) : null,
    dingtalk: real.includes('dingtalk') ? dingtalkOf(reading) : null,
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
  for (const variable of may) if (variable.endsWith('_URL')) urlOf(reading, variable, ['http:', 'https:']);
  if (missing.length > 0) {
    reading.problem(
      `${name} is configured only in part: ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing. ` +
        `Set what is missing, or remove every ${messenger.toUpperCase()}_ variable to switch ${name} off.`,
    );
  }
  return true;
}

/** A setting that `isConfigured` has found to be there. */
const given = (reading: Reading, variable: Variable) => reading.text(variable) ?? '';
const withoutSlash = (reading: Reading, variable: Variable, real: string) =>
  (reading.text(variable) ?? real).replace(/\/+$/, '');

function slackOf(reading: Reading): SlackSettings {
  const commandPrefix = reading.text('SLACK_COMMAND_PREFIX') ?? '';
  if (!/^[a-z0-9_-]{0,20}$/.test(commandPrefix)) {
    reading.problem(
      'SLACK_COMMAND_PREFIX stands before the name of each slash command: write small letters, digits, - and _, such as xy-.',
    );
  }
  return {
    botToken: shaped(reading, 'SLACK_BOT_TOKEN', /^xoxb-/, 'the Bot User OAuth Token, which begins with xoxb-'),
    signingSecret: reading.text('SLACK_SIGNING_SECRET'),
    appToken: reading.text('SLACK_APP_TOKEN')
      ? shaped(reading, 'SLACK_APP_TOKEN', /^xapp-/, 'the App-Level Token, which begins with xapp-')
      : null,
    apiUrl: `${withoutSlash(reading, 'SLACK_API_URL', 'https://slack.com/api')}/`,
    commandPrefix,
  };
}

function wecomOf(reading: Reading): WecomSettings {
  return {
    corpId: given(reading, 'WECOM_CORP_ID'),
    agentId: Number(shaped(reading, 'WECOM_AGENT_ID', /^\d{1,15}$/, 'the number called AgentId, such as 1000002')),
    secret: given(reading, 'WECOM_SECRET'),
    token: shaped(
      reading,
      'WECOM_TOKEN',
      /^[0-9A-Za-z]{1,32}$/,
      'the Token of its callback: at most 32 letters and digits',
    ),
    encodingAesKey: shaped(
      reading,
      'WECOM_ENCODING_AES_KEY',
      /^[0-9A-Za-z]{43}$/,
      'the EncodingAESKey of its callback: exactly 43 letters and digits',
    ),
    apiUrl: withoutSlash(reading, 'WECOM_API_URL', 'https://qyapi.weixin.qq.com'),
    oauthUrl: reading.text('WECOM_OAUTH_URL') ?? 'https://open.weixin.qq.com/connect/oauth2/authorize',
    proxyUrl: reading.text('WECOM_PROXY_URL'),
  };
}

function dingtalkOf(reading: Reading): DingtalkSettings {
  const clientId = given(reading, 'DINGTALK_CLIENT_ID');
  return {
    clientId,
    clientSecret: given(reading, 'DINGTALK_CLIENT_SECRET'),
    robotCode: reading.text('DINGTALK_ROBOT_CODE') ?? clientId,
    cardTemplateId: reading.text('DINGTALK_CARD_TEMPLATE_ID'),
    apiUrl: withoutSlash(reading, 'DINGTALK_API_URL', 'https://api.dingtalk.com'),
    oapiUrl: withoutSlash(reading, 'DINGTALK_OAPI_URL', 'https://oapi.dingtalk.com'),
    edition: choiceOf(reading, 'DINGTALK_EDITION', ['standard', 'professional']) ?? 'standard',
  };
}

/** A value that is there must look like what it is: the wrong one of several secrets is the usual slip. Never quoted. */
function shaped(reading: Reading, variable: Variable, shape: RegExp, what: string): string {
  const text = given(reading, variable);
  if (text && !shape.test(text))
    reading.problem(`${variable} does not look like ${what}: copy it again from the app's page.`);
  return text;
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
