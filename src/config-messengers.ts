import { choiceOf, type Reading, urlOf, type Variable } from './config-reading.ts';
import type { DingtalkSettings, SlackSettings, WecomSettings } from './platform/settings.ts';

export type Messenger = 'slack' | 'wecom' | 'dingtalk';

/** Each messenger is complete, or off and null. */
export interface MessengerSettings {
  slack: SlackSettings | null;
  wecom: WecomSettings | null;
  dingtalk: DingtalkSettings | null;
}

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
      'DINGTALK_CALENDAR',
    ],
  },
};

/** Which messengers are meant to run, be they complete or not. */
export function wantedMessengers(reading: Reading): Messenger[] {
  return (Object.keys(messengers) as Messenger[]).filter((messenger) => isConfigured(reading, messenger));
}

/** The settings of those that are meant to run. */
export function readMessengers(reading: Reading, wanted: readonly Messenger[]): MessengerSettings {
  return {
    slack: wanted.includes('slack') ? slackOf(reading) : null,
    wecom: wanted.includes('wecom') ? wecomOf(reading) : null,
    dingtalk: wanted.includes('dingtalk') ? dingtalkOf(reading) : null,
  };
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
  // Slack takes 32 characters with the slash (https://docs.slack.dev/reference/app-manifest); ours have room for later names.
  if (!/^[a-z0-9_-]{0,12}$/.test(commandPrefix)) {
    reading.problem(
      'SLACK_COMMAND_PREFIX stands before the name of each slash command: write at most 12 small letters, digits, - and _, such as xy-.',
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
    calendar: choiceOf(reading, 'DINGTALK_CALENDAR', ['on', 'off']) === 'on',
  };
}

/** A value that is there must look like what it is: the wrong one of several secrets is the usual slip. Never quoted. */
function shaped(reading: Reading, variable: Variable, shape: RegExp, what: string): string {
  const text = given(reading, variable);
  if (text && !shape.test(text))
    reading.problem(`${variable} does not look like ${what}: copy it again from the app's page.`);
  return text;
}
