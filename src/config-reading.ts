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
  'DINGTALK_CALENDAR',
] as const;

export type Variable = (typeof variables)[number];
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment as it is being read: what is wrong is collected, so that all of it is told at once. */
export interface Reading {
  /** The trimmed value; null when unset or empty. */
  text(name: Variable): string | null;
  problem(sentence: string): void;
}

/** One of `choices`, in any case of letters; null when unset. */
export function choiceOf<T extends string>(reading: Reading, name: Variable, choices: readonly T[]): T | null {
  const text = reading.text(name);
  if (text === null) return null;
  const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (!found) reading.problem(`${name} is "${text}": write ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}.`);
  return found ?? null;
}

/** An address with one of `protocols`; null when unset. */
export function urlOf(
  reading: Reading,
  name: Variable,
  protocols: readonly string[],
): { url: URL; text: string } | null {
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
